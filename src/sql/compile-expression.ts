// Expressions of a formula as SQL, with R's meaning: missing where a value is missing or has no value in R.
import { FormulaError, UnsupportedError } from "../errors.js";
import type { BinaryOperator, Expression } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { didYouMean } from "../names.js";
import type { SqlColumn, SqlDialect, SqlKind } from "./dialect.js";

/** An expression as SQL: a double, a condition, or a text. */
export interface Compiled {
  readonly kind: SqlKind;
  readonly sql: string;
}

/** Where an expression is compiled. */
export interface SqlScope {
  readonly dialect: SqlDialect;
  readonly columns: ReadonlyMap<string, SqlColumn>;
  /** The text that the places of the expression refer to. */
  readonly source: string;
  /** What that text is, where it is not the formula. */
  readonly option?: string;
  /** What scale() and center() have learned, by call. */
  readonly linear: ReadonlyMap<string, { readonly center: number; readonly scale: number }>;
}

/** Characters of one expression; functions that have no value everywhere hold their argument several times. */
const LONGEST = 30_000;

/** Throws FormulaError for a name that is no column, UnsupportedError for what SQL is not written for. */
export function compileExpression(expression: Expression, scope: SqlScope): Compiled {
  const compiled = compiledNode(expression, scope);
  if (compiled.sql.length <= LONGEST) return compiled;
  throw new UnsupportedError("an expression is too long as SQL; compute the column in the select of the source");
}

function compiledNode(expression: Expression, scope: SqlScope): Compiled {
  switch (expression.kind) {
    case "number":
      return { kind: "number", sql: scope.dialect.number(expression.value) };
    case "logical":
      return { kind: "logical", sql: expression.value ? "(1 = 1)" : "(1 = 0)" };
    case "string":
      return { kind: "text", sql: scope.dialect.text(expression.value) };
    case "name":
      return named(expression, scope);
    case "paren":
      return compileExpression(expression.inner, scope);
    case "unary": {
      const { operator, operand } = expression;
      if (operator === "!") return { kind: "logical", sql: `(not ${condition(operand, scope)})` };
      const sql = compileNumber(operand, scope);
      return { kind: "number", sql: operator === "-" ? `(- ${sql})` : sql };
    }
    case "binary":
      return binary(expression, scope);
    case "call":
      return call(expression, scope);
    case "dot":
      throw errorAt(expression, scope, '"." stands for all columns only as a term of its own');
  }
}

/** The expression as a double; a condition is 1 where it holds and 0 where not. */
export function compileNumber(expression: Expression, scope: SqlScope): string {
  const { kind, sql } = compileExpression(expression, scope);
  if (kind === "number") return sql;
  const { number } = scope.dialect;
  if (kind === "logical") return `(case when ${sql} then ${number(1)} when not ${sql} then ${number(0)} end)`;
  throw errorAt(expression, scope, `"${deparse(expression)}" is a text where a number is expected`);
}

function condition(expression: Expression, scope: SqlScope): string {
  const { kind, sql } = compileExpression(expression, scope);
  if (kind === "logical") return sql;
  if (kind === "number") return `(${sql} <> ${scope.dialect.number(0)})`;
  throw errorAt(expression, scope, `"${deparse(expression)}" is a text where a condition is expected`);
}

function named(expression: Extract<Expression, { kind: "name" }>, scope: SqlScope): Compiled {
  const { name } = expression;
  const { columns, dialect, option = "formula" } = scope;
  const column = columns.get(name);
  if (column === undefined) {
    if (name === "pi") return { kind: "number", sql: dialect.number(Math.PI) };
    const names = [...columns.keys()];
    const shown = names.slice(0, 12).join(", ") + (names.length > 12 ? ", …" : "");
    const hint = didYouMean(name, names, `the source has the columns ${shown}`);
    throw errorAt(expression, scope, `unknown variable "${name}" in ${option}; ${hint}`);
  }
  const { kind, type } = column;
  if (kind === null) {
    const text = `column "${name}" has the type ${type}, which no model can use; make a number or a text of it in the select`;
    throw errorAt(expression, scope, text);
  }
  const quoted = dialect.quote(name);
  if (kind === "logical") return { kind, sql: `(${quoted})` };
  return { kind, sql: kind === "number" ? dialect.double(quoted) : dialect.asText(quoted) };
}

