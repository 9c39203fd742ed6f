// Sums over levels, and over pairs of levels, of products of their blocks: what the moment start and the exact Hessian
// are made of. Factors are numbered as in the input, columns are those stored.
import type { FactorBlock, StoredBlocks } from "../block-layout.js";
import type { WeightedMoments } from "../types.js";
import { tileIndex, unpackTiles } from "./direction-tiles.js";

/** Blocks packed together for outer products, as CHUNK in assembly/mixed/curvature.ts. */
const PACKED_BLOCKS = 64;

export class LevelMoments {
  constructor(private readonly blocks: StoredBlocks) {}

  /** Σ_j (Z_j'y₀)(Z_j'y₀)' by factor. */
  scores(): Float64Array[] {
    return this.blocks.place.map((_, f) => {
      const { total, columns: k } = this.block(f);
      const { values, first, step } = this.responseBlocks(f);
      const out = new Float64Array(k * k);
      for (let level = 0, at = first; level < total; level++, at += step) addOuter(out, values, at, k);
      return out;
    });
  }

  /** Σ A_jh ⊗ A_jh for each pair of factors s ≤ t. */
  plain(): Float64Array[] {
    return this.pairwise((s, t, pack, out) => this.blocks.core.crossMoment(s, t, 0, 0, pack, out));
  }

  /** Σ Q_lh ⊗ Q_lh for each pair of factors s ≤ t, of the Q at address `q`. */
  projected(q: number): Float64Array[] {
    return this.pairwise((s, t, pack, out) => this.blocks.core.fourthMoment(s, t, q, pack, out));
  }

  /** Σ_j Q_jj by factor, of the Q at address `q`. */
  projectedTraces(q: number): Float64Array[] {
    return this.blocks.place.map((_, f) => {
      const { row0, levels, columns: k } = this.block(f);
      const last = row0 + levels * k;
      const values = this.blocks.memory.f64(q, this.blocks.core.tileRowBytes(last) / 8);
      const trace = new Float64Array(k * k);
      for (let row = row0; row < last; row += k) {
        for (let j = 0; j < k; j++) {
          for (let i = j; i < k; i++) trace[i + j * k] += values[tileIndex(row + i, row + j)];
        }
      }
      for (let j = 0; j < k; j++) for (let i = 0; i < j; i++) trace[i + j * k] = trace[j + i * k];
      return trace;
    });
  }

  /** The sums of B_j A_jh, with `weights` B_j by factor, levels × k × k. */
  weighted(weights: readonly Float64Array[]): WeightedMoments {
    const { core, memory, place } = this.blocks;
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
    const { total, columns: k, aDiagonal } = this.block(f);
    const diagonal = this.blocks.memory.f64(aDiagonal, total * k * k);
    const { values, first, step } = this.responseBlocks(f);
    const score = new Float64Array(k * k);
    const trace = new Float64Array(k * k);
    const half = new Float64Array(k * k);
    const weighted = new Float64Array(k);
    for (let level = 0, own = 0, at = first; level < total; level++, own += k * k, at += step) {
      multiplyBlocks(k, 1, weights, own, values, at, weighted);
      addOuter(score, weighted, 0, k);
      multiplyBlocks(k, k, weights, own, diagonal, own, half);
      for (let j = 0; j < k; j++) {
        for (let i = 0; i < k; i++) {
          for (let l = 0; l < k; l++) trace[i + j * k] += half[i + l * k] * weights[own + j + l * k];
        }
      }
    }
    return { score, trace };
  }

  private block(f: number): FactorBlock {
    return this.blocks.segments[this.blocks.place[f]];
  }

  /** Z_j'y₀ of level j: k values at first + j · step. */
  private responseBlocks(f: number): { values: Float64Array; first: number; step: number } {
    const { total, columns: k, aBorder } = this.block(f);
    const step = (this.blocks.rank + 1) * k;
    return { values: this.blocks.memory.f64(aBorder, total * step), first: this.blocks.rank * k, step };
  }

  /** One k_s k_t × k_s k_t matrix for each pair of factors s ≤ t, whatever their order of elimination. */
  private pairwise(compute: (s: number, t: number, pack: number, out: number) => void): Float64Array[] {
    const count = this.blocks.place.length;
    const results: Float64Array[] = [];
    for (let a = 0; a < count; a++) for (let b = a; b < count; b++) results.push(this.pair(a, b, compute));
    return results;
  }

  /** The matrix of one ordered pair of factors; `compute` gets their places in the order of elimination. */
  private pair(a: number, b: number, compute: (s: number, t: number, pack: number, out: number) => void): Float64Array {
    const { core, memory, place } = this.blocks;
    const ka = this.block(a).columns;
    const kb = this.block(b).columns;
    const swap = place[a] > place[b];
    const mark = core.mark();
    const size = ka * kb;
    const pack = memory.doubles(PACKED_BLOCKS * ((size + 3) & ~3));
    const out = memory.allocate(core.tileRowBytes(size));
    compute(Math.min(place[a], place[b]), Math.max(place[a], place[b]), pack, out);
    const result = unpackTiles(this.blocks, out, size, swap ? (i) => (i % ka) * kb + Math.floor(i / ka) : null);
    core.release(mark);
    return result;
  }
}

/** sum += x x' for the k values of x at `at`. */
function addOuter(sum: Float64Array, x: Float64Array, at: number, k: number): void {
  for (let j = 0; j < k; j++) for (let i = 0; i < k; i++) sum[i + j * k] += x[at + i] * x[at + j];
}

/** out = A B of the k × k block of `a` at `atA` and the k × columns block of `b` at `atB`, column-major. */
function multiplyBlocks(
  k: number,
  columns: number,
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  out: Float64Array,
): void {
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < k; i++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += a[atA + i + l * k] * b[atB + l + j * k];
      out[i + j * k] = sum;
    }
  }
}
