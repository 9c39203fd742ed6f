// Fits of generalized linear mixed models.
import { responseFunctions } from "../../family/family.js";
import { familyResponse } from "../../family/mean.js";
import { familyOf, linkOf } from "../../family/registry.js";
import { type GlmmResidualType, glmmResiduals } from "../../family/residuals.js";
import { GeneralizedLikelihood } from "../../likelihood/generalized/likelihood.js";
import type { FitKind, GeneralizedLive, Live } from "../live.js";
import { convergenceWarnings, designWarnings } from "../warnings/design.js";
import { adviceAmong, generalizedWarnings, overdispersion } from "../warnings/generalized.js";

const own = (live: Live) => live as GeneralizedLive;

export const generalized: FitKind = {
  name: "glmm",
  likelihood: (model) => new GeneralizedLikelihood(model as ConstructorParameters<typeof GeneralizedLikelihood>[0]),
  title({ nAGQ, family, shape = null, link }) {
    const approximation = nAGQ === 1 ? "Laplace Approximation" : `Adaptive Gauss-Hermite Quadrature, nAGQ = ${nAGQ}`;
    const { label, dispersion } = familyOf(family);
    return {
      method: `Generalized linear mixed model fit by maximum likelihood (${approximation})`,
      className: "glmerMod",
      family: { label, shape, link },
      statistic: dispersion === "scale" ? "t value" : "z value",
    };
  },
  response({ family: name, link: linkName, sigma, shape = null }) {
    const family = familyOf(name);
    const link = linkOf(family, linkName);
    const functions = responseFunctions(family, link, shape);
    return { ...familyResponse(family, link, functions, { sigma, shape }), effectScale: 1 };
  },
  hasScale: ({ family }) => familyOf(family).dispersion === "scale",
  facts(live) {
    const { spec, estimates } = own(live);
    const { sigma, shape, vcovHessian } = estimates;
    return {
      nAGQ: spec.approximation.points,
      dispersion: sigma * sigma,
      shape: spec.family.dispersion === "shape" ? shape : null,
      stdErrors: vcovHessian === null ? "RX" : "hessian",
    };
  },
  linearPredictor: (live) => own(live).estimates.eta,
  residuals(live, eta, type) {
    const { design, likelihood, estimates } = own(live);
    const { functions, mu, sigma } = estimates;
    const { totalWeights } = likelihood;
    return glmmResiduals({ functions, y: design.response, mu, eta, totalWeights, sigma }, type as GlmmResidualType);
  },
  warnings(live, { residualDf, singular, vcov, varCorr }) {
    const { messages, design, likelihood, estimates } = own(live);
    const stdErrors = vcov().map((row, i) => Math.sqrt(row[i]));
    const troubles = generalizedWarnings(own(live), residualDf, stdErrors, varCorr());
    return [
      ...messages,
      ...designWarnings(design, likelihood.kept),
      ...troubles,
      ...convergenceWarnings(estimates.convergence, singular, adviceAmong(troubles)),
    ];
  },
  overdispersion: (live, df) => overdispersion(own(live), df),
};
