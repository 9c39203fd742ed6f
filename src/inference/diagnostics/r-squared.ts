// The share of the variance that a model explains.
import { type LiveFit, withData } from "../../fit/fit.js";
import { checkOptions } from "../../options.js";
import { APPROXIMATION_RULES, type VarianceParts, type VariancePartsOptions, varianceParts } from "./variance-parts.js";

export interface RSquared {
  /** Share of the fixed effects. */
  readonly marginal: number;
  /** Share of fixed and random effects together. */
  readonly conditional: number;
  readonly parts: VarianceParts;
}

/**
 * Nakagawa and Schielzeth's R² (2013, Methods Ecol. Evol. 4:133-142), with random slopes after Johnson (2014) and on
 * the scale of the link for generalized models, which may need a fit without predictors. Throws OptionError.
 */
export async function rSquared(fit: LiveFit, options: VariancePartsOptions = {}): Promise<RSquared> {
  withData(fit, "rSquared()");
  checkOptions("rSquared()", options, APPROXIMATION_RULES);
  const parts = await varianceParts(fit, options);
  const total = parts.fixed + parts.random + parts.residual;
  return { marginal: parts.fixed / total, conditional: (parts.fixed + parts.random) / total, parts };
}
