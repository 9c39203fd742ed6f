// What several tests of the formula room need.

import { FormulaError } from "../../src/errors.js";
import type { ExpandedFormula, Expression, FormulaAst } from "../../src/formula/ast.js";
import { expandFormula } from "../../src/formula/expand.js";
import { parseFormula } from "../../src/formula/parser.js";

export function expand(text: string, columns: readonly string[] = []): ExpandedFormula {
  return expandFormula(parseFormula(text), columns);
}

/** The FormulaError that the action throws; anything else, or nothing, fails the test. */
export function formulaError(action: () => unknown): FormulaError {
  try {
    action();
  } catch (error) {
    if (error instanceof FormulaError) return error;
    throw error;
  }
  throw new Error("expected a FormulaError, but nothing was thrown");
}

/** The tree without positions, for comparison. */
export function shape(node: Expression | null): unknown {
  if (node === null) return null;
  const { start, end, ...rest } = node;
  switch (rest.kind) {
    case "call":
      return { ...rest, args: rest.args.map(({ name, value }) => ({ name, value: shape(value) })) };
    case "unary":
      return { ...rest, operand: shape(rest.operand) };
    case "binary":
      return { ...rest, left: shape(rest.left), right: shape(rest.right) };
    case "paren":
      return { ...rest, inner: shape(rest.inner) };
    default:
      return rest;
  }
}

export function formulaShape({ response, predictors }: FormulaAst): unknown {
  return { response: shape(response), predictors: shape(predictors) };
}
