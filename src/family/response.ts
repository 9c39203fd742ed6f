// The responses of generalized models: what stands before the tilde, as numbers that a family can explain.
import { DataError } from "../errors.js";
import type { ModelFrame } from "../frame/model-frame.js";
import { numericResponse } from "../frame/numeric-response.js";

export interface ModelResponse {
  /** On the scale of the mean: 0 or 1, a proportion, a count, a positive number. */
  readonly values: Float64Array;
  /** Trials behind each proportion; null where every row is one trial, or the family knows none. */
  readonly trials: Float64Array | null;
  /** Prior weights: multipliers of the rows' log-likelihoods; null means ones. */
  readonly weights: Float64Array | null;
}

/** Where a response comes from, for messages: its name in the formula, and the row of the data behind row i. */
export interface ResponsePlace {
  readonly label: string;
  rowOf(i: number): number;
}

/** How a family reads its responses; `check` is for numbers already on the scale of the mean. */
export interface ResponseReader {
  /** Whether a row may have a weight of zero: no trials, which say nothing. */
  readonly zeroWeights?: true;
  /** Throws DataError, naming row and column, for what the family cannot have. */
  read(frame: ModelFrame): ModelResponse;
  check(values: Float64Array, trials: Float64Array | null, place: ResponsePlace): Float64Array;
}

/** Throws DataError where every value is the same. */
export function checkVaries(values: Float64Array, shown: string, { label }: Pick<ResponsePlace, "label">): void {
  if (values.some((value) => value !== values[0])) return;
  throw new DataError(`response "${label}" is constant: all ${values.length} values are ${shown}`, { column: label });
}

/** The place of a frame's response. */
export function responsePlace({ response, rows }: Pick<ModelFrame, "response" | "rows">): ResponsePlace {
  return { label: response.label, rowOf: (i) => (rows === null ? i : rows[i]) };
}

/** Numbers as they are; `fault` says what is wrong with one. */
export function numberReader(fault: (value: number) => string | null): ResponseReader {
  const check: ResponseReader["check"] = (values, _trials, place) => {
    values.forEach((value, i) => {
      const expected = fault(value);
      if (expected !== null) throw wrongValue(place, i, `the value "${value}"`, `; ${expected}`);
    });
    return values;
  };
  const read = (frame: ModelFrame): ModelResponse => {
    const place = responsePlace(frame);
    const values = check(numericResponse(frame), null, place);
    checkVaries(values, String(values[0]), place);
    return { values, trials: null, weights: frame.weights };
  };
  return { read, check };
}

/** The error that says which row of the response has what, and what to do. */
export function wrongValue({ label, rowOf }: ResponsePlace, i: number, what: string, advice: string): DataError {
  const row = rowOf(i);
  return new DataError(`response "${label}" has ${what} in row ${row + 1}${advice}`, { column: label, row });
}

export const isWhole = (value: number) => Math.floor(value) === value;
