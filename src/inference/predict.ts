// Point predictions of a fitted or restored model: Xβ + offset, with or without Zb, or the mean that belongs to it.
import type { TableLike } from "../data/to-table.js";
import { OptionError } from "../errors.js";
import { inDataRows } from "../fit/data-rows.js";
import { checkFit, type Fit } from "../fit/fit.js";
import { checkOptions, NUMBERS, type OptionRules, oneOf } from "../options.js";
import { averagedMean } from "./prediction/averaged-mean.js";
import {
  addModes,
  effectVariance,
  fixedPart,
  noData,
  type PredictionRows,
  predictionRows,
  withoutGroup,
} from "./prediction/prediction-rows.js";
import { isSelection, type RandomSelection, SELECTION, selectedEffects } from "./prediction/selected-effects.js";

/** Options of predict(); an unknown one is an OptionError. */
export interface PredictOptions {
  /** Expected responses (the default), or linear predictors; the same for a linear model. */
  readonly type?: "response" | "link" | undefined;
  /**
   * Conditional on all random effects (the default), none (the population's mean) or some, by grouping factor or by a
   * formula; or the response averaged over them.
   */
  readonly randomEffects?: RandomSelection | "averaged" | undefined;
  /**
   * A level that the model has not seen is refused (the default), or predicted with random effects of zero; "variance"
   * is the same for estimates, and lets standard errors have the variance of its effects.
   */
  readonly newLevels?: "error" | "population" | "variance" | undefined;
  /** For a model whose offset option was an array: its values for the new rows. */
  readonly offset?: ArrayLike<number> | undefined;
}

export const PREDICT_RULES: OptionRules<PredictOptions> = {
  type: oneOf("response", "link"),
  randomEffects: [(value) => value === "averaged" || isSelection(value), `"all", "none", "averaged", ${SELECTION}`],
  newLevels: oneOf("error", "population", "variance"),
  offset: NUMBERS,
};

const NEW_LEVELS = 'newLevels: "population" predicts them without random effects';

/**
 * Expected responses, one a row of `newData`, or of the rows fitted where none are given. A row with a missing value (of
 * the rows fitted: under naAction "exclude"), or without a group, gives NaN; a missing group counts as an unknown one under
 * `newLevels: "population"`. With random effects left out, a
 * mean that is not linear is that of a group whose effects are zero; "averaged" gives the mean of all groups. Throws
 * DataError, OptionError, and UnsupportedError for an average that does not exist.
 *
 * @example
 * const means = predict(fit, { condition: ["a", "b"], time: [1, 1] }, { randomEffects: "none" });
 */
export function predict(fit: Fit, newData?: TableLike | null, options: PredictOptions = {}): Float64Array {
  checkFit(fit, "predict()");
  checkOptions("predict()", options, PREDICT_RULES);
  const { type = "response", randomEffects = "all" } = options;
  checkAveraged(options);
  const old = newData === undefined || newData === null ? etaFitted(fit, options) : null;
  if (old !== null) return inDataRows(fit, type === "link" ? old : Float64Array.from(fit.predictor.mean(old)));
  const rows = rowsToPredict(fit, newData, options, randomEffects === "averaged" ? "columns" : "none", "predict()");
  const eta = fixedPart(rows, fit.predictor.beta);
  const told = (values: Float64Array) => (rows.areFitted ? inDataRows(fit, values) : values);
  if (randomEffects === "averaged") return told(averagedMean(fit.predictor, eta, wholeVariance(fit, rows)).mean);
  addModes(eta, rows);
  return told(type === "link" ? eta : fit.predictor.mean(eta));
}

/** The rows of a prediction, checked for new levels. */
export function rowsToPredict(
  fit: Fit,
  newData: TableLike | null | undefined,
  { randomEffects = "all", newLevels = "error", offset }: PredictOptions,
  others: "none" | "columns",
  question: string,
): PredictionRows {
  const selected = selectedEffects(fit.predictor, randomEffects === "averaged" ? "none" : randomEffects);
  const rows = predictionRows(fit, newData, { selected, others, offset, question });
  return newLevels === "error" ? withoutGroup(rows, NEW_LEVELS) : rows;
}

/** z'Σz over all random effects. */
export function wholeVariance({ predictor }: Fit, rows: PredictionRows): Float64Array {
  return effectVariance(rows, predictor.effectScale, () => true);
}

export function checkAveraged({ type, randomEffects }: PredictOptions): void {
  if (randomEffects !== "averaged" || type !== "link") return;
  throw new OptionError('type "link" has no average over the random effects; randomEffects: "none" gives it', "type");
}

/** What the fit knows by itself; null where the rows have to be gone through. */
function etaFitted(fit: Fit, { randomEffects = "all", offset }: PredictOptions): Float64Array | null {
  if (fit.live === null) throw noData("predict()");
  if (offset !== undefined) return null;
  if (randomEffects === "all") return fit.linearPredictor();
  return randomEffects === "none" ? fit.fixedPart() : null;
}
