// How alike the responses of one group are.
import { type LiveFit, withData } from "../../fit/fit.js";
import { checkOptions } from "../../options.js";
import { APPROXIMATION_RULES, type VarianceParts, type VariancePartsOptions, varianceParts } from "./variance-parts.js";

export interface Icc {
  /** Random over random and residual variance: the fixed effects are taken out. */
  readonly adjusted: number;
  /** Random over all variance, that of the fixed effects included. */
  readonly unadjusted: number;
  /** The adjusted one of each grouping factor; they sum to `adjusted`. */
  readonly byGroup: readonly { readonly group: string; readonly variance: number; readonly icc: number }[];
  readonly parts: VarianceParts;
}

/**
 * Intraclass correlations; with random slopes, those of an average row. Nakagawa, Johnson & Schielzeth (2017). Throws
 * OptionError.
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
