// Grouping factors: one variable, or the combinations of several that occur in the data.
import { DesignError } from "../errors.js";
import { type Coded, dropUnusedLevels, factorFromNumbers } from "../frame/factor-levels.js";
import { rankNumbers } from "../frame/rank-numbers.js";
import type { FrameVariable } from "../frame/variables.js";
import type { GroupingFactor } from "./design.js";

/**
 * The factor of one or more components. Numbers become levels in increasing order; combinations are named "a:b" and
 * ordered by the levels of the first component, then of the second.
 */
export function groupingFactor(name: string, components: readonly FrameVariable[]): GroupingFactor {
  const [first, ...others] = components.map(asFactor);
  const { codes, levels } = dropUnusedLevels(others.reduce(interaction, first));
  return { name, levels, codes };
}

/** Each row's position among the fit's levels; -1 for a missing value and for a level that the fit does not know. */
export function knownGroupCodes(
  components: readonly FrameVariable[],
  levels: readonly string[],
): { codes: Int32Array; unknown: string[]; own: Coded } {
  const { codes: given, levels: found } = groupingFactor("", components);
  const position = new Map(levels.map((level, code) => [level, code]));
  const translation = found.map((level) => position.get(level) ?? -1);
  return {
    codes: Int32Array.from(given, (code) => (code < 0 ? -1 : translation[code])),
    unknown: found.filter((_, code) => translation[code] < 0),
    own: { codes: given, levels: found },
  };
}

function asFactor(variable: FrameVariable): Coded {
  if (variable.kind === "factor") return variable;
  if (variable.columns.length === 1) return factorFromNumbers(variable.columns[0]);
  const text = `"${variable.label}" has ${variable.columns.length} columns and cannot be a grouping factor`;
  throw new DesignError(text, variable.label);
}

/** Combinations are numbered by a·|b| + b, then renumbered to those that occur. */
function interaction(a: Coded, b: Coded): Coded {
  const width = b.levels.length;
  const keys = new Float64Array(a.codes.length);
  for (let i = 0; i < keys.length; i++) {
    keys[i] = a.codes[i] < 0 || b.codes[i] < 0 ? Number.NaN : a.codes[i] * width + b.codes[i];
  }
  const { codes, distinct } = rankNumbers(keys);
  const name = (key: number) => `${a.levels[Math.floor(key / width)]}:${b.levels[key % width]}`;
  return { codes, levels: Array.from(distinct, name) };
}
