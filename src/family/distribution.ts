// The distributions of families at a mean, beside what the core knows of them.
import { exp } from "../core/elementary.js";
import { normalTails } from "../math/distributions/distributions.js";
import { incompleteBeta } from "../math/distributions/incomplete-beta.js";
import { incompleteGamma } from "../math/distributions/incomplete-gamma.js";
import type { DrawRow, FamilyName } from "./family.js";

/** From here on Mills' ratio is its series. */
const FAR = 30;

/** P(Y ≤ y) at a mean. */
type Cumulative = (y: number, mean: number, row: DrawRow) => number;

/** P(Y ≤ y) by family. */
export const cumulative: Readonly<Record<FamilyName, Cumulative>> = {
  binomial: (y, mean, { trials }) => {
    if (y >= trials) return 1;
    return incompleteBeta(1 - mean, mean, trials - y, y + 1).lower;
  },
  poisson: (y, mean) => incompleteGamma(y + 1, mean).upper,
  negbinomial: (y, mean, { family: [shape] }) =>
    incompleteBeta(shape / (shape + mean), mean / (shape + mean), shape, y + 1).lower,
  gamma: (y, mean, { weight, sigma }) => {
    const shape = weight / (sigma * sigma);
    return incompleteGamma(shape, (shape * y) / mean).lower;
  },
  "inverse-gaussian": (y, mean, { weight, sigma }) => {
    const shape = weight / (sigma * sigma);
    const root = Math.sqrt(shape / y);
    const near = root * (y / mean - 1);
    return normalTails(near).lower + scaledTail(root * (y / mean + 1), near);
  },
  gaussian: (y, mean, { weight, sigma }) => normalTails(((y - mean) * Math.sqrt(weight)) / sigma).lower,
};

/** e^((t² − s²)/2) P(Z > t), without overflow. */
function scaledTail(t: number, s: number): number {
  if (t < FAR) return exp((t * t - s * s) / 2) * normalTails(t).upper;
  const square = t * t;
  return (exp((-s * s) / 2) * (1 - (1 - 3 / square) / square)) / (t * Math.sqrt(2 * Math.PI));
}

/** Of one response, for a binomial of the share of successes. */
export const variances: Readonly<Record<FamilyName, (mean: number, row: DrawRow) => number>> = {
  binomial: (mean, { trials }) => (mean * (1 - mean)) / trials,
  poisson: (mean) => mean,
  negbinomial: (mean, { family: [shape] }) => mean + (mean * mean) / shape,
  gamma: (mean, { weight, sigma }) => (mean * mean * sigma * sigma) / weight,
  "inverse-gaussian": (mean, { weight, sigma }) => (mean * mean * mean * sigma * sigma) / weight,
  gaussian: (_, { weight, sigma }) => (sigma * sigma) / weight,
};

/** Families of counts. */
export const COUNTS: readonly FamilyName[] = ["binomial", "poisson", "negbinomial"];
