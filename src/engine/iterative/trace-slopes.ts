// Slopes of log|V| by the covariances of the factors: those of what is known exactly, and those of log|C| by vector.
import { multiply, transpose } from "../../math/matrix-product.js";
import type { CrossedPair } from "./crossed-sums.js";
import { WIDTH } from "./probes.js";
import { part, type SchurComplement } from "./schur-complement.js";

/** By factor: ∂/∂T of the first, k × k and symmetric, ∂/∂Λ of the others. */
export type Slopes = readonly Float64Array[];

/** Σ_i (J_i'V_ih') ⊗ (J_i'V_ih') by level h of a factor after the first: entry [(a + k c) + k l (b + k d)]. */
type LevelMoments = readonly Float64Array[];

/** Those of Σ log|I + A_iT| + log|P|, and what the slopes of vectors need besides. */
export function constantSlopes(schur: SchurComplement): { whole: Float64Array[]; moments: LevelMoments } {
  const { sums, tail, eliminated } = schur;
  const { k, levelCount, diagonal } = sums.factors[0];
  const first = new Float64Array(k * k);
  const half = new Float64Array(k * k);
  for (let at = 0, level = 0; level < levelCount; level++, at += k * k) {
    shrunk(k, k, diagonal, at, eliminated.inverse, at, diagonal, at, half);
    for (let i = 0; i < k * k; i++) first[i] += half[i];
  }
  const moments = sums.first.map((pair) => levelMoments(schur, pair));
  const whole = tail.map(({ factor, root, lambda, diagonal: blocks }, t) => {
    const l = factor.k;
    const slopes = new Float64Array(l * l);
    const inverse = new Float64Array(l * l);
    for (let h = 0; h < factor.levelCount; h++) {
      invertGram(l, root, h * l * l, inverse);
      const moved = multiply(l, l, l, lambda, inverse);
      for (let b = 0; b < l; b++) {
        for (let a = 0; a < l; a++) {
          for (let c = 0; c < l; c++) slopes[a + b * l] += 2 * blocks[h * l * l + a + c * l] * moved[c + b * l];
        }
      }
      const between = multiply(l, l, l, moved, transpose(l, l, lambda));
      subtractMoments(k, l, moments[t], h, (c, d) => between[c + d * l], first);
    }
    return slopes;
  });
  return { whole: [first, ...whole], moments };
}

/** Those of v'f(C)v by column of a panel, with w = C⁻¹v. */
export function vectorSlopes(
  schur: SchurComplement,
  moments: LevelMoments,
  v: Float64Array,
  w: Float64Array,
): Slopes[] {
  const { sums, tail, eliminated } = schur;
  const { k, levelCount, diagonal } = sums.factors[0];
  const y = schur.unwhitened(WIDTH, v);
  const z = schur.unwhitened(
    WIDTH,
    w.map((value, i) => value - v[i]),
  );
  const [t, other] = [0, 0].map(() => new Float64Array(levelCount * k * WIDTH));
  const product = new Float64Array(y.length);
  schur.applyTail(WIDTH, schur.times(WIDTH, y), product, t);
  const moved = schur.times(WIDTH, z);
  schur.gather(WIDTH, moved, other);
  // R⁻ᵀCv, and Λ times it.
  const q = schur.unwhitened(WIDTH, schur.whitened(WIDTH, y, product));
  const movedQ = schur.times(WIDTH, q);
  const out = Array.from({ length: WIDTH }, () => sums.factors.map((factor) => new Float64Array(factor.k * factor.k)));
  const [left, right] = [new Float64Array(k), new Float64Array(k)];
  for (let level = 0; level < levelCount; level++) {
    for (let c = 0; c < WIDTH; c++) {
      leave(k, diagonal, eliminated.inverse, level, t, c, left);
      leave(k, diagonal, eliminated.inverse, level, other, c, right);
      const own = out[c][0];
      for (let b = 0; b < k; b++) {
        for (let a = 0; a < k; a++) own[a + b * k] -= (left[a] * right[b] + left[b] * right[a]) / 2;
      }
    }
  }
  tail.forEach(({ factor, diagonal: blocks }, at) => {
    const l = factor.k;
    const [ps, pz, pm, pq] = [product, z, moved, movedQ].map((panel) => part(factor, WIDTH, panel));
    for (let h = 0; h < factor.levelCount; h++) {
      const row = h * l * WIDTH;
      for (let c = 0; c < WIDTH; c++) {
        const slopes = out[c][at + 1];
        for (let a = 0; a < l; a++) {
          let rest = ps[row + a * WIDTH + c];
          for (let d = 0; d < l; d++) rest -= blocks[h * l * l + a + d * l] * pq[row + d * WIDTH + c];
          for (let b = 0; b < l; b++) slopes[a + b * l] += 2 * rest * pz[row + b * WIDTH + c];
        }
        const between = (i: number, j: number) => {
          const [x, u] = [row + i * WIDTH + c, row + j * WIDTH + c];
          return -(pq[x] * pm[u] + pq[u] * pm[x]) / 2;
        };
        subtractMoments(k, l, moments[at], h, between, out[c][0]);
      }
    }
  });
  return out;
}

