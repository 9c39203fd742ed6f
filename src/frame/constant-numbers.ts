// Arguments that are numbers, not columns: 2, c(1, 2) / 3, quantile(x, 0.5).
import type { BinaryOperator, Expression } from "../formula/ast.js";
import type { Call } from "./call.js";
import type { FunctionKit } from "./function-kit.js";

const ARITHMETIC: Partial<Record<BinaryOperator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};

/** All of them; a single one goes with every one of several. */
export function constantNumbers(call: Call, kit: FunctionKit, argument: Expression): number[] {
  if (argument.kind === "paren") return constantNumbers(call, kit, argument.inner);
  if (argument.kind === "unary" && argument.operator === "-") {
    return constantNumbers(call, kit, argument.operand).map((entry) => -entry);
  }
  const compute = argument.kind === "binary" ? ARITHMETIC[argument.operator] : undefined;
  if (argument.kind === "binary" && compute !== undefined) {
    const [a, b] = [argument.left, argument.right].map((side) => Float64Array.from(constantNumbers(call, kit, side)));
    if (a.length === b.length || a.length === 1 || b.length === 1) return Array.from(kit.zip(a, b, compute));
  }
  const expected = "constant numbers here, as in c(1, 2)";
  return kit.constantsOf(call, argument, expected).map((entry) => {
    if (typeof entry === "number") return entry;
    throw kit.errorAt(argument, call.scope, `${call.expression.callee}() expects ${expected}`);
  });
}
