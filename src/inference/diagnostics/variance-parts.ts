// The variance of a response on the scale of the linear predictor, by where it comes from.

import type { LiveFit } from "../../fit/fit.js";
import type { Likelihood } from "../../likelihood/likelihood.js";
import { likelihoodOf } from "../../likelihood/likelihood-of.js";
import { chartLambdas, embedded, type TermBlock } from "../../likelihood/terms.js";
import { gram } from "../../math/matrix-product.js";
import { type OptionRules, oneOf } from "../../options.js";
import { type Approximation, checkApproximation, distributionVariance, needsMean } from "./distribution-variance.js";

/** The variances that R² and ICC are made of, on the scale of the linear predictor. */
export interface VarianceParts {
  /** Variance of Xβ over the rows. */
  readonly fixed: number;
  /** Mean of z'Σz over the rows, by term in the order of varCorr(); Johnson (2014), Methods Ecol. Evol. 5:944-946. */
  readonly terms: readonly {
    /** Grouping factor. */
    readonly group: string;
    /** In squared units of the linear predictor. */
    readonly variance: number;
    /** Whether the factor has a level for each row, so that it counts as residual. */
    readonly isRowLevel: boolean;
  }[];
  /** Sum over terms but those with a level for each row. */
  readonly random: number;
  /** Of the distribution of the responses, and of terms with a level for each row. */
  readonly residual: number;
  /** How the variance of the distribution was taken to the scale of the link. */
  readonly approximation: Approximation;
  /** Mean response at which that was done, null where none is needed. */
  readonly mean: number | null;
}

/** Options of rSquared() and icc(). */
export interface VariancePartsOptions {
  /**
   * "theoretical" is the variance of the latent response (the default for linear models and logit, probit and cloglog);
   * "lognormal" (the default for counts with a log link), "trigamma" and "delta" (the default elsewhere) as in
   * Nakagawa, Johnson & Schielzeth (2017).
   */
  readonly approximation?: Approximation | undefined;
}

export const APPROXIMATION_RULES: OptionRules<VariancePartsOptions> = {
  approximation: oneOf("theoretical", "lognormal", "trigamma", "delta"),
};

/** Throws OptionError for an approximation that the family or link does not have. */
export async function varianceParts(fit: LiveFit, options: VariancePartsOptions): Promise<VarianceParts> {
  const approximation = checkApproximation(fit, options.approximation);
  if (!needsMean(fit, approximation)) return partsOf(fit, approximation, Number.NaN);
  const { signal } = fit.live.spec.search;
  const { beta } = await nullModel(fit).maximize(signal === undefined ? {} : { signal });
  return partsOf(fit, approximation, nullMean(fit, beta));
}

/** The same by the default approximation, without a turn of the event loop. */
export function variancePartsAtOnce(fit: LiveFit): VarianceParts {
  const approximation = checkApproximation(fit, undefined);
  const mean = needsMean(fit, approximation) ? nullMean(fit, nullModel(fit).maximizeAtOnce().beta) : Number.NaN;
  return partsOf(fit, approximation, mean);
}

function partsOf(fit: LiveFit, approximation: Approximation, mean: number): VarianceParts {
  const { design, likelihood, estimates } = fit.live;
  const layout = likelihood.terms;
  const lambdas = chartLambdas(layout, estimates).map((lambda, t) => embedded(layout[t], lambda));
  const scale = fit.effectScale * fit.effectScale;
  const terms = likelihood.stored.random.map((term, t) => ({
    group: design.factors[term.factor].name,
    variance: scale * meanVariance(term.columns, fit.nobs, layout[t], lambdas[t]),
    isRowLevel: design.factors[term.factor].levels.length === fit.nobs,
  }));
  const own = distributionVariance(fit, approximation, mean);
  const total = (isRowLevel: boolean) =>
    terms.reduce((sum, term) => sum + (term.isRowLevel === isRowLevel ? term.variance : 0), 0);
  const residual = own.variance + total(true);
  return { fixed: fixedVariance(fit), terms, random: total(false), residual, ...own.how };
}

/** tr(λλ' Σ_i z_i z_i' / n). */
function meanVariance(
  columns: readonly (Float64Array | null)[],
  nobs: number,
  { columnCount: k }: TermBlock,
  lambda: Float64Array,
): number {
  const covariance = gram(k, lambda);
  let total = 0;
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      const [one, two] = [columns[a], columns[b]];
      let sum = 0;
      for (let i = 0; i < nobs; i++) sum += (one === null ? 1 : one[i]) * (two === null ? 1 : two[i]);
      total += (covariance[a + b * k] * sum) / nobs;
    }
  }
  return total;
}

/** Of Xβ without the offset, divided by n − 1. */
function fixedVariance(fit: LiveFit): number {
  const { offset } = fit.live.design;
  const values = fit.fixedPart();
  if (offset !== null) for (let i = 0; i < values.length; i++) values[i] -= offset[i];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (values.length - 1);
}

/** The same model with an intercept for its fixed part. */
function nullModel(fit: LiveFit): Likelihood {
  const { likelihood, spec } = fit.live;
  const { design } = likelihood.model;
  const ones = new Float64Array(design.nobs).fill(1);
  const fixed = { names: ["(Intercept)"], columns: [ones], assign: [-1], terms: [] };
  return likelihoodOf({ ...likelihood.model, design: { ...design, fixed }, spec: { ...spec, start: {} } });
}

/** The mean response of that model where random effects are zero. */
function nullMean(fit: LiveFit, beta: Float64Array): number {
  const { design } = fit.live.likelihood.model;
  const offset = design.offset === null ? 0 : design.offset.reduce((sum, value) => sum + value, 0) / design.nobs;
  return fit.predictor.mean(Float64Array.of(beta[0] + offset))[0];
}
