// Which linear functions of the coefficients the data say anything about, where columns of X were dropped for rank.
import type { LiveFit } from "../../fit/fit.js";
import { triangularFactor } from "../../math/triangular-factor.js";
import { norm } from "../../math/vectors.js";

/** Relative size below which a coefficient, or a weight on a direction without data, is rounding. */
const NOTHING = 1e-8;

/** Whether weights over all columns of X are in its row space. */
export type EstimabilityTest = (weights: ArrayLike<number>) => boolean;

/** A dropped column d = X_K a makes e_d − a a direction in which the coefficients are free; weights must not see it. */
export function estimability(fit: LiveFit): EstimabilityTest {
  const { columns } = fit.live.design.fixed;
  const dropped = columns.flatMap((_, column) => (fit.kept.includes(column) ? [] : [column]));
  if (dropped.length === 0) return () => true;
  const kept = fit.kept.length;
  const p = columns.length;
  const factor = triangularFactor([...fit.kept, ...dropped].map((column) => columns[column]));
  const free = dropped.map((column, d) => {
    const direction = new Float64Array(p);
    direction[column] = 1;
    const a = backSubstituted(kept, p, factor, factor.subarray((kept + d) * p, (kept + d) * p + kept));
    const size = norm(columns[column]);
    a.forEach((value, i) => {
      if (Math.abs(value) * norm(columns[fit.kept[i]]) > NOTHING * size) direction[fit.kept[i]] = -value;
    });
    return direction;
  });
  return (weights) =>
    free.every((direction) => {
      let sum = 0;
      let size = 0;
      for (let i = 0; i < p; i++) {
        sum += direction[i] * weights[i];
        size += Math.abs(direction[i] * weights[i]);
      }
      return Math.abs(sum) <= NOTHING * size;
    });
}

/** R⁻¹ b of the leading n × n part of an upper-triangular R whose columns have length p. */
function backSubstituted(n: number, p: number, r: Float64Array, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= r[i + j * p] * x[j];
    x[i] /= r[i + i * p];
  }
  return x;
}
