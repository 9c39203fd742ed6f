// Principal components of the random effects by grouping factor (lme4's rePCA).

import { type LiveFit, withSums } from "../../fit/fit.js";
import { mergeBlocks, splitTheta } from "../../likelihood/terms.js";
import { gram } from "../../math/matrix-product.js";
import { singularFrame } from "../../math/singular-frame.js";
import { symmetricEigen } from "../../math/symmetric-eigen.js";
import { isMixing } from "../../math/upper-triangular.js";

/** Principal components of the random effects of one grouping factor. */
export interface RandomComponents {
  /** Grouping factor. */
  readonly group: string;
  /** The random effects, in the order of the loadings. */
  readonly names: readonly string[];
  /** Standard deviations relative to sigma, decreasing. */
  readonly sd: readonly number[];
  /** Shares of the variance by component; NaN where there is none. */
  readonly proportion: readonly number[];
  /** Their running sum. */
  readonly cumulative: readonly number[];
  /** A component's weights of the effects each. */
  readonly loadings: readonly (readonly number[])[];
  /**
   * Components with a standard deviation of more than 1e-4 sigma: dimensions that the data support. Where columns of the
   * effects are nearly dependent, those of the orthogonal columns that the fit has in their place are counted.
   */
  readonly supported: number;
}

const SUPPORTED = 1e-4;

/**
 * All terms of a grouping factor together, in the units of their columns.
 *
 * @example
 * const [{ group, supported }] = randomComponents(fit);
 */
export function randomComponents(fit: LiveFit): RandomComponents[] {
  withSums(fit, "randomComponents()");
  const { live, par } = fit;
  const { design, likelihood, estimates } = live;
  const layout = likelihood.terms;
  const lambdas = splitTheta(layout, par);
  return design.factors.map(({ name: group }, factor) => {
    const own = design.random.flatMap((term, t) => (term.factor === factor ? [t] : []));
    const names = own.flatMap((t) => design.random[t].names);
    const k = names.length;
    const factors = own.map((t) => ({ ...layout[t], factor: 0 }));
    const merged = (blocks: readonly Float64Array[]) =>
      mergeBlocks({ factors: [{ levelCount: 0, columnCount: k }] }, factors, blocks)[0];
    const isMixed = own.some((t) => isMixing(layout[t].transform));
    const { values, vectors } = isMixed
      ? componentsOf(k, merged(own.map((t) => lambdas[t])))
      : symmetricEigen(k, merged(own.map((t) => gram(layout[t].columnCount, lambdas[t]))));
    const variances = Array.from(values, (value) => Math.max(0, value));
    const total = variances.reduce((sum, value) => sum + value, 0);
    const sd = variances.map(Math.sqrt);
    const seen = isMixed ? singularFrame(k, estimates.lambdas[factor]).values : sd;
    return {
      group,
      names,
      sd,
      proportion: variances.map((value) => value / total),
      cumulative: variances.map((_, c) => variances.slice(0, c + 1).reduce((sum, value) => sum + value, 0) / total),
      loadings: variances.map((_, c) => Array.from(vectors.subarray(c * k, (c + 1) * k))),
      supported: Array.from(seen).filter((value) => value > SUPPORTED).length,
    };
  });
}

/** Eigenvalues and eigenvectors of λλ' that have the digits of λ. */
function componentsOf(k: number, lambda: Float64Array): { values: Float64Array; vectors: Float64Array } {
  const { values, left } = singularFrame(k, lambda);
  return { values: values.map((value) => value * value), vectors: left };
}
