// How far a row moves the fitted values, from its residual and its leverage.
import { type LiveFit, withData } from "../../fit/fit.js";
import { rowInfluence } from "./row-influence.js";

/**
 * Cook's distance of each row in one step, with leverages h that include the random effects, as lme4 has it:
 * (r / (1 − h))² h / p of Pearson's scaled residuals r. influence() deletes the row and fits again instead, which gives
 * other numbers; NaN where h is 1.
 */
export function cooksDistance(fit: LiveFit): Float64Array {
  withData(fit, "cooksDistance()");
  const { leverages } = rowInfluence(fit);
  return fit.residuals("scaled").map((r, i) => {
    const h = leverages[i];
    const value = (r * r * h) / ((1 - h) * (1 - h) * fit.rank);
    return Number.isFinite(value) ? value : Number.NaN;
  });
}
