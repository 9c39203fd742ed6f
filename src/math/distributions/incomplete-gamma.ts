// The regularized incomplete gamma function, both tails.
import { exp, expm1, log } from "../../core/elementary.js";
import { continuedFraction } from "./continued-fraction.js";
import { expExcess, exponentialIntegral, LARGE_SHAPE, LEAST_SHAPE, SMALL_SHAPE } from "./exponential-integral.js";
import { poissonDensity } from "./saddle-point.js";
import { NO_TAILS, type Tails } from "./tails.js";

/** Terms of the series: shapes are at most a million where it is used. */
const MOST_TERMS = 1e5;

/**
 * P(a, x) and Q(a, x): a series below a + 1, a continued fraction above (Abramowitz & Stegun 6.5.29, 6.5.31). All is at
 * 0 where a is 0, or below 1e-290; NaN where a is negative, and at ∞ where a is.
 */
export function incompleteGamma(a: number, x: number): Tails {
  if (Number.isNaN(x) || !(a >= 0) || (a === x && a === Number.POSITIVE_INFINITY)) return NO_TAILS;
  if (!(x > 0) || a === Number.POSITIVE_INFINITY) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY || a < LEAST_SHAPE) return { lower: 1, upper: 0 };
  const density = poissonDensity(a, x);
  if (a > LARGE_SHAPE) return centralGamma(a, x, density);
  if (x < a + 1) {
    const lower = density * series(a, x);
    const above = (s: number) => a * s - (s > 700 ? exp(s + log(x)) : x * expm1(s));
    const isNearOne = a < SMALL_SHAPE && lower > 0.9;
    return { lower, upper: isNearOne ? density * a * exponentialIntegral(above, 1, -log(x)) : 1 - lower };
  }
  const upper =
    density *
    a *
    continuedFraction(x + 1 - a, (index, out) => {
      const n = index - 1;
      out.a = -n * (n - a);
      out.b = x + 2 * n + 1 - a;
    });
  return { lower: 1 - upper, upper };
}

/** 1 + x / (a + 1) + x² / ((a + 1)(a + 2)) + … */
function series(a: number, x: number): number {
  let sum = 1;
  let term = 1;
  for (let n = 1; n < MOST_TERMS; n++) {
    term *= x / (a + n);
    const next = sum + term;
    if (next === sum) return sum;
    sum = next;
  }
  return Number.NaN;
}

/** A large shape: the tail away from the mean, beside the density of log x. */
function centralGamma(a: number, x: number, density: number): Tails {
  const sign = x < a ? -1 : 1;
  const exponent = (size: number) => (a - x) * sign * size - x * expExcess(sign * size);
  const unit = 1 / (Math.abs(a - x) + Math.sqrt(x));
  const small = density === 0 ? 0 : density * a * exponentialIntegral(exponent, unit);
  return sign < 0 ? { lower: small, upper: 1 - small } : { lower: 1 - small, upper: small };
}
