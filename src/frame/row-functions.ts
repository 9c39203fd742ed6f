// round, pmin, pmax and ifelse: one row in, one row out.
import { sortLevels } from "../data/levels.js";
import type { Expression } from "../formula/ast.js";
import type { Call } from "./call.js";
import { type Coded, recode } from "./factor-levels.js";
import type { FunctionKit, FurtherFunction } from "./function-kit.js";
import type { FactorValue, TextValue, Value } from "./value.js";

/** By R's name. */
export const rowFunctions: Readonly<Record<string, FurtherFunction>> = {
  round,
  pmin: (call, kit) => extreme(call, kit, Math.min),
  pmax: (call, kit) => extreme(call, kit, Math.max),
  ifelse: ifElse,
};

function round(call: Call, kit: FunctionKit): Value {
  const args = kit.matchArguments(call, ["x"], ["digits"]);
  const digits = kit.constantNumber(call, args.get("digits"), 0);
  return numbers(kit.numericArgument(call, args.get("x")).map((x) => roundTo(x, digits)));
}

/** A missing value among the arguments makes the result missing. */
function extreme(call: Call, kit: FunctionKit, choose: (a: number, b: number) => number): Value {
  const { args, callee } = call.expression;
  if (args.length === 0) throw kit.errorAt(call.expression, call.scope, `${callee}() needs at least one argument`);
  const named = args.find(({ name }) => name !== null);
  if (named !== undefined) throw kit.errorAt(named.value, call.scope, `${callee}() takes no argument "${named.name}"`);
  const columns = args.map(({ value }) => kit.numericArgument(call, value));
  return numbers(columns.reduce((a, b) => kit.zip(a, b, choose)));
}

/** Missing where the test is. Texts, and factors by the names of their levels, give a factor. */
function ifElse(call: Call, kit: FunctionKit): Value {
  const args = kit.matchArguments(call, ["test", "yes", "no"]);
  const [test, yes, no] = ["test", "yes", "no"].map((name) => args.get(name) as Expression);
  const conditions = kit.logicalsOf(call.evaluate(test), test, call.scope);
  const a = call.evaluate(yes);
  const b = call.evaluate(no);
  if (isNamed(a) && isNamed(b)) return chosenLevels(kit, conditions, coded(a), coded(b));
  const x = kit.numbersOf(a, yes, call.scope);
  const y = kit.numbersOf(b, no, call.scope);
  return numbers(
    Float64Array.from(conditions, (condition, i) => (condition < 0 ? Number.NaN : at(condition ? x : y, i))),
  );
}

function chosenLevels(kit: FunctionKit, conditions: Int32Array, a: Coded, b: Coded): FactorValue {
  const levels = sortLevels([...new Set([...a.levels, ...b.levels])]);
  const x = recode(a.codes, a.levels, levels);
  const y = recode(b.codes, b.levels, levels);
  const codes = Int32Array.from(conditions, (condition, i) => (condition < 0 ? -1 : at(condition ? x : y, i)));
  return kit.dropUnusedLevels({ kind: "factor", codes, levels, ordered: false });
}

const numbers = (values: Float64Array): Value => ({ kind: "number", values });
const isNamed = (value: Value): value is TextValue | FactorValue => value.kind === "text" || value.kind === "factor";

function coded(value: TextValue | FactorValue): Coded {
  return value.kind === "factor" ? value : { codes: Int32Array.of(0), levels: [value.text] };
}

const at = (entries: Float64Array | Int32Array, i: number) => entries[entries.length === 1 ? 0 : i];

/** R's round(): to the nearer of the two neighbors with so many digits, half to even; negative digits round to tens. */
export function roundTo(x: number, digits: number): number {
  if (!Number.isFinite(x)) return x;
  const places = Math.floor(digits + 0.5);
  if (places === 0) return roundHalfEven(x);
  const magnitude = Math.abs(x);
  if (places > 0 && (places > 308 || needsNoRounding(magnitude, places))) return x;
  if (places < -308) return 0;
  const scale = tenTo(Math.abs(places));
  const scaled = places > 0 ? magnitude * scale : magnitude / scale;
  const below = Math.floor(scaled);
  const unscale = (value: number) => (places > 0 ? value / scale : value * scale);
  const lower = unscale(below);
  const upper = unscale(Math.ceil(scaled));
  const down = magnitude - lower;
  const up = upper - magnitude;
  const isEven = below - 2 * Math.floor(below / 2) === 0;
  const rounded = down < up || (down === up && isEven) ? lower : upper;
  return x < 0 ? -rounded : rounded;
}

function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return Math.round(x);
  return below - 2 * Math.floor(below / 2) === 0 ? below : below + 1;
}

/** With 15 significant digits before the last place asked for, a double has nothing left to round. */
function needsNoRounding(magnitude: number, places: number): boolean {
  const exponent = Number(magnitude.toExponential().split("e")[1]);
  return places > 15 - 1 - exponent;
}

function tenTo(power: number): number {
  return Number(`1e${power}`);
}
