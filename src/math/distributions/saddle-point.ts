// The pieces of gamma, Poisson and binomial densities that keep their digits far out in the tails.
// Loader (2000), Fast and accurate computation of binomial probabilities.
import { exp, log, log1p } from "../../core/elementary.js";

/** log Γ(n + 1) − [(n + ½) log n − n + ½ log 2π], n > 0. */
export function stirlingError(n: number): number {
  let error = 0;
  let m = n;
  for (; m < 16; m++) error += (m + 0.5) * log1p(1 / m) - 1;
  const s = 1 / (m * m);
  return error + (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - (s * 691) / 360360))))) / m;
}

/** x log(x / mean) + mean − x, without cancellation where x is near the mean; x − mean may be known better. */
export function devianceTerm(x: number, mean: number, difference = x - mean): number {
  if (!(Math.abs(difference) < 0.1 * (x + mean))) return x * log(x / mean) - difference;
  const v = difference / (x + mean);
  let sum = difference * v;
  let power = 2 * x * v;
  // v² < 0.01, so that a few terms do.
  for (let j = 3; j < 99; j += 2) {
    power *= v * v;
    const next = sum + power / j;
    if (next === sum) return sum;
    sum = next;
  }
  return sum;
}

/** x^a e^−x / Γ(a + 1), the Poisson probability of a at mean x; a, x > 0. */
export function poissonDensity(a: number, x: number): number {
  const exponent = -stirlingError(a) - devianceTerm(a, x);
  return exp(exponent) / Math.sqrt(2 * Math.PI * a);
}

/** x^a y^b Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) with x + y = 1: a successes and b failures; a, b, x, y > 0. */
export function binomialDensity(a: number, b: number, x: number, y: number): number {
  const n = a + b;
  const stirling = stirlingError(n) - stirlingError(a) - stirlingError(b);
  const exponent = stirling - devianceTerm(a, n * x) - devianceTerm(b, n * y);
  return exp(exponent) * Math.sqrt(n / (2 * Math.PI * a * b));
}
