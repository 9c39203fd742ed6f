// What is a random term on the page: `(x | g)`, `(x || g)`, or a covariance structure around one, `diag(x | g)`.

import type { Argument, Expression, Span } from "./ast.js";

export interface Bar extends Span {
  readonly predictors: Expression;
  readonly group: Expression;
  readonly doubleBar: boolean;
  /** The wrapper's name, null for plain parentheses. */
  readonly wrapper: string | null;
  /** The wrapper's arguments after the bar. */
  readonly wrapperArgs: readonly Argument[];
  /** The whole term, parentheses or wrapper included. */
  readonly node: Expression;
}

// In these functions a bar means "or"; around a bar, any other function is taken for a covariance structure.
const LOGICAL_FUNCTIONS: ReadonlySet<string> = new Set([
  "I",
  "ifelse",
  "factor",
  "as.factor",
  "ordered",
  "as.numeric",
  "as.integer",
  "as.logical",
  "offset",
  "scale",
  "center",
  "poly",
  "dummy",
  "abs",
  "pmin",
  "pmax",
]);

export function isBar(expression: Expression): boolean {
  return expression.kind === "binary" && (expression.operator === "|" || expression.operator === "||");
}

/** The expression as a random term, or null where it is none; a bar without parentheses is none. */
export function barOf(node: Expression): Bar | null {
  if (node.kind === "paren") return fromBar(node, node.inner, null, []);
  if (node.kind !== "call" || node.args.length === 0 || LOGICAL_FUNCTIONS.has(node.callee)) return null;
  return fromBar(node, node.args[0]!.value, node.callee, node.args.slice(1));
}

function fromBar(
  node: Expression,
  held: Expression,
  wrapper: string | null,
  wrapperArgs: readonly Argument[],
): Bar | null {
  let inner = held;
  while (inner.kind === "paren") inner = inner.inner;
  if (inner.kind !== "binary" || (inner.operator !== "|" && inner.operator !== "||")) return null;
  const { start, end } = node;
  const doubleBar = inner.operator === "||";
  return { predictors: inner.left, group: inner.right, doubleBar, wrapper, wrapperArgs, node, start, end };
}
