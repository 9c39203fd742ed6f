// Which variables are matrices in R, be it of one column: R's classes of variables tell them from numbers.
import type { Expression, TermList } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";

const MATRICES = new Set(["scale", "poly", "ns", "bs", "cbind"]);
/** What these give has the dimensions of what they are given. */
const KEEP = new Set(
  "I log log2 log10 log1p exp expm1 sqrt abs sign round floor ceiling trunc sin cos tan tanh plogis qlogis pmin pmax".split(
    " ",
  ),
);

/**
 * Labels of those of the terms: scale(x), poly(x, 1) and what is computed from them value by value, but not
 * as.numeric(scale(x)), nor comparisons.
 */
export function matrixVariables({ terms }: TermList): ReadonlySet<string> {
  return new Set(terms.flatMap(({ variables }) => variables.filter(isMatrix).map(deparse)));
}

function isMatrix(expression: Expression): boolean {
  switch (expression.kind) {
    case "paren":
      return isMatrix(expression.inner);
    case "unary":
      return expression.operator !== "!" && isMatrix(expression.operand);
    case "binary":
      return (
        ["+", "-", "*", "/", "^", "%%", "%/%"].includes(expression.operator) &&
        (isMatrix(expression.left) || isMatrix(expression.right))
      );
    case "call": {
      const { callee, args } = expression;
      return MATRICES.has(callee) || (KEEP.has(callee) && args.some(({ value }) => isMatrix(value)));
    }
    default:
      return false;
  }
}
