// The types a user may ask of a column, and turning a column into the type asked for.
import { DataError, OptionError } from "../errors.js";
import { didYouMean } from "../names.js";
import { type OptionRule, type OptionRules, wrongOption } from "../options.js";
import { checkDistinctLevels, numberColumn } from "./columns.js";
import { readNumber } from "./read-number.js";
import type { Column, FactorColumn, NumberColumn } from "./table.js";

export type ColumnType = "number" | "factor" | "ordered";

/** What a user fixes about columns, by name: their types, and the order of their levels. */
export interface ColumnRequests {
  readonly types?: Readonly<Record<string, ColumnType>> | undefined;
  readonly levels?: Readonly<Record<string, readonly string[]>> | undefined;
}

const TYPES: readonly string[] = ["number", "factor", "ordered"];

/** Of an option whose entries have checks of their own. */
export const ANY: OptionRule = [() => true, "anything"];

export const REQUEST_RULES: OptionRules<ColumnRequests> = { types: ANY, levels: ANY };

/** Throws an OptionError for an option that `rules` do not have or refuse, an unknown type, or levels of a number. */
export function checkColumnRequests<T extends ColumnRequests>(options: T, rules: OptionRules<T>): void {
  const wrong = wrongOption(options, rules);
  if (wrong !== null) {
    const { name, expected } = wrong;
    const unknown = `unknown option "${name}" for reading data; the options are ${Object.keys(rules).join(", ")}`;
    throw new OptionError(expected === null ? unknown : `${name} must be ${expected}`, name);
  }
  for (const [name, type] of Object.entries(options.types ?? {})) {
    if (!TYPES.includes(type)) {
      throw new OptionError(
        `column "${name}" cannot have the type "${type}"; the types are ${TYPES.join(", ")}`,
        "types",
      );
    }
  }
  for (const [name, levels] of Object.entries(options.levels ?? {})) {
    if (!Array.isArray(levels) || !levels.every((level) => typeof level === "string")) {
      throw new OptionError(`levels of column "${name}" must be an array of strings`, "levels");
    }
    if (requestFor(name, options).type === "number") {
      throw new OptionError(
        `column "${name}" is asked to be a number, but levels are given for it; leave one out`,
        "levels",
      );
    }
    checkDistinctLevels(name, levels);
  }
}

/** Throws a DataError where a request names a column that the data do not have. */
export function checkRequestedNames(options: ColumnRequests, names: readonly string[]): void {
  for (const [what, requested] of [
    ["type", options.types],
    ["levels", options.levels],
  ] as const) {
    for (const name of Object.keys(requested ?? {})) {
      if (names.includes(name)) continue;
      const text = `column "${name}" has its ${what} given, but is not in the data; ${nameHint(name, names)}`;
      throw new DataError(text, { column: name });
    }
  }
}

function nameHint(name: string, names: readonly string[]): string {
  const shown = names.slice(0, 12).map((known) => `"${known}"`);
  return didYouMean(name, names, `the columns are ${shown.join(", ")}${names.length > 12 ? ", …" : ""}`);
}

/** The request for one column; own properties only, so that a column may be called `constructor`. */
export function requestFor(
  name: string,
  options: ColumnRequests,
): { type: ColumnType | undefined; levels: readonly string[] | undefined } {
  const { types, levels } = options;
  return {
    type: types !== undefined && Object.hasOwn(types, name) ? types[name] : undefined,
    levels: levels !== undefined && Object.hasOwn(levels, name) ? levels[name] : undefined,
  };
}

/** The column as the type asked for, with the levels in the order given; numbers become levels in increasing order. Throws DataError. */
export function retypeColumn(
  column: Column,
  type: ColumnType | undefined,
  levels: readonly string[] | undefined,
): Column {
  if (type === undefined && levels === undefined) return column;
  if (column.kind === "unusable") throw column.problem;
  if (type === "number") return column.kind === "number" ? column : numberFromFactor(column);
  const factor = column.kind === "factor" ? column : factorFromNumber(column);
  const ordered = type === undefined ? factor.ordered : type === "ordered";
  if (levels === undefined) return { ...factor, ordered, logical: false };
  return { ...factor, codes: recode(factor, levels), levels, ordered, logical: false };
}

function numberFromFactor(column: FactorColumn): NumberColumn {
  const numbers = column.levels.map((level, code) => (column.logical ? code : readNumber(level)));
  const values = new Float64Array(column.codes.length);
  for (let row = 0; row < values.length; row++) {
    const code = column.codes[row];
    const value = code < 0 ? Number.NaN : numbers[code];
    if (value === undefined) throw notANumber(column.name, column.levels[code], row, `in row ${row + 1}`);
    values[row] = value;
  }
  return numberColumn(column.name, values);
}

/** The DataError for a text in a column that is asked to be a number. */
export function notANumber(name: string, text: string, row: number, place: string): DataError {
  const comma = readNumber(text.replace(",", ".")) === undefined ? "" : "; write decimals with a point, not a comma";
  return new DataError(`column "${name}" has "${text}" ${place}, which is not a number${comma}`, { column: name, row });
}

function factorFromNumber(column: NumberColumn): FactorColumn {
  const distinct = new Map<number, number>();
  for (const value of column.values) if (!Number.isNaN(value)) distinct.set(value, 0);
  const sorted = Array.from(distinct.keys()).sort((a, b) => a - b);
  for (let code = 0; code < sorted.length; code++) distinct.set(sorted[code], code);
  const codes = Int32Array.from(column.values, (value) => distinct.get(value) ?? -1);
  return { kind: "factor", name: column.name, codes, levels: sorted.map(String), ordered: false, logical: false };
}

function recode(column: FactorColumn, levels: readonly string[]): Int32Array {
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const recoded = column.levels.map((level) => codeOf.get(level));
  return column.codes.map((code, row) => {
    if (code < 0) return -1;
    const next = recoded[code];
    if (next === undefined) throw notALevel(column.name, column.levels[code], levels, row, `in row ${row + 1}`);
    return next;
  });
}

/** The DataError for a value that is not among the levels given. */
export function notALevel(
  name: string,
  text: string,
  levels: readonly string[],
  row: number,
  place: string,
): DataError {
  const shown =
    levels
      .slice(0, 8)
      .map((level) => `"${level}"`)
      .join(", ") + (levels.length > 8 ? ", …" : "");
  return new DataError(`column "${name}" has "${text}" ${place}, which is not among its levels ${shown}`, {
    column: name,
    row,
  });
}
