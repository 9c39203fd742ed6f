// Fits of generalized linear mixed models.
import { familyValues, namedValues, responseFunctions } from "../../family/family.js";
import { familyResponse } from "../../family/mean.js";
import { familyOf, linkOf } from "../../family/registry.js";
import { type GlmmResidualType, glmmResiduals } from "../../family/residuals.js";
import { GeneralizedLikelihood } from "../../likelihood/generalized/likelihood.js";
import type { FitKind, GeneralizedLive, Live } from "../live.js";
import { convergenceWarnings, designWarnings } from "../warnings/design.js";
import { adviceAmong, endlessWarnings, generalizedWarnings, overdispersion } from "../warnings/generalized.js";
import { identificationWarnings } from "../warnings/identification.js";
import { limitNote } from "../warnings/limit.js";

const own = (live: Live) => live as GeneralizedLive;

export const generalized: FitKind = {
  name: "glmm",
  likelihood: (model) => new GeneralizedLikelihood(model as ConstructorParameters<typeof GeneralizedLikelihood>[0]),
  title({ nAGQ, family, shape = null, link }) {
    const approximation = nAGQ === 1 ? "Laplace Approximation" : `Adaptive Gauss-Hermite Quadrature, nAGQ = ${nAGQ}`;
    const { label, hasScale } = familyOf(family);
    return {
      method: `Generalized linear mixed model fit by maximum likelihood (${approximation})`,
      className: "glmerMod",
      family: { label, shape, link },
      statistic: hasScale ? "t value" : "z value",
    };
  },
  response(record) {
    const { family: name, link: linkName, sigma } = record;
    const family = familyOf(name);
    const link = linkOf(family, linkName);
    const values = familyValues(family, record, () => Number.NaN);
    const functions = responseFunctions(family, link, values);
    return { ...familyResponse(family, link, functions, { sigma, familyValues: values }), effectScale: 1 };
  },
  hasScale: ({ family }) => familyOf(family).hasScale,
  facts(live) {
    const { spec, estimates } = own(live);
    const { sigma, family, vcovHessian } = estimates;
    return {
      nAGQ: spec.approximation.points,
      dispersion: sigma * sigma,
      shape: null,
      ...namedValues(spec.family, family),
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
  warnings(live, { residualDf, singular, vcov }) {
    const { messages, design, likelihood, estimates, spec } = own(live);
    const stdErrors = vcov().map((row, i) => Math.sqrt(row[i]));
    const troubles = generalizedWarnings(own(live), residualDf, stdErrors);
    return [
      ...messages,
      ...designWarnings(design, likelihood.kept),
      ...limitNote(own(live)),
      ...identificationWarnings(live, spec.family.hasScale),
      ...troubles,
      ...endlessWarnings(estimates),
      ...convergenceWarnings(estimates.convergence, singular, adviceAmong(own(live), troubles)),
    ];
  },
  overdispersion: (live, df) => overdispersion(own(live), df),
};
