// Successes of trials. Their responses are a factor of two levels, a logical, 0 and 1, proportions whose weights are trials,
// or cbind(successes, failures). A row of no trials is kept and says nothing.
import { DataError, OptionError } from "../../errors.js";
import { levelList } from "../../frame/factor-levels.js";
import type { ModelFrame } from "../../frame/model-frame.js";
import { binomialVariate } from "../../math/random-variates.js";
import { type Family, OBSERVATION_LEVEL } from "../family.js";
import {
  checkVaries,
  isWhole,
  type ModelResponse,
  type ResponsePlace,
  responsePlace,
  wrongValue,
} from "../response.js";

export const binomial: Family = {
  name: "binomial",
  label: "binomial",
  code: 0,
  links: ["logit", "probit", "cloglog", "cauchit", "log"],
  defaultLink: "logit",
  canonicalLink: "logit",
  hasScale: false,
  parameters: [],
  limit: null,
  startingMean: (y, weight) => (weight * y + 0.5) / (weight + 1),
  response: { read: readSuccesses, check: checkProportions, zeroWeights: true },
  draw: (mean, { trials }, stream) => (trials === 0 ? 0 : binomialVariate(trials, mean, stream) / trials),
  edge: (y, link) => (y === 0 ? -1 : y === 1 && link !== "log" ? 1 : 0),
  hasFixedVariance: (trials) => trials?.some((count) => count > 1) ?? false,
  wider: OBSERVATION_LEVEL,
};

function readSuccesses(frame: ModelFrame): ModelResponse {
  const { response, weights } = frame;
  const place = responsePlace(frame);
  const isTold = (i: number) => weights?.[i] !== 0;
  const toldOf = (values: Float64Array) => (weights === null ? values : values.filter((_, i) => isTold(i)));
  if (response.kind === "factor") return withoutZeros({ ...twoLevels(response, isTold, place), weights });
  if (response.columns.length > 1) {
    return withoutZeros({ ...successesAndFailures(response.columns, isTold, place), weights });
  }
  const [values] = response.columns;
  const told = toldOf(values);
  checkTold(told, String(told[0]), place);
  if (!told.every((value) => value === 0 || value === 1)) {
    const trials = trialsOf(values, weights, place);
    return { values: checkProportions(values, trials, place), trials, weights: null };
  }
  const found = withoutZeros({ values, trials: null, weights });
  return { ...found, values: checkProportions(values, found.trials, place) };
}

/** Rows with a weight of zero as rows of no trials. */
function withoutZeros({ values, trials, weights }: ModelResponse): ModelResponse {
  if (!weights?.includes(0)) return { values, trials, weights };
  return {
    values: values.map((value, i) => (weights[i] === 0 ? 0 : value)),
    trials: weights.map((weight, i) => (weight === 0 ? 0 : (trials?.[i] ?? 1))),
    weights: weights.map((weight) => (weight === 0 ? 1 : weight)),
  };
}

function checkTold(told: Float64Array, shown: string, place: ResponsePlace): void {
  if (told.length === 0)
    throw new DataError(`response "${place.label}" has no trials in any row`, { column: place.label });
  checkVaries(told, shown, place);
}

function twoLevels(
  { codes, levels }: { readonly codes: Int32Array; readonly levels: readonly string[] },
  isTold: (i: number) => boolean,
  place: ResponsePlace,
): Pick<ModelResponse, "values" | "trials"> {
  const { label } = place;
  if (levels.length > 2) {
    const text =
      `response "${label}" has ${levels.length} levels (${levelList(levels)}); ` +
      "a binomial response has two, the first for failure and the second for success";
    throw new DataError(text, { column: label });
  }
  const values = Float64Array.from(codes);
  const told = values.filter((_, i) => isTold(i));
  checkTold(told, `"${levels[told[0]]}"`, place);
  return { values, trials: null };
}

function successesAndFailures(
  columns: readonly Float64Array[],
  isTold: (i: number) => boolean,
  place: ResponsePlace,
): Pick<ModelResponse, "values" | "trials"> {
  const { label } = place;
  if (columns.length !== 2) {
    const text = `response "${label}" has ${columns.length} columns; a binomial response is cbind(successes, failures)`;
    throw new DataError(text, { column: label });
  }
  const [wins, losses] = columns;
  const advice = "; a binomial response is cbind(successes, failures), whole numbers from 0 on";
  const trials = wins.map((win, i) => {
    const loss = losses[i];
    if (!isCount(win)) throw wrongValue(place, i, `${win} successes`, advice);
    if (loss < 0) throw wrongValue(place, i, `${loss} failures`, "; there cannot be more successes than trials");
    if (!isCount(loss)) throw wrongValue(place, i, `${loss} failures`, advice);
    return win + loss;
  });
  const values = wins.map((win, i) => (trials[i] > 0 ? win / trials[i] : 0));
  const told = values.filter((_, i) => trials[i] > 0 && isTold(i));
  checkTold(told, String(told[0]), place);
  return { values, trials };
}

/** Weights as the trials behind proportions. */
function trialsOf(values: Float64Array, weights: Float64Array | null, place: ResponsePlace): Float64Array {
  const first = values.findIndex((value, i) => value !== 0 && value !== 1 && weights?.[i] !== 0);
  if (!(values[first] > 0 && values[first] < 1)) throw outsideSupport(values, first, place);
  if (weights === null) {
    const text = "; give the numbers of trials as weights, or write cbind(successes, failures)";
    throw wrongValue(place, first, `the proportion "${values[first]}"`, ` but no trials${text}`);
  }
  const row = weights.findIndex((weight) => !isWhole(weight));
  if (row < 0) return weights;
  const text =
    `weights have "${weights[row]}" in row ${place.rowOf(row) + 1}; ` +
    `they are numbers of trials, since response "${place.label}" holds proportions`;
  throw new OptionError(text, "weights");
}

/** Proportions, 0 where there are no trials, with the numerators made whole: 0.333 of 3 trials is 1 of 3; further from a whole number is an error. */
function checkProportions(values: Float64Array, trials: Float64Array | null, place: ResponsePlace): Float64Array {
  return values.map((value, i) => {
    if (trials?.[i] === 0) return 0;
    if (!(value >= 0 && value <= 1) || (trials === null && value !== 0 && value !== 1)) {
      throw outsideSupport(values, i, place);
    }
    if (trials === null) return value;
    const wins = value * trials[i];
    const whole = Math.round(wins);
    if (Math.abs(wins - whole) <= WHOLE_TOLERANCE) return whole / trials[i];
    const product = `${Number(wins.toPrecision(6))} successes`;
    throw wrongValue(
      place,
      i,
      `the proportion "${value}"`,
      ` of ${trials[i]} trials, which is ${product}, no whole number`,
    );
  });
}

/** R's: how far a proportion times its trials may be from a whole number. */
const WHOLE_TOLERANCE = 1e-3;

function outsideSupport(values: Float64Array, i: number, place: ResponsePlace): DataError {
  const isPair = new Set(values).size === 2;
  const pair = isPair ? `; for two levels coded as numbers write factor(${place.label})` : "";
  const text =
    "; a binomial response is 0 or 1, a factor of two levels, a proportion with trials as weights, " +
    "or cbind(successes, failures)";
  return wrongValue(place, i, `the value "${values[i]}"`, text + pair);
}

const isCount = (value: number) => value >= 0 && isWhole(value);
