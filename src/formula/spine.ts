// A sum of thousands of terms is a tree thousands deep on its left side; this walks it without recursion.

import type { BinaryOperator, Expression } from "./ast.js";

/** `a + b * c - d` as first = a and steps = [+ b * c, - d]. */
export interface Spine {
  readonly first: Expression;
  readonly steps: readonly { readonly operator: BinaryOperator; readonly right: Expression }[];
}

/** The left operands of an expression unrolled, innermost first, as far as `unrolls` says yes to the operators. */
export function leftSpine(expression: Expression, unrolls: (operator: BinaryOperator) => boolean): Spine {
  const steps = [];
  let first = expression;
  while (first.kind === "binary" && unrolls(first.operator)) {
    steps.push({ operator: first.operator, right: first.right });
    first = first.left;
  }
  steps.reverse();
  return { first, steps };
}
