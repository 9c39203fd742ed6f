// Random terms as blocks of columns of their grouping factors: between λ of a term and Λ of a factor.
import type { CovarianceStructure } from "../covariance/structure.js";

/** One random term: columns offset … offset + columnCount − 1 of its factor's merged columns. */
export interface DevianceTerm {
  readonly factor: number;
  readonly offset: number;
  readonly columnCount: number;
  readonly structure: CovarianceStructure;
}

/** What of a system decides the shapes of its blocks. */
export interface TermFactors {
  readonly factors: readonly { readonly levelCount: number; readonly columnCount: number }[];
}

/** Lower-triangular λ of each term from lme4's theta. */
export function splitTheta(terms: readonly DevianceTerm[], theta: Float64Array): Float64Array[] {
  let at = 0;
  return terms.map((term) => {
    const count = term.structure.thetaCount(term.columnCount);
    at += count;
    return term.structure.fromTheta(term.columnCount, theta.subarray(at - count, at));
  });
}

/** The diagonal block of a term in its factor's K × K matrix. */
export function termBlock(system: TermFactors, term: DevianceTerm, byFactor: readonly Float64Array[]): Float64Array {
  const { factor, offset, columnCount: k } = term;
  const whole = system.factors[factor].columnCount;
  const out = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) out[i + j * k] = byFactor[factor][offset + i + (offset + j) * whole];
  }
  return out;
}

/** Block-diagonal K × K matrix of each factor from the k × k matrices of its terms. */
export function mergeLambdas(
  system: TermFactors,
  terms: readonly DevianceTerm[],
  lambdas: readonly Float64Array[],
): Float64Array[] {
  const merged = system.factors.map(({ columnCount }) => new Float64Array(columnCount * columnCount));
  terms.forEach(({ factor, offset, columnCount: k }, t) => {
    const whole = system.factors[factor].columnCount;
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < k; i++) merged[factor][offset + i + (offset + j) * whole] = lambdas[t][i + j * k];
    }
  });
  return merged;
}
