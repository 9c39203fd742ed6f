// The functions of a formula that depend on the data as a whole: what they learn from the data of the fit is
// remembered, and new data are transformed by it. As in R, they see every row of the data, also those that a
// missing value or `subset` leaves out of the model.
import { numberOfText } from "../data/column-types.js";
import { DataError } from "../errors.js";
import type { Expression } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { didYouMean } from "../names.js";
import { type Call, constantLogical, constantNames, constantNumber, matchArguments } from "./call.js";
import { map } from "./elementwise.js";
import { dropUnusedLevels, factorFromNumbers, levelsAfter, recode } from "./factor-levels.js";
import { polynomialColumns, polynomialRecurrence } from "./orthogonal-polynomials.js";
import { errorAt, type FactorValue, levelList, numbers, numbersOf, type Value } from "./value.js";

/** By R's name. */
export const TRANSFORMS: ReadonlyMap<string, (call: Call) => Value> = new Map([
  ["poly", polynomial],
  ["scale", scale],
  ["center", center],
  ["factor", (call: Call) => factor(call, false)],
  ["ordered", (call: Call) => factor(call, true)],
  ["as.factor", (call: Call) => rememberLevels(call, asFactor(call, firstArgument(call)))],
  ["as.ordered", (call: Call) => ({ ...rememberLevels(call, asFactor(call, firstArgument(call))), ordered: true })],
  ["relevel", relevel],
  ["as.numeric", asNumeric],
  ["dummy", dummy],
]);

function firstArgument(call: Call): Expression {
  return matchArguments(call, ["x"]).get("x") as Expression;
}

function asFactor(call: Call, argument: Expression): FactorValue {
  const value = call.evaluate(argument);
  switch (value.kind) {
    case "factor":
      // Called a factor, texts are not doubtful any more.
      return { kind: "factor", codes: value.codes, levels: value.levels, ordered: value.ordered };
    case "number":
      return { kind: "factor", ordered: false, ...factorFromNumbers(value.values) };
    case "logical":
      return dropUnusedLevels({ kind: "factor", ordered: false, codes: value.codes, levels: ["FALSE", "TRUE"] });
    default:
      throw errorAt(argument, call.scope, `"${deparse(argument)}" cannot be made a factor`);
  }
}

/** The levels as the fit has them; levels that only new data have come last, where they are found to be unknown. */
function rememberLevels(call: Call, value: FactorValue): FactorValue {
  const learn = () => ({ kind: "levels" as const, levels: value.levels });
  const { levels } = call.scope.transforms.recall(deparse(call.expression), "levels", learn);
  return levels === value.levels ? value : { ...value, ...levelsAfter(value, levels) };
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

function relevel(call: Call): Value {
  const args = matchArguments(call, ["x", "ref"]);
  const value = asFactor(call, args.get("x") as Expression);
  const [reference] = constantNames(call, args.get("ref") as Expression);
  const learn = () => {
    knownLevel(args.get("x") as Expression, value.levels, reference);
    return { kind: "levels" as const, levels: [reference, ...value.levels.filter((level) => level !== reference)] };
  };
  const { levels } = call.scope.transforms.recall(deparse(call.expression), "levels", learn);
  return { ...value, ...levelsAfter(value, levels) };
}

/** Numbers as they are, logicals as 0 and 1, texts as the numbers they spell, factors as the positions 1, 2, … of their levels. */
function asNumeric(call: Call): Value {
  const argument = firstArgument(call);
  const value = call.evaluate(argument);
  if (value.kind !== "factor") return numbers(numbersOf(value, argument, call.scope));
  if (value.text !== undefined) {
    const spelled = value.levels.map((level) => numberOfText(level, value.text) ?? Number.NaN);
    return numbers(Float64Array.from(value.codes, (code) => (code < 0 ? Number.NaN : spelled[code])));
  }
  const { codes } = rememberLevels(call, value);
  return numbers(Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : code + 1)));
}

/** lme4's dummy(f, "a"): 0/1 columns of the levels named, by default of all but the first. */
function dummy(call: Call): Value {
  const args = matchArguments(call, ["f"], ["levelsToKeep"]);
  const argument = args.get("f") as Expression;
  const { codes, levels } = rememberLevels(call, asFactor(call, argument));
  const listed = args.get("levelsToKeep");
  const kept = listed === undefined ? levels.slice(1) : constantNames(call, listed);
  const columns = kept.map((name) => {
    const level = knownLevel(argument, levels, name);
    return Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : code === level ? 1 : 0));
  });
  if (columns.length === 0) throw errorAt(call.expression, call.scope, `"${deparse(argument)}" has one level only`);
  return columns.length === 1 ? numbers(columns[0]) : { kind: "matrix", columns, suffixes: kept };
}

function knownLevel(argument: Expression, levels: readonly string[], name: string): number {
  const level = levels.indexOf(name);
  if (level >= 0) return level;
  const label = deparse(argument);
  const hint = didYouMean(name, levels, `its levels are ${levelList(levels)}`);
  throw new DataError(`"${name}" is not a level of "${label}"; ${hint}`, { column: label });
}

/** R's poly(x, degree, raw): orthonormal columns over the data of the fit, or plain powers. */
function polynomial(call: Call): Value {
  const args = matchArguments(call, ["x"], ["degree", "raw"]);
  const argument = args.get("x") as Expression;
  const x = numbersOf(call.evaluate(argument), argument, call.scope);
  const degree = constantNumber(call, args.get("degree"), 1);
  if (!(Number.isInteger(degree) && degree >= 1 && degree <= 100)) {
    throw errorAt(args.get("degree") ?? call.expression, call.scope, `degree of poly() must be 1, 2, …, not ${degree}`);
  }
  const columns = constantLogical(call, args.get("raw"), false)
    ? powers(x, degree)
    : polynomialColumns(recalledRecurrence(call, argument, x, degree), x);
  if (degree === 1) return numbers(columns[0]);
  return { kind: "matrix", columns, suffixes: columns.map((_, k) => String(k + 1)) };
}

function recalledRecurrence(call: Call, argument: Expression, x: Float64Array, degree: number) {
  return call.scope.transforms.recall(deparse(call.expression), "polynomial", () => {
    const distinct = countDistinct(x, degree + 1);
    if (distinct <= degree) {
      const label = deparse(argument);
      const text = `"${label}" has ${distinct} distinct values; poly() of degree ${degree} needs more than ${degree}`;
      throw new DataError(text, { column: label });
    }
    return { kind: "polynomial", ...polynomialRecurrence(x, degree) };
  });
}

function powers(x: Float64Array, degree: number): Float64Array[] {
  const columns = [x];
  for (let k = 1; k < degree; k++) columns.push(columns[k - 1].map((value, i) => value * x[i]));
  return columns;
}

function countDistinct(x: Float64Array, enough: number): number {
  const seen = new Set<number>();
  for (let i = 0; i < x.length && seen.size < enough; i++) if (!Number.isNaN(x[i])) seen.add(x[i]);
  return seen.size;
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

function mean(x: Float64Array): number {
  let result = 0;
  for (let pass = 0; pass < 2; pass++) {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < x.length; i++) {
      if (Number.isNaN(x[i])) continue;
      sum += x[i] - result;
      count++;
    }
    if (count > 0) result += sum / count;
  }
  return result;
}

/** Over n − 1, as R has it. */
function rootMeanSquare(x: Float64Array, shift: number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i])) continue;
    sum += (x[i] - shift) * (x[i] - shift);
    count++;
  }
  return Math.sqrt(sum / Math.max(1, count - 1));
}
