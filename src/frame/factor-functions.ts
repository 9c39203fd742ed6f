// interaction(), relevel(), dummy() and C().
import type { Expression } from "../formula/ast.js";
import { didYouMean } from "../names.js";
import type { Call } from "./call.js";
import { constantNumbers } from "./constant-numbers.js";
import type { ContrastSpec } from "./contrasts.js";
import { type Coded, levelList, levelsAfter } from "./factor-levels.js";
import type { FunctionKit } from "./function-kit.js";
import type { Value } from "./value.js";

/** All combinations of the levels, "a.b", the first factor's varying fastest unless `lex.order`. */
export function interaction(call: Call, kit: FunctionKit): Value {
  const { expression } = call;
  const factors = expression.args.filter(({ name }) => name === null || !OPTIONS.includes(name));
  const args = kit.matchArguments(
    { ...call, expression: { ...expression, args: expression.args.filter((argument) => !factors.includes(argument)) } },
    [],
    OPTIONS,
  );
  if (factors.length === 0) throw kit.errorAt(expression, call.scope, "interaction() needs factors");
  const isFirstSlow = kit.constantLogical(call, args.get("lex.order"), false);
  const separator = args.get("sep");
  const between = separator?.kind === "string" ? separator.value : ".";
  const joined = factors
    .map<Coded>(({ value }) => kit.asFactor(call, value))
    .reduce((a, b) => {
      const [slow, fast] = isFirstSlow ? [a, b] : [b, a];
      const width = fast.levels.length;
      return {
        codes: a.codes.map((_, row) =>
          a.codes[row] < 0 || b.codes[row] < 0 ? -1 : slow.codes[row] * width + fast.codes[row],
        ),
        levels: slow.levels.flatMap((one) =>
          fast.levels.map((two) => (isFirstSlow ? one + between + two : two + between + one)),
        ),
      };
    });
  const { codes, levels } = kit.constantLogical(call, args.get("drop"), false) ? kit.dropUnusedLevels(joined) : joined;
  return kit.rememberLevels(call, { kind: "factor", codes, levels, ordered: false });
}

export function relevel(call: Call, kit: FunctionKit): Value {
  const args = kit.matchArguments(call, ["x", "ref"]);
  const value = kit.asFactor(call, args.get("x") as Expression);
  const [reference] = kit.constantNames(call, args.get("ref") as Expression);
  const learn = () => {
    knownLevel(kit, args.get("x") as Expression, value.levels, reference);
    return { kind: "levels" as const, levels: [reference, ...value.levels.filter((level) => level !== reference)] };
  };
  const { levels } = call.scope.transforms.recall(kit.deparse(call.expression), "levels", learn);
  return { ...value, ...levelsAfter(value, levels) };
}

/** lme4's dummy(f, "a"): 0/1 columns of the levels named, by default of all but the first. */
export function dummy(call: Call, kit: FunctionKit): Value {
  const args = kit.matchArguments(call, ["f"], ["levelsToKeep"]);
  const argument = args.get("f") as Expression;
  const { codes, levels } = kit.rememberLevels(call, kit.asFactor(call, argument));
  const listed = args.get("levelsToKeep");
  const kept = listed === undefined ? levels.slice(1) : kit.constantNames(call, listed);
  const columns = kept.map((name) => {
    const level = knownLevel(kit, argument, levels, name);
    return Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : code === level ? 1 : 0));
  });
  if (columns.length === 0)
    throw kit.errorAt(call.expression, call.scope, `"${kit.deparse(argument)}" has one level only`);
  return columns.length === 1 ? { kind: "number", values: columns[0] } : { kind: "matrix", columns, suffixes: kept };
}

function knownLevel(kit: FunctionKit, argument: Expression, levels: readonly string[], name: string): number {
  const level = levels.indexOf(name);
  if (level >= 0) return level;
  const label = kit.deparse(argument);
  const hint = didYouMean(name, levels, `its levels are ${levelList(levels)}`);
  throw kit.dataError(`"${name}" is not a level of "${label}"; ${hint}`, { column: label });
}

const OPTIONS = ["sep", "lex.order", "drop"];

/** R's C(f, contr): the factor with contrasts of its own, for fixed and random terms alike. */
export function coded(call: Call, kit: FunctionKit): Value {
  const args = kit.matchArguments(call, ["object"], ["contr"]);
  const { contrast: _, ...value } = kit.asFactor(call, args.get("object") as Expression);
  const contr = args.get("contr");
  const contrast =
    contr === undefined ? kit.defaultContrast(value.ordered) : contrastOf(call, kit, contr, value.levels.length);
  return { ...value, contrast };
}

/** A name such as sum or contr.sum, a call such as contr.treatment(3, base = 2), or columns of numbers. */
function contrastOf(call: Call, kit: FunctionKit, given: Expression, count: number): ContrastSpec {
  if (given.kind === "name") return given.name as ContrastSpec;
  if (given.kind === "string") return given.value as ContrastSpec;
  if (given.kind !== "call" || given.callee === "c") return columnsOf([constantNumbers(call, kit, given)]);
  if (given.callee === "cbind") return columnsOf(given.args.map(({ value }) => constantNumbers(call, kit, value)));
  // As in R, columns of such a matrix are named by numbers.
  const inner = { ...call, expression: given };
  const args = kit.matchArguments(inner, [], ["n", "base"]);
  const levels = Array.from({ length: kit.constantNumber(inner, args.get("n"), count) }, (_, i) => String(i + 1));
  const base = args.has("base")
    ? { treatment: String(kit.constantNumber(inner, args.get("base"), 1)) }
    : (given.callee as ContrastSpec);
  const { matrix, columns } = kit.buildContrast(base, given.callee, levels);
  const rows = levels.map((_, row) => columns.map((__, column) => matrix[column * levels.length + row]));
  return { matrix: rows, columns };
}

function columnsOf(columns: readonly (readonly number[])[]): ContrastSpec {
  return { matrix: columns[0].map((_, row) => columns.map((column) => column[row])) };
}
