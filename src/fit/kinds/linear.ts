// Fits of linear mixed models.
import { OptionError } from "../../errors.js";
import { identityResponse } from "../../family/mean.js";
import { LinearLikelihood } from "../../likelihood/linear/likelihood.js";
import { isReproduced } from "../../likelihood/linear/unbounded.js";
import { valueText } from "../../options.js";
import { fittedValues, type ResidualType, residualsOf } from "../fitted-values.js";
import type { FitKind } from "../live.js";
import {
  convergenceAdvice,
  convergenceWarnings,
  covarianceWarnings,
  designWarnings,
  unboundedWarnings,
  weightsWarnings,
} from "../warnings/design.js";
import { flatnessWarnings, identificationWarnings } from "../warnings/identification.js";

export const linear: FitKind = {
  name: "lmm",
  likelihood: (model, build) => new LinearLikelihood(model, undefined, build),
  /** The blank after "likelihood" is lme4's. */
  title: ({ method, monteCarlo }) => ({
    method: `Linear mixed model fit by ${method === "REML" ? "REML" : "maximum likelihood "}${monteCarlo ? ", iterative method" : ""}`,
    className: "lmerMod",
    family: null,
    statistic: "t value",
  }),
  response: ({ sigma }) => ({ ...identityResponse(sigma), effectScale: sigma }),
  hasScale: () => true,
  facts: () => ({}),
  linearPredictor: ({ likelihood, estimates }) =>
    fittedValues(likelihood.stored, likelihood.kept, estimates.beta, likelihood.storedModes(estimates)),
  residuals({ design, estimates }, eta, type) {
    if (!["response", "pearson", "scaled"].includes(type)) {
      const text = `residuals have no type ${valueText(type)}; the types are response, pearson and scaled`;
      throw new OptionError(text, "type");
    }
    return residualsOf(design, eta, estimates.sigma, type as ResidualType);
  },
  warnings(live, { singular, vcov }) {
    const { messages, design, likelihood, estimates } = live;
    const system = likelihood.lend(estimates);
    const advice = convergenceAdvice(system, estimates);
    const unbounded = unboundedWarnings(estimates, isReproduced(system));
    const undetermined = identificationWarnings(live, true);
    return [
      ...messages,
      ...designWarnings(design, likelihood.kept),
      ...weightsWarnings(design),
      ...covarianceWarnings(design, likelihood.kept, vcov()),
      ...(undetermined.length > 0 || unbounded.length > 0 ? undetermined : flatnessWarnings(live)),
      ...unbounded,
      ...convergenceWarnings(estimates.convergence, singular, advice),
    ];
  },
  overdispersion: () => null,
};
