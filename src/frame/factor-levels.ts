// Factors: levels found in numbers, levels that no row has, levels of one factor in terms of another.
import { numberLabel } from "../math/number-label.js";
import { rankNumbers } from "./rank-numbers.js";

/** Each row's code into `levels`; -1 is missing. */
export interface Coded {
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

/** Levels are the distinct numbers in increasing order, named as R names them; NaN is missing. */
export function factorFromNumbers(values: Float64Array): Coded {
  const { codes, distinct } = rankNumbers(values);
  const labels = Array.from(distinct, numberLabel);
  const levels = [...new Set(labels)];
  if (levels.length === labels.length) return { codes, levels };
  return { codes: recode(codes, labels, levels), levels };
}

/** The same factor without the levels that no row has; the very same object where there are none. */
export function dropUnusedLevels<T extends Coded>(factor: T): T {
  const { codes, levels } = factor;
  const used = new Uint8Array(levels.length);
  let missing = levels.length;
  for (let i = 0; i < codes.length && missing > 0; i++) {
    const code = codes[i];
    if (code >= 0 && used[code] === 0) {
      used[code] = 1;
      missing--;
    }
  }
  if (missing === 0) return factor;
  const kept = levels.filter((_, code) => used[code] === 1);
  return { ...factor, codes: recode(codes, levels, kept), levels: kept };
}

/** Codes into `levels` as codes into `target`; a level that `target` has not becomes -1. */
export function recode(codes: Int32Array, levels: readonly string[], target: readonly string[]): Int32Array {
  const position = new Map(target.map((level, code) => [level, code]));
  const translation = Int32Array.from(levels, (level) => position.get(level) ?? -1);
  const result = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) result[i] = codes[i] < 0 ? -1 : translation[codes[i]];
  return result;
}

/** The same factor with the levels of `first` in front and those it has besides behind them. */
export function levelsAfter({ codes, levels }: Coded, first: readonly string[]): Coded {
  const known = new Set(first);
  const all = [...first, ...levels.filter((level) => !known.has(level))];
  return { codes: recode(codes, levels, all), levels: all };
}

/** The levels as a person may read them, at most five. */
export function levelList(levels: readonly string[]): string {
  const shown = levels.slice(0, 5).map((level) => `"${level}"`);
  return levels.length > 5 ? `${shown.join(", ")}, … ${levels.length} in all` : shown.join(", ");
}
