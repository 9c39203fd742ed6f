// The variables of a model: numbers or factors with one entry a row, named as R names them.
import { DoubtError } from "../data/doubt.js";
import type { DataNotice } from "../data/notices.js";
import { DataError } from "../errors.js";
import type { Expression } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { didYouMean } from "../names.js";
import type { ContrastSpec } from "./contrasts.js";
import { evaluate } from "./evaluate.js";
import { type Coded, dropUnusedLevels, factorFromNumbers, levelList, recode } from "./factor-levels.js";
import { errorAt, lengthOf, type Scope } from "./value.js";

export interface NumberSchema {
  readonly kind: "number";
  /** What follows the label in the name of each column; one empty text for an ordinary variable. */
  readonly suffixes: readonly string[];
}

export interface FactorSchema {
  readonly kind: "factor";
  readonly levels: readonly string[];
  readonly ordered: boolean;
  /** A logical keeps FALSE and TRUE even where one of them does not occur. */
  readonly logical: boolean;
  /** Its own, as C() gives it. */
  readonly contrast?: ContrastSpec;
}

/** What coding needs to know of a variable; plain JSON. */
export type VariableSchema = NumberSchema | FactorSchema;

export interface NumberVariable extends NumberSchema {
  readonly label: string;
  /** NaN is missing. */
  readonly columns: readonly Float64Array[];
}

export interface FactorVariable extends FactorSchema {
  readonly label: string;
  /** -1 is missing. */
  readonly codes: Int32Array;
  /** Why it may not be meant as a factor. */
  readonly doubt?: DataNotice;
}

export type FrameVariable = NumberVariable | FactorVariable;

const ONE_COLUMN: readonly string[] = [""];

/** A variable of the formula over all rows of the table; a column of the table is not copied. */
export function evaluateVariable(expression: Expression, scope: Scope): FrameVariable {
  const label = deparse(expression);
  const value = evaluate(expression, scope);
  if (value.kind === "text" || value.kind === "list" || (lengthOf(value) === 1 && scope.table.rowCount !== 1)) {
    throw errorAt(expression, scope, `"${label}" is a constant, not a variable; it needs one value for each row`);
  }
  switch (value.kind) {
    case "number":
      return { kind: "number", label, columns: [value.values], suffixes: ONE_COLUMN };
    case "matrix":
      return { kind: "number", label, columns: value.columns, suffixes: value.suffixes };
    case "logical":
      return { kind: "factor", label, codes: value.codes, levels: ["FALSE", "TRUE"], ordered: false, logical: true };
    case "factor":
      return {
        kind: "factor",
        label,
        codes: value.codes,
        levels: value.levels,
        ordered: value.ordered,
        logical: false,
        ...(value.doubt && { doubt: value.doubt }),
        ...(value.contrast && { contrast: value.contrast }),
      };
  }
}

/** The variable in these rows, without the levels that none of them has; null means all rows, and nothing is copied. */
export function variableInRows(variable: FrameVariable, rows: Int32Array | null): FrameVariable {
  if (variable.kind === "number") {
    return rows === null ? variable : { ...variable, columns: variable.columns.map((column) => gather(column, rows)) };
  }
  const chosen = rows === null ? variable : { ...variable, codes: gatherCodes(variable.codes, rows) };
  return variable.logical ? chosen : dropUnusedLevels(chosen);
}

export function schemaOf(variable: VariableSchema): VariableSchema {
  if (variable.kind === "number") return { kind: "number", suffixes: variable.suffixes };
  const { levels, ordered, logical, contrast } = variable;
  return { kind: "factor", levels, ordered, logical, ...(contrast && { contrast }) };
}

/**
 * A variable of new data in terms of the fit's, with numbers as levels where the fit has a factor.
 * Throws DataError for a level that the fit does not know.
 */
export function alignVariable(variable: FrameVariable, schema: VariableSchema): FrameVariable {
  const { label } = variable;
  if (schema.kind === "number") {
    if (variable.kind === "number") return variable;
    if (variable.doubt !== undefined) throw new DoubtError(`"${label}" is no number in the new data: `, variable.doubt);
    const text = `"${label}" is a factor in the new data, but the model was fitted to numbers`;
    throw new DataError(text, { column: label });
  }
  const given: Coded = variable.kind === "factor" ? variable : factorFromNumbers(variable.columns[0]);
  const codes = recode(given.codes, given.levels, schema.levels);
  const row = codes.findIndex((code, i) => code < 0 && given.codes[i] >= 0);
  if (row < 0) return { ...schema, label, codes };
  const level = given.levels[given.codes[row]];
  const hint = didYouMean(level, schema.levels, `the model knows ${levelList(schema.levels)}`);
  const text = `new levels detected in new data: factor "${label}" has the level "${level}" in row ${row + 1}; ${hint}`;
  throw new DataError(text, { column: label, row });
}

export function gather(values: Float64Array, rows: Int32Array): Float64Array {
  const result = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) result[i] = values[rows[i]];
  return result;
}

export function gatherCodes(codes: Int32Array, rows: Int32Array): Int32Array {
  const result = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) result[i] = codes[rows[i]];
  return result;
}
