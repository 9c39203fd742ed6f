// Predictions with standard errors and intervals.
import type { TableLike } from "../../data/to-table.js";
import { OptionError, UnsupportedError } from "../../errors.js";
import { distributions } from "../../family/distribution.js";
import type { DrawRow } from "../../family/family.js";
import { inDataRows } from "../../fit/data-rows.js";
import { checkFit, type Fit } from "../../fit/fit.js";
import type { Notice } from "../../frame/frame-checks.js";
import { studentQuantile } from "../../math/distributions/distributions.js";
import { checkOptions } from "../../options.js";
import type { DfMethod } from "../df-method.js";
import { checkAveraged, rowsToPredict, wholeVariance } from "../predict.js";
import { averagedMean } from "./averaged-mean.js";
import { type FixedErrors, fixedErrors, PREDICTIONS_RULES, type PredictionsOptions } from "./interval-options.js";
import { errorVariances } from "./mode-errors.js";
import { newDataWarnings } from "./new-data-warnings.js";
import { addModes, checkLength, effectVariance, fixedPart, type PredictionRows } from "./prediction-rows.js";
import { responseQuantiles } from "./response-quantiles.js";

/** One entry a row throughout; NaN where a value is missing. */
export interface Predictions {
  /** Scale of estimates, errors and limits. */
  readonly type: "response" | "link";
  /** Of the mean, or of a new response. */
  readonly interval: "confidence" | "prediction";
  /** Coverage of the intervals. */
  readonly level: number;
  /** Where degrees of freedom come from. */
  readonly method: DfMethod;
  /** As predict() gives it. */
  readonly estimate: Float64Array;
  /** Of the estimate, whichever the interval; on the response scale of a generalized model by the delta method. */
  readonly stdError: Float64Array;
  /** Degrees of freedom; Infinity for normal quantiles. */
  readonly df: Float64Array;
  /** Limit of the interval. */
  readonly lower: Float64Array;
  /** Limit of the interval. */
  readonly upper: Float64Array;
  /** What to know of new data, where there is something: `W_OUTSIDE_KNOTS`. */
  readonly warnings?: readonly Notice[];
}

/**
 * Predictions as predict() gives them, with the errors of coefficients and conditional modes together, as the mixed-model
 * equations have them (Henderson 1975) at the estimated covariances. Prediction intervals add what a new response has
 * besides: its residual, and the effects that it is not conditional on, of groups drawn anew. Throws what predict()
 * throws, OptionError for degrees of freedom that are not to be had, UnsupportedError for conditional predictions of a
 * restored model.
 *
 * @example
 * const { estimate, lower, upper } = predictions(fit, null, { randomEffects: "none" });
 */
export function predictions(fit: Fit, newData?: TableLike | null, options: PredictionsOptions = {}): Predictions {
  checkFit(fit, "predictions()");
  checkOptions("predictions()", options, PREDICTIONS_RULES);
  checkAveraged(options);
  const {
    type = "response",
    interval = "confidence",
    level = 0.95,
    randomEffects,
    df: method = "asymptotic",
  } = options;
  const isAveraged = randomEffects === "averaged";
  if (isAveraged && interval === "prediction") {
    const text = 'interval "prediction" with randomEffects "averaged" is that of randomEffects "none"';
    throw new OptionError(`${text}, where the effects of new groups count as well; ask for that`, "interval");
  }
  const { predictor } = fit;
  const errors = fixedErrors(fit, options);
  const rows = rowsToPredict(
    fit,
    newData,
    options,
    isAveraged || interval === "prediction" ? "columns" : "none",
    "predictions()",
  );
  const eta = fixedPart(rows, predictor.beta);
  addModes(eta, rows);
  const variance = errorVariances(fit, rows, errors);
  if (options.newLevels === "variance") {
    add(
      variance,
      effectVariance(
        rows,
        predictor.effectScale,
        ({ codes, selected }, column, row) => selected[column] && codes[row] < 0,
      ),
    );
  }
  const df = degreesOfFreedom(rows, errors);
  const spread = isAveraged ? wholeVariance(fit, rows) : null;
  const scale = responseScale(fit, type, spread);
  const estimate = scale(eta);
  const warnings = newDataWarnings(fit, newData);
  const named = { type, interval, level, method, ...(warnings.length > 0 && { warnings }) };
  const half = quantiles(df, level);
  const stdError = variance.map((value, i) => Math.sqrt(value) * Math.abs(estimate.derivative[i]));
  const result = { ...named, estimate: estimate.mean, stdError, df };
  const told = (all: Predictions) => (rows.areFitted ? ofDataRows(fit, all) : all);
  if (interval === "confidence") return told({ ...result, ...limits(eta, variance, half, (x) => scale(x).mean) });
  add(variance, effectVariance(rows, predictor.effectScale, isFree(options.newLevels === "variance")));
  return told({ ...result, ...newResponses(fit, rows, { eta, variance, half, level, type }, options) });
}

