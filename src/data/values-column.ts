// A column from values of JavaScript: one by one, or in typed arrays, or as codes and levels.
import { DataError } from "../errors.js";
import { factorColumn, numberColumn, textColumn } from "./columns.js";
import { doubtOf, largeIntegers, type Texts } from "./doubt.js";
import { sortedTexts } from "./factor-text.js";
import { type Places, ROWS } from "./notices.js";
import { readNumber } from "./read-number.js";
import type { Column, FactorColumn, NumberColumn } from "./table.js";

/** Codes into levels; a code of -1 or null is missing. */
export interface CodedColumn {
  /** One a row: the number of its level, from 0 on. */
  readonly codes: ArrayLike<number | null>;
  /** Texts of the levels in their order; one that is there twice is a DataError. */
  readonly levels: readonly string[];
  /** Whether the order has a meaning; false unless given. */
  readonly ordered?: boolean;
}

/**
 * A column from `length` values; null, undefined and NaN are missing, "" is a level. One of mixed kinds, or of values
 * that are no cells, is an UnusableColumn: it may stand in the data as long as no model needs it.
 */
export function columnFromValues(
  name: string,
  length: number,
  at: (row: number) => unknown,
  places: Places = ROWS,
): Column {
  try {
    return usableColumn(name, length, at, places);
  } catch (problem) {
    if (!(problem instanceof DataError)) throw problem;
    return { kind: "unusable", name, length, problem };
  }
}

function usableColumn(
  name: string,
  length: number,
  at: (row: number) => unknown,
  places: Places,
): NumberColumn | FactorColumn {
  let first = 0;
  while (first < length && isMissing(at(first))) first++;
  if (first === length) return numberColumn(name, new Float64Array(length).fill(Number.NaN));
  const kind = kindOf(at(first));
  if (kind === "number") return numbersFrom(name, length, at, first, places);
  if (kind === "string") return stringsFrom(name, length, at, first, places);
  if (kind === "boolean") return booleansFrom(name, length, at, first);
  throw notACell(name, at(first), first);
}

/** A column over a typed array; a Float64Array is not copied, big integers become numbers. */
export function columnFromTypedArray(name: string, array: ArrayBufferView): Column {
  const tag = Object.prototype.toString.call(array).slice(8, -1);
  if (tag === "Float64Array") return numberColumn(name, array as Float64Array);
  if (tag === "DataView") throw new DataError(`column "${name}" is a DataView; give a typed array`, { column: name });
  if (tag.startsWith("Big")) {
    const integers = array as BigInt64Array;
    return columnFromValues(name, integers.length, (row) => integers[row]);
  }
  return numberColumn(name, new Float64Array(array as Int32Array));
}

/** A factor from codes and levels; an Int32Array of codes is not copied. */
export function columnFromCodes(name: string, coded: CodedColumn): FactorColumn {
  const { codes, levels, ordered = false } = coded;
  if (!Array.isArray(levels) || Array.from(levels).some((level) => typeof level !== "string")) {
    throw new DataError(`column "${name}" has levels that are not an array of strings`, { column: name });
  }
  if (!Array.isArray(codes) && !ArrayBuffer.isView(codes)) {
    throw new DataError(`column "${name}" has codes that are not an array`, { column: name });
  }
  if (Object.prototype.toString.call(codes) === "[object Int32Array]") {
    return factorColumn(name, codes as unknown as Int32Array, levels, { ordered });
  }
  const whole = new Int32Array(codes.length);
  for (let row = 0; row < whole.length; row++) {
    const code = codes[row] ?? -1;
    if (!Number.isInteger(code)) {
      throw new DataError(`column "${name}" has the code "${String(code)}" in row ${row + 1}; codes are integers`, {
        column: name,
        row,
      });
    }
    whole[row] = code;
  }
  return factorColumn(name, whole, levels, { ordered });
}

