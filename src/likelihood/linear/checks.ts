// Responses that no linear mixed model can be fitted to.
import type { Design } from "../../design/design.js";
import type { MixedSystem } from "../../engine/types.js";
import { DataError, DesignError, FactorizationError } from "../../errors.js";

/** What a response can be checked against. */
export type ResponseDesign = Pick<Design, "nobs" | "fixed" | "response" | "responseName" | "weights" | "offset">;

/** Throws DataError where the response is one and the same number in every row. */
export function checkResponse({ response, responseName }: ResponseDesign): void {
  if (response.every((value) => value === response[0])) {
    const values =
      response.length === 1 ? `its only value is ${response[0]}` : `all ${response.length} values are ${response[0]}`;
    const text = `response "${responseName}" is constant: ${values}`;
    throw new DataError(text, { column: responseName });
  }
}

/** Roundings of the numbers of a row, and of what is computed from them, that a residual may consist of. */
const ROUNDING = 1.7763568394002505e-15;

/**
 * Throws DesignError where the fixed effects leave nothing for a residual variance to describe, rounding apart. `system`
 * may be moved.
 */
export function checkResidualSpace(design: ResponseDesign, system: MixedSystem): void {
  const { responseName } = design;
  const { rank, nobs } = system;
  if (rank >= nobs) {
    const text =
      `fixed effects take ${rank} coefficients for ${nobs} observations; ` +
      "a mixed model needs more observations than coefficients";
    throw new DesignError(text, "fixed effects");
  }
  if (isRounding(design, system)) {
    const text =
      `response "${responseName}" is fitted perfectly by the fixed effects, so that no residual variance is left; ` +
      "look for a predictor that was computed from the response";
    throw new DesignError(text, "fixed effects");
  }
}

/** Whether the residuals of the fixed effects alone are no larger than the rounding of what they are differences of. */
function isRounding(design: ResponseDesign, system: MixedSystem): boolean {
  const { responseUnit: unit, leastSquaresResidual } = system;
  const { nobs, response, offset } = design;
  const total = weightedSquares(design, unit, (row) => response[row] - (offset ? offset[row] : 0));
  if (leastSquaresResidual > 1e-24 * total) return false;
  system.factors.forEach(({ columnCount }, f) => {
    system.setLambda(f, new Float64Array(columnCount * columnCount));
  });
  try {
    system.factorize();
  } catch (error) {
    if (error instanceof FactorizationError) return true;
    throw error;
  }
  const { beta } = system.solve();
  const sizes = Float64Array.from(response, (value, row) => Math.abs(value) + Math.abs(offset?.[row] ?? 0));
  system.kept.forEach((column, j) => {
    const values = design.fixed.columns[column];
    for (let row = 0; row < nobs; row++) sizes[row] += Math.abs(values[row] * beta[j]);
  });
  return leastSquaresResidual <= weightedSquares(design, unit * ROUNDING, (row) => sizes[row]);
}

function weightedSquares({ nobs, weights }: ResponseDesign, unit: number, at: (row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < nobs; row++) {
    const value = at(row) * unit * (weights ? Math.sqrt(weights[row]) : 1);
    sum += value * value;
  }
  return sum;
}
