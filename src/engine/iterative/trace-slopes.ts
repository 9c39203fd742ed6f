// Slopes of log|V| by the covariances of the factors: those of what is known exactly, and those of log|C| by vector.
import type { CrossedPair } from "./crossed-sums.js";
import { WIDTH } from "./probes.js";
import { part, type SchurComplement, type TailBlock } from "./schur-complement.js";

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
  const whole = tail.map((block, t) => {
    const { factor, root, lambda, diagonal: blocks } = block;
    const l = factor.k;
    const slopes = new Float64Array(l * l);
    const inverse = new Float64Array(l * l);
    for (let h = 0; h < factor.levelCount; h++) {
      invertGram(l, root, h * l * l, inverse);
      addTheta(k, block, h, inverse, blocks, slopes, moments[t], first, lambda);
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
  const difference = w.map((value, i) => value - v[i]);
  const [y, z] = [v, difference].map((vector) => schur.unwhitened(WIDTH, vector));
  const met = [y, z].map(() => new Float64Array(levelCount * k * WIDTH));
  const [sy, sz] = [y, z].map((vector, i) => {
    const out = new Float64Array(vector.length);
    schur.applyTail(WIDTH, schur.times(WIDTH, vector), out, met[i]);
    return out;
  });
  const cv = schur.whitened(WIDTH, y, sy);
  const out = Array.from({ length: WIDTH }, () => sums.factors.map((factor) => new Float64Array(factor.k * factor.k)));
  const [left, right] = [new Float64Array(k), new Float64Array(k)];
  for (let level = 0; level < levelCount; level++) {
    for (let c = 0; c < WIDTH; c++) {
      leave(k, diagonal, eliminated.inverse, level, met[0], c, left);
      leave(k, diagonal, eliminated.inverse, level, met[1], c, right);
      const own = out[c][0];
      for (let b = 0; b < k; b++)
        for (let a = 0; a < k; a++) own[a + b * k] -= (left[a] * right[b] + left[b] * right[a]) / 2;
    }
  }
  tail.forEach((block, t) => {
    const { factor, root, lambda, diagonal: blocks } = block;
    const l = factor.k;
    const [pv, pd, pcv, py, pz, psy, psz] = [v, difference, cv, y, z, sy, sz].map((panel) =>
      part(factor, WIDTH, panel),
    );
    const theta = new Float64Array(l * l);
    for (let h = 0; h < factor.levelCount; h++) {
      const row = (a: number) => (h * l + a) * WIDTH;
      for (let c = 0; c < WIDTH; c++) {
        const slopes = out[c][t + 1];
        for (let b = 0; b < l; b++) {
          for (let a = 0; a < l; a++) {
            slopes[a + b * l] += psy[row(a) + c] * pz[row(b) + c] + psz[row(a) + c] * py[row(b) + c];
          }
        }
        // −Ψ(N), then between the roots.
        for (let b = 0; b < l; b++) {
          for (let a = 0; a <= b; a++) {
            const [ra, rb] = [row(a) + c, row(b) + c];
            const n = pcv[ra] * pd[rb] + (pv[ra] - pcv[ra]) * pv[rb];
            theta[a + b * l] = theta[b + a * l] = -n / 2;
          }
        }
        betweenRoots(l, root, h * l * l, theta);
        addTheta(k, block, h, theta, blocks, slopes, moments[t], out[c][0], lambda);
      }
    }
  });
  return out;
}

/** Adds 2 ŝ_hΛΘ to the slopes of a factor, and what ΛΘΛ' makes of those of the first one. */
function addTheta(
  k: number,
  { factor }: TailBlock,
  h: number,
  theta: Float64Array,
  blocks: Float64Array,
  slopes: Float64Array,
  moments: Float64Array,
  first: Float64Array,
  lambda: Float64Array,
): void {
  const l = factor.k;
  if (k === 1 && l === 1) {
    const moved = lambda[0] * theta[0];
    slopes[0] += 2 * blocks[h] * moved;
    first[0] -= moments[h] * moved * lambda[0];
    return;
  }
  const moved = new Float64Array(l * l);
  for (let b = 0; b < l; b++) {
    for (let a = 0; a < l; a++) for (let c = 0; c < l; c++) moved[a + b * l] += lambda[a + c * l] * theta[c + b * l];
  }
  for (let b = 0; b < l; b++) {
    for (let a = 0; a < l; a++) {
      for (let c = 0; c < l; c++) slopes[a + b * l] += 2 * blocks[h * l * l + a + c * l] * moved[c + b * l];
    }
  }
  const size = k * l;
  for (let d = 0; d < l; d++) {
    for (let c = 0; c < l; c++) {
      let value = 0;
      for (let e = 0; e < l; e++) value += moved[c + e * l] * lambda[d + e * l];
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
