// lme4's checks of grouping factors, which find models whose variances the data cannot tell apart.
import { DesignError } from "../errors.js";
import type { GroupingFactor, RandomDesign } from "./design.js";

/** Throws DesignError for a factor with one level, or with as many levels as there are observations. */
export function checkLevelCounts(
  random: readonly RandomDesign[],
  factors: readonly GroupingFactor[],
  nobs: number,
): void {
  for (const { label, factor } of random) {
    const { name, levels } = factors[factor];
    if (levels.length < 2) {
      const text =
        `(${label}) has one level of "${name}" in the rows used; grouping factors must have > 1 sampled level: ` +
        "drop the term";
      throw new DesignError(text, label);
    }
    if (levels.length >= nobs) {
      const text =
        `(${label}) has ${levels.length} levels of "${name}" for ${nobs} observations; ` +
        "number of levels of each grouping factor must be < number of observations: group by a coarser factor";
      throw new DesignError(text, label);
    }
  }
}

/** Throws DesignError where a term with free covariances has as many random effects as there are observations. */
export function checkEffectCounts(
  random: readonly RandomDesign[],
  factors: readonly GroupingFactor[],
  nobs: number,
): void {
  for (const { label, structure, factor, names } of random) {
    const effects = names.length * factors[factor].levels.length;
    if (structure !== "us" || effects < nobs) continue;
    const text =
      `(${label}) has number of observations (=${nobs}) <= number of random effects (=${effects}), so that its ` +
      "variances and the residual variance are probably unidentifiable: use fewer columns before the bar";
    throw new DesignError(text, label);
  }
}
