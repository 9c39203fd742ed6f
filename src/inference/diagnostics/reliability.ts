// How well the data tell the levels of a grouping factor apart.
import { type LiveFit, withData } from "../../fit/fit.js";

/** How reliably the modes of one random effect tell its levels apart. */
export interface TermReliability {
  /** Grouping factor. */
  readonly group: string;
  /** Random effect: "(Intercept)", "Days". */
  readonly name: string;
  /** Mean over the levels; NaN where the variance is zero. */
  readonly mean: number;
  /** The smallest of the levels. */
  readonly least: number;
  /** The largest of the levels. */
  readonly most: number;
  /** Levels of the factor, in the order of values. */
  readonly levels: readonly string[];
  /** One value a level. */
  readonly values: Float64Array;
}

/**
 * 1 − Var(b_j | y) / Var(b_j) of each random effect: 0 where its conditional mode says nothing but the mean, 1 where it
 * is as good as known. One entry for each column of each grouping factor.
 *
 * @example
 * for (const { group, name, mean } of reliability(fit)) console.log(group, name, mean);
 */
export function reliability(fit: LiveFit): TermReliability[] {
  withData(fit, "reliability()");
  const variances = new Map<string, number>();
  for (const { group, names, variance } of fit.varCorr()) {
    names.forEach((name, i) => {
      const key = JSON.stringify([group, name]);
      variances.set(key, (variances.get(key) ?? 0) + variance[i]);
    });
  }
  return Object.entries(fit.ranef()).flatMap(([group, { names, levels, condVar }]) =>
    names.map((name, column) => {
      const whole = variances.get(JSON.stringify([group, name])) ?? Number.NaN;
      const values = Float64Array.from(condVar, (block) => 1 - block[column][column] / whole);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
      const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
      return { group, name, mean, least, most, levels, values };
    }),
  );
}
