// What a fit says of each of its rows, to be put beside the data.
import { toldRowNumbers } from "../../fit/data-rows.js";
import { withExact } from "../../fit/exact-only.js";
import type { LiveFit } from "../../fit/fit.js";
import { predict } from "../predict.js";
import { cooksDistance, leverages, standardizedResiduals } from "./rows.js";

/** One number a row used, in the order of the data; under naAction "exclude" NaN for rows that lack a value. */
export interface Augmented {
  /** Numbers of the rows of the data, from 1 on. */
  readonly rows: Int32Array;
  /** Expected responses at the modes of the random effects. */
  readonly fitted: Float64Array;
  /** Expected responses where all random effects are zero. */
  readonly fixed: Float64Array;
  /** Response less fitted. */
  readonly residual: Float64Array;
  /** The same over the standard deviation that the variance function and the weights give. */
  readonly pearson: Float64Array;
  /** Of a generalized model: signed roots of the parts of the deviance; null for a linear one. */
  readonly deviance: Float64Array | null;
  /** Pearson's over σ√(1 − h). */
  readonly standardized: Float64Array;
  /** By how much a fitted value follows its own response, h. */
  readonly leverage: Float64Array;
  /** In one step, as lme4 has it. */
  readonly cooksDistance: Float64Array;
}

/**
 * Fitted values, residuals, leverage and Cook's distance of each row, with the row's number in the data. Throws
 * UnsupportedError for a restored model.
 *
 * @example
 * const { rows, fitted, cooksDistance } = augment(fit);
 */
export function augment(fit: LiveFit): Augmented {
  withExact(fit, "augment()");
  return {
    rows: toldRowNumbers(fit.live),
    fitted: fit.fitted(),
    fixed: predict(fit, null, { randomEffects: "none" }),
    residual: fit.residuals("response"),
    pearson: fit.residuals("pearson"),
    deviance: fit.isLinear ? null : fit.residuals("deviance"),
    standardized: standardizedResiduals(fit),
    leverage: leverages(fit),
    cooksDistance: cooksDistance(fit),
  };
}
