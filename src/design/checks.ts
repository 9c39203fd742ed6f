// lme4's checks of grouping factors, which find models whose variances the data cannot tell apart.
import { covarianceStructure } from "../covariance/registry.js";
import { DesignError } from "../errors.js";
import type { GroupingFactor, RandomDesign } from "./design.js";

/** Throws DesignError for a factor with one level. */
export function checkSeveralLevels(random: readonly RandomDesign[], factors: readonly GroupingFactor[]): void {
  for (const { label, factor } of random) {
    const { name, levels } = factors[factor];
    if (levels.length > 1) continue;
    const text =
      `(${label}) has one level of "${name}" in the rows used; grouping factors must have > 1 sampled level: ` +
      "drop the term";
    throw new DesignError(text, label);
  }
}

/**
 * Throws DesignError for what a residual variance cannot be told from: a factor with as many levels as there are
 * observations, a term with free covariances and as many random effects.
 */
export function checkEffectCounts(
  random: readonly RandomDesign[],
  factors: readonly GroupingFactor[],
  nobs: number,
): void {
  for (const { label, factor } of random) {
    const { name, levels } = factors[factor];
    if (levels.length < nobs) continue;
    const text =
      `(${label}) has ${levels.length} levels of "${name}" for ${nobs} observations; ` +
      "number of levels of each grouping factor must be < number of observations: group by a coarser factor";
    throw new DesignError(text, label);
  }
  for (const { label, structure, factor, names } of random) {
    const effects = names.length * factors[factor].levels.length;
    if (covarianceStructure(structure).correlations !== "free" || effects < nobs) continue;
    const text =
      `(${label}) has number of observations (=${nobs}) <= number of random effects (=${effects}), so that its ` +
      "variances and the residual variance are probably unidentifiable: use fewer columns before the bar";
    throw new DesignError(text, label);
  }
}
