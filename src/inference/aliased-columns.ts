// Columns of X that were dropped for rank, as combinations of those that were kept.
import type { LiveFit } from "../fit/fit.js";
import { triangularFactor } from "../math/triangular-factor.js";
import { norm } from "../math/vectors.js";

/** Relative size below which a coefficient is rounding. */
const NOTHING = 1e-8;

export interface AliasedColumn {
  /** Its place in X. */
  readonly column: number;
  /** a of x = X_K a, over the columns kept. */
  readonly weights: Float64Array;
}

export function aliasedColumns(fit: LiveFit): AliasedColumn[] {
  const { columns } = fit.live.design.fixed;
  const dropped = columns.flatMap((_, column) => (fit.kept.includes(column) ? [] : [column]));
  if (dropped.length === 0) return [];
  const factor = triangularFactor([...fit.kept, ...dropped].map((column) => columns[column]));
  return dropped.map((column, d) => {
    const weights = combinationOf(fit.kept.length, columns.length, factor, fit.kept.length + d);
    const size = norm(columns[column]);
    return {
      column,
      weights: weights.map((a, i) => (Math.abs(a) * norm(columns[fit.kept[i]]) > NOTHING * size ? a : 0)),
    };
  });
}

/** The weights of the first n columns in column `at`, by the triangular factor of them all, whose columns have length p. */
export function combinationOf(n: number, p: number, r: Float64Array, at: number): Float64Array {
  const x = r.slice(at * p, at * p + n);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= r[i + j * p] * x[j];
    x[i] /= r[i + i * p];
  }
  return x;
}
