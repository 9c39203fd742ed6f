// rank(x): the place of a value among those of the data.
import type { Expression } from "../formula/ast.js";
import type { Call } from "./call.js";
import type { FunctionKit } from "./function-kit.js";
import { learned } from "./learned.js";
import type { Value } from "./value.js";

/** R's rank(x) with the mean of ties; a missing value has none. New values are ranked among those of the fit. */
export function rank(call: Call, kit: FunctionKit): Value {
  const argument = kit.matchArguments(call, ["x"]).get("x") as Expression;
  const x = kit.numericArgument(call, argument);
  const sorted = learned(call, kit, argument, () => Array.from(x.filter((value) => !Number.isNaN(value)).sort()));
  const values = x.map((value) => {
    return Number.isNaN(value) ? value : (below(sorted, value, false) + below(sorted, value, true) + 1) / 2;
  });
  return { kind: "number", values };
}

/** How many of the sorted values are less than `x`, or equal to it where ties count. */
export function below(sorted: readonly number[], x: number, withTies: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < x || (withTies && sorted[middle] === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}