function ofDataRows(fit: Fit, all: Predictions): Predictions {
  const [estimate, stdError, df, lower, upper] = [all.estimate, all.stdError, all.df, all.lower, all.upper].map(
    (values) => inDataRows(fit, values),
  );
  return { ...all, estimate, stdError, df, lower, upper };
}

/** Whether an effect is one that the estimate's variance has not counted: not conditioned on, or of an unknown level. */
function isFree(hasNewLevels: boolean): Parameters<typeof effectVariance>[2] {
  return ({ codes, selected }, column, row) => !selected[column] || (codes[row] < 0 && !hasNewLevels);
}

/** The mean of η, and its derivative. */
function responseScale({ predictor }: Fit, type: Predictions["type"], spread: Float64Array | null) {
  return (eta: Float64Array): { mean: Float64Array; derivative: Float64Array } => {
    if (type === "link") return { mean: eta, derivative: new Float64Array(eta.length).fill(1) };
    if (spread !== null) return averagedMean(predictor, eta, spread);
    return { mean: predictor.mean(eta), derivative: predictor.meanDerivative(eta) };
  };
}

function degreesOfFreedom(rows: PredictionRows, { df }: FixedErrors): Float64Array {
  return Float64Array.from({ length: rows.count }, (_, row) => {
    const fixed = Float64Array.from(rows.fixed, (column) => column[row]);
    return fixed.some(Number.isNaN) ? Number.NaN : df(fixed);
  });
}

/** How many standard errors a limit is away. */
function quantiles(df: Float64Array, level: number): Float64Array {
  const known = new Map<number, number>();
  return df.map((nu) => {
    const quantile = known.get(nu) ?? studentQuantile((1 - level) / 2, "upper", nu);
    known.set(nu, quantile);
    return quantile;
  });
}

/** Limits on the scale of η, carried over; a link that falls swaps them. */
function limits(
  eta: Float64Array,
  variance: Float64Array,
  half: Float64Array,
  mean: (eta: Float64Array) => Float64Array,
): { lower: Float64Array; upper: Float64Array } {
  const one = mean(eta.map((x, i) => x - half[i] * Math.sqrt(variance[i])));
  const two = mean(eta.map((x, i) => x + half[i] * Math.sqrt(variance[i])));
  return { lower: one.map((x, i) => Math.min(x, two[i])), upper: one.map((x, i) => Math.max(x, two[i])) };
}

interface NewResponses {
  readonly eta: Float64Array;
  /** Of the linear predictor of a new response. */
  readonly variance: Float64Array;
  readonly half: Float64Array;
  readonly level: number;
  readonly type: Predictions["type"];
}

function newResponses(
  { predictor }: Fit,
  rows: PredictionRows,
  { eta, variance, half, level, type }: NewResponses,
  options: PredictionsOptions,
): { lower: Float64Array; upper: Float64Array } {
  const { family, link, sigma, familyValues } = predictor;
  const weights = options.weights ?? rows.weights;
  const trials = options.trials ?? rows.trials;
  if (weights !== null) checkLength("weights", weights, rows.count);
  if (trials !== null) checkLength("trials", trials, rows.count);
  if (distributions[family].support === "real" && link === "identity") {
    const residual = eta.map((_, i) => (sigma * sigma) / (weights?.[i] ?? 1));
    return limits(eta, add(variance, residual), half, (x) => x);
  }
  if (type === "link") {
    throw new OptionError('interval "prediction" is one of responses; ask for type "response"', "interval");
  }
  if (link === "inverse" || link === "1/mu^2") {
    throw new UnsupportedError(
      `a prediction interval under the link "${link}" would have to integrate over means that do not exist; ` +
        "use the log link, or simulate()",
    );
  }
  const rowOf = (i: number): DrawRow => ({
    trials: trials?.[i] ?? 1,
    weight: weights?.[i] ?? 1,
    sigma,
    family: familyValues,
  });
  const tail = (1 - level) / 2;
  const [lower, upper] = responseQuantiles(predictor, eta, variance, [tail, 1 - tail], rowOf);
  return { lower, upper };
}

/** Adds in place. */
function add(to: Float64Array, values: Float64Array): Float64Array {
  for (let i = 0; i < to.length; i++) to[i] += values[i];
  return to;
}
