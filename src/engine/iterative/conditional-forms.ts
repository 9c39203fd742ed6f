// What is known of sums of random effects, by one solution each.
import type { FixedColumns } from "../fixed-columns.js";
import type { ConditionalForms, EffectRows } from "../types.js";
import type { Border } from "./border.js";
import { effectsOf, effectsProduct, solveEffects, zeroEffects } from "./effects.js";
import { WIDTH } from "./probes.js";
import type { SchurComplement } from "./schur-complement.js";

const TOLERANCE = 1e-12;

export function conditionalForms(
  schur: SchurComplement,
  { panels }: Border,
  { triangle }: FixedColumns,
  rows: EffectRows,
): ConditionalForms {
  const { sums } = schur;
  const { rank } = sums;
  const { count } = rows;
  const variances = new Float64Array(count);
  const slopes = new Float64Array(count * rank);
  for (let from = 0; from < count; from += WIDTH) {
    const size = Math.min(WIDTH, count - from);
    const z = zeroEffects(sums);
    rows.factors.forEach(({ levels, values }, f) => {
      const s = sums.place[f];
      const { k } = sums.factors[s];
      const panel = effectsOf(sums, z, s);
      for (let c = 0; c < size; c++) {
        const level = levels[from + c];
        if (level < 0) continue;
        for (let a = 0; a < k; a++) panel[(level * k + a) * WIDTH + c] = values[(from + c) * k + a];
      }
    });
    const { e } = solveEffects(schur, z, TOLERANCE);
    for (let c = 0; c < size; c++) {
      variances[from + c] = effectsProduct(z, c, e, c);
      const own = slopes.subarray((from + c) * rank, (from + c + 1) * rank);
      // −z'ΛM⁻¹Λ'Z'X, in the columns of X that are kept.
      for (let j = 0; j < rank; j++) {
        let value = -effectsProduct(z, c, panels[Math.floor(j / WIDTH)].e, j % WIDTH);
        for (let i = 0; i < j; i++) value -= triangle[i + j * rank] * own[i];
        own[j] = value / triangle[j * (rank + 1)];
      }
    }
  }
  return { variances, slopes };
}

/** Cov(b_j | y, θ, β) / σ² of every level of a factor, levels × k × k. */
export function conditionalCovariances(schur: SchurComplement, s: number): Float64Array {
  const { sums } = schur;
  const { k, levelCount } = sums.factors[s];
  const out = new Float64Array(levelCount * k * k);
  const rows = levelCount * k;
  for (let from = 0; from < rows; from += WIDTH) {
    const size = Math.min(WIDTH, rows - from);
    const z = zeroEffects(sums);
    const unit = effectsOf(sums, z, s);
    for (let c = 0; c < size; c++) unit[(from + c) * WIDTH + c] = 1;
    const solved = effectsOf(sums, solveEffects(schur, z, TOLERANCE).e, s);
    for (let c = 0; c < size; c++) {
      const level = Math.floor((from + c) / k);
      for (let a = 0; a < k; a++) out[(from + c) * k + a] = solved[(level * k + a) * WIDTH + c];
    }
  }
  return out;
}