function numbersFrom(
  name: string,
  length: number,
  at: (row: number) => unknown,
  first: number,
  places: Places,
): NumberColumn | FactorColumn {
  const values = new Float64Array(length).fill(Number.NaN);
  for (let row = first; row < length; row++) {
    const value = at(row);
    if (typeof value === "number") values[row] = value;
    else if (typeof value === "bigint") {
      values[row] = Number(value);
      if (!Number.isSafeInteger(values[row])) return largeIntegersFrom(name, length, at, row, places);
    } else if (!isMissing(value)) throw mixed(name, at(first), first, value, row);
  }
  return numberColumn(name, values);
}

/** Texts in place of integers that numbers cannot tell apart; the first of them is in row `large`. */
function largeIntegersFrom(
  name: string,
  length: number,
  at: (row: number) => unknown,
  large: number,
  places: Places,
): FactorColumn {
  const texts = collected(length, 0, (row) => {
    const value = at(row);
    if (typeof value === "number" || typeof value === "bigint") return Number.isNaN(value) ? null : String(value);
    return isMissing(value) ? null : undefined;
  });
  if (typeof texts === "number") throw mixed(name, at(large), large, at(texts), texts);
  const doubt = largeIntegers(name, texts, large, places);
  const { codes, levels } = sortedTexts(texts);
  return textColumn(name, codes, levels, ".", doubt);
}

/** Each distinct text once, in the order in which they come; null is missing. Gives the row that is neither. */
function collected(length: number, first: number, at: (row: number) => string | null | undefined): Texts | number {
  const codes = new Int32Array(length).fill(-1);
  const codeOf = new Map<string, number>();
  for (let row = first; row < length; row++) {
    const text = at(row);
    if (text === undefined) return row;
    if (text === null) continue;
    const code = codeOf.get(text) ?? codeOf.size;
    if (code === codeOf.size) codeOf.set(text, code);
    codes[row] = code;
  }
  return { codes, levels: Array.from(codeOf.keys()) };
}

function stringsFrom(
  name: string,
  length: number,
  at: (row: number) => unknown,
  first: number,
  places: Places,
): FactorColumn {
  const texts = collected(length, first, (row) => {
    const value = at(row);
    return typeof value === "string" ? value : isMissing(value) ? null : undefined;
  });
  if (typeof texts === "number") throw mixed(name, at(first), first, at(texts), texts);
  return columnOfTexts(name, texts, places);
}

/** The factor of texts, its levels in order. */
export function columnOfTexts(name: string, texts: Texts, places: Places = ROWS): FactorColumn {
  const doubt = doubtOf(name, texts, readNumber, places);
  const { codes, levels } = sortedTexts(texts);
  return textColumn(name, codes, levels, ".", doubt);
}

function booleansFrom(name: string, length: number, at: (row: number) => unknown, first: number): FactorColumn {
  const codes = new Int32Array(length).fill(-1);
  for (let row = first; row < length; row++) {
    const value = at(row);
    if (typeof value === "boolean") codes[row] = value ? 1 : 0;
    else if (!isMissing(value)) throw mixed(name, at(first), first, value, row);
  }
  return factorColumn(name, codes, ["FALSE", "TRUE"], { logical: true });
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || Number.isNaN(value);
}

function kindOf(value: unknown): string {
  return typeof value === "bigint" ? "number" : typeof value;
}

function mixed(name: string, earlier: unknown, earlierRow: number, value: unknown, row: number): DataError {
  if (!["number", "string", "boolean"].includes(kindOf(value))) return notACell(name, value, row);
  return new DataError(
    `column "${name}" mixes a ${kindOf(earlier)} ("${String(earlier)}" in row ${earlierRow + 1}) with ` +
      `a ${kindOf(value)} ("${String(value)}" in row ${row + 1}); all its values must be of one kind`,
    { column: name, row },
  );
}

function notACell(name: string, value: unknown, row: number): DataError {
  const isDate = Object.prototype.toString.call(value) === "[object Date]";
  const what = isDate
    ? "a date"
    : Array.isArray(value)
      ? "an array"
      : `a${typeof value === "object" ? "n" : ""} ${typeof value}`;
  const fix = isDate ? "give dates as numbers (date.getTime()) or as text" : "values are numbers, strings or booleans";
  return new DataError(`column "${name}" has ${what} in row ${row + 1}; ${fix}`, { column: name, row });
}
