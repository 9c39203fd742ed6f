// Normal, t, chi-squared and F: tail probabilities and quantiles. Infinite degrees of freedom mean the limit; NaN is
// answered for NaN, degrees of freedom below 1e-289 (chi-squared with 0 is 0), and p outside 0 … 1.
import { exp, expm1, log, pow } from "../../core/elementary.js";
import { normalUpperTail } from "../normal.js";
import { incompleteBeta, plainBeta } from "./incomplete-beta.js";
import { incompleteGamma } from "./incomplete-gamma.js";
import { betaOdds, gammaPoint } from "./quantiles.js";
import { NO_TAILS, swapTails, type Tail, type Tails } from "./tails.js";

/** Odds and statistics from which on tails are powers of them. */
const FAR = 1e150;
/** More degrees of freedom are infinite ones; beside few others these. */
const MOST_DF = 1e100;
const isInfinite = (df: number, other: number) => df > (other > 2e6 ? MOST_DF : 1e17);

/** Tails of the standard normal distribution at z. */
export function normalTails(z: number): Tails {
  return { lower: normalUpperTail(-z), upper: normalUpperTail(z) };
}

/** Tails of Student's t at `t`. */
export function studentTails(t: number, df: number): Tails {
  if (!(df > 0)) return NO_TAILS;
  if (isInfinite(df, 1)) return normalTails(t);
  const square = t * t;
  return twoSided(
    t,
    betaTails(plainBeta, square / df, () => 2 * log(Math.abs(t)) - log(df), 0.5, df / 2),
  );
}

/** P(|T| > |t|). */
export function studentTwoSided(t: number, df: number): number {
  return 2 * studentTails(Math.abs(t), df).upper;
}

/** Tails of chi-squared at x. */
export function chiSquareTails(x: number, df: number): Tails {
  return incompleteGamma(df / 2, x / 2);
}

/** Tails of F at x; both degrees of freedom infinite, F is 1, of which each tail has half. */
export function fTails(x: number, numerator: number, denominator: number): Tails {
  if (!(numerator > 0 && denominator > 0) || Number.isNaN(x)) return NO_TAILS;
  if (!(x > 0)) return { lower: 0, upper: 1 };
  if (isInfinite(numerator, denominator)) {
    if (denominator <= MOST_DF) return swapTails(chiSquareTails(denominator / x, denominator));
    return x === 1 ? { lower: 0.5, upper: 0.5 } : { lower: Number(x > 1), upper: Number(x < 1) };
  }
  if (isInfinite(denominator, numerator)) return chiSquareTails(x * numerator, numerator);
  const logOdds = () => log(x) + log(numerator) - log(denominator);
  return betaTails(incompleteBeta, (x * numerator) / denominator, logOdds, numerator / 2, denominator / 2);
}

/** The z with tail probability p. */
export function normalQuantile(p: number, tail: Tail): number {
  return signedRoot(p, tail, (q, side) => chiSquareQuantile(q, side, 1));
}

/** The t with tail probability p. */
export function studentQuantile(p: number, tail: Tail, df: number): number {
  const t = signedRoot(p, tail, (q, side) => fQuantile(q, side, 1, df));
  if (Math.abs(t) !== Number.POSITIVE_INFINITY || !(p > 0 && p < 1)) return t;
  const beyond = studentTails(FAR, df).upper / Math.min(p, 1 - p);
  return Math.sign(t) * FAR * pow(beyond, 1 / df);
}

/** The x with tail probability p. */
export function chiSquareQuantile(p: number, tail: Tail, df: number): number {
  return 2 * gammaPoint(p, tail, df / 2);
}

/** The x with tail probability p. */
export function fQuantile(p: number, tail: Tail, numerator: number, denominator: number): number {
  if (!(numerator > 0 && denominator > 0 && p >= 0 && p <= 1)) return Number.NaN;
  if (isInfinite(numerator, denominator)) {
    if (denominator > MOST_DF) return 1;
    return denominator / chiSquareQuantile(p, tail === "lower" ? "upper" : "lower", denominator);
  }
  if (isInfinite(denominator, numerator)) return chiSquareQuantile(p, tail, numerator) / numerator;
  return (betaOdds(p, tail, numerator / 2, denominator / 2) * denominator) / numerator;
}

/** Tails of the beta distribution at x of odds x / (1 − x), their logarithm for odds that no number holds. */
function betaTails(beta: typeof incompleteBeta, odds: number, logOdds: () => number, a: number, b: number): Tails {
  if (odds < 1 / FAR) return swapTails(betaTails(beta, 1 / odds, () => -logOdds(), b, a));
  if (!(odds > FAR)) return beta(odds / (1 + odds), 1 / (1 + odds), a, b);
  const { lower, upper } = betaTails(beta, FAR, logOdds, a, b);
  const exponent = b * (log(FAR) - logOdds());
  return { lower: Math.min(1, lower - upper * expm1(exponent)), upper: upper * exp(exponent) };
}

/** Tails at z of a symmetric distribution from those of its square. */
function twoSided(z: number, far: Tails): Tails {
  const small = far.upper / 2;
  const large = far.upper < 0.5 ? 1 - small : 0.5 + far.lower / 2;
  return z > 0 ? { lower: large, upper: small } : { lower: small, upper: large };
}

/** The quantile of a symmetric distribution from that of its square. */
function signedRoot(p: number, tail: Tail, square: (p: number, tail: Tail) => number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  const small = Math.min(p, 1 - p);
  const root = Math.sqrt(2 * small < 0.5 ? square(2 * small, "upper") : square(1 - 2 * small, "lower"));
  if (root === 0) return 0;
  return p < 0.5 === (tail === "lower") ? -root : root;
}
