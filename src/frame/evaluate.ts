// Expressions of a formula over the columns of a table, with R's meaning of every operator.
import { DataError } from "../errors.js";
import type { BinaryOperator, Expression } from "../formula/ast.js";
import { variablesOf } from "../formula/variables.js";
import { didYouMean } from "../names.js";
import type { Call } from "./call.js";
import { compare, isComparison } from "./comparisons.js";
import { map, power, zip, zipCodes } from "./elementwise.js";
import { functionKit } from "./function-kit.js";
import { FUNCTIONS } from "./functions.js";
import { FURTHER_NAMES, furtherFunction } from "./load-functions.js";
import { TRANSFORMS } from "./transforms.js";
import { errorAt, logicals, logicalsOf, numbers, numbersOf, type Scope, type Value } from "./value.js";

type Node<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;

/**
 * The value of an expression; a column of the table is not copied.
 * Throws FormulaError for an unknown variable or function, DataError for a factor where a number is needed or a
 * column that cannot be used.
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case "number":
      return numbers(Float64Array.of(expression.value));
    case "logical":
      return logicals(Int32Array.of(expression.value ? 1 : 0));
    case "string":
      return { kind: "text", text: expression.value };
    case "name":
      return variable(expression, scope);
    case "paren":
      return evaluate(expression.inner, scope);
    case "unary":
      return unary(expression, scope);
    case "binary":
      return binary(expression, scope);
    case "call":
      return call(expression, scope);
    case "dot":
      throw errorAt(expression, scope, '"." stands for all columns only as a term of its own');
  }
}

function variable(expression: Node<"name">, scope: Scope): Value {
  const { name } = expression;
  const column = scope.table.columns.get(name);
  if (column === undefined) {
    if (name === "pi") return numbers(Float64Array.of(Math.PI));
    throw unknownVariable(expression, scope);
  }
  if (column.kind === "unusable") throw column.problem;
  if (column.kind === "number") return numbers(column.values);
  if (column.logical) return logicals(column.codes);
  const { codes, levels, ordered, text, doubt } = column;
  return { kind: "factor", codes, levels, ordered, ...(text && { text }), ...(doubt && { doubt }) };
}

function unknownVariable(expression: Node<"name">, scope: Scope): Error {
  const { name } = expression;
  const names = [...scope.table.columns.keys()];
  const shown = names.slice(0, 12).join(", ") + (names.length > 12 ? ", …" : "");
  const hint = didYouMean(name, names, `the data have the columns ${shown}`);
  return scope.isNewData
    ? new DataError(`new data have no column "${name}", which the model needs; ${hint}`, { column: name })
    : errorAt(expression, scope, `unknown variable "${name}" in ${scope.option ?? "formula"}; ${hint}`);
}

/** A level compared without quotes, `cond == rel`, is named as what it is. */
function refuseBareLevel(levels: Value, expression: Expression, scope: Scope): void {
  if (levels.kind !== "factor" || expression.kind !== "name" || scope.table.columns.has(expression.name)) return;
  if (!levels.levels.includes(expression.name)) return;
  const { name } = expression;
  throw errorAt(
    expression,
    scope,
    `unknown variable "${name}" in ${scope.option ?? "formula"}; write a level in quotes: "${name}"`,
  );
}

function unary({ operator, operand }: Node<"unary">, scope: Scope): Value {
  const value = evaluate(operand, scope);
  if (operator === "!") {
    return logicals(logicalsOf(value, operand, scope).map((code) => (code < 0 ? -1 : 1 - code)));
  }
  const x = numbersOf(value, operand, scope);
  return numbers(operator === "-" ? map(x, (entry) => -entry) : x);
}

const ARITHMETIC: Partial<Record<BinaryOperator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};

function binary(expression: Node<"binary">, scope: Scope): Value {
  const { operator, left, right } = expression;
  const further = furtherFunction(operator);
  const mayCompute = operator !== ":" || variablesOf(expression).length === 0;
  if (further !== undefined && mayCompute) {
    const args = [left, right].map((value) => ({ name: null, value }));
    return further(callOf({ ...expression, kind: "call", callee: operator, args }, scope), functionKit);
  }
  if (operator === ":" || operator === "%in%") {
    const text = `"${operator}" joins terms of a formula and cannot be computed within an expression`;
    throw errorAt(expression, scope, text);
  }
  const a = evaluate(left, scope);
  if (isComparison(operator)) refuseBareLevel(a, right, scope);
  const b = evaluate(right, scope);
  if (isComparison(operator)) {
    return compare(operator, { value: a, expression: left }, { value: b, expression: right }, scope);
  }
  if (operator === "&" || operator === "&&" || operator === "|" || operator === "||") {
    const decisive = operator.startsWith("&") ? 0 : 1;
    const combine = (x: number, y: number) =>
      x === decisive || y === decisive ? decisive : x < 0 || y < 0 ? -1 : 1 - decisive;
    return logicals(zipCodes(logicalsOf(a, left, scope), logicalsOf(b, right, scope), combine));
  }
  const x = numbersOf(a, left, scope);
  const y = numbersOf(b, right, scope);
  const arithmetic = ARITHMETIC[operator] ?? power;
  return numbers(zip(x, y, arithmetic));
}

const callOf = (expression: Node<"call">, scope: Scope): Call => ({
  expression,
  scope,
  evaluate: (argument) => evaluate(argument, scope),
});

function call(expression: Node<"call">, scope: Scope): Value {
  const { callee } = expression;
  const inner = callOf(expression, scope);
  const compute = FUNCTIONS.get(callee) ?? TRANSFORMS.get(callee);
  if (compute !== undefined) return compute(inner);
  const further = furtherFunction(callee);
  if (further !== undefined) return further(inner, functionKit);
  const known = [...FUNCTIONS.keys(), ...TRANSFORMS.keys(), ...FURTHER_NAMES];
  const hint = didYouMean(callee, known, `known functions are ${known.join(", ")}`);
  throw errorAt(expression, scope, `unknown function "${callee}" in formula; ${hint}`);
}
