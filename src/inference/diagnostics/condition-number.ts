// How near the columns of X are to depending on each other.
import { type LiveFit, withData } from "../../fit/fit.js";
import { singularFrame } from "../../math/singular-frame.js";
import { triangularFactor } from "../../math/triangular-factor.js";

/** How nearly the columns of the fixed part depend on each other. */
export interface ConditionNumber {
  /** Largest over smallest singular value of the columns scaled to unit length; over 30 they nearly depend on each other. */
  readonly scaled: number;
  /** The same of the columns as they are, which depends on their units. */
  readonly raw: number;
  /** Weights of the columns in the direction that X hardly has, scaled columns, by coefficient. */
  readonly weakest: readonly {
    /** Name of the coefficient. */
    readonly name: string;
    /** From −1 to 1; the squares sum to 1. */
    readonly weight: number;
  }[];
}

/**
 * Of the kept columns, intercept included. Belsley, Kuh & Welsch (1980), Regression Diagnostics, section 3.2.
 *
 * @example
 * conditionNumber(fit).scaled; // over 30: columns nearly depend on each other
 */
export function conditionNumber(fit: LiveFit): ConditionNumber {
  withData(fit, "conditionNumber()");
  const { fixed } = fit.live.design;
  const p = fit.rank;
  if (p === 0) return { scaled: 1, raw: 1, weakest: [] };
  const factor = triangularFactor(fit.kept.map((column) => fixed.columns[column]));
  const unit = factor.slice();
  for (let j = 0; j < p; j++) {
    const column = unit.subarray(j * p, (j + 1) * p);
    const length = Math.sqrt(column.reduce((sum, value) => sum + value * value, 0));
    for (let i = 0; i < p; i++) column[i] /= length;
  }
  const { values, right } = singularFrame(p, unit);
  const last = right.subarray((p - 1) * p);
  const raw = singularFrame(p, factor).values;
  return {
    scaled: values[0] / values[p - 1],
    raw: raw[0] / raw[p - 1],
    weakest: fit.kept.map((column, i) => ({ name: fixed.names[column], weight: last[i] })),
  };
}
