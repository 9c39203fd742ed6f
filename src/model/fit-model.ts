// The second half of every fit: from a model to its estimates.
import type { Likelihood } from "../likelihood/likelihood.js";
import { likelihoodOf } from "../likelihood/likelihood-of.js";
import type { Estimates } from "../likelihood/point.js";
import type { Generalized } from "../likelihood/spec.js";
import { likelihoodModel, type Model } from "./build.js";
import { FittedGlmm } from "./fitted-glmm.js";
import { FittedLmm } from "./fitted-lmm.js";
import type { GlmmParts, Live, LmmParts } from "./live.js";
import type { ModelSpec } from "./spec.js";

/** The fit of a model; `clock` tells how long its first half has taken, `estimate` is to maximize unless given. */
export async function fittedModel<M extends Model>(
  model: M,
  clock: () => number,
  estimate = (likelihood: Likelihood): Estimates | Promise<Estimates> => likelihood.maximize(model.spec.search),
): Promise<FitOf<M>> {
  const likelihood = likelihoodOf(likelihoodModel(model));
  const build = clock();
  const estimates = await estimate(likelihood);
  return fitOf({
    ...model,
    likelihood,
    estimates,
    timing: { read: model.spec.readTime, build, fit: clock() },
  }) as FitOf<M>;
}

type FitOf<M extends Model> = M extends Model<Generalized<ModelSpec>> ? FittedGlmm : FittedLmm;

/** A fit of the kind that its model is. */
export function fitOf(parts: Live): FittedLmm | FittedGlmm {
  return parts.spec.approximation === null ? new FittedLmm(parts as LmmParts) : new FittedGlmm(parts as GlmmParts);
}
