// What a call learns from the data of the fit and remembers as numbers.
import type { Expression } from "../formula/ast.js";
import type { Call } from "./call.js";
import type { FunctionKit } from "./function-kit.js";

/** Finite numbers; throws DataError where they are not. */
export function learned(call: Call, kit: FunctionKit, argument: Expression, learn: () => number[]): readonly number[] {
  const { values } = call.scope.transforms.recall(kit.deparse(call.expression), "numbers", () => {
    const found = learn();
    if (found.length > 0 && found.every(Number.isFinite)) return { kind: "numbers" as const, values: found };
    const column = kit.deparse(argument);
    const text = `${call.expression.callee}() has no finite value for "${column}", which is infinite or missing in too many rows`;
    throw kit.dataError(text, { column });
  });
  return values;
}

export const least = (x: Float64Array): number => x.reduce((a, b) => Math.min(a, b), Infinity);
export const greatest = (x: Float64Array): number => x.reduce((a, b) => Math.max(a, b), -Infinity);
