// The same model fitted anew: formula, data and design are kept.
import { DataError } from "../errors.js";
import type { Likelihood } from "../likelihood/likelihood.js";
import { plainSpec } from "../likelihood/spec.js";
import type { Model } from "../model/build.js";
import { isArrayOf } from "../options.js";
import { type Live, stopwatch } from "./live.js";

/**
 * The model at its maximum for `response`: a value for each row of the data or for each row used, for a binomial the
 * share of successes in the same trials; throws DataError.
 */
export function refitted<Parts extends Live>(parts: Parts, response: ArrayLike<number>): Parts {
  const clock = stopwatch();
  const values = givenResponse(parts, response, "response");
  const problem = notFinite(parts, values, "response");
  if (problem !== null) throw problem;
  return maximizedAnew(parts, parts.likelihood.withResponse(values), clock);
}

/** The model with another likelihood of its design. */
export function maximizedAnew<Parts extends Live>(parts: Parts, likelihood: Likelihood, clock = stopwatch()): Parts {
  const { design, spec } = likelihood.model;
  const build = clock();
  const estimates = likelihood.maximizeAtOnce(plainSpec(spec).search);
  const timing = { read: 0, build, fit: clock() };
  return { ...parts, spec: { ...parts.spec, ...spec }, design, likelihood, estimates, timing };
}

type Rows = Pick<Model, "frame">;

/** The response's values in the rows used, a copy; throws DataError where `response`, called `name`, has another length. */
export function givenResponse(
  { frame: { nobs, rows, told, predictors } }: Rows,
  response: ArrayLike<number>,
  name: string,
): Float64Array {
  const { rowCount } = predictors;
  if (!isArrayOf(response, () => true)) throw new DataError(`${name} is not an array of numbers`);
  if (told !== null && rows !== null && response.length === told.length) {
    const used = new Set(rows);
    return Float64Array.from(response).filter((_, at) => used.has(told[at]));
  }
  if (response.length !== nobs && response.length !== rowCount) {
    const counts = nobs === rowCount ? `${nobs} rows` : `${nobs} of ${rowCount} rows`;
    throw new DataError(`${name} has ${response.length} values; this model was fitted to ${counts}`);
  }
  if (rows === null || response.length === nobs) return Float64Array.from(response);
  return Float64Array.from(rows, (row) => response[row]);
}

/** What is wrong with values of givenResponse() of which one is not finite; null where all are. */
export function notFinite({ frame: { rows } }: Rows, values: Float64Array, name: string): DataError | null {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return null;
  const row = rows === null ? bad : rows[bad];
  return new DataError(`${name} has ${values[bad]} in row ${row + 1}; expected a finite number`, { row });
}
