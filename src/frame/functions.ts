// The functions of a formula that need no memory of the data: one row in, one row out.
import { log, log2, log10 } from "../core/elementary.js";
import { sortLevels } from "../data/levels.js";
import type { Expression } from "../formula/ast.js";
import { type Call, constantNumber, matchArguments } from "./call.js";
import { compareNumbers, map, ONE_NUMBER, roundTo, zip } from "./elementwise.js";
import { type Coded, dropUnusedLevels, recode } from "./factor-levels.js";
import {
  errorAt,
  type FactorValue,
  lengthOf,
  logicals,
  logicalsOf,
  numbers,
  numbersOf,
  type TextValue,
  type Value,
} from "./value.js";

/** By R's name. */
export const FUNCTIONS: ReadonlyMap<string, (call: Call) => Value> = new Map<string, (call: Call) => Value>([
  ["I", (call) => call.evaluate(matchArguments(call, ["x"]).get("x") as Expression)],
  ["log", logarithm],
  ["round", round],
  ["pmin", (call) => extreme(call, Math.min)],
  ["pmax", (call) => extreme(call, Math.max)],
  ["cbind", columns],
  ["ifelse", ifElse],
  ["is.na", isMissing],
  ...Object.entries(ONE_NUMBER).map(([name, compute]): [string, (call: Call) => Value] => [
    name,
    (call) => numbers(map(numericArgument(call, matchArguments(call, ["x"]).get("x")), compute)),
  ]),
]);

function numericArgument(call: Call, argument: Expression | undefined): Float64Array {
  const expression = argument ?? call.expression;
  return numbersOf(call.evaluate(expression), expression, call.scope);
}

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

function round(call: Call): Value {
  const args = matchArguments(call, ["x"], ["digits"]);
  const digits = constantNumber(call, args.get("digits"), 0);
  return numbers(map(numericArgument(call, args.get("x")), (x) => roundTo(x, digits)));
}

/** A missing value among the arguments makes the result missing. */
function extreme(call: Call, choose: (a: number, b: number) => number): Value {
  const { args, callee } = call.expression;
  if (args.length === 0) throw errorAt(call.expression, call.scope, `${callee}() needs at least one argument`);
  const named = args.find(({ name }) => name !== null);
  if (named !== undefined) throw errorAt(named.value, call.scope, `${callee}() takes no argument "${named.name}"`);
  const columns = args.map(({ value }) => numericArgument(call, value));
  return numbers(columns.reduce((a, b) => zip(a, b, choose)));
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

/** Missing where the test is. Texts, and factors by the names of their levels, give a factor. */
function ifElse(call: Call): Value {
  const args = matchArguments(call, ["test", "yes", "no"]);
  const [test, yes, no] = ["test", "yes", "no"].map((name) => args.get(name) as Expression);
  const conditions = logicalsOf(call.evaluate(test), test, call.scope);
  const a = call.evaluate(yes);
  const b = call.evaluate(no);
  if (isNamed(a) && isNamed(b)) return chosenLevels(conditions, coded(a), coded(b));
  const x = numbersOf(a, yes, call.scope);
  const y = numbersOf(b, no, call.scope);
  return numbers(
    Float64Array.from(conditions, (condition, i) => (condition < 0 ? Number.NaN : at(condition ? x : y, i))),
  );
}

function chosenLevels(conditions: Int32Array, a: Coded, b: Coded): FactorValue {
  const levels = sortLevels([...new Set([...a.levels, ...b.levels])]);
  const x = recode(a.codes, a.levels, levels);
  const y = recode(b.codes, b.levels, levels);
  const codes = Int32Array.from(conditions, (condition, i) => (condition < 0 ? -1 : at(condition ? x : y, i)));
  return dropUnusedLevels({ kind: "factor", codes, levels, ordered: false });
}

const isNamed = (value: Value) => value.kind === "text" || value.kind === "factor";

function coded(value: TextValue | FactorValue): Coded {
  return value.kind === "factor" ? value : { codes: Int32Array.of(0), levels: [value.text] };
}

const at = (entries: Float64Array | Int32Array, i: number) => entries[entries.length === 1 ? 0 : i];

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