const COMPARISONS: Partial<Record<BinaryOperator, string>> = {
  "==": "=",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

const LOGICAL: Partial<Record<BinaryOperator, string>> = { "&": "and", "&&": "and", "|": "or", "||": "or" };

function binary(expression: Extract<Expression, { kind: "binary" }>, scope: SqlScope): Compiled {
  const { operator, left, right } = expression;
  const joint = LOGICAL[operator];
  if (joint !== undefined) {
    return { kind: "logical", sql: `(${condition(left, scope)} ${joint} ${condition(right, scope)})` };
  }
  const comparison = COMPARISONS[operator];
  if (comparison !== undefined) return compared(comparison, expression, scope);
  if (!["+", "-", "*", "/", "^"].includes(operator)) throw refused(`"${operator}"`, expression, scope);
  const a = compileNumber(left, scope);
  const b = compileNumber(right, scope);
  if (operator === "/") return { kind: "number", sql: quotient(a, b, scope.dialect) };
  if (operator === "^") return { kind: "number", sql: power(a, right, b, scope) };
  return { kind: "number", sql: `(${a} ${operator} ${b})` };
}

/** x / 0 is infinite, which no model takes, where databases stop or have no value. */
function quotient(a: string, b: string, { number, infinity }: SqlDialect): string {
  return `(case when ${b} <> ${number(0)} then ${a} / ${b} when ${a} <> ${number(0)} then ${infinity} end)`;
}

function power(base: string, exponent: Expression, sql: string, { dialect }: SqlScope): string {
  const { number, infinity } = dialect;
  const inner = exponent.kind === "paren" ? exponent.inner : exponent;
  if (inner.kind === "number") {
    if (inner.value === 2) return `(${base} * ${base})`;
    if (inner.value === 1) return base;
    // Whole powers have a value for every base.
    if (Number.isInteger(inner.value) && inner.value > 0) return dialect.power(base, sql);
  }
  return `(case when ${base} > ${number(0)} then ${dialect.power(base, sql)} when ${base} = ${number(0)} and ${sql} > ${number(0)} then ${number(0)} when ${base} = ${number(0)} and ${sql} < ${number(0)} then ${infinity} end)`;
}

function compared(
  operator: string,
  { left, right }: Extract<Expression, { kind: "binary" }>,
  scope: SqlScope,
): Compiled {
  const [a, b] = [left, right].map((side) => compileExpression(side, scope));
  if (a.kind === "text" && b.kind === "text") {
    if (operator === "=" || operator === "<>") return { kind: "logical", sql: `(${a.sql} ${operator} ${b.sql})` };
    throw errorAt(left, scope, `"${deparse(left)}" is not an ordered factor; "${operator}" needs numbers`);
  }
  if (a.kind === "text" || b.kind === "text") {
    const [text, other] = a.kind === "text" ? [left, right] : [right, left];
    const words = `"${deparse(text)}" is a text and "${deparse(other)}" is not; compare texts with texts in quotes`;
    throw errorAt(text, scope, words);
  }
  const [x, y] = [left, right].map((side) => compileNumber(side, scope));
  const { isNaN: nan } = scope.dialect;
  // Databases order NaN as the largest number, R as no number.
  return { kind: "logical", sql: `(case when ${nan(x)} or ${nan(y)} then null else ${x} ${operator} ${y} end)` };
}

type Unary = (x: string, dialect: SqlDialect) => string;

/** Where the function has a value, and its limit where x is 0. */
function logarithm(name: string): Unary {
  return (x, { number, infinity }) =>
    `(case when ${x} > ${number(0)} then ${name}(${x}) when ${x} = ${number(0)} then - ${infinity} end)`;
}

const plain =
  (name: string): Unary =>
  (x) =>
    `${name}(${x})`;

const UNARY: Readonly<Record<string, Unary>> = {
  exp: plain("exp"),
  abs: plain("abs"),
  sin: plain("sin"),
  cos: plain("cos"),
  tan: plain("tan"),
  floor: plain("floor"),
  ceiling: plain("ceil"),
  sqrt: (x, { number }) => `(case when ${x} >= ${number(0)} then sqrt(${x}) end)`,
  sign: (x, { number }) =>
    `(case when ${x} > ${number(0)} then ${number(1)} when ${x} < ${number(0)} then ${number(-1)} when ${x} = ${number(0)} then ${number(0)} end)`,
  trunc: (x, { number }) => `(case when ${x} < ${number(0)} then ceil(${x}) else floor(${x}) end)`,
  log: (x, dialect) => logarithm(dialect.log)(x, dialect),
  log10: (x, dialect) => logarithm(dialect.name === "postgres" ? "log" : "log10")(x, dialect),
  log2: (x, dialect) => `(${logarithm(dialect.log)(x, dialect)} / ${dialect.number(Math.LN2)})`,
  plogis: (x, { number }) => `(${number(1)} / (${number(1)} + exp(- ${x})))`,
  qlogis: (p, dialect) => logarithm(dialect.log)(quotient(p, `(${dialect.number(1)} - ${p})`, dialect), dialect),
};

function call(expression: Extract<Expression, { kind: "call" }>, scope: SqlScope): Compiled {
  const { callee, args } = expression;
  const label = deparse(expression);
  const linear = scope.linear.get(label);
  const [first] = args;
  if (linear !== undefined) {
    const { number } = scope.dialect;
    const x = compileNumber(first.value, scope);
    return { kind: "number", sql: `((${x} - ${number(linear.center)}) / ${number(linear.scale)})` };
  }
  const isPlain = args.length === 1 && first.name === null;
  if (isPlain && callee === "I") return compileExpression(first.value, scope);
  if (isPlain && callee === "as.numeric") {
    const inner = compileExpression(first.value, scope);
    if (inner.kind !== "text") return { kind: "number", sql: compileNumber(first.value, scope) };
  }
  if (isPlain && callee === "is.na") {
    const { kind, sql } = compileExpression(first.value, scope);
    return { kind: "logical", sql: kind === "number" ? missing(sql, scope.dialect) : `(${sql} is null)` };
  }
  if (isPlain && Object.hasOwn(UNARY, callee)) {
    return { kind: "number", sql: UNARY[callee](compileNumber(first.value, scope), scope.dialect) };
  }
  if (
    callee === "log" &&
    args.length === 2 &&
    args.every(({ name }, i) => name === null || (i === 1 && name === "base"))
  ) {
    const [x, base] = args.map(({ value }) => UNARY.log(compileNumber(value, scope), scope.dialect));
    return { kind: "number", sql: `(${x} / ${base})` };
  }
  throw refused(`${callee}()`, expression, scope);
}

/** Whether a double is missing, as a condition that always has a value. */
export function missing(sql: string, dialect: SqlDialect): string {
  return `(${sql} is null or ${dialect.isNaN(sql)})`;
}

/** What the models of a database can do without. */
function refused(what: string, expression: Expression, { source, option }: SqlScope): UnsupportedError {
  const known = [
    "+ - * / ^, comparisons, & | !",
    ...Object.keys(UNARY),
    "I",
    "is.na",
    "scale",
    "center",
    "factor",
  ].join(", ");
  return new UnsupportedError(
    `${what} in ${option ?? `formula "${source.trim()}"`} is not written as SQL ("${deparse(expression)}"); what is: ${known}. ` +
      "Compute the column in the select of the source",
  );
}

function errorAt(expression: Expression, { source }: SqlScope, message: string): FormulaError {
  return new FormulaError(message, source, expression.start, Math.max(1, expression.end - expression.start));
}
