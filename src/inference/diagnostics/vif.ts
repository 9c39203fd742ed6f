// How far the predictors of the fixed part repeat each other.

import { pow } from "../../core/elementary.js";
import { type LiveFit, withData } from "../../fit/fit.js";
import { cholesky } from "../../math/cholesky.js";
import { matrixOf } from "../../math/matrix-product.js";
import { rootOfProduct } from "../../math/units.js";

/** The generalized variance inflation of one term. */
export interface VarianceInflation {
  /** As the formula has it. */
  readonly term: string;
  /** VIF of a term with one coefficient, GVIF of one with more. */
  readonly gvif: number;
  /** Coefficients of the term. */
  readonly df: number;
  /** GVIF^(1 / (2 df)), to compare between terms: by this factor correlation stretches the term's intervals. */
  readonly factor: number;
}

/**
 * Variance inflation factors of the terms of the fixed part from the correlation of their coefficients, the intercept
 * left out, as car::vif(); an empty list for fewer than two terms. Fox & Monette (1992), J. Am. Stat. Assoc. 87:178.
 *
 * @example
 * for (const { term, factor } of vif(fit)) console.log(term, factor);
 */
export function vif(fit: LiveFit): VarianceInflation[] {
  withData(fit, "vif()");
  const { fixed } = fit.live.design;
  const vcov = fit.vcov();
  const places = fit.kept.flatMap((column, place) => (fixed.assign[column] < 0 ? [] : [{ place, column }]));
  const terms = fixed.terms.flatMap((term, index) => {
    const own = places.filter(({ column }) => fixed.assign[column] === index).map(({ place }) => place);
    return own.length > 0 ? [{ term, own }] : [];
  });
  if (terms.length < 2) return [];
  const all = places.map(({ place }) => place);
  const whole = correlationDeterminant(vcov, all);
  return terms.map(({ term, own }) => {
    const others = all.filter((place) => !own.includes(place));
    const gvif = (correlationDeterminant(vcov, own) * correlationDeterminant(vcov, others)) / whole;
    const df = own.length;
    return { term, gvif, df, factor: pow(gvif, 1 / (2 * df)) };
  });
}

/** Determinant of the correlation matrix of some coefficients. */
function correlationDeterminant(vcov: readonly (readonly number[])[], places: readonly number[]): number {
  const n = places.length;
  const correlation = matrixOf(n, n, (i, j) => {
    const [a, b] = [places[i], places[j]];
    return vcov[a][b] / rootOfProduct(vcov[a][a], vcov[b][b]);
  });
  const factor = cholesky(n, correlation);
  if (factor === null) return 0;
  let determinant = 1;
  for (let i = 0; i < n * n; i += n + 1) determinant *= factor[i] * factor[i];
  return determinant;
}
