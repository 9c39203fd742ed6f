// Of each row of a fit: its leverage, its residual at one variance, how far it moves the fitted values.
import { inDataRows, usedResiduals } from "../../fit/data-rows.js";
import { withExact } from "../../fit/exact-only.js";
import type { LiveFit } from "../../fit/fit.js";
import { checkOptions, type OptionRules, oneOf } from "../../options.js";
import { rowInfluence } from "./row-influence.js";

/**
 * By how much each fitted value follows its own response: ∂ŷ_i/∂y_i at the estimated variances, from 0 to 1. Their sum
 * is the model's effective number of parameters. Of a generalized model, the same of the working response at the modes.
 * Bates et al. (2015), equations 63 to 66.
 *
 * @example
 * const h = leverages(fit); // one a row
 */
export function leverages(fit: LiveFit): Float64Array {
  withExact(fit, "leverages()");
  return inDataRows(fit, rowInfluence(fit).leverages.slice());
}

/** Options of standardizedResiduals(). */
export interface StandardizedResidualOptions {
  /**
   * "standardized" (the default) is Pearson's residual over σ√(1 − h). "studentized" is lme4's rstudent(): for a linear
   * model the same, for a generalized one the root of d² + p² h / (1 − h) of deviance and Pearson residuals d and p.
   */
  readonly type?: "standardized" | "studentized" | undefined;
}

const RULES: OptionRules<StandardizedResidualOptions> = {
  type: oneOf("standardized", "studentized"),
};

/**
 * One number a row, NaN where the leverage h is 1. Throws OptionError for an unknown type.
 *
 * @example
 * const r = standardizedResiduals(fit, { type: "studentized" });
 */
export function standardizedResiduals(fit: LiveFit, options: StandardizedResidualOptions = {}): Float64Array {
  withExact(fit, "standardizedResiduals()");
  checkOptions("standardizedResiduals()", options, RULES);
  return inDataRows(fit, usedStandardized(fit, options.type));
}

/** The same of the rows used. */
export function usedStandardized(
  fit: LiveFit,
  type: StandardizedResidualOptions["type"] = "standardized",
): Float64Array {
  const { leverages } = rowInfluence(fit);
  const scaled = usedResiduals(fit, "scaled");
  if (type === "standardized" || fit.isLinear) {
    return scaled.map((value, i) => finite(value / Math.sqrt(1 - leverages[i])));
  }
  return usedResiduals(fit, "deviance").map((deviance, i) => {
    const own = deviance / fit.sigma;
    const square = own * own + (leverages[i] * scaled[i] * scaled[i]) / (1 - leverages[i]);
    return finite(own < 0 ? -Math.sqrt(square) : Math.sqrt(square));
  });
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}

/**
 * Cook's distance of each row in one step, with leverages h that include the random effects, as lme4 has it:
 * (r / (1 − h))² h / p of Pearson's scaled residuals r. influence() deletes the row and fits again instead, which gives
 * other numbers; NaN where h is 1.
 *
 * @example
 * const d = cooksDistance(fit); // one a row
 */
export function cooksDistance(fit: LiveFit): Float64Array {
  withExact(fit, "cooksDistance()");
  return inDataRows(fit, usedDistances(fit));
}

/** The same of the rows used. */
export function usedDistances(fit: LiveFit): Float64Array {
  const { leverages } = rowInfluence(fit);
  return usedResiduals(fit, "scaled").map((r, i) => {
    const h = leverages[i];
    const value = (r * r * h) / ((1 - h) * (1 - h) * fit.rank);
    return Number.isFinite(value) ? value : Number.NaN;
  });
}
