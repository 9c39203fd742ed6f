// The regularized incomplete beta function, both tails.
import { continuedFraction } from "./continued-fraction.js";
import { binomialDensity } from "./saddle-point.js";
import { swapTails, type Tails } from "./tails.js";

/** I_x(a, b) and its complement for x + y = 1, both given so that neither is a difference; a, b > 0. */
export function incompleteBeta(x: number, y: number, a: number, b: number): Tails {
  if (Number.isNaN(x + y + a + b)) return { lower: Number.NaN, upper: Number.NaN };
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
    const below = (n * (b - n) * x) / (at - 1);
    out.a = ((a + n - 1) / (at - 1)) * (a + b + n - 1) * x * below;
    out.b = n + below + ((a + n) / (at + 1)) * (excess + 1 + n * (1 + y));
  });
  const lower = scale * fraction;
  return { lower, upper: 1 - lower };
}
