// Which names an expression mentions.

import type { Expression } from "./ast.js";

/** The distinct names of the expression in the order of their appearance; function names are not among them. */
export function variablesOf(expression: Expression): string[] {
  const names = new Set<string>();
  for (const node of nodesOf(expression)) if (node.kind === "name") names.add(node.name);
  return [...names];
}

/** Every node of the tree from left to right, each before what it holds; the arguments of calls on request only. */
export function* nodesOf(expression: Expression, intoCalls = true): Generator<Expression> {
  const pending = [expression];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    yield node;
    if (node.kind === "binary") pending.push(node.right, node.left);
    else if (node.kind === "unary") pending.push(node.operand);
    else if (node.kind === "paren") pending.push(node.inner);
    else if (node.kind === "call" && intoCalls) {
      for (let i = node.args.length - 1; i >= 0; i -= 1) pending.push(node.args[i]!.value);
    }
  }
}
