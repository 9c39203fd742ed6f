// Draws from the distributions of responses, each exact, at a cost that grows at most with the logarithm of a mean.
import { exp, log, pow } from "../core/elementary.js";
import type { RandomStream } from "./random-stream.js";

/** Normal with this mean and variance sigma² / weight. */
export function normalDraw(
  mean: number,
  { weight, sigma }: { readonly weight: number; readonly sigma: number },
  stream: RandomStream,
): number {
  return mean + (sigma / Math.sqrt(weight)) * stream.normal();
}

/** Gamma with this shape and scale 1 (Marsaglia & Tsang 2000). ∞ for an infinite shape, NaN for none above 0. */
export function gammaVariate(shape: number, stream: RandomStream): number {
  if (!(shape > 0 && shape < Number.POSITIVE_INFINITY)) return shape > 0 ? shape : Number.NaN;
  if (shape < 1) return gammaVariate(shape + 1, stream) * pow(1 - stream.uniform(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (log(1 - stream.uniform()) < 0.5 * x * x + d * (1 - v + log(v))) return d * v;
  }
}

/**
 * Poisson with this mean: by products of uniforms, larger means halved by gamma waiting times (Ahrens & Dieter 1974).
 * ∞ for an infinite mean, NaN for none from 0 on.
 */
export function poissonVariate(mean: number, stream: RandomStream): number {
  if (!(mean >= 0 && mean < Number.POSITIVE_INFINITY)) return mean > 0 ? mean : Number.NaN;
  let count = 0;
  let rest = mean;
  while (rest > 12) {
    const arrivals = Math.floor(0.875 * rest);
    const time = gammaVariate(arrivals, stream);
    if (time > rest) return count + binomialVariate(arrivals - 1, rest / time, stream);
    count += arrivals;
    rest -= time;
  }
  const limit = exp(-rest);
  for (let product = 1 - stream.uniform(); product > limit; product *= 1 - stream.uniform()) count++;
  return count;
}

/**
 * Successes of so many trials: one by one, many trials halved at a beta order statistic (Ahrens & Dieter 1974). NaN
 * without a finite number of trials or a probability.
 */
export function binomialVariate(trials: number, probability: number, stream: RandomStream): number {
  if (!(trials < Number.POSITIVE_INFINITY) || Number.isNaN(probability)) return Number.NaN;
  let count = 0;
  let n = trials;
  let p = probability;
  while (n > 24) {
    const rank = 1 + Math.floor(n / 2);
    const below = gammaVariate(rank, stream);
    const order = below / (below + gammaVariate(n + 1 - rank, stream));
    if (order >= p) {
      n = rank - 1;
      p = p / order;
    } else {
      count += rank;
      n -= rank;
      p = (p - order) / (1 - order);
    }
  }
  for (let i = 0; i < n; i++) if (stream.uniform() < p) count++;
  return count;
}

/** Inverse Gaussian with this mean and shape, whose variance is mean³ / shape (Michael, Schucany & Haas 1976). */
export function inverseGaussianVariate(mean: number, shape: number, stream: RandomStream): number {
  const z = stream.normal();
  const ratio = (mean * z * z) / (2 * shape);
  const smaller = mean / (1 + ratio + Math.sqrt(ratio * (2 + ratio)));
  return stream.uniform() * (mean + smaller) <= mean ? smaller : (mean * mean) / smaller;
}

/** Negative binomial with this mean and variance mean + mean² / theta. */
export function negativeBinomialVariate(mean: number, theta: number, stream: RandomStream): number {
  return poissonVariate((mean / theta) * gammaVariate(theta, stream), stream);
}
