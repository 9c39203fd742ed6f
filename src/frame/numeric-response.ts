// The response of a linear mixed model: one number a row.
import { DataError, FormulaError } from "../errors.js";
import { requireResponse } from "../formula/expand.js";
import { levelList } from "./factor-levels.js";
import type { ModelFrame } from "./model-frame.js";
import { decimalCommaHint } from "./value.js";

/** The values of the response in the rows used; throws DataError for a factor, FormulaError for several columns. */
export function numericResponse({ formula, response }: ModelFrame): Float64Array {
  const { label } = response;
  if (response.kind === "number" && response.columns.length === 1) return response.columns[0];
  if (response.kind === "number") {
    const { start, end } = requireResponse(formula);
    const text = `response "${label}" has ${response.columns.length} columns; a model has one (matrix-valued response)`;
    throw new FormulaError(text, formula.source, start, end - start);
  }
  const what = response.logical ? "is logical" : `is a factor (levels ${levelList(response.levels)})`;
  const advice =
    decimalCommaHint(response.levels) || '; for a response of two levels use glmm() with the family "binomial"';
  throw new DataError(`response must be numeric: "${label}" ${what}${advice}`, { column: label });
}
