// The regularized incomplete gamma function, both tails.
import { continuedFraction } from "./continued-fraction.js";
import { poissonDensity } from "./saddle-point.js";
import type { Tails } from "./tails.js";

/** P(a, x) and Q(a, x), a > 0: a series below a + 1, a continued fraction above (Abramowitz & Stegun 6.5.29, 6.5.31). */
export function incompleteGamma(a: number, x: number): Tails {
  if (Number.isNaN(a + x)) return { lower: Number.NaN, upper: Number.NaN };
  if (!(x > 0)) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  const density = poissonDensity(a, x);
  if (x < a + 1) {
    const lower = density * series(a, x);
    return { lower, upper: 1 - lower };
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
  for (let n = 1; ; n++) {
    term *= x / (a + n);
    const next = sum + term;
    if (next === sum) return sum;
    sum = next;
  }
}
