// Functions that make one number of a column, or several: mean(x), quantile(x, c(0.1, 0.9)).
import type { Expression } from "../formula/ast.js";
import { mean, rootMeanSquare } from "../math/moments.js";
import { quantiles } from "../math/quantiles.js";
import type { Call } from "./call.js";
import { constantNumbers } from "./constant-numbers.js";
import type { FunctionKit, FurtherFunction } from "./function-kit.js";
import { greatest, learned, least } from "./learned.js";
import type { Value } from "./value.js";

const SUMMARIES: Readonly<Record<string, (x: Float64Array) => number[]>> = {
  mean: (x) => [mean(x)],
  sd: (x) => (x.length > 1 ? [rootMeanSquare(x, mean(x))] : []),
  median: (x) => quantiles(x, [0.5]),
  min: (x) => [least(x)],
  max: (x) => [greatest(x)],
  range: (x) => [least(x), greatest(x)],
};

const QUARTILES = [0, 0.25, 0.5, 0.75, 1];

/** By R's name. */
export const summaries: Readonly<Record<string, FurtherFunction>> = {
  ...Object.fromEntries(
    Object.entries(SUMMARIES).map(([name, compute]) => [
      name,
      (call: Call, kit: FunctionKit) => summary(call, kit, [], compute),
    ]),
  ),
  quantile: (call, kit) =>
    summary(call, kit, ["probs"], (x, probs) => {
      const shares = probs === undefined ? QUARTILES : constantNumbers(call, kit, probs);
      if (shares.every((share) => share >= 0 && share <= 1)) return quantiles(x, shares);
      throw kit.errorAt(probs as Expression, call.scope, "probs of quantile() must lie between 0 and 1");
    }),
};

function summary(
  call: Call,
  kit: FunctionKit,
  optional: readonly string[],
  compute: (x: Float64Array, option: Expression | undefined) => number[],
): Value {
  const { expression, scope } = call;
  const { callee } = expression;
  if ((callee === "min" || callee === "max") && expression.args.filter(({ name }) => name === null).length > 1) {
    const text = `${callee}() is one number for all rows; the ${callee === "min" ? "smaller" : "larger"} of two in each row is p${callee}()`;
    throw kit.errorAt(expression, scope, text);
  }
  const args = kit.matchArguments(call, ["x"], [...optional, "na.rm"]);
  const argument = args.get("x") as Expression;
  const given = call.evaluate(argument);
  const x =
    given.kind === "list"
      ? Float64Array.from(constantNumbers(call, kit, argument))
      : kit.numericArgument(call, argument);
  const values = learned(call, kit, argument, () => {
    const known = x.filter((value) => !Number.isNaN(value));
    if (known.length < x.length && !kit.constantLogical(call, args.get("na.rm"), false)) {
      const [label, column] = [expression, argument].map(kit.deparse);
      const count = x.length - known.length;
      const rows = count === 1 ? "one row" : `${count} rows`;
      const text =
        `"${label}" is missing, because "${column}" is missing in ${rows}; ` +
        `na.rm = TRUE as another argument of ${callee}() leaves missing values out`;
      throw kit.dataError(text, { column, row: x.findIndex(Number.isNaN) });
    }
    return compute(known, args.get(optional[0]));
  });
  return values.length === 1
    ? { kind: "number", values: Float64Array.from(values) }
    : { kind: "list", entries: values };
}
