// Sums over levels, and over pairs of levels, of products of their blocks: what the moment start and the exact Hessian
// are made of. Factors are numbered as in the input.
import type { FactorBlock } from "./cross-products.js";
import { unpackTiles } from "./direction-tiles.js";
import type { CoreExports } from "./load.js";
import type { CoreMemory } from "./memory.js";
import type { WeightedMoments } from "./types.js";

/** Blocks packed together for outer products, as CHUNK in assembly/mixed/curvature.ts. */
const PACKED_BLOCKS = 64;

export class LevelMoments {
  /** `blocks` by order of elimination, `place` the position in it of each input factor. */
  constructor(
    private readonly core: CoreExports,
    private readonly memory: CoreMemory,
    private readonly blocks: readonly FactorBlock[],
    private readonly place: readonly number[],
    private readonly rank: number,
  ) {}

  /** Σ_j (Z_j'y₀)(Z_j'y₀)' by factor. */
  scores(): Float64Array[] {
    return this.place.map((_, f) => {
      const { total: levels, columns: k } = this.block(f);
      const out = new Float64Array(k * k);
      for (let level = 0; level < levels; level++) addOuter(out, this.responseBlock(f, level), k);
      return out;
    });
  }

  /** Σ A_jh ⊗ A_jh for each pair of factors s ≤ t. */
  plain(): Float64Array[] {
    return this.pairwise((s, t, pack, out) => this.core.crossMoment(s, t, 0, 0, pack, out));
  }

  /** Σ Q_lh ⊗ Q_lh for each pair of factors s ≤ t, of the Q at address `q`. */
  projected(q: number): Float64Array[] {
    return this.pairwise((s, t, pack, out) => this.core.fourthMoment(s, t, q, pack, out));
  }

  /** Σ_j Q_jj by factor, of the Q at address `q`. */
  projectedTraces(q: number): Float64Array[] {
    const { core, memory } = this;
    return this.place.map((_, f) => {
      const { row0, levels, columns: k } = this.block(f);
      const trace = new Float64Array(k * k);
      for (let level = 0, row = row0; level < levels; level++, row += k) {
        for (let j = 0; j < k; j++) {
          for (let i = j; i < k; i++) trace[i + j * k] += memory.f64(core.element(q, row + i, row + j), 1)[0];
        }
      }
      for (let j = 0; j < k; j++) for (let i = 0; i < j; i++) trace[i + j * k] = trace[j + i * k];
      return trace;
    });
  }

  /** The sums of B_j A_jh, with `weights` B_j by factor, levels × k × k. */
  weighted(weights: readonly Float64Array[]): WeightedMoments {
    const { core, memory, place } = this;
    const mark = core.mark();
    const addresses = weights.map((list) => {
      const address = memory.allocate(8 * list.length);
      memory.f64(address, list.length).set(list);
      return address;
    });
    const pairs = place.map((_s, a) =>
      place.map((_t, b) =>
        this.pair(a, b, (s, t, pack, out) => {
          const left = place[a] <= place[b];
          core.crossMoment(s, t, left ? addresses[a] : 0, left ? 0 : addresses[a], pack, out);
        }),
      ),
    );
    core.release(mark);
    const sums = place.map((_, f) => this.weightedLevels(f, weights[f]));
    return { scores: sums.map(({ score }) => score), traces: sums.map(({ trace }) => trace), pairs };
  }

  private weightedLevels(f: number, weights: Float64Array): { score: Float64Array; trace: Float64Array } {
    const { total: levels, columns: k, aDiagonal } = this.block(f);
    const diagonal = this.memory.f64(aDiagonal, levels * k * k);
    const score = new Float64Array(k * k);
    const trace = new Float64Array(k * k);
    for (let level = 0; level < levels; level++) {
      const weight = weights.subarray(level * k * k, (level + 1) * k * k);
      addOuter(score, product(weight, this.responseBlock(f, level), k), k);
      const half = product(weight, diagonal.subarray(level * k * k, (level + 1) * k * k), k);
      for (let j = 0; j < k; j++) {
        for (let i = 0; i < k; i++) {
          for (let l = 0; l < k; l++) trace[i + j * k] += half[i + l * k] * weight[j + l * k];
        }
      }
    }
    return { score, trace };
  }

  private block(f: number): FactorBlock {
    return this.blocks[this.place[f]];
  }

  /** Z_j'y₀ of one level. */
  private responseBlock(f: number, level: number): Float64Array {
    const { columns: k, aBorder } = this.block(f);
    return this.memory.f64(aBorder + 8 * (level * (this.rank + 1) + this.rank) * k, k);
  }

  /** One k_s k_t × k_s k_t matrix for each pair of factors s ≤ t, whatever their order of elimination. */
  private pairwise(compute: (s: number, t: number, pack: number, out: number) => void): Float64Array[] {
    const count = this.place.length;
    const results: Float64Array[] = [];
    for (let a = 0; a < count; a++) for (let b = a; b < count; b++) results.push(this.pair(a, b, compute));
    return results;
  }

  /** The matrix of one ordered pair of factors; `compute` gets their places in the order of elimination. */
  private pair(a: number, b: number, compute: (s: number, t: number, pack: number, out: number) => void): Float64Array {
    const { core, memory, place } = this;
    const ka = this.block(a).columns;
    const kb = this.block(b).columns;
    const swap = place[a] > place[b];
    const mark = core.mark();
    const size = ka * kb;
    const pack = memory.doubles(PACKED_BLOCKS * ((size + 3) & ~3));
    const out = memory.allocate(core.tileRowBytes(size));
    compute(Math.min(place[a], place[b]), Math.max(place[a], place[b]), pack, out);
    const result = unpackTiles(memory, core, out, size, swap ? (i) => (i % ka) * kb + Math.floor(i / ka) : null);
    core.release(mark);
    return result;
  }
}

/** sum += x x'. */
function addOuter(sum: Float64Array, x: Float64Array, k: number): void {
  for (let j = 0; j < k; j++) for (let i = 0; i < k; i++) sum[i + j * k] += x[i] * x[j];
}

/** A B for a k × k matrix A and B of k rows, column-major. */
function product(a: Float64Array, b: Float64Array, k: number): Float64Array {
  const out = new Float64Array(b.length);
  for (let j = 0; j < b.length; j += k) {
    for (let l = 0; l < k; l++) for (let i = 0; i < k; i++) out[i + j] += a[i + l * k] * b[l + j];
  }
  return out;
}
