// How responses follow from linear predictors: their means, and draws about these.
import { normalDraw } from "../math/random-variates.js";
import type { Family, LinkName } from "./family.js";
import type { ResponseFunctions } from "./response-functions.js";

/** How a linear model's response follows from its linear predictor. */
export function identityResponse(sigma: number) {
  return {
    family: "gaussian",
    link: "identity",
    hasScale: true,
    sigma,
    familyValues: new Float64Array(0),
    mean: (eta: Float64Array) => eta,
    meanDerivative: (eta: Float64Array) => new Float64Array(eta.length).fill(1),
    draw: normalDraw,
  } as const;
}

/** How a generalized model's response follows from its linear predictor. */
export function familyResponse(
  { name, hasScale, draw }: Pick<Family, "name" | "hasScale" | "draw">,
  link: LinkName,
  functions: Pick<ResponseFunctions, "linkInverse" | "meanDerivative">,
  { sigma, familyValues }: { readonly sigma: number; readonly familyValues: Float64Array },
) {
  return {
    family: name,
    link,
    hasScale,
    sigma,
    familyValues,
    mean: (eta: Float64Array) => functions.linkInverse(eta),
    meanDerivative: (eta: Float64Array) => functions.meanDerivative(eta),
    draw,
  };
}
