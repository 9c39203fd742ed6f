// Normal, t, chi-squared and F: tail probabilities and quantiles. Infinite degrees of freedom mean the limit.
import { normalUpperTail } from "../normal.js";
import { incompleteBeta } from "./incomplete-beta.js";
import { incompleteGamma } from "./incomplete-gamma.js";
import { betaOdds, gammaPoint } from "./quantiles.js";
import { swapTails, type Tail, type Tails } from "./tails.js";

/** Tails of the standard normal distribution at z. */
export function normalTails(z: number): Tails {
  return { lower: normalUpperTail(-z), upper: normalUpperTail(z) };
}

/** Tails of Student's t at `t`. */
export function studentTails(t: number, df: number): Tails {
  if (df === Number.POSITIVE_INFINITY) return normalTails(t);
  const square = t * t;
  const { x, y } = split(square / df);
  return twoSided(t, swapTails(incompleteBeta(y, x, df / 2, 0.5)));
}

/** P(|T| > |t|). */
export function studentTwoSided(t: number, df: number): number {
  return 2 * studentTails(Math.abs(t), df).upper;
}

/** Tails of chi-squared at x. */
export function chiSquareTails(x: number, df: number): Tails {
  return incompleteGamma(df / 2, x / 2);
}

/** Tails of F at x. */
export function fTails(x: number, numerator: number, denominator: number): Tails {
  if (denominator === Number.POSITIVE_INFINITY) return chiSquareTails(x * numerator, numerator);
  if (!(x > 0)) return Number.isNaN(x) ? { lower: x, upper: x } : { lower: 0, upper: 1 };
  const parts = split((x * numerator) / denominator);
  return incompleteBeta(parts.x, parts.y, numerator / 2, denominator / 2);
}

/** The z with tail probability p. */
export function normalQuantile(p: number, tail: Tail): number {
  return signedRoot(p, tail, (q, side) => chiSquareQuantile(q, side, 1));
}

/** The t with tail probability p. */
export function studentQuantile(p: number, tail: Tail, df: number): number {
  return signedRoot(p, tail, (q, side) => fQuantile(q, side, 1, df));
}

/** The x with tail probability p. */
export function chiSquareQuantile(p: number, tail: Tail, df: number): number {
  return 2 * gammaPoint(p, tail, df / 2);
}

/** The x with tail probability p. */
export function fQuantile(p: number, tail: Tail, numerator: number, denominator: number) {
  if (denominator === Number.POSITIVE_INFINITY) return chiSquareQuantile(p, tail, numerator) / numerator;
  return (betaOdds(p, tail, numerator / 2, denominator / 2) * denominator) / numerator;
}

/** x and y = 1 − x of odds x / y. */
function split(odds: number): { x: number; y: number } {
  if (odds === Number.POSITIVE_INFINITY) return { x: 1, y: 0 };
  return { x: odds / (1 + odds), y: 1 / (1 + odds) };
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
