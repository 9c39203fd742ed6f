// The functions of a formula that depend on the data as a whole: what they learn from the data of the fit is
// remembered, and new data are transformed by it. As in R, they see every row of the data, also those that a
// missing value or `subset` leaves out of the model.
import { numberOfText } from "../data/column-types.js";
import { DataError } from "../errors.js";
import type { Expression } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { mean, rootMeanSquare } from "../math/moments.js";
import { asFactor, rememberLevels } from "./as-factor.js";
import { type Call, constantLogical, constantNames, constantNumber, matchArguments } from "./call.js";
import { map } from "./elementwise.js";
import { dropUnusedLevels, levelList, recode } from "./factor-levels.js";
import { errorAt, type FactorValue, numbers, numbersOf, type Value } from "./value.js";

/** By R's name. */
export const TRANSFORMS: ReadonlyMap<string, (call: Call) => Value> = new Map<string, (call: Call) => Value>([
  ["scale", scale],
  ["center", center],
  ["factor", (call: Call) => factor(call, false)],
  ["ordered", (call: Call) => factor(call, true)],
  ["as.factor", (call: Call) => rememberLevels(call, asFactor(call, firstArgument(call)))],
  ["as.ordered", (call: Call) => ({ ...rememberLevels(call, asFactor(call, firstArgument(call))), ordered: true })],
  ["as.numeric", (call: Call) => numbers(asNumeric(call))],
  ["as.integer", (call: Call) => numbers(map(asNumeric(call), Math.trunc))],
]);

function firstArgument(call: Call): Expression {
  return matchArguments(call, ["x"]).get("x") as Expression;
}

/** factor(x, levels, labels, ordered) and ordered(x, levels, labels). */
function factor(call: Call, isOrdered: boolean): Value {
  const args = matchArguments(call, ["x"], isOrdered ? ["levels", "labels"] : ["levels", "labels", "ordered"]);
  const given = asFactor(call, args.get("x") as Expression);
  const ordered = isOrdered || constantLogical(call, args.get("ordered"), given.ordered);
  const listed = args.get("levels");
  let value: FactorValue;
  if (listed === undefined) {
    value = rememberLevels(call, dropUnusedLevels({ ...given, ordered }));
  } else {
    const levels = constantNames(call, listed);
    const twice = levels.find((level, i) => levels.indexOf(level) !== i);
    if (twice !== undefined) throw errorAt(listed, call.scope, `level "${twice}" is listed twice`);
    value = { kind: "factor", ordered, levels, codes: recode(given.codes, given.levels, levels) };
  }
  const labels = args.get("labels");
  return labels === undefined ? value : relabeled(call, value, labels);
}

function relabeled(call: Call, value: FactorValue, argument: Expression): FactorValue {
  const labels = constantNames(call, argument);
  if (labels.length !== value.levels.length) {
    const text = `${labels.length} labels for ${value.levels.length} levels (${levelList(value.levels)})`;
    throw errorAt(argument, call.scope, text);
  }
  const levels = [...new Set(labels)];
  const position = labels.map((label) => levels.indexOf(label));
  return { ...value, levels, codes: Int32Array.from(value.codes, (code) => (code < 0 ? -1 : position[code])) };
}

/** Numbers as they are, logicals as 0 and 1, texts as the numbers they spell, factors as the positions 1, 2, … of their levels. */
function asNumeric(call: Call): Float64Array {
  const argument = firstArgument(call);
  const value = call.evaluate(argument);
  if (value.kind !== "factor") return numbersOf(value, argument, call.scope);
  if (value.text !== undefined) {
    const spelled = value.levels.map((level) => numberOfText(level, value.text) ?? Number.NaN);
    return Float64Array.from(value.codes, (code) => (code < 0 ? Number.NaN : spelled[code]));
  }
  const { codes } = rememberLevels(call, value);
  return Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : code + 1));
}

/** R's scale(): minus the mean, then over the standard deviation (or the root mean square where not centered). */
function scale(call: Call): Value {
  const args = matchArguments(call, ["x"], ["center", "scale"]);
  const centering = args.get("center");
  const scaling = args.get("scale");
  return linear(call, args.get("x") as Expression, (x) => {
    const shift = isLogical(centering)
      ? constantLogical(call, centering, true)
        ? mean(x)
        : 0
      : constant(call, centering);
    if (!isLogical(scaling)) return { center: shift, scale: constant(call, scaling) };
    return { center: shift, scale: constantLogical(call, scaling, true) ? rootMeanSquare(x, shift) : 1 };
  });
}

function center(call: Call): Value {
  return linear(call, firstArgument(call), (x) => ({ center: mean(x), scale: 1 }));
}

function linear(
  call: Call,
  argument: Expression,
  learn: (x: Float64Array) => { readonly center: number; readonly scale: number },
): Value {
  const x = numbersOf(call.evaluate(argument), argument, call.scope);
  const { center: shift, scale: unit } = call.scope.transforms.recall(deparse(call.expression), "linear", () => ({
    kind: "linear",
    ...learn(x),
  }));
  if (unit === 0) {
    const label = deparse(argument);
    throw new DataError(`"${label}" has the same value in every row and cannot be scaled`, { column: label });
  }
  return numbers(map(x, (value) => (value - shift) / unit));
}

const isLogical = (argument: Expression | undefined) => argument === undefined || argument.kind === "logical";
const constant = (call: Call, argument: Expression | undefined) => constantNumber(call, argument, 0);
