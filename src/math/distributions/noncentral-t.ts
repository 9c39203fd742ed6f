// Student's t around another center than zero: what a t test has where its hypothesis is wrong.
import { exp, log } from "../../core/elementary.js";
import { normalUpperTail } from "../normal.js";
import { normalTails } from "./distributions.js";
import { gammaPoint } from "./quantiles.js";
import { poissonDensity } from "./saddle-point.js";
import { NO_TAILS, type Tails } from "./tails.js";

/** Probability of the scale that is left out at either end. */
const LEFT_OUT = 1e-16;
const INTERVALS = 512;
/** More degrees of freedom are infinite ones. */
const MOST_DF = 1e9;

/**
 * Tails at `t` of (Z + ncp) / S for a standard normal Z and S² = χ²/df, to some 1e-12: the normal tail averaged over
 * log S by the trapezoid rule, whose error falls faster than any power for an integrand that vanishes at both ends.
 */
export function noncentralTails(t: number, df: number, ncp: number): Tails {
  if (!(df > 0) || Number.isNaN(t) || Number.isNaN(ncp)) return NO_TAILS;
  if (df > MOST_DF) return normalTails(t - ncp);
  const half = df / 2;
  const at = (tail: "lower" | "upper") => log(Math.max(gammaPoint(LEFT_OUT, tail, half), 1e-280) / half) / 2;
  const from = at("lower");
  const step = (at("upper") - from) / INTERVALS;
  let [lower, upper, whole] = [0, 0, 0];
  for (let i = 0; i <= INTERVALS; i++) {
    const scale = exp(from + i * step);
    const weight = poissonDensity(half, half * scale * scale);
    lower += weight * normalUpperTail(ncp - t * scale);
    upper += weight * normalUpperTail(t * scale - ncp);
    whole += weight;
  }
  return { lower: lower / whole, upper: upper / whole };
}
