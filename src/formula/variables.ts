// What expressions and formulas are made of.
import type { BinaryOperator, ExpandedFormula, Expression, TermList } from "./ast.js";

/** The variables of fixed and random terms, without grouping factors. */
export function effectsOf({ fixed, random }: Pick<ExpandedFormula, "fixed" | "random">): Expression[] {
  const lists: readonly TermList[] = [fixed, ...random.map(({ predictors }) => predictors)];
  return lists.flatMap(({ terms }) => terms.flatMap(({ variables }) => variables));
}

/** The components of the grouping factors. */
export function groupsOf({ random }: Pick<ExpandedFormula, "random">): Expression[] {
  return random.flatMap(({ group }) => group);
}

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

/** `a + b * c - d` as first = a and steps = [+ b * c, - d]. */
interface Spine {
  readonly first: Expression;
  readonly steps: readonly { readonly operator: BinaryOperator; readonly right: Expression }[];
}

/**
 * The left operands of an expression unrolled, innermost first, as far as `unrolls` says yes to the operators: a sum of
 * thousands of terms is a tree thousands deep on its left side.
 */
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
