// The types a user may ask of a column, and turning a column into the type asked for.
import { DataError, OptionError } from "../errors.js";
import { numberLabel } from "../math/number-label.js";
import { didYouMean } from "../names.js";
import { BY_VARIABLE, checkOptions, type OptionRule, type OptionRules, valueText } from "../options.js";
import type { ColumnType } from "./column-type.js";
import { checkDistinctLevels, factorColumn, numberColumn } from "./columns.js";
import { type Places, placeText, ROWS } from "./notices.js";
import type { DecimalMark } from "./number-shape.js";
import { readNumber, trimBlanks } from "./read-number.js";
import type { Column, FactorColumn, NumberColumn } from "./table.js";

/** What a user fixes about columns, by name: their types, and the order of their levels. */
export interface ColumnRequests {
  /** Types of columns by name, in place of those found; a column that is not there is an OptionError. */
  readonly types?: Readonly<Record<string, ColumnType>> | undefined;
  /**
   * Levels of factors by name, in their order; the first is the base of treatment contrasts. A text that is none of
   * them is a DataError.
   */
  readonly levels?: Readonly<Record<string, readonly string[]>> | undefined;
}

const TYPES: readonly string[] = ["number", "factor", "ordered"];

/** Of an option whose entries have checks of their own. */
export const ANY: OptionRule = [() => true, "anything"];

export const REQUEST_RULES: OptionRules<ColumnRequests> = { types: BY_VARIABLE, levels: BY_VARIABLE };

/** Throws an OptionError for an option that `rules` do not have or refuse, an unknown type, or levels of a number. */
export function checkColumnRequests<T extends ColumnRequests>(options: T, rules: OptionRules<T>): void {
  checkOptions(null, options, rules);
  for (const [name, type] of Object.entries(options.types ?? {})) {
    if (!TYPES.includes(type)) {
      throw new OptionError(
        `column "${name}" cannot have the type ${valueText(type)}; the types are ${TYPES.join(", ")}`,
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
export function checkRequestedNames(
  options: ColumnRequests & { readonly missing?: Readonly<Record<string, unknown>> | undefined },
  names: readonly string[],
): void {
  for (const [what, requested] of [
    ["type", options.types],
    ["levels", options.levels],
    ["missing values", options.missing],
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
  places: Places = ROWS,
): Column {
  if (type === undefined && levels === undefined) return column;
  if (column.kind === "unusable") throw column.problem;
  if (type === "number") return column.kind === "number" ? column : numberFromFactor(column, places);
  const { name, codes, levels: found, ordered } = column.kind === "factor" ? column : factorFromNumber(column);
  const kind = { ordered: type === undefined ? ordered : type === "ordered" };
  if (levels === undefined) return factorColumn(name, codes, found, kind);
  return factorColumn(name, recode(name, codes, found, levels, places), levels, kind);
}

function numberFromFactor(column: FactorColumn, places: Places): NumberColumn {
  const { name, codes, levels, logical, text } = column;
  const numbers = levels.map((level, code) => (logical ? code : numberOfText(level, text)));
  const values = new Float64Array(codes.length);
  for (let row = 0; row < values.length; row++) {
    const value = codes[row] < 0 ? Number.NaN : numbers[codes[row]];
    if (value === undefined) throw notANumber(name, levels[codes[row]], row, placeText(row, places));
    values[row] = value;
  }
  return numberColumn(name, values);
}

/** The number that a text is, NaN where it is blank or NA; undefined where it is none. */
export function numberOfText(text: string, mark: DecimalMark = "."): number | undefined {
  const body = trimBlanks(text);
  if (body === "" || body === "NA") return Number.NaN;
  return readNumber(mark === "." ? body : body.replaceAll(".", "").replace(",", "."));
}

/** The DataError for a text in a column that is asked to be a number. */
export function notANumber(name: string, text: string, row: number, place: string): DataError {
  const comma = readNumber(text.replace(",", ".")) === undefined ? "" : "; write decimals with a point, not a comma";
  return new DataError(`column "${name}" has "${text}" ${place}, which is not a number${comma}`, { column: name, row });
}

/** Levels by size, named as R names them; numbers that R writes alike are one level. */
function factorFromNumber({ name, values }: NumberColumn): FactorColumn {
  const sorted = Array.from(new Set(values.filter((value) => !Number.isNaN(value)))).sort((a, b) => a - b);
  const levels = Array.from(new Set(sorted.map(numberLabel)));
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const codes = new Map(sorted.map((value) => [value, codeOf.get(numberLabel(value)) as number]));
  return factorColumn(
    name,
    Int32Array.from(values, (value) => codes.get(value) ?? -1),
    levels,
  );
}

function recode(
  name: string,
  codes: Int32Array,
  found: readonly string[],
  levels: readonly string[],
  places: Places,
): Int32Array {
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const recoded = found.map((level) => codeOf.get(level));
  return codes.map((code, row) => {
    if (code < 0) return -1;
    const next = recoded[code];
    if (next === undefined) throw notALevel(name, found[code], levels, row, placeText(row, places));
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
