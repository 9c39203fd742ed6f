// Residuals of one variance, whatever the weight and the leverage of their row.
import { type LiveFit, withData } from "../../fit/fit.js";
import { checkOptions, type OptionRules, oneOf } from "../../options.js";
import { rowInfluence } from "./row-influence.js";

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

/** One number a row, NaN where the leverage h is 1. Throws OptionError for an unknown type. */
export function standardizedResiduals(fit: LiveFit, options: StandardizedResidualOptions = {}): Float64Array {
  withData(fit, "standardizedResiduals()");
  checkOptions("standardizedResiduals()", options, RULES);
  const { type = "standardized" } = options;
  const { leverages } = rowInfluence(fit);
  const scaled = fit.residuals("scaled");
  if (type === "standardized" || fit.isLinear) {
    return scaled.map((value, i) => finite(value / Math.sqrt(1 - leverages[i])));
  }
  return fit.residuals("deviance").map((deviance, i) => {
    const own = deviance / fit.sigma;
    const square = own * own + (leverages[i] * scaled[i] * scaled[i]) / (1 - leverages[i]);
    return finite(own < 0 ? -Math.sqrt(square) : Math.sqrt(square));
  });
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}
