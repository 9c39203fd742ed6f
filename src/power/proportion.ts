// A share of replicates, and how sure one can be of it.

import { normalQuantile } from "../math/distributions/distributions.js";
import { betaOdds } from "../math/distributions/quantiles.js";

/** A share of replicates, with how sure one can be of it. */
export interface Proportion {
  /** How many they are. */
  readonly successes: number;
  /** Of which so many could have been successes. */
  readonly count: number;
  /** successes / count; NaN where there is nothing to count. */
  readonly estimate: number;
  /** Of the estimate, from the number of replicates alone. */
  readonly stdError: number;
  /** Exact limits (Clopper & Pearson 1934), which hold their level for every true share. */
  readonly lower: number;
  /** Exact limit (Clopper & Pearson 1934). */
  readonly upper: number;
  /** Wilson's limits, which are shorter and hold it on average. */
  readonly wilson: readonly [lower: number, upper: number];
}

/** Of so many successes, with limits of this level. */
export function proportion(successes: number, count: number, level = 0.95): Proportion {
  if (count === 0) {
    const none = Number.NaN;
    return { successes, count, estimate: none, stdError: none, lower: 0, upper: 1, wilson: [0, 1] };
  }
  const estimate = successes / count;
  const tail = (1 - level) / 2;
  const point = (p: number, side: "lower" | "upper", a: number, b: number) => {
    const odds = betaOdds(p, side, a, b);
    return odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds);
  };
  const z = normalQuantile(tail, "upper");
  const spread = (z * z) / count;
  const center = (estimate + spread / 2) / (1 + spread);
  const half = (z / (1 + spread)) * Math.sqrt((estimate * (1 - estimate)) / count + spread / (4 * count));
  return {
    successes,
    count,
    estimate,
    stdError: Math.sqrt((estimate * (1 - estimate)) / count),
    lower: successes === 0 ? 0 : point(tail, "lower", successes, count - successes + 1),
    upper: successes === count ? 1 : point(tail, "upper", successes + 1, count - successes),
    wilson: [Math.max(0, center - half), Math.min(1, center + half)],
  };
}
