// Quantiles of a new response whose linear predictor is itself uncertain: normal around η̂.
import { exp } from "../../core/elementary.js";
import { distributions } from "../../family/distribution.js";
import type { DrawRow } from "../../family/family.js";
import type { Predictor } from "../../fit/predictor.js";

/** Half-width of the trapezoidal rule over η, in its standard deviations, and steps a standard deviation. */
const REACH = 8;
const STEPS = { least: 4, most: 250 };
/** Where the response is looked at for the steps that it needs. */
const PROBES = Float64Array.of(-3, -2, -1, 0, 1, 2, 3);
/** Steps for one standard deviation of the response: the rule's error is below exp(−2π² 1.5²). */
const STEPS_A_DEVIATION = 1.5;
const MAX_STEPS = 200;
/** Relative width at which a limit is found. */
const CLOSE = 1e-10;

/**
 * The quantiles at `probabilities` of each row's new response: for counts the least value whose probability not to be
 * exceeded is that large, for a binomial as share of the trials. NaN where a mean is none that the family can have.
 */
export function responseQuantiles(
  predictor: Predictor,
  eta: Float64Array,
  variance: Float64Array,
  probabilities: readonly number[],
  rowOf: (row: number) => DrawRow,
): Float64Array[] {
  const out = probabilities.map(() => new Float64Array(eta.length));
  const distribution = distributions[predictor.family];
  const { support } = distribution;
  const isSigned = support === "real";
  eta.forEach((center, i) => {
    const row = rowOf(i);
    const { means, weights, middle } = mixture(predictor, center, Math.sqrt(variance[i]), row);
    const isPossible = means.every((mean) => Number.isFinite(mean) && (isSigned || mean >= 0));
    const share = (y: number) =>
      weights.reduce((sum, weight, k) => sum + weight * distribution.cumulative(y, means[k], row), 0);
    probabilities.forEach((p, j) => {
      if (!isPossible) out[j][i] = Number.NaN;
      else if (support === "real" || support === "positive") out[j][i] = continuousQuantile(share, middle, isSigned, p);
      else {
        const count = leastCount(share, Math.max(1, middle * row.trials), p);
        out[j][i] = support === "shares" ? count / row.trials : count;
      }
    });
  });
  return out;
}

/** Means at the points of the rule, with steps small beside the standard deviation of the response. */
function mixture(predictor: Predictor, center: number, deviation: number, row: DrawRow) {
  const { variance } = distributions[predictor.family];
  const probes = PROBES.map((z) => center + deviation * z);
  const means = predictor.mean(probes);
  const slopes = predictor.meanDerivative(probes);
  let least = Number.POSITIVE_INFINITY;
  means.forEach((mean, i) => {
    const ratio = Math.sqrt(variance(mean, row)) / Math.abs(slopes[i] * deviation);
    if (ratio < least) least = ratio;
  });
  const steps = Math.ceil(Math.min(STEPS.most, Math.max(STEPS.least, STEPS_A_DEVIATION / least)));
  const nodes = Float64Array.from({ length: 2 * REACH * steps + 1 }, (_, k) => k / steps - REACH);
  return {
    means: predictor.mean(nodes.map((z) => center + deviation * z)),
    weights: nodes.map((z) => exp((-z * z) / 2) / (Math.sqrt(2 * Math.PI) * steps)),
    middle: means[PROBES.length >> 1],
  };
}

/** The least whole y with share(y) ≥ p. */
function leastCount(share: (y: number) => number, start: number, p: number): number {
  if (share(0) >= p) return 0;
  let low = 0;
  let high = Math.ceil(start);
  while (share(high) < p && high < Number.POSITIVE_INFINITY) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    // Above 2⁵³ neighbors are further apart.
    if (middle === low || middle === high) break;
    if (share(middle) >= p) high = middle;
    else low = middle;
  }
  return high;
}

function continuousQuantile(share: (y: number) => number, start: number, isSigned: boolean, p: number): number {
  let step = Math.abs(start) || 1;
  let low = start;
  let high = start;
  while (share(high) < p && high < Number.POSITIVE_INFINITY) {
    high = isSigned ? high + step : high * 2 || Number.MIN_VALUE;
    step *= 2;
  }
  step = Math.abs(start) || 1;
  while (share(low) > p && low !== (isSigned ? Number.NEGATIVE_INFINITY : 0)) {
    low = isSigned ? low - step : low / 2;
    step *= 2;
  }
  for (let i = 0; i < MAX_STEPS && high - low > CLOSE * (Math.abs(low) + Math.abs(high)); i++) {
    const middle = (low + high) / 2;
    if (share(middle) >= p) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}
