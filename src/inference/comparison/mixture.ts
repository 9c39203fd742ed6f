// P values of likelihood ratios whose smaller model lies on the boundary of the larger.
import { chiSquareTails } from "../../math/distributions/distributions.js";

/** P(χ²_df > x); with 0 degrees of freedom all of the distribution is at 0. */
export function upperChiSquare(x: number, df: number): number {
  if (!(x > 0)) return 1;
  return df === 0 ? 0 : chiSquareTails(x, df).upper;
}

/**
 * Where one variance of the larger model is zero in the smaller, the equal mixture of chi-squared with `df` − 1 and `df`
 * degrees of freedom (Self & Liang 1987, J. Am. Stat. Assoc. 82, cases 5 and 6; Stram & Lee 1994, Biometrics 50). For
 * several it is an upper bound: in every mixture for a cone, the odd and the even weights sum to one half each.
 */
export function mixtureP(x: number, df: number): number {
  return (upperChiSquare(x, df - 1) + upperChiSquare(x, df)) / 2;
}
