// Hat values of the rows, random effects included.
import { type LiveFit, withData } from "../../fit/fit.js";
import { rowInfluence } from "./row-influence.js";

/**
 * By how much each fitted value follows its own response: ∂ŷ_i/∂y_i at the estimated variances, from 0 to 1. Their sum
 * is the model's effective number of parameters. Of a generalized model, the same of the working response at the modes.
 * Bates et al. (2015), equations 63 to 66.
 */
export function leverages(fit: LiveFit): Float64Array {
  withData(fit, "leverages()");
  return rowInfluence(fit).leverages.slice();
}
