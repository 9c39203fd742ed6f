// How lme4 heads a printed model of either kind.
import type { ModelTitle } from "./types.js";

/** Of a linear model; the blank after "likelihood" is lme4's. */
export function lmmTitle(method: "ML" | "REML"): ModelTitle {
  const words = `Linear mixed model fit by ${method === "REML" ? "REML" : "maximum likelihood "}`;
  return { method: words, className: "lmerMod", family: null, statistic: "t value" };
}

/** Of a generalized one. */
export function glmmTitle(family: NonNullable<ModelTitle["family"]>, nAGQ: number, hasScale: boolean): ModelTitle {
  const approximation = nAGQ === 1 ? "Laplace Approximation" : `Adaptive Gauss-Hermite Quadrature, nAGQ = ${nAGQ}`;
  return {
    method: `Generalized linear mixed model fit by maximum likelihood (${approximation})`,
    className: "glmerMod",
    family,
    statistic: hasScale ? "t value" : "z value",
  };
}
