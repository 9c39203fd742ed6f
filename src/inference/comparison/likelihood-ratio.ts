// The likelihood-ratio test of one model against another.
import type { LiveFit } from "../../fit/fit.js";
import { chiSquareTails } from "../../math/distributions/distributions.js";
import { nesting } from "./nesting.js";

/** A likelihood-ratio test of a model against one that is a special case of it. */
export interface LikelihoodRatio {
  /** Twice the difference of the log-likelihoods, 0 where it is negative. */
  readonly statistic: number;
  /** Difference in the numbers of parameters. */
  readonly df: number;
  /** Upper tail of chi-squared with `df` degrees of freedom. */
  readonly p: number;
  /** Variances of the larger model that are zero in the smaller, at the boundary of what they can be. */
  readonly boundary: number;
  /** The p value that heeds the boundary, exact for one such variance and an upper bound for several; else null. */
  readonly mixtureP: number | null;
}

/** The test, or why there is none. */
export type RatioTest = { readonly test: LikelihoodRatio } | { readonly reason: string };

/** Both fits by likelihoods that compare. */
export function likelihoodRatio(small: LiveFit, large: LiveFit): RatioTest {
  const df = large.df - small.df;
  if (df <= 0) return { reason: "it has as many parameters" };
  const { reason, boundary } = nesting(small, large);
  if (reason !== null) return { reason };
  return { test: ratio(small.logLik, large.logLik, df, boundary) };
}

export function ratio(smaller: number, larger: number, df: number, boundary: number): LikelihoodRatio {
  const statistic = Math.max(0, 2 * (larger - smaller));
  const p = upperChiSquare(statistic, df);
  return { statistic, df, p, boundary, mixtureP: boundary === 0 ? null : mixtureP(statistic, df) };
}

/** P(χ²_df > x); with 0 degrees of freedom all of the distribution is at 0. */
export function upperChiSquare(x: number, df: number): number {
  if (!(x > 0)) return 1;
  return df === 0 ? 0 : chiSquareTails(x, df).upper;
}

/**
 * P value on the boundary. Where one variance of the larger model is zero in the smaller, the equal mixture of chi-squared with `df` − 1 and `df`
 * degrees of freedom (Self & Liang 1987, J. Am. Stat. Assoc. 82, cases 5 and 6; Stram & Lee 1994, Biometrics 50). For
 * several it is an upper bound: in every mixture for a cone, the odd and the even weights sum to one half each.
 */
export function mixtureP(x: number, df: number): number {
  return (upperChiSquare(x, df - 1) + upperChiSquare(x, df)) / 2;
}
