// A response given by hand: one value for each row that a model uses, or for each row of its data.
import { DataError } from "../errors.js";
import type { Model } from "./build.js";

type Rows = Pick<Model, "frame">;

/** The response's values in the rows used, a copy; throws DataError where `response`, called `name`, has another length. */
export function givenResponse(
  { frame: { nobs, rows, predictors } }: Rows,
  response: ArrayLike<number>,
  name: string,
): Float64Array {
  const { rowCount } = predictors;
  if (response.length !== nobs && response.length !== rowCount) {
    const counts = nobs === rowCount ? `${nobs} rows` : `${nobs} of ${rowCount} rows`;
    throw new DataError(`${name} has ${response.length} values; this model was fitted to ${counts}`);
  }
  if (rows === null || response.length === nobs) return Float64Array.from(response);
  return Float64Array.from(rows, (row) => response[row]);
}

/** Throws DataError where a value of givenResponse() is not finite. */
export function checkFinite({ frame: { rows } }: Rows, values: Float64Array, name: string): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const row = rows === null ? bad : rows[bad];
  throw new DataError(`${name} has ${values[bad]} in row ${row + 1}; expected a finite number`, { row });
}
