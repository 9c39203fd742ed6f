// Responses drawn from a fitted or restored model.
import type { TableLike } from "../data/to-table.js";
import { OptionError } from "../errors.js";
import { inDataRows } from "../fit/data-rows.js";
import { drawnPredictor, drawResponse } from "../fit/drawn-rows.js";
import { checkFit, type LiveFit } from "../fit/fit.js";
import { type GivenParameters, refuseOthers, withParameters } from "../fit/given-parameters.js";
import type { RowSource } from "../fit/unfitted.js";
import { RandomStream } from "../math/random-stream.js";
import { checkOptions, DRAWS, isRecord, NUMBERS, type OptionRules, oneOf, SEED } from "../options.js";
import { checkLength, checkLevels, predictionRows } from "./prediction/prediction-rows.js";
import { isSelection, type RandomSelection, SELECTION, selectedEffects } from "./prediction/selected-effects.js";
import { drawnResponse, type NewLevels } from "./simulation/drawn-responses.js";

/** Options of simulate(); `seed` must be given. */
export interface SimulateOptions {
  /** A whole number; the same seed gives the same responses on every machine. */
  readonly seed: number;
  /** How many responses; 1 unless given. */
  readonly count?: number | undefined;
  /**
   * Random effects drawn anew for each response (the default), those of the fit, or those of the fit for some grouping
   * factors or the terms of a formula and all others anew.
   */
  readonly randomEffects?: "new" | "fitted" | Exclude<RandomSelection, "all" | "none"> | undefined;
  /** Rows to draw for, in the place of those fitted. */
  readonly newData?: TableLike | null | undefined;
  /** With effects of the fit, a level that it has not: refused (the default), without effects, or with effects drawn. */
  readonly newLevels?: NewLevels | undefined;
  /** In the place of the estimates. */
  readonly parameters?: GivenParameters | undefined;
  /** For new data: as in predict(). */
  readonly offset?: ArrayLike<number> | undefined;
  /** For new data: precision weights, 1 unless given. */
  readonly weights?: ArrayLike<number> | undefined;
  /** For new data and a binomial: trials, 1 unless given. */
  readonly trials?: ArrayLike<number> | undefined;
}

const PARAMETERS = ["beta", "theta", "sigma", "shape"];

const RULES: OptionRules<SimulateOptions> = {
  seed: SEED,
  count: DRAWS,
  randomEffects: [
    (value) => value === "new" || value === "fitted" || (value !== "all" && value !== "none" && isSelection(value)),
    `"new", "fitted", ${SELECTION}`,
  ],
  newData: [(value) => typeof value === "object", "data"],
  newLevels: oneOf("error", "population", "draw"),
  parameters: [
    (value) => isRecord(value) && Object.keys(value as object).every((name) => PARAMETERS.includes(name)),
    `an object with some of ${PARAMETERS.join(", ")}`,
  ],
  offset: NUMBERS,
  weights: NUMBERS,
  trials: NUMBERS,
};

/**
 * `count` responses, each one number a row, in the form that refit() takes: for a binomial the share of successes in the
 * row's trials. A restored model needs `newData`. Throws OptionError, and DataError for new levels and missing groups.
 *
 * @example
 * const responses = simulate(fit, { seed: 1, count: 10 });
 * responses[0]; // one number a row
 */
export function simulate(fit: RowSource, options: SimulateOptions): Float64Array[] {
  checkFit(fit, "simulate()");
  checkOptions("simulate()", options, RULES, { nsim: "count" });
  const { seed, count = 1, randomEffects = "new", newData, newLevels = "error", parameters } = options;
  const stream = new RandomStream(seed);
  if (isOfTheFit(fit, options)) {
    checkSize(count, fit.nobs);
    return Array.from({ length: count }, () => {
      const eta = randomEffects === "new" ? drawnPredictor(fit, stream) : fit.linearPredictor();
      return inDataRows(fit, drawResponse(fit, eta, stream));
    });
  }
  refuseOthers(fit.predictor, { trials: options.trials });
  const predictor = parameters === undefined ? fit.predictor : withParameters(fit.predictor, parameters);
  const selection = randomEffects === "new" ? "none" : randomEffects === "fitted" ? "all" : randomEffects;
  const selected = selectedEffects(predictor, selection);
  const found = predictionRows(fit, newData, {
    selected,
    others: "levels",
    offset: options.offset,
    question: "simulate()",
  });
  const rows = { ...found, weights: options.weights ?? found.weights, trials: options.trials ?? found.trials };
  if (rows.weights !== null) checkLength("weights", rows.weights, rows.count);
  if (rows.trials !== null) checkLength("trials", rows.trials, rows.count);
  if (newLevels === "error") checkLevels(rows, 'newLevels: "draw" draws their effects, "population" leaves them out');
  checkSize(count, found.count);
  return Array.from({ length: count }, () => {
    const drawn = drawnResponse(rows, predictor, newLevels, stream);
    return rows.areFitted ? inDataRows({ live: fit.live ?? null }, drawn) : drawn;
  });
}

/** Of 8 bytes each: 4 GiB. */
const MOST_NUMBERS = 2 ** 29;

function checkSize(count: number, rows: number): void {
  if (count * rows <= MOST_NUMBERS) return;
  const text = `${count} responses of ${rows} rows are ${count * rows} numbers, more than the ${MOST_NUMBERS} that are drawn at once`;
  throw new OptionError(text, "count");
}

/** Whether nothing is asked for that the fit's own rows and estimates do not say. */
function isOfTheFit(
  fit: RowSource,
  { randomEffects = "new", newData, parameters, weights, trials, offset }: SimulateOptions,
): fit is LiveFit {
  if ((fit.live ?? null) === null || (newData !== undefined && newData !== null)) return false;
  if ([parameters, weights, trials, offset].some((given) => given !== undefined)) return false;
  return randomEffects === "new" || randomEffects === "fitted";
}
