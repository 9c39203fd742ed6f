// Shares of variance: what a model explains, and how alike the responses of one group are.
import { MixedModelError } from "../../errors.js";
import { type LiveFit, withData } from "../../fit/fit.js";
import { checkOptions } from "../../options.js";
import {
  APPROXIMATION_RULES,
  type VarianceParts,
  type VariancePartsOptions,
  varianceParts,
  variancePartsAtOnce,
} from "./variance-parts.js";

/** Shares of the variance that a model explains, from 0 to 1. */
export interface RSquared {
  /** Share of the fixed effects. */
  readonly marginal: number;
  /** Share of fixed and random effects together. */
  readonly conditional: number;
  /** The variances that they are shares of. */
  readonly parts: VarianceParts;
}

/**
 * Nakagawa and Schielzeth's R² (2013, Methods Ecol. Evol. 4:133-142), with random slopes after Johnson (2014) and on
 * the scale of the link for generalized models, which may need a fit without predictors. Throws OptionError.
 *
 * @example
 * const { marginal, conditional } = await rSquared(fit);
 */
export async function rSquared(fit: LiveFit, options: VariancePartsOptions = {}): Promise<RSquared> {
  withData(fit, "rSquared()");
  checkOptions("rSquared()", options, APPROXIMATION_RULES);
  return shareOf(await varianceParts(fit, options));
}

function shareOf(parts: VarianceParts): RSquared {
  const total = parts.fixed + parts.random + parts.residual;
  return { marginal: parts.fixed / total, conditional: (parts.fixed + parts.random) / total, parts };
}

/** R² of tables, which do not wait, and the adjusted ICC; null where the fit without predictors cannot be made. */
export function sharesAtOnce(fit: LiveFit): (RSquared & { readonly icc: number }) | null {
  try {
    const parts = variancePartsAtOnce(fit);
    return { ...shareOf(parts), icc: parts.random / (parts.random + parts.residual) };
  } catch (error) {
    if (error instanceof MixedModelError) return null;
    throw error;
  }
}

/** Intraclass correlations, from 0 to 1. */
export interface Icc {
  /** Random over random and residual variance: the fixed effects are taken out. */
  readonly adjusted: number;
  /** Random over all variance, that of the fixed effects included. */
  readonly unadjusted: number;
  /** The adjusted one of each grouping factor; they sum to `adjusted`. */
  readonly byGroup: readonly {
    /** Grouping factor. */
    readonly group: string;
    /** Of its random effects, averaged over the rows. */
    readonly variance: number;
    /** Its share of random and residual variance. */
    readonly icc: number;
  }[];
  /** The variances that they are shares of. */
  readonly parts: VarianceParts;
}

/**
 * Intraclass correlations; with random slopes, those of an average row. Nakagawa, Johnson & Schielzeth (2017). Throws
 * OptionError.
 *
 * @example
 * const { adjusted } = await icc(fit);
 */
export async function icc(fit: LiveFit, options: VariancePartsOptions = {}): Promise<Icc> {
  withData(fit, "icc()");
  checkOptions("icc()", options, APPROXIMATION_RULES);
  const parts = await varianceParts(fit, options);
  const within = parts.random + parts.residual;
  const sums = new Map<string, number>();
  for (const { group, variance, isRowLevel } of parts.terms) {
    if (!isRowLevel) sums.set(group, (sums.get(group) ?? 0) + variance);
  }
  return {
    adjusted: parts.random / within,
    unadjusted: parts.random / (parts.fixed + within),
    byGroup: Array.from(sums, ([group, variance]) => ({ group, variance, icc: variance / within })),
    parts,
  };
}