/** first −= Σ_i J_i'V_ih'ΞV_ihJ_i at a level h. */
function subtractMoments(
  k: number,
  l: number,
  moments: Float64Array,
  h: number,
  xi: (row: number, column: number) => number,
  first: Float64Array,
): void {
  const size = k * l;
  for (let d = 0; d < l; d++) {
    for (let c = 0; c < l; c++) {
      const value = xi(c, d);
      for (let b = 0; b < k; b++) {
        for (let a = 0; a < k; a++) {
          first[a + b * k] -= value * moments[h * size * size + a + k * c + size * (b + k * d)];
        }
      }
    }
  }
}

function levelMoments({ sums, eliminated }: SchurComplement, { t, cells }: CrossedPair): Float64Array {
  const { k, diagonal } = sums.factors[0];
  const { k: l, levelCount } = sums.factors[t];
  const size = k * l;
  const out = new Float64Array(levelCount * size * size);
  if (size === 1) {
    const { start, other, values } = cells;
    for (let level = 0; level + 1 < start.length; level++) {
      const share = 1 - diagonal[level] * eliminated.inverse[level];
      for (let cell = start[level]; cell < start[level + 1]; cell++) {
        const own = share * (values === null ? 1 : values[cell]);
        out[other[cell]] += own * own;
      }
    }
    return out;
  }
  const left = new Float64Array(size);
  cells.each((block, level, h) => {
    shrunk(k, l, block, 0, eliminated.inverse, level * k * k, diagonal, level * k * k, left);
    for (let j = 0; j < size; j++)
      for (let i = 0; i < size; i++) out[h * size * size + i + size * j] += left[i] * left[j];
  });
  return out;
}

/** out = B − A K B of a k × l block B. */
function shrunk(
  k: number,
  l: number,
  block: Float64Array,
  at: number,
  inverse: Float64Array,
  ki: number,
  diagonal: Float64Array,
  ai: number,
  out: Float64Array,
): void {
  for (let b = 0; b < l; b++) {
    for (let a = 0; a < k; a++) {
      let value = block[at + a + b * k];
      for (let c = 0; c < k; c++) {
        let own = 0;
        for (let d = 0; d < k; d++) own += inverse[ki + c + d * k] * block[at + d + b * k];
        value -= diagonal[ai + a + c * k] * own;
      }
      out[a + b * k] = value;
    }
  }
}

/** out = t − A K t of one column at a level. */
function leave(
  k: number,
  diagonal: Float64Array,
  inverse: Float64Array,
  level: number,
  panel: Float64Array,
  column: number,
  out: Float64Array,
): void {
  const at = level * k * k;
  const row = level * k * WIDTH + column;
  for (let a = 0; a < k; a++) {
    let value = panel[row + a * WIDTH];
    for (let c = 0; c < k; c++) {
      let own = 0;
      for (let d = 0; d < k; d++) own += inverse[at + c + d * k] * panel[row + d * WIDTH];
      value -= diagonal[at + a + c * k] * own;
    }
    out[a] = value;
  }
}

/** M := R⁻ᵀMR⁻¹ of a symmetric M. */
function betweenRoots(l: number, roots: Float64Array, at: number, matrix: Float64Array): void {
  for (let pass = 0; pass < 2; pass++) {
    for (let b = 0; b < l; b++) {
      for (let a = l - 1; a >= 0; a--) {
        let value = matrix[a + b * l];
        for (let c = a + 1; c < l; c++) value -= roots[at + c + a * l] * matrix[c + b * l];
        matrix[a + b * l] = value / roots[at + a * (l + 1)];
      }
    }
    for (let b = 0; b < l; b++) {
      for (let a = 0; a < b; a++) {
        const other = matrix[a + b * l];
        matrix[a + b * l] = matrix[b + a * l];
        matrix[b + a * l] = other;
      }
    }
  }
}

/** (RR')⁻¹. */
function invertGram(l: number, roots: Float64Array, at: number, out: Float64Array): void {
  out.fill(0);
  for (let a = 0; a < l; a++) out[a * (l + 1)] = 1;
  betweenRoots(l, roots, at, out);
}
