// Wide data → long: several columns of one measure become a factor, which says which column, and a column of values.
import { DataError, OptionError } from "../errors.js";
import { didYouMean } from "../names.js";
import { checkOptions, FLAG, isText, isTexts, NAME, type OptionRules } from "../options.js";
import { columnLength, factorColumn, isMissingAt, numberColumn, tableOf } from "./columns.js";
import { sortedTexts } from "./factor-text.js";
import type { Column, FactorColumn, NumberColumn, Table } from "./table.js";
import { type TableLike, toTable } from "./to-table.js";

/** Which columns, and what becomes of them. */
export interface LongerOptions {
  /** Names of columns; `*` stands for any letters, and `first:last` for all columns between two. */
  readonly columns: readonly string[];
  /** What the factor of the columns' names is called. */
  readonly names: string;
  /** What the column of their values is called. */
  readonly values: string;
  /** Taken off the beginning of the names. */
  readonly prefix?: string | undefined;
  /** Whether rows without a value are left out; they stay unless this is true. */
  readonly dropMissing?: boolean | undefined;
}

const RULES: OptionRules<LongerOptions> = {
  columns: [(value) => isTexts(value) && (value as string[]).length > 0, "an array of names of columns", "required"],
  names: [isText, "a name", "required"],
  values: [isText, "a name", "required"],
  prefix: NAME,
  dropMissing: FLAG,
};

/**
 * A table with one row for each row and each of the columns, as tidyr's pivot_longer gives it: the other columns repeated,
 * a factor of the columns' names in the order in which they were asked for, and their values. Throws DataError or OptionError.
 *
 * @example
 * const wide = { subject: ["s1", "s2"], pre: [3, 5], post: [4, 7] };
 * const long = longer(wide, { columns: ["pre", "post"], names: "time", values: "score" });
 * long.rowCount; // 4
 */
export function longer(data: TableLike, options: LongerOptions): Table {
  checkOptions("longer()", options, RULES);
  const { prefix = "", names, values, dropMissing = false } = options;
  const table = toTable(data);
  const chosen = chosenColumns(options.columns, [...table.columns.keys()]);
  const wide = chosen.map((name) => table.columns.get(name) as Column);
  const levels = chosen.map((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name));
  const value = stacked(values, wide, table.rowCount);
  const kept: number[] = [];
  for (let at = 0; at < columnLength(value); at++) if (!dropMissing || !isMissingAt(value, at)) kept.push(at);
  const rows = Int32Array.from(kept, (at) => Math.floor(at / chosen.length));
  const others = Array.from(table.columns.values()).filter(({ name }) => !chosen.includes(name));
  const taken = others.find(({ name }) => name === names || name === values);
  if (taken !== undefined || names === values) {
    const text = `longer() cannot call a column "${taken?.name ?? names}", for there is another of that name`;
    throw new OptionError(text, taken?.name === values ? "values" : "names");
  }
  return tableOf([
    ...others.map((column) => inRows(column, rows)),
    factorColumn(
      names,
      Int32Array.from(kept, (at) => at % chosen.length),
      distinct(names, levels),
    ),
    inRows(value, Int32Array.from(kept)),
  ]);
}

function distinct(name: string, levels: readonly string[]): readonly string[] {
  const twice = levels.find((level, i) => levels.indexOf(level) !== i);
  if (twice === undefined) return levels;
  throw new DataError(`without its prefix "${twice}" would be a level of "${name}" twice`, { column: name });
}

/** The columns that the patterns mean, each once, in the order of the patterns. */
function chosenColumns(patterns: readonly string[], names: readonly string[]): string[] {
  const chosen = patterns.flatMap((pattern) => {
    if (names.includes(pattern)) return pattern;
    const [first, last, ...more] = pattern.split(":");
    if (last !== undefined && more.length === 0 && names.includes(first) && names.includes(last)) {
      return names.slice(names.indexOf(first), names.indexOf(last) + 1);
    }
    const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const expression = new RegExp(`^${parts.join(".*")}$`, "su");
    const found = parts.length > 1 ? names.filter((name) => expression.test(name)) : [];
    if (found.length > 0) return found;
    const hint = didYouMean(pattern, names, `the columns are ${names.slice(0, 12).join(", ")}`);
    throw new DataError(`column "${pattern}" is not in the data; ${hint}`, { column: pattern });
  });
  return [...new Set(chosen)];
}

/** The columns in one, row by row: all numbers, or all factors. */
function stacked(name: string, columns: readonly Column[], rowCount: number): NumberColumn | FactorColumn {
  for (const column of columns) if (column.kind === "unusable") throw column.problem;
  const numbers = columns.filter((column) => column.kind === "number");
  if (numbers.length === columns.length) {
    const values = new Float64Array(rowCount * numbers.length);
    numbers.forEach((column, k) => {
      for (let row = 0; row < rowCount; row++) values[row * numbers.length + k] = column.values[row];
    });
    return numberColumn(name, values);
  }
  const factors = columns.filter((column) => column.kind === "factor");
  if (numbers.length > 0) {
    const text = `columns "${numbers[0].name}" and "${factors[0].name}" cannot be one: the first has numbers, the second has not`;
    throw new DataError(text, { column: factors[0].name });
  }
  const [first] = factors;
  const isSame = factors.every(
    ({ levels }) => levels.length === first.levels.length && levels.every((level, i) => level === first.levels[i]),
  );
  const all = [...new Set(factors.flatMap(({ levels }) => levels))];
  const codeOf = new Map(all.map((level, code) => [level, code]));
  const codes = new Int32Array(rowCount * factors.length);
  factors.forEach((column, k) => {
    const next = column.levels.map((level) => codeOf.get(level) as number);
    for (let row = 0; row < rowCount; row++) {
      const code = column.codes[row];
      codes[row * factors.length + k] = code < 0 ? -1 : next[code];
    }
  });
  if (isSame) return { ...first, name, codes };
  const sorted = sortedTexts({ codes, levels: all });
  return factorColumn(name, sorted.codes, sorted.levels);
}

function inRows(column: Column, rows: Int32Array): Column {
  if (column.kind === "number") return { ...column, values: Float64Array.from(rows, (row) => column.values[row]) };
  if (column.kind === "factor") return { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]) };
  return { ...column, length: rows.length };
}
