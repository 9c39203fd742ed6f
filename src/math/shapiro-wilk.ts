// Shapiro and Wilk's test of normality, by Royston's approximation (1995), Applied Statistics 44:547-551, AS R94.
import { exp, log } from "../core/elementary.js";
import { normalQuantile, normalTails } from "./distributions/distributions.js";

export interface ShapiroWilk {
  /** W, at most 1. */
  readonly statistic: number;
  readonly p: number;
}

/** Samples for which the approximation holds. */
export const SHAPIRO_WILK_SIZES = { least: 3, most: 5000 };

/** Polynomials of Royston's fits, constant first. */
const LAST_WEIGHT = [0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056];
const NEXT_WEIGHT = [0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633];
const SMALL = {
  gamma: [-2.273, 0.459],
  mean: [0.544, -0.39978, 0.025054, -6.714e-4],
  logDeviation: [1.3822, -0.77857, 0.062767, -0.0020322],
};
const LARGE = {
  mean: [-1.5861, -0.31082, -0.083751, 0.0038915],
  logDeviation: [-0.4803, -0.082676, 0.0030302],
};

/** Of 3 to 5000 finite values that are not all the same. */
export function shapiroWilk(values: Float64Array): ShapiroWilk {
  const n = values.length;
  const sorted = values.slice().sort();
  const range = sorted[n - 1] - sorted[0];
  const center = sorted.reduce((sum, value) => sum + value / n, 0);
  const weights = royston(n);
  let along = 0;
  let squares = 0;
  sorted.forEach((value, i) => {
    const scaled = (value - center) / range;
    along += weights[i] * scaled;
    squares += scaled * scaled;
  });
  const statistic = Math.min(1, (along * along) / squares);
  return { statistic, p: upperTail(n, 1 - statistic) };
}

/** The weights of the sorted sample, of unit length. */
function royston(n: number): Float64Array {
  if (n === 3) return Float64Array.of(-Math.SQRT1_2, 0, Math.SQRT1_2);
  const scores = Float64Array.from({ length: n }, (_, i) => normalQuantile((i + 1 - 0.375) / (n + 0.25), "lower"));
  const squares = scores.reduce((sum, value) => sum + value * value, 0);
  const root = 1 / Math.sqrt(n);
  const [last, next] = [scores[n - 1], scores[n - 2]];
  const lastWeight = polynomial(LAST_WEIGHT, root) + last / Math.sqrt(squares);
  const outer = [lastWeight];
  let left = squares - 2 * last * last;
  let room = 1 - 2 * lastWeight * lastWeight;
  if (n > 5) {
    const nextWeight = polynomial(NEXT_WEIGHT, root) + next / Math.sqrt(squares);
    outer.push(nextWeight);
    left -= 2 * next * next;
    room -= 2 * nextWeight * nextWeight;
  }
  const weights = scores.map((value) => value / Math.sqrt(left / room));
  outer.forEach((weight, i) => {
    weights[i] = -weight;
    weights[n - 1 - i] = weight;
  });
  return weights;
}

/** P(W ≤ w) of 1 − w. */
function upperTail(n: number, rest: number): number {
  if (n === 3) {
    const excess = 1 - (6 / Math.PI) * arcsine(Math.sqrt(rest));
    return Math.max(0, excess);
  }
  if (rest <= 0) return 1;
  let value = log(rest);
  let fit = { mean: LARGE.mean, logDeviation: LARGE.logDeviation };
  let size = log(n);
  if (n <= 11) {
    const gamma = polynomial(SMALL.gamma, n);
    if (value >= gamma) return 0;
    value = -log(gamma - value);
    fit = SMALL;
    size = n;
  }
  const deviation = exp(polynomial(fit.logDeviation, size));
  return normalTails((value - polynomial(fit.mean, size)) / deviation).upper;
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

/** Of 0 ≤ x ≤ 1/√2, by its series. */
function arcsine(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x * x * (2 * k - 1)) / (2 * k);
    sum += term / (2 * k + 1);
  }
  return sum;
}
