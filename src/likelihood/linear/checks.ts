// Responses that no linear mixed model can be fitted to.
import type { Design } from "../../design/design.js";
import type { MixedSystem } from "../../engine/types.js";
import { DataError, DesignError } from "../../errors.js";

/** What a response can be checked against. */
export type ResponseDesign = Pick<Design, "nobs" | "response" | "responseName" | "weights" | "offset">;

/** Throws DataError where the response is one and the same number in every row. */
export function checkResponse({ response, responseName }: ResponseDesign): void {
  if (response.every((value) => value === response[0])) {
    const text = `response "${responseName}" is constant: all ${response.length} values are ${response[0]}`;
    throw new DataError(text, { column: responseName });
  }
}

/** Throws DesignError where the fixed effects leave nothing for a residual variance to describe. */
export function checkResidualSpace(design: ResponseDesign, system: MixedSystem): void {
  const { nobs, response, responseName, weights, offset } = design;
  if (system.rank >= nobs) {
    const text =
      `fixed effects take ${system.rank} coefficients for ${nobs} observations; ` +
      "a mixed model needs more observations than coefficients";
    throw new DesignError(text, "fixed effects");
  }
  let total = 0;
  for (let row = 0; row < nobs; row++) {
    const value = response[row] - (offset ? offset[row] : 0);
    total += (weights ? weights[row] : 1) * value * value;
  }
  if (system.leastSquaresResidual <= 1e-24 * total) {
    const text =
      `response "${responseName}" is fitted perfectly by the fixed effects, so that no residual variance is left; ` +
      "look for a predictor that was computed from the response";
    throw new DesignError(text, "fixed effects");
  }
}
