// F around another center than one: what an F test has where its hypothesis is wrong.
import { exp, log } from "../../core/elementary.js";
import { falsePosition } from "../false-position.js";
import { fTails } from "./distributions.js";
import { poissonDensity } from "./saddle-point.js";
import { NO_TAILS, type Tail, type Tails } from "./tails.js";

/** Standard deviations of the Poisson counts that are summed, and counts in one of them at most. */
const SPREAD = 9;
const FINENESS = 4;
/** Counts from here on are their mean, as far as numbers tell. */
const MOST_COUNTS = 1e24;
/** An F times its degrees of freedom that leaves no share to the error. */
const FAR = 1e200;
const LEAST = 1e-300;

/**
 * Tails at `x` of (χ²(numerator, ncp) / numerator) / (χ²(denominator) / denominator), to some 1e-13: those of F with
 * 2j more degrees of freedom, averaged over j of a Poisson distribution with mean ncp / 2; of many j evenly spaced ones.
 */
export function noncentralFTails(x: number, numerator: number, denominator: number, ncp: number): Tails {
  if (!(ncp >= 0 && numerator > 0 && numerator < Number.POSITIVE_INFINITY && denominator > 0)) return NO_TAILS;
  const at = (j: number) => fTails(x * (numerator / (numerator + 2 * j)), numerator + 2 * j, denominator);
  const mean = ncp / 2;
  if (mean === 0 || Number.isNaN(x)) return at(0);
  if (ncp === Number.POSITIVE_INFINITY) return x === ncp ? NO_TAILS : { lower: 0, upper: 1 };
  if (mean > MOST_COUNTS) return at(mean);
  const sd = Math.sqrt(mean);
  const stride = Math.max(1, Math.floor(sd / FINENESS));
  const last = mean + SPREAD * sd + 15;
  let [lower, upper, whole] = [0, 0, 0];
  for (let j = Math.max(0, Math.floor(mean - SPREAD * sd)); j <= last; j += stride) {
    const weight = j === 0 ? exp(-mean) : poissonDensity(j, mean);
    const tails = at(j);
    lower += weight * tails.lower;
    upper += weight * tails.upper;
    whole += weight;
    if (Number.isNaN(lower)) return NO_TAILS;
  }
  return { lower: lower / whole, upper: upper / whole };
}

/** The noncentrality at which the tail at `x` has probability p; 0 where it would have to be less than none. */
export function noncentrality(p: number, tail: Tail, x: number, numerator: number, denominator: number): number {
  if (p > 0.5) return noncentrality(1 - p, tail === "lower" ? "upper" : "lower", x, numerator, denominator);
  // Logarithms of the smaller tail, nearly straight lines where the tails themselves are flat.
  const sign = tail === "lower" ? 1 : -1;
  const excess = (root: number) =>
    sign * log(Math.max(LEAST, noncentralFTails(x, numerator, denominator, root * root)[tail]) / p);
  const central = excess(0);
  if (!(central > 0)) return Number.isNaN(central) ? central : 0;
  if (x > FAR / numerator) return Number.POSITIVE_INFINITY;
  let at = Math.sqrt(Math.max(0, (x - 1) * numerator));
  let height = excess(at);
  // Estimates of the root have a standard deviation near one, or a larger one.
  for (let step = height > 0 ? 1 : -1; Number.isFinite(height); step *= 2) {
    const next = Math.max(0, at + step);
    const nextHeight = excess(next);
    if (nextHeight > 0 !== height > 0) {
      const root = falsePosition(excess, at, height, next, nextHeight);
      return root * root;
    }
    [at, height] = [next, nextHeight];
  }
  return Number.NaN;
}
