// The function that a formula applies to its response: log(y), sqrt(y + 1).
import type { Expression } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { parseFormula } from "../formula/parser.js";

export interface ResponseTransform {
  /** As R names it, "log". */
  readonly name: string;
  /** What is added to the response before: 1 in log(y + 1). */
  readonly shift: number;
}

/** The function around the response of a formula, null where there is none. */
export function responseTransform(formula: string): ResponseTransform | null {
  const { response } = parseFormula(formula);
  if (response === null || response.kind === "name") return null;
  if (response.kind !== "call" || response.callee === "I" || response.callee === "cbind") return null;
  const [first, ...others] = response.args;
  if (first === undefined || others.length > 0) return { name: deparse(response), shift: 0 };
  return { name: response.callee, shift: shiftOf(first.value) };
}

function shiftOf(argument: Expression): number {
  if (argument.kind === "paren") return shiftOf(argument.inner);
  if (argument.kind !== "binary") return 0;
  const { operator, left, right } = argument;
  if (operator === "+" && right.kind === "number") return right.value;
  if (operator === "+" && left.kind === "number") return left.value;
  return operator === "-" && right.kind === "number" ? -right.value : 0;
}
