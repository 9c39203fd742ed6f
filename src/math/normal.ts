// The standard normal distribution.
import { exp } from "../core/elementary.js";

const ROOT_TWO_PI = 2.5066282746310002;

/**
 * P(Z > z), to about 1e-15 relative in the upper tail too: the series of Φ − 1/2 near zero, Laplace's continued
 * fraction beyond (Abramowitz & Stegun 26.2.10 and 26.2.14).
 */
export function normalUpperTail(z: number): number {
  if (Number.isNaN(z)) return z;
  if (z < 0) return 1 - normalUpperTail(-z);
  if (z > 39) return 0;
  return z < 1.25 ? 0.5 - density(z) * series(z) : density(z) * fraction(z);
}

/** The square is split so that its rounding does not reach the exponential. */
function density(z: number): number {
  const coarse = Math.floor(16 * z) / 16;
  return (exp(-0.5 * coarse * coarse) * exp(-0.5 * (z - coarse) * (z + coarse))) / ROOT_TWO_PI;
}

function series(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 3; term > 1e-18 * sum; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return sum;
}

function fraction(z: number): number {
  let tail = z;
  for (let k = Math.ceil(20 + 400 / (z * z)); k > 0; k--) tail = z + k / tail;
  return 1 / tail;
}
