// The hypotheses of type I and type II tests of a generalized model, from the covariance of its coefficients.

import type { LiveFit } from "../fit/fit.js";
import { linearSolve } from "../math/linear-solve.js";
import { rootOfProduct } from "../math/units.js";
import { type Hypotheses, ownCoefficients } from "./sequential-hypotheses.js";
import type { FixedTerm } from "./term-structure.js";

/**
 * What the coefficients of each term would be by the normal approximation at the fit if those of other terms were zero:
 * for type I the terms after it, for type II those that have its variables and more, as car has it (for linear models
 * lmerTest's rule differs where they are numbers). With these terms' coefficients r that is β_t − V_tr V_rr⁻¹ β_r.
 */
export function waldHypotheses(fit: LiveFit, terms: readonly FixedTerm[], type: "I" | "II"): Hypotheses {
  const vcov = fit.vcov();
  const variables = terms.map(({ coded }) => coded.codings.map(({ variable }) => variable));
  const contains = (u: number, t: number) => u !== t && variables[t].every((name) => variables[u].includes(name));
  return terms.map(({ columns }, t) => {
    const others = terms.filter((_, u) => (type === "I" ? u > t : contains(u, t)));
    return adjusted(
      fit,
      columns,
      others.flatMap((other) => other.columns),
      vcov,
    );
  });
}

/** Rows I_t − V_tr V_rr⁻¹ I_r; own coefficients where V_rr has no inverse. */
function adjusted(
  fit: LiveFit,
  columns: readonly number[],
  others: readonly number[],
  vcov: readonly (readonly number[])[],
): Float64Array[] {
  const rows = ownCoefficients(fit, columns);
  const correlation = (i: number, j: number) => vcov[i][j] / rootOfProduct(vcov[i][i], vcov[j][j]);
  const between = (rights: readonly number[]) =>
    Float64Array.from(rights.flatMap((right) => others.map((left) => correlation(left, right))));
  const n = others.length;
  const solved = linearSolve(n, between(others), columns.length, between(columns));
  if (solved === null) return rows;
  rows.forEach((row, i) => {
    others.forEach((other, j) => {
      row[other] = -solved[j + i * n] * Math.sqrt(vcov[columns[i]][columns[i]] / vcov[other][other]);
    });
  });
  return rows;
}
