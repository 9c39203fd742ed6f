// The likelihood of a model, of the kind that it is.
import { GeneralizedLikelihood } from "./generalized/likelihood.js";
import type { Likelihood, LikelihoodModel } from "./likelihood.js";
import { LinearLikelihood } from "./linear/likelihood.js";

/** Throws what lmm() or glmm() throws for a design or response that cannot be fitted. */
export function likelihoodOf(model: LikelihoodModel): Likelihood {
  const { approximation } = model.spec;
  if (approximation === null) return new LinearLikelihood(model);
  return new GeneralizedLikelihood({ ...model, spec: { ...model.spec, approximation } });
}
