// lme4's checks of grouping factors, which find models whose variances the data cannot tell apart.
import { covarianceStructure } from "../covariance/registry.js";
import { DesignError } from "../errors.js";
import type { TermList } from "../formula/ast.js";
import type { VariableSchema } from "../frame/variables.js";
import type { GroupingFactor, RandomDesign } from "./design.js";
import type { PlainRandomTerm } from "./random.js";
import { columnCounts } from "./term-coding.js";

/** So many columns may be made however few rows there are: most of them may be of cells that are empty. */
const ALWAYS = 500;
/** So many times the observations may random effects be that have few covariances. */
const MOST_EFFECTS = 10;
/** What a model matrix may take. */
const MOST_BYTES = 4_294_967_296;

/** Throws DesignError, before anything is made, for more columns of the fixed part than there can be use for, or memory. */
export function checkFixedCount(fixed: TermList, variables: ReadonlyMap<string, VariableSchema>, nobs: number): void {
  const counts = columnCounts(fixed, variables);
  const total = counts.reduce((sum, count) => sum + count, fixed.intercept ? 1 : 0);
  const bytes = 8 * total * nobs;
  if (total <= Math.max(nobs, ALWAYS) && bytes <= MOST_BYTES) return;
  const largest = counts.indexOf(Math.max(...counts));
  const { label } = fixed.terms[largest];
  const size = `the fixed part has ${total} columns for ${nobs} observations, ${counts[largest]} of them for "${label}"`;
  const memory = bytes > MOST_BYTES ? `, which take ${(bytes / 1_073_741_824).toFixed(1)} GiB` : "";
  throw new DesignError(`${size}${memory}: leave out interactions, or make a random term of it`, label);
}

/** Throws DesignError, before anything is made, for a random term with more columns than observations. */
export function checkRandomCounts(
  terms: readonly PlainRandomTerm[],
  variables: ReadonlyMap<string, VariableSchema>,
  nobs: number,
): void {
  for (const { label, predictors } of terms) {
    const counts = columnCounts(predictors, variables);
    const total = counts.reduce((sum, count) => sum + count, predictors.intercept ? 1 : 0);
    if (total <= nobs) continue;
    const text = `(${label}) has ${total} columns for ${nobs} observations: use fewer columns before the bar`;
    throw new DesignError(text, label);
  }
}

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
 * Throws DesignError for what a residual variance cannot be told from, where there is one: a factor with as many levels as
 * there are observations, a term with free covariances and as many random effects. Without one, for more effects than
 * observations; and for more variances and covariances than observations.
 */
export function checkEffectCounts(
  random: readonly RandomDesign[],
  factors: readonly GroupingFactor[],
  nobs: number,
  hasScale: boolean,
): void {
  for (const { label, factor } of random) {
    const { name, levels } = factors[factor];
    if (!hasScale || levels.length < nobs) continue;
    const text =
      `(${label}) has ${levels.length} levels of "${name}" for ${nobs} observations; ` +
      "number of levels of each grouping factor must be < number of observations: group by a coarser factor";
    throw new DesignError(text, label);
  }
  let parameters = 0;
  for (const { label, structure, factor, names } of random) {
    const effects = names.length * factors[factor].levels.length;
    const isFree = covarianceStructure(structure).correlations === "free";
    parameters += covarianceStructure(structure).parCount(names.length);
    const areFew = effects < (isFree ? nobs + (hasScale ? 0 : 1) : MOST_EFFECTS * nobs);
    if (areFew && parameters <= nobs) continue;
    const [sign, what] = hasScale ? ["<=", "variances and the residual variance are"] : ["<", "variances are"];
    const text = areFew
      ? `with (${label}) there are ${parameters} variances and covariances for ${nobs} observations`
      : `(${label}) has number of observations (=${nobs}) ${sign} number of random effects (=${effects}), so that its ` +
        `${what} probably unidentifiable`;
    throw new DesignError(`${text}: use fewer columns before the bar`, label);
  }
}
