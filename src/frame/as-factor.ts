import type { Expression } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import type { Call } from "./call.js";
import { dropUnusedLevels, factorFromNumbers, levelsAfter } from "./factor-levels.js";
import { errorAt, type FactorValue } from "./value.js";

export function asFactor(call: Call, argument: Expression): FactorValue {
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
export function rememberLevels(call: Call, value: FactorValue): FactorValue {
  const learn = () => ({ kind: "levels" as const, levels: value.levels });
  const { levels } = call.scope.transforms.recall(deparse(call.expression), "levels", learn);
  return levels === value.levels ? value : { ...value, ...levelsAfter(value, levels) };
}
