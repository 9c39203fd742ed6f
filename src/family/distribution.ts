// The distributions of families at a mean, beside what the core knows of them: for prediction, and for variances explained.
import { exp } from "../core/elementary.js";
import { normalTails } from "../math/distributions/distributions.js";
import { incompleteBeta } from "../math/distributions/incomplete-beta.js";
import { incompleteGamma } from "../math/distributions/incomplete-gamma.js";
import type { DrawRow, FamilyName, LinkName } from "./family.js";

/** How a family's variance is brought to the scale of its link. */
export type LinkApproximation = "lognormal" | "trigamma" | "delta";

export interface Distribution {
  readonly support: "real" | "positive" | "counts" | "shares";
  /** What tables of means on the scale of the response call them. */
  readonly meanName: "prob" | "rate" | "response";
  /** P(Y ≤ y) at a mean; of shares, y counts successes. */
  cumulative(y: number, mean: number, row: DrawRow): number;
  /** Of one response, for a binomial of the share of successes. */
  variance(mean: number, row: DrawRow): number;
  /** Variance of the latent response that the link stands for; null where there is none. */
  latentVariance(link: LinkName, dispersion: number): number | null;
  /** The approximations that there are in place of it, or beside it; the first is the usual one. */
  approximations(link: LinkName): readonly LinkApproximation[];
}

/** From here on Mills' ratio is its series. */
const FAR = 30;

/** e^((t² − s²)/2) P(Z > t), without overflow. */
function scaledTail(t: number, s: number): number {
  if (t < FAR) return exp((t * t - s * s) / 2) * normalTails(t).upper;
  const square = t * t;
  return (exp((-s * s) / 2) * (1 - (1 - 3 / square) / square)) / (t * Math.sqrt(2 * Math.PI));
}

/** Variances of the latent responses that binomial links stand for: logistic, normal, Gumbel. */
const LATENT: Partial<Record<LinkName, number>> = {
  logit: (Math.PI * Math.PI) / 3,
  probit: 1,
  cloglog: (Math.PI * Math.PI) / 6,
};

const noLatent = () => null;
const onLog =
  (...approximations: LinkApproximation[]) =>
  (link: LinkName): readonly LinkApproximation[] =>
    link === "log" ? approximations : ["delta"];

export const distributions: Readonly<Record<FamilyName, Distribution>> = {
  binomial: {
    support: "shares",
    meanName: "prob",
    cumulative(y, mean, { trials }) {
      if (y >= trials) return 1;
      return incompleteBeta(1 - mean, mean, trials - y, y + 1).lower;
    },
    variance: (mean, { trials }) => (mean * (1 - mean)) / trials,
    latentVariance: (link) => LATENT[link] ?? null,
    approximations: () => ["delta"],
  },
  poisson: {
    support: "counts",
    meanName: "rate",
    cumulative: (y, mean) => incompleteGamma(y + 1, mean).upper,
    variance: (mean) => mean,
    latentVariance: noLatent,
    approximations: onLog("lognormal", "trigamma", "delta"),
  },
  negbinomial: {
    support: "counts",
    meanName: "response",
    cumulative: (y, mean, { family: [shape] }) =>
      incompleteBeta(shape / (shape + mean), mean / (shape + mean), shape, y + 1).lower,
    variance: (mean, { family: [shape] }) => mean + (mean * mean) / shape,
    latentVariance: noLatent,
    approximations: onLog("lognormal", "trigamma", "delta"),
  },
  gamma: {
    support: "positive",
    meanName: "response",
    cumulative(y, mean, { weight, sigma }) {
      const shape = weight / (sigma * sigma);
      return incompleteGamma(shape, (shape * y) / mean).lower;
    },
    variance: (mean, { weight, sigma }) => (mean * mean * sigma * sigma) / weight,
    latentVariance: noLatent,
    approximations: onLog("delta", "lognormal", "trigamma"),
  },
  "inverse-gaussian": {
    support: "positive",
    meanName: "response",
    cumulative(y, mean, { weight, sigma }) {
      const shape = weight / (sigma * sigma);
      const root = Math.sqrt(shape / y);
      const near = root * (y / mean - 1);
      return normalTails(near).lower + scaledTail(root * (y / mean + 1), near);
    },
    variance: (mean, { weight, sigma }) => (mean * mean * mean * sigma * sigma) / weight,
    latentVariance: noLatent,
    approximations: onLog("delta", "lognormal"),
  },
  gaussian: {
    support: "real",
    meanName: "response",
    cumulative: (y, mean, { weight, sigma }) => normalTails(((y - mean) * Math.sqrt(weight)) / sigma).lower,
    variance: (_, { weight, sigma }) => (sigma * sigma) / weight,
    latentVariance: (link, dispersion) => (link === "identity" ? dispersion : null),
    approximations: (link) => (link === "identity" ? [] : onLog("delta", "lognormal")(link)),
  },
};
