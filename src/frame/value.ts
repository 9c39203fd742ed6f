// What an expression evaluates to: columns with one entry a row of the table, or constants with one entry.

import { DoubtError } from "../data/doubt.js";
import type { DataNotice } from "../data/notices.js";
import type { DecimalMark } from "../data/number-shape.js";
import type { Table } from "../data/table.js";
import { DataError, FormulaError } from "../errors.js";
import type { Expression } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import type { ContrastSpec } from "./contrasts.js";
import { type Coded, levelList } from "./factor-levels.js";
import type { TransformMemory } from "./transform-state.js";

/** NaN is missing. */
export interface NumberValue {
  readonly kind: "number";
  readonly values: Float64Array;
}

/** 0, 1, or -1 for missing. */
export interface LogicalValue {
  readonly kind: "logical";
  readonly codes: Int32Array;
}

export interface FactorValue extends Coded {
  readonly kind: "factor";
  readonly ordered: boolean;
  /** As of a column of texts that nobody has called a factor. */
  readonly text?: DecimalMark;
  readonly doubt?: DataNotice;
  /** As C() has given it. */
  readonly contrast?: ContrastSpec;
}

/** Several columns from one call, such as poly(x, 2); a suffix follows the variable's name. */
export interface MatrixValue {
  readonly kind: "matrix";
  readonly columns: readonly Float64Array[];
  readonly suffixes: readonly string[];
}

/** A string constant. */
export interface TextValue {
  readonly kind: "text";
  readonly text: string;
}

export type Constant = number | string | boolean;

/** Several constants, as of c(1, 2): an argument of functions, never a column. */
export interface ListValue {
  readonly kind: "list";
  readonly entries: readonly Constant[];
}

export type Value = NumberValue | LogicalValue | FactorValue | MatrixValue | TextValue | ListValue;

/** Where an expression is evaluated. */
export interface Scope {
  readonly table: Table;
  /** The text that the spans of the expression refer to. */
  readonly source: string;
  /** What that text is, where it is not the formula: "subset", "weights" or "offset". */
  readonly option?: string;
  /** What transforms such as poly() have learned from the data; they add to it where it knows nothing yet. */
  readonly transforms: TransformMemory;
  /** The table is new data for a model fitted to others. */
  readonly isNewData: boolean;
}

export const numbers = (values: Float64Array): NumberValue => ({ kind: "number", values });
export const logicals = (codes: Int32Array): LogicalValue => ({ kind: "logical", codes });

export function lengthOf(value: Value): number {
  switch (value.kind) {
    case "number":
      return value.values.length;
    case "matrix":
      return value.columns[0].length;
    case "text":
      return 1;
    case "list":
      return value.entries.length;
    default:
      return value.codes.length;
  }
}

/** A FormulaError at an expression's place in the formula. */
export function errorAt(expression: Expression, scope: Scope, message: string): FormulaError {
  return new FormulaError(message, scope.source, expression.start, Math.max(1, expression.end - expression.start));
}

/** The value as numbers, logicals as 0 and 1; throws DataError naming a factor that is used as if it were a number. */
export function numbersOf(value: Value, expression: Expression, scope: Scope): Float64Array {
  const label = deparse(expression);
  switch (value.kind) {
    case "number":
      return value.values;
    case "logical":
      return Float64Array.from(value.codes, (code) => (code < 0 ? Number.NaN : code));
    case "factor":
      if (value.doubt !== undefined)
        throw new DoubtError(`"${label}" is used where a number is expected: `, value.doubt);
      throw new DataError(
        `factor "${label}" (levels ${levelList(value.levels)}) is used where a number is expected` +
          decimalCommaHint(value.levels),
        { column: label },
      );
    case "matrix":
      throw errorAt(
        expression,
        scope,
        `"${label}" has ${value.columns.length} columns where one number a row is expected`,
      );
    case "text":
      throw errorAt(expression, scope, `text "${value.text}" is used where a number is expected`);
    case "list":
      throw errorAt(
        expression,
        scope,
        `"${label}" is a list where one value a row is expected; %in% asks for one of it`,
      );
  }
}

/** The value as logicals; a number other than 0 is true, as in R. */
export function logicalsOf(value: Value, expression: Expression, scope: Scope): Int32Array {
  if (value.kind === "logical") return value.codes;
  return Int32Array.from(numbersOf(value, expression, scope), (x) => (Number.isNaN(x) ? -1 : x === 0 ? 0 : 1));
}

/** What to say about levels that look like numbers of another language. */
export function decimalCommaHint(levels: readonly string[]): string {
  const isDecimalComma = levels.length > 0 && levels.every((level) => /^\s*[+-]?\d+(,\d+)?\s*$/.test(level));
  return isDecimalComma && levels.some((level) => level.includes(","))
    ? "; its values look like numbers with a decimal comma: write them with a point"
    : "";
}
