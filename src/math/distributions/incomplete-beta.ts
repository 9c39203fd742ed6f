// The regularized incomplete beta function, both tails.
import { exp, expm1, log, log1p } from "../../core/elementary.js";
import { continuedFraction } from "./continued-fraction.js";
import { expExcess, exponentialIntegral, LARGE_SHAPE, LEAST_SHAPE, SMALL_SHAPE } from "./exponential-integral.js";
import { binomialDensity, devianceTerm } from "./saddle-point.js";
import { NO_TAILS, swapTails, type Tails } from "./tails.js";

/** I_x(a, b) and its complement for x + y = 1, both given so that neither is a difference. NaN but for finite a, b > 1e-290. */
export function incompleteBeta(x: number, y: number, a: number, b: number): Tails {
  const isInside = x > 0 && y > 0 && a + b < Number.POSITIVE_INFINITY;
  if (isInside && Math.min(a, b) > LARGE_SHAPE) {
    return x > y ? swapTails(centralBeta(y, x, b, a)) : centralBeta(x, y, a, b);
  }
  const tails = plainBeta(x, y, a, b);
  if (!isInside) return tails;
  if (x * (a + b + 2) > a + 1) return swapTails(sharpened(swapTails(tails), y, x, b, a));
  return sharpened(tails, x, y, a, b);
}

/** The same where one shape is at most a million, but that a small tail beside a small shape may be a difference. */
export function plainBeta(x: number, y: number, a: number, b: number): Tails {
  if (!(a > LEAST_SHAPE && b > LEAST_SHAPE && a + b < Number.POSITIVE_INFINITY) || Number.isNaN(x + y)) return NO_TAILS;
  if (!(x > 0)) return { lower: 0, upper: 1 };
  if (!(y > 0)) return { lower: 1, upper: 0 };
  if (x * (a + b + 2) > a + 1) return swapTails(lowerBeta(y, x, b, a));
  return lowerBeta(x, y, a, b);
}

/** By the continued fraction of DiDonato & Morris (1992), ACM TOMS 18:360, equation 7.1, whose terms do not cancel. */
function lowerBeta(x: number, y: number, a: number, b: number): Tails {
  const scale = (binomialDensity(a, b, x, y) * a * b) / (a + b);
  if (scale === 0) return { lower: 0, upper: 1 };
  const excess = a > b ? (a + b) * y - b : a - (a + b) * x;
  const fraction = continuedFraction((a / (a + 1)) * (excess + 1), (index, out) => {
    const n = index - 1;
    const at = a + 2 * n;
    // a + n − 1, which in that order loses a small a.
    const behind = a < SMALL_SHAPE ? n - 1 + a : a + n - 1;
    const below = (n * (b - n) * x) / (at - 1);
    out.a = (behind / (at - 1)) * (a < SMALL_SHAPE ? behind + b : a + b + n - 1) * x * below;
    out.b = n + below + ((a + n) / (at + 1)) * (excess + 1 + n * (1 + y));
  });
  const lower = scale * fraction;
  return { lower, upper: 1 - lower };
}

/** An upper tail that is no difference: beside the density of log x / y, over what is added to that. */
function sharpened(tails: Tails, x: number, y: number, a: number, b: number): Tails {
  const { lower } = tails;
  if (!(a < SMALL_SHAPE && lower > 0.9)) return tails;
  const scale = (binomialDensity(a, b, x, y) * a * b) / (a + b);
  const exponent = (s: number) =>
    x * exp(s) < 1 ? a * s - (a + b) * log1p(x * expm1(s)) : -b * s - (a + b) * log(x + y * exp(-s));
  return { lower, upper: scale * exponentialIntegral(exponent, 1, -log(x)) };
}

/** Both shapes large, x ≤ y: the tail away from the mean, beside the density of log x / y. */
function centralBeta(x: number, y: number, a: number, b: number): Tails {
  const n = a + b;
  const scale = (binomialDensity(a, b, x, y) * a * b) / n;
  const excess = a > b ? n * y - b : a - n * x;
  const sign = excess > 0 ? -1 : 1;
  const exponent = (size: number) => {
    const s = sign * size;
    const v = x * expm1(s);
    return excess * s + n * (devianceTerm(1, 1 + v, -v) - x * expExcess(s));
  };
  const unit = 1 / (Math.abs(excess) + Math.sqrt(n * x * y));
  const small = scale === 0 ? 0 : scale * exponentialIntegral(exponent, unit);
  return sign < 0 ? { lower: small, upper: 1 - small } : { lower: 1 - small, upper: small };
}
