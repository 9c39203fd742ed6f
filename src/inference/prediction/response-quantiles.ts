// Quantiles of a new response whose linear predictor is itself uncertain: normal around η̂.
import { elementary } from "../../engine/load.js";
import { normalTails } from "../../math/distributions/distributions.js";
import { incompleteBeta } from "../../math/distributions/incomplete-beta.js";
import { incompleteGamma } from "../../math/distributions/incomplete-gamma.js";
import { gaussHermite } from "../../math/gauss-hermite.js";
import type { DrawRow, FamilyName } from "../../model/family.js";
import type { Predictor } from "../../model/predictor.js";

/** P(Y ≤ y) at a mean. */
type Cumulative = (y: number, mean: number, row: DrawRow) => number;

const cumulative: Readonly<Record<FamilyName, Cumulative>> = {
  binomial: (y, mean, { trials }) => {
    if (y >= trials) return 1;
    return incompleteBeta(1 - mean, mean, trials - y, y + 1, elementary()).lower;
  },
  poisson: (y, mean) => incompleteGamma(y + 1, mean, elementary()).upper,
  negbinomial: (y, mean, { shape }) =>
    incompleteBeta(shape / (shape + mean), mean / (shape + mean), shape, y + 1, elementary()).lower,
  gamma: (y, mean, { weight, sigma }) => {
    const shape = weight / (sigma * sigma);
    return incompleteGamma(shape, (shape * y) / mean, elementary()).lower;
  },
  "inverse-gaussian": (y, mean, { weight, sigma }) => {
    const shape = weight / (sigma * sigma);
    const root = Math.sqrt(shape / y);
    const near = root * (y / mean - 1);
    return normalTails(near, elementary()).lower + scaledTail(root * (y / mean + 1), near);
  },
  gaussian: (y, mean, { weight, sigma }) => normalTails(((y - mean) * Math.sqrt(weight)) / sigma, elementary()).lower,
};

/** e^((t² − s²)/2) P(Z > t), without overflow. */
function scaledTail(t: number, s: number): number {
  const { exp } = elementary();
  if (t < FAR) return exp((t * t - s * s) / 2) * normalTails(t, elementary()).upper;
  const square = t * t;
  return (exp((-s * s) / 2) * (1 - (1 - 3 / square) / square)) / (t * Math.sqrt(2 * Math.PI));
}

const COUNTS: readonly FamilyName[] = ["binomial", "poisson", "negbinomial"];
/** Points at which the distribution of η is taken. */
const NODES = 31;
/** From here on Mills' ratio is its series. */
const FAR = 30;
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
  const { nodes, weights } = gaussHermite(NODES);
  const means = Array.from(nodes, (z) => predictor.mean(eta.map((x, i) => x + z * Math.sqrt(variance[i]))));
  const isSigned = predictor.family === "gaussian";
  const isCount = COUNTS.includes(predictor.family);
  const at = cumulative[predictor.family];
  return probabilities.map((probability) =>
    eta.map((_, i) => {
      if (!means.every((mean) => Number.isFinite(mean[i]) && (isSigned || mean[i] >= 0))) return Number.NaN;
      const row = rowOf(i);
      const share = (y: number) => weights.reduce((sum, weight, k) => sum + weight * at(y, means[k][i], row), 0);
      if (!isCount) return continuousQuantile(share, means[NODES >> 1][i], isSigned, probability);
      const count = leastCount(share, Math.max(1, means[NODES >> 1][i] * row.trials), probability);
      return predictor.family === "binomial" ? count / row.trials : count;
    }),
  );
}

/** The least whole y with share(y) ≥ p. */
function leastCount(share: (y: number) => number, start: number, p: number): number {
  if (share(0) >= p) return 0;
  let low = 0;
  let high = Math.ceil(start);
  while (share(high) < p) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (share(middle) >= p) high = middle;
    else low = middle;
  }
  return high;
}

function continuousQuantile(share: (y: number) => number, start: number, isSigned: boolean, p: number): number {
  let step = Math.abs(start) || 1;
  let low = start;
  let high = start;
  while (share(high) < p) {
    high = isSigned ? high + step : high * 2;
    step *= 2;
  }
  step = Math.abs(start) || 1;
  while (share(low) > p) {
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
