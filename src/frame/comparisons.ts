// ==, !=, <, <=, >, >= between numbers, between factors, and between a factor and a text.
import { DataError } from "../errors.js";
import type { Expression } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { numberLabel } from "../math/number-label.js";
import { didYouMean } from "../names.js";
import { compareNumbers, zipCodes } from "./elementwise.js";
import { levelList, levelsAfter } from "./factor-levels.js";
import { errorAt, type FactorValue, logicals, numbersOf, type Scope, type Value } from "./value.js";

type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

const HOLDS: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

const MIRRORED: Readonly<Record<Comparison, Comparison>> = {
  "==": "==",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

interface Side {
  readonly value: Value;
  readonly expression: Expression;
}

export const isComparison = (operator: string): operator is Comparison => Object.hasOwn(HOLDS, operator);

/** Missing where either side is. Factors compare by the names of their levels, ordered ones also by their order. */
export function compare(operator: Comparison, left: Side, right: Side, scope: Scope): Value {
  const a = comparable(left, right);
  const b = comparable(right, left);
  if (a.kind === "factor" && b.kind === "factor") return logicals(compareFactors(operator, a, b, left, scope));
  if (a.kind === "factor") return logicals(compareLevel(operator, a, left, { ...right, value: b }, scope));
  if (b.kind === "factor") return logicals(compareLevel(MIRRORED[operator], b, right, { ...left, value: a }, scope));
  const x = numbersOf(a, left.expression, scope);
  return logicals(compareNumbers(x, numbersOf(b, right.expression, scope), HOLDS[operator]));
}

/** A text beside numbers is read as a number, a logical beside a text or a factor becomes a factor. */
function comparable({ value }: Side, { value: other }: Side): Value {
  if (value.kind === "text" && other.kind === "number" && value.text.trim() !== "") {
    const number = Number(value.text);
    return Number.isNaN(number) ? value : { kind: "number", values: Float64Array.of(number) };
  }
  if (value.kind === "logical" && (other.kind === "text" || other.kind === "factor")) {
    return { kind: "factor", codes: value.codes, levels: ["FALSE", "TRUE"], ordered: false };
  }
  return value;
}

function compareFactors(operator: Comparison, a: FactorValue, b: FactorValue, left: Side, scope: Scope): Int32Array {
  const isEquality = operator === "==" || operator === "!=";
  const sameOrder = a.ordered && b.ordered && a.levels.join("\n") === b.levels.join("\n");
  if (!isEquality && !sameOrder) throw notOrdered(operator, left, scope);
  const { codes } = levelsAfter(b, a.levels);
  return zipCodes(a.codes, codes, (x, y) => (x < 0 || y < 0 ? -1 : HOLDS[operator](x, y) ? 1 : 0));
}

function compareLevel(operator: Comparison, a: FactorValue, factor: Side, other: Side, scope: Scope): Int32Array {
  const name = levelName(other, scope);
  const level = a.levels.indexOf(name);
  if (operator !== "==" && operator !== "!=") {
    if (!a.ordered) throw notOrdered(operator, factor, scope);
    if (level < 0) throw notALevel(name, a, factor);
  }
  return Int32Array.from(a.codes, (code) => (code < 0 ? -1 : HOLDS[operator](code, level) ? 1 : 0));
}

function levelName({ value, expression }: Side, scope: Scope): string {
  if (value.kind === "text") return value.text;
  const values = numbersOf(value, expression, scope);
  if (values.length === 1) return numberLabel(values[0]);
  throw errorAt(
    expression,
    scope,
    `"${deparse(expression)}" is a column of numbers and cannot be compared with a factor`,
  );
}

function notOrdered(operator: Comparison, { expression }: Side, scope: Scope): Error {
  const label = deparse(expression);
  return errorAt(
    expression,
    scope,
    `"${label}" is not an ordered factor; "${operator}" needs numbers or an ordered factor`,
  );
}

function notALevel(name: string, { levels }: FactorValue, { expression }: Side): DataError {
  const label = deparse(expression);
  const hint = didYouMean(name, levels, `its levels are ${levelList(levels)}`);
  return new DataError(`"${name}" is not a level of "${label}"; ${hint}`, { column: label });
}
