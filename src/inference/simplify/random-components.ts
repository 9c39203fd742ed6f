// Principal components of the random effects by grouping factor (lme4's rePCA).

import { type LiveFit, withData } from "../../fit/fit.js";
import { splitTheta } from "../../likelihood/terms.js";
import { gram } from "../../math/matrix-product.js";
import { symmetricEigen } from "../../math/symmetric-eigen.js";

export interface RandomComponents {
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
  /** Components with a standard deviation of more than 1e-4 sigma: dimensions that the data support. */
  readonly supported: number;
}

const SUPPORTED = 1e-4;

/** All terms of a grouping factor together, in the units of their columns. */
export function randomComponents(fit: LiveFit): RandomComponents[] {
  withData(fit, "randomComponents()");
  const { live, par } = fit;
  const { design, likelihood } = live;
  const layout = likelihood.terms;
  const lambdas = splitTheta(layout, par);
  return design.factors.map(({ name: group }, factor) => {
    const own = design.random.flatMap((term, t) => (term.factor === factor ? [t] : []));
    const names = own.flatMap((t) => design.random[t].names);
    const k = names.length;
    const covariance = new Float64Array(k * k);
    for (const t of own) {
      const { offset, columnCount: m } = layout[t];
      const block = gram(m, lambdas[t]);
      for (let j = 0; j < m; j++) covariance.set(block.subarray(j * m, (j + 1) * m), offset + (offset + j) * k);
    }
    const { values, vectors } = symmetricEigen(k, covariance);
    const variances = Array.from(values, (value) => Math.max(0, value));
    const total = variances.reduce((sum, value) => sum + value, 0);
    const sd = variances.map(Math.sqrt);
    return {
      group,
      names,
      sd,
      proportion: variances.map((value) => value / total),
      cumulative: variances.map((_, c) => variances.slice(0, c + 1).reduce((sum, value) => sum + value, 0) / total),
      loadings: variances.map((_, c) => Array.from(vectors.subarray(c * k, (c + 1) * k))),
      supported: sd.filter((value) => value > SUPPORTED).length,
    };
  });
}
