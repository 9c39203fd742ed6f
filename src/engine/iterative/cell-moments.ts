// Sums over levels and cells of products of their blocks, of which the moment start is made; by factor of the input.
import type { StartMoments, WeightedMoments } from "../types.js";
import type { CrossedFactor, CrossedSums } from "./crossed-sums.js";

export function cellMoments(sums: CrossedSums): StartMoments {
  const { place } = sums;
  const factors = place.map((s) => sums.factors[s]);
  const scores = factors.map((factor) => scoreSquares(sums.rank, factor, null));
  const pairs = place.flatMap((s, f) => place.slice(f).map((t) => pairSquares(sums, s, t, null)));
  return { scores, pairs };
}

export function weightedCellMoments(sums: CrossedSums, weights: readonly Float64Array[]): WeightedMoments {
  const { place } = sums;
  const scores = place.map((s, f) => scoreSquares(sums.rank, sums.factors[s], weights[f]));
  const traces = place.map((s, f) => {
    const { k, levelCount, diagonal } = sums.factors[s];
    const out = new Float64Array(k * k);
    for (let at = 0, level = 0; level < levelCount; level++, at += k * k) {
      for (let d = 0; d < k; d++) {
        for (let a = 0; a < k; a++) {
          for (let j = 0; j < k; j++) {
            let own = 0;
            for (let i = 0; i < k; i++) own += weights[f][at + a + i * k] * diagonal[at + i + j * k];
            out[a + d * k] += own * weights[f][at + d + j * k];
          }
        }
      }
    }
    return out;
  });
  return { scores, traces, pairs: place.map((s, f) => place.map((t) => pairSquares(sums, s, t, weights[f]))) };
}

/** Σ_j (B_jZ_j'y₀)(B_jZ_j'y₀)'. */
function scoreSquares(
  rank: number,
  { k, levelCount, border }: CrossedFactor,
  weights: Float64Array | null,
): Float64Array {
  const out = new Float64Array(k * k);
  const score = new Float64Array(k);
  const width = rank + 1;
  for (let level = 0; level < levelCount; level++) {
    for (let a = 0; a < k; a++) {
      score[a] = 0;
      for (let i = 0; i < k; i++) {
        const weight = weights === null ? Number(i === a) : weights[level * k * k + a + i * k];
        score[a] += weight * border[(level * k + i) * width + rank];
      }
    }
    for (let b = 0; b < k; b++) for (let a = 0; a < k; a++) out[a + b * k] += score[a] * score[b];
  }
  return out;
}

/** Σ_jh (B_jA_jh) ⊗ (B_jA_jh) of the levels j of s and h of t: entry [(a + k b) + k l (c + k d)]. */
function pairSquares(sums: CrossedSums, s: number, t: number, weights: Float64Array | null): Float64Array {
  const [first, second] = [sums.factors[s], sums.factors[t]];
  const [k, l] = [first.k, second.k];
  const size = k * l;
  const out = new Float64Array(size * size);
  const block = new Float64Array(size);
  /** Entry (a, b) of a block at a + b · rowStep … */
  const add = (values: Float64Array, at: number, level: number, step: readonly [number, number]) => {
    for (let b = 0; b < l; b++) {
      for (let a = 0; a < k; a++) {
        if (weights === null) block[a + k * b] = values[at + a * step[0] + b * step[1]];
        else {
          let value = 0;
          for (let i = 0; i < k; i++)
            value += weights[level * k * k + a + i * k] * values[at + i * step[0] + b * step[1]];
          block[a + k * b] = value;
        }
      }
    }
    for (let j = 0; j < size; j++) for (let i = 0; i < size; i++) out[i + size * j] += block[i] * block[j];
  };
  if (s === t) {
    for (let level = 0; level < first.levelCount; level++) add(first.diagonal, level * k * k, level, [1, k]);
    return out;
  }
  const { cells } = sums.pairs.find(
    (pair) => pair.s === Math.min(s, t) && pair.t === Math.max(s, t),
  ) as CrossedSums["pairs"][number];
  if (s < t) cells.each((values, level) => add(values, 0, level, [1, k]));
  else cells.each((values, _, level) => add(values, 0, level, [l, 1]));
  return out;
}
