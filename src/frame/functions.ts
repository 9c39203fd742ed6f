// The functions of a formula that need no memory of the data: one row in, one row out.
import { log, log2, log10 } from "../core/elementary.js";
import type { Expression } from "../formula/ast.js";
import { type Call, constantsOf, matchArguments, numericArgument } from "./call.js";
import { compareNumbers, map, ONE_NUMBER, zip } from "./elementwise.js";
import { errorAt, lengthOf, logicals, numbers, type Value } from "./value.js";

/** By R's name. */
export const FUNCTIONS: ReadonlyMap<string, (call: Call) => Value> = new Map<string, (call: Call) => Value>([
  ["I", (call) => call.evaluate(matchArguments(call, ["x"]).get("x") as Expression)],
  ["log", logarithm],
  ["cbind", columns],
  ["is.na", isMissing],
  ["c", list],
  ...Object.entries(ONE_NUMBER).map(([name, compute]): [string, (call: Call) => Value] => [
    name,
    (call) => numbers(map(numericArgument(call, matchArguments(call, ["x"]).get("x")), compute)),
  ]),
]);

/** log(x), log(x, base): bases 2 and 10 by their own functions, as R does. */
function logarithm(call: Call): Value {
  const args = matchArguments(call, ["x"], ["base"]);
  const x = numericArgument(call, args.get("x"));
  if (!args.has("base")) return numbers(map(x, log));
  return numbers(
    zip(x, numericArgument(call, args.get("base")), (value, base) => {
      if (base === 2) return log2(value);
      if (base === 10) return log10(value);
      return log(value) / log(base);
    }),
  );
}

/** Several columns side by side, named as R names them; a constant fills its column. */
function columns(call: Call): Value {
  const { args, callee } = call.expression;
  if (args.length === 0) throw errorAt(call.expression, call.scope, `${callee}() needs at least one argument`);
  const given = args.map(({ value }) => numericArgument(call, value));
  const length = Math.max(...given.map((column) => column.length));
  const names = args.map(({ name, value }) => name ?? (value.kind === "name" ? value.name : ""));
  const suffixes = names.every((name) => name === "") ? names.map((_, i) => String(i + 1)) : names;
  const filled = given.map((column) => (column.length === length ? column : new Float64Array(length).fill(column[0])));
  return { kind: "matrix", columns: filled, suffixes };
}

function isMissing(call: Call): Value {
  const argument = matchArguments(call, ["x"]).get("x") as Expression;
  const value = call.evaluate(argument);
  if (value.kind === "number") return logicals(Int32Array.from(value.values, (x) => (Number.isNaN(x) ? 1 : 0)));
  if (value.kind === "factor" || value.kind === "logical") {
    return logicals(Int32Array.from(value.codes, (code) => (code < 0 ? 1 : 0)));
  }
  const everyRow = new Float64Array(lengthOf(value));
  return logicals(compareNumbers(everyRow, everyRow, () => false));
}

/** Constants one after the other; a single one is itself. */
function list(call: Call): Value {
  const { args } = call.expression;
  if (args.length === 1) return call.evaluate(args[0].value);
  const entries = args.flatMap(({ value }) => constantsOf(call, value, "constants here"));
  return { kind: "list", entries };
}
