// Quantiles of the gamma and beta distributions. In log x both log tails are concave, so that Newton's method on the
// smaller one converges from anywhere.
import { exp, log } from "../../core/elementary.js";
import { LEAST_SHAPE } from "./exponential-integral.js";
import { incompleteBeta } from "./incomplete-beta.js";
import { incompleteGamma } from "./incomplete-gamma.js";
import { binomialDensity, poissonDensity } from "./saddle-point.js";
import type { Tail, Tails } from "./tails.js";

const MOST_STEPS = 200;
/** Steps that are at most 2; the logarithms of all numbers lie within ±745. */
const MODEST_STEPS = 40;

/** The x of the gamma distribution of shape a with tail probability p. */
export function gammaPoint(p: number, tail: Tail, a: number): number {
  if (!(a >= 0)) return Number.NaN;
  if (a < LEAST_SHAPE || a === Number.POSITIVE_INFINITY) return p >= 0 && p <= 1 ? a : Number.NaN;
  return invert(p, tail, a, (x) => ({
    tails: incompleteGamma(a, x),
    slope: a * poissonDensity(a, x),
  }));
}

/** x / (1 − x) at the point of the beta distribution with tail probability p. */
export function betaOdds(p: number, tail: Tail, a: number, b: number): number {
  return invert(p, tail, a / b, (odds) => {
    const x = odds / (1 + odds);
    const y = 1 / (1 + odds);
    return {
      tails: incompleteBeta(x, y, a, b),
      slope: ((a * b) / (a + b)) * binomialDensity(a, b, x, y),
    };
  });
}

/** `at` gives the tails at x and their slope in log x; `start` is near the middle. */
function invert(p: number, tail: Tail, start: number, at: (x: number) => { tails: Tails; slope: number }): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  const side: Tail = p <= 0.5 ? tail : tail === "lower" ? "upper" : "lower";
  const wanted = Math.min(p, 1 - p);
  if (wanted === 0) return side === "lower" ? 0 : Number.POSITIVE_INFINITY;
  const goal = log(wanted);
  let x = start;
  let smallest = Number.POSITIVE_INFINITY;
  let last = 0;
  for (let i = 0; i < MOST_STEPS; i++) {
    const { tails, slope } = at(x);
    const value = tails[side];
    const excess = (log(value) - goal) * (value / slope);
    // Where the tail underflows the step was too long.
    const most = i < MODEST_STEPS ? 2 : 800;
    const bounded = value === 0 ? -last / 2 : Math.max(-most, Math.min(most, side === "upper" ? excess : -excess));
    if (Number.isNaN(bounded)) return Number.NaN;
    last = bounded;
    x *= exp(bounded);
    if (x === 0 || x === Number.POSITIVE_INFINITY) return x;
    const size = Math.abs(bounded);
    if (size < 1e-15 || (size < 1e-9 && size >= smallest)) return x;
    smallest = size < 1e-9 ? size : smallest;
  }
  return x;
}
