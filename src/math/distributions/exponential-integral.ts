// Tails beside densities, where neither a series nor a continued fraction is short or free of cancellation.
import { exp } from "../../core/elementary.js";

/** From this on both shapes are large: series take as many terms as the root of the smaller one. */
export const LARGE_SHAPE = 1e6;
/** Smaller shapes are none. */
export const LEAST_SHAPE = 1e-290;
/** Below this a lower tail may be so near to 1 that the upper one is no difference. */
export const SMALL_SHAPE = 0.01;
/** Steps a unit of t, where the integrand is like a normal tail; more for each unit of s to an edge. */
const STEPS = 12;
const STEPS_TO_EDGE = 5;
const FIRST = -4;
/** Where s is beyond all numbers. */
const LAST = 720;

/**
 * ∫ exp(exponent(s)) ds over s > 0, by the trapezoidal rule in t with s = unit exp(t − exp(−t)), Takahasi & Mori 1974; the
 * integrand falls off within some units, or where it has an edge.
 */
export function exponentialIntegral(exponent: (s: number) => number, unit: number, edge = 0): number {
  const steps = Math.ceil(STEPS + STEPS_TO_EDGE * Math.max(0, edge));
  let sum = 0;
  for (let i = FIRST * steps; i <= LAST * steps; i++) {
    const back = exp(-i / steps);
    const s = exp(i / steps - back);
    const value = exp(exponent(unit * s));
    if (value === 0) break;
    sum += value * s * (1 + back);
  }
  return (sum * unit) / steps;
}

/** e^s − 1 − s for |s| < 1. */
export function expExcess(s: number): number {
  let sum = 1;
  for (let n = 18; n > 2; n--) sum = 1 + (s / n) * sum;
  return (s * s * sum) / 2;
}
