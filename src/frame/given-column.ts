// Weights, offset and subset as options give them: a column or an expression of columns, or an array of values.
import { countOf } from "../data/columns.js";
import { DataError, OptionError } from "../errors.js";
import type { Expression } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { parseExpression } from "../formula/parser.js";
import { evaluate } from "./evaluate.js";
import { levelList } from "./factor-levels.js";
import { lengthOf, logicalsOf, numbersOf, type Scope } from "./value.js";
import type { NumberVariable } from "./variables.js";

const KINDS = {
  number: "numbers",
  factor: "a factor",
  matrix: "several columns",
  text: "a text",
  list: "a list",
} as const;

/** The values of `weights` or `offset`, one a row of the data; a constant expression stands for every row. */
export function givenNumbers(
  option: "weights" | "offset",
  given: string | Expression | ArrayLike<number>,
  scope: Scope,
): NumberVariable {
  if (!isExpression(given) && typeof given !== "string") {
    checkLength(option, given.length, scope);
    // A copy: what becomes of the caller's array is not the fit's concern.
    return { kind: "number", label: `(${option})`, columns: [Float64Array.from(given)], suffixes: [""] };
  }
  const read = readExpression(option, given, scope);
  return numberColumnOf(`${option} `, read.expression, read.scope);
}

/** A column of numbers from an expression; `role` begins the message about a factor. */
export function numberColumnOf(role: string, expression: Expression, scope: Scope): NumberVariable {
  const label = deparse(expression);
  const value = evaluate(expression, scope);
  if (value.kind === "factor") {
    const text = `${role}"${label}" is a factor (levels ${levelList(value.levels)}); numbers were expected`;
    throw new DataError(text, { column: label });
  }
  const values = numbersOf(value, expression, scope);
  const { rowCount } = scope.table;
  const all = values.length === rowCount ? values : new Float64Array(rowCount).fill(values[0]);
  return { kind: "number", label, columns: [all], suffixes: [""] };
}

/** 1 for each row to use; a row for which the condition is missing is not used. */
export function givenSubset(given: string | Expression | ArrayLike<boolean>, scope: Scope): Int32Array {
  if (!isExpression(given) && typeof given !== "string") {
    checkLength("subset", given.length, scope);
    return Int32Array.from(given, (flag) => (flag ? 1 : 0));
  }
  const read = readExpression("subset", given, scope);
  const value = evaluate(read.expression, read.scope);
  if (value.kind !== "logical") {
    const text = `subset "${deparse(read.expression)}" must be a condition such as x > 0, not ${KINDS[value.kind]}`;
    throw new OptionError(text, "subset");
  }
  const codes = logicalsOf(value, read.expression, read.scope);
  return lengthOf(value) === scope.table.rowCount ? codes : new Int32Array(scope.table.rowCount).fill(codes[0]);
}

/** A text that is the name of a column means that column, whatever it looks like. */
function readExpression(
  option: string,
  given: string | Expression,
  scope: Scope,
): { expression: Expression; scope: Scope } {
  if (typeof given !== "string") return { expression: given, scope: { ...scope, option, source: deparse(given) } };
  const inText = { ...scope, option, source: given };
  if (!scope.table.columns.has(given)) return { expression: parseExpression(given), scope: inText };
  return { expression: { kind: "name", name: given, start: 0, end: given.length }, scope: inText };
}

function isExpression(given: string | Expression | ArrayLike<unknown>): given is Expression {
  return typeof given === "object" && "kind" in given;
}

function checkLength(option: string, length: number, { table }: Scope): void {
  if (length === table.rowCount) return;
  throw new OptionError(`${option} has ${countOf(length, "value")}, but the data have ${table.rowCount} rows`, option);
}
