// A function call in a formula: its arguments by R's matching rules, and constants among them.
import type { Expression } from "../formula/ast.js";
import { numberLabel } from "../math/number-label.js";
import { didYouMean } from "../names.js";
import { type Constant, errorAt, numbersOf, type Scope, type Value } from "./value.js";

export type CallExpression = Extract<Expression, { kind: "call" }>;

/** A call under evaluation; `evaluate` is evaluate.ts's, handed over so that functions need not import it. */
export interface Call {
  readonly expression: CallExpression;
  readonly scope: Scope;
  readonly evaluate: (expression: Expression) => Value;
}

/**
 * Arguments by parameter name: exact names first, then unique beginnings of names, then by position.
 * Throws FormulaError for an argument that the function has not, and for the lack of a required one.
 */
export function matchArguments(
  { expression, scope }: Call,
  required: readonly string[],
  optional: readonly string[] = [],
): Map<string, Expression> {
  const { callee, args } = expression;
  const parameters = [...required, ...optional];
  const matched = new Map<string, Expression>();
  const positional: Expression[] = [];
  for (const { name, value } of args) {
    if (name === null) {
      positional.push(value);
      continue;
    }
    const exact = parameters.filter((parameter) => parameter === name);
    const found = exact.length > 0 ? exact : parameters.filter((parameter) => parameter.startsWith(name));
    if (found.length !== 1) {
      const hint = didYouMean(name, parameters, `it takes ${parameters.join(", ")}`);
      throw errorAt(expression, scope, `unknown argument "${name}" of ${callee}(); ${hint}`);
    }
    if (matched.has(found[0])) throw errorAt(expression, scope, `argument "${found[0]}" of ${callee}() is given twice`);
    matched.set(found[0], value);
  }
  const open = parameters.filter((parameter) => !matched.has(parameter));
  if (positional.length > open.length) {
    const count = parameters.length === 1 ? "one argument" : `at most ${parameters.length} arguments`;
    throw errorAt(expression, scope, `${callee}() takes ${count} (${parameters.join(", ")}), not ${args.length}`);
  }
  for (const [i, value] of positional.entries()) matched.set(open[i], value);
  for (const parameter of required) {
    if (!matched.has(parameter)) throw errorAt(expression, scope, `${callee}() needs its argument "${parameter}"`);
  }
  return matched;
}

/** The one number that an argument stands for, `fallback` where it is not given. */
export function constantNumber(call: Call, argument: Expression | undefined, fallback: number): number {
  if (argument === undefined) return fallback;
  const value = call.evaluate(argument);
  if (value.kind === "number" && value.values.length === 1 && !isColumn(argument, call.scope)) return value.values[0];
  throw errorAt(argument, call.scope, `this argument of ${call.expression.callee}() must be a constant number`);
}

/** The TRUE or FALSE that an argument stands for, `fallback` where it is not given. */
export function constantLogical(call: Call, argument: Expression | undefined, fallback: boolean): boolean {
  if (argument === undefined) return fallback;
  if (argument.kind === "logical") return argument.value;
  throw errorAt(argument, call.scope, `this argument of ${call.expression.callee}() must be TRUE or FALSE`);
}

/** What an argument lists: one constant, or those of c(), seq() and the like. */
export function constantsOf(call: Call, argument: Expression, expected: string): readonly Constant[] {
  const value = isColumn(argument, call.scope) ? null : call.evaluate(argument);
  if (value?.kind === "list") return value.entries;
  if (value?.kind === "text") return [value.text];
  if (value?.kind === "number" && value.values.length === 1) return [value.values[0]];
  if (value?.kind === "logical" && value.codes.length === 1) return [value.codes[0] === 1];
  throw errorAt(argument, call.scope, `${call.expression.callee}() expects ${expected}`);
}

/** The names that `"a"` or `c("a", "b")` or `c(2, 1)` lists. */
export function constantNames(call: Call, argument: Expression): string[] {
  return constantsOf(call, argument, 'its levels written out here, as in c("a", "b")').map(constantLabel);
}

/** As R's as.character() has it. */
export function constantLabel(entry: Constant): string {
  return typeof entry === "number" ? numberLabel(entry) : typeof entry === "string" ? entry : entry ? "TRUE" : "FALSE";
}

/** The values of an argument as numbers. */
export function numericArgument(call: Call, argument: Expression | undefined): Float64Array {
  const expression = argument ?? call.expression;
  return numbersOf(call.evaluate(expression), expression, call.scope);
}

const isColumn = (argument: Expression, { table }: Scope) =>
  argument.kind === "name" && table.columns.has(argument.name);
