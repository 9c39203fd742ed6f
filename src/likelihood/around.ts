// What is asked around the estimates of either kind of model; apart from Likelihood, so that only those who ask have it in
// a bundle.
import { isSmall } from "./exact-curvature.js";
import { generalizedCurvature } from "./generalized/curvature.js";
import { GeneralizedProfiles } from "./generalized/profiles.js";
import type { GlmmModel } from "./generalized/system.js";
import type { Likelihood, ProfiledLikelihood, VarianceCurvature } from "./likelihood.js";
import { linearCurvature } from "./linear/curvature.js";
import { LinearProfiles } from "./linear/profiles.js";
import type { Estimates } from "./point.js";
import { engineInput } from "./terms.js";

/** A likelihood of all parameters in which one can be held. Throws UnsupportedError where what was maximized is none. */
export function profiled(likelihood: Likelihood, at: Estimates): ProfiledLikelihood {
  const { model, kept, terms, rank } = likelihood;
  if (model.spec.approximation === null) {
    const input = engineInput(likelihood.stored);
    const fixed = kept.map((column) => input.fixed[column]);
    const small = isSmall(likelihood.lend(at), model.design.nobs);
    return new LinearProfiles({ ...input, response: at.response, fixed }, terms, small);
  }
  const vcov = likelihood.vcov(at);
  const stdErrors = at.beta.map((_, i) => Math.sqrt(vcov[i * (rank + 1)]));
  return new GeneralizedProfiles(model as GlmmModel, stdErrors);
}

/** The covariance matrix of the covariances' coordinates, by the curvature of the deviance; null where a fit has none. */
export function curvatureAt(likelihood: Likelihood, at: Estimates): VarianceCurvature | null {
  const { model, terms } = likelihood;
  const { approximation, method } = model.spec;
  if (approximation === null) {
    const evaluations = 2 * at.theta.length;
    return likelihood.borrow(at, evaluations, (system) => linearCurvature(system, terms, method === "REML", at));
  }
  return approximation.points === 0 ? null : generalizedCurvature(model as GlmmModel, at);
}
