// The variance of a distribution on the scale of its link. Nakagawa, Johnson & Schielzeth (2017), J. R. Soc. Interface
// 14:20170213, table 2 and supplement.

import { log1p } from "../../core/elementary.js";
import { OptionError } from "../../errors.js";
import { distributions, type LinkApproximation } from "../../family/distribution.js";
import { responseFunctions } from "../../family/family.js";
import type { LiveFit } from "../../fit/fit.js";
import { trigamma } from "../../math/trigamma.js";

/** Ways to take the variance of a distribution to the scale of its link. */
export type Approximation = "theoretical" | LinkApproximation;

export interface DistributionVariance {
  readonly variance: number;
  readonly how: { readonly approximation: Approximation; readonly mean: number | null };
}

/** Throws OptionError for an approximation that the family or link does not have. */
export function checkApproximation(fit: LiveFit, asked: Approximation | undefined): Approximation {
  const choices = choicesOf(fit);
  const approximation = asked ?? choices[0];
  if (choices.includes(approximation)) return approximation;
  const words = choices.map((choice) => `"${choice}"`).join(", ");
  const model = `the family "${fit.family}" with link "${fit.link}"`;
  const text = `option "approximation" is "${approximation}", but for ${model} there is only ${words}`;
  throw new OptionError(text, "approximation");
}

/** Whether the variance follows from the mean response that stands for the data. */
export function needsMean(fit: LiveFit, approximation: Approximation): boolean {
  return !fit.isLinear && approximation !== "theoretical";
}

/** `mean` counts where `needsMean` only. */
export function distributionVariance(fit: LiveFit, approximation: Approximation, mean: number): DistributionVariance {
  if (needsMean(fit, approximation)) {
    return { variance: onLinkScale(fit, approximation, mean), how: { approximation, mean } };
  }
  const variance = fit.isLinear
    ? fit.sigma * fit.sigma
    : (distributions[fit.family].latentVariance(fit.link, fit.dispersion) ?? Number.NaN);
  return { variance, how: { approximation, mean: null } };
}

/** The first is the default. */
function choicesOf({ family, link, dispersion }: LiveFit): readonly Approximation[] {
  const { latentVariance, approximations } = distributions[family];
  return latentVariance(link, dispersion) === null ? approximations(link) : ["theoretical", ...approximations(link)];
}

function onLinkScale(fit: LiveFit, approximation: Approximation, mean: number): number {
  const { family, link } = fit.live.spec;
  const functions = responseFunctions(family, link, fit.live.estimates.family);
  const mu = Float64Array.of(mean);
  const variance = fit.dispersion * functions.variance(mu)[0];
  const slope = functions.meanDerivative(functions.linkFunction(mu))[0];
  const delta = variance / (slope * slope);
  if (approximation === "lognormal") return log1p(delta);
  return approximation === "trigamma" ? trigamma(1 / delta) : delta;
}
