// A column from values of JavaScript: one by one, or in typed arrays, or as codes and levels.
import { DataError } from "../errors.js";
import { factorColumn, numberColumn } from "./columns.js";
import { sortByCodePoint } from "./levels.js";
import type { Column, FactorColumn, NumberColumn } from "./table.js";

/** Codes into levels; a code of -1 or null is missing. */
export interface CodedColumn {
  readonly codes: ArrayLike<number | null>;
  readonly levels: readonly string[];
  readonly ordered?: boolean;
}

/**
 * A column from `length` values; null, undefined and NaN are missing, "" is a level. One of mixed kinds, or of values
 * that are no cells, is an UnusableColumn: it may stand in the data as long as no model needs it.
 */
export function columnFromValues(name: string, length: number, at: (row: number) => unknown): Column {
  try {
    return usableColumn(name, length, at);
  } catch (problem) {
    if (!(problem instanceof DataError)) throw problem;
    return { kind: "unusable", name, length, problem };
  }
}

function usableColumn(name: string, length: number, at: (row: number) => unknown): NumberColumn | FactorColumn {
  let first = 0;
  while (first < length && isMissing(at(first))) first++;
  if (first === length) return numberColumn(name, new Float64Array(length).fill(Number.NaN));
  const kind = kindOf(at(first));
  if (kind === "number") return numbersFrom(name, length, at, first);
  if (kind === "string") return stringsFrom(name, length, at, first);
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
  if (!Array.isArray(levels) || !levels.every((level) => typeof level === "string")) {
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

function numbersFrom(name: string, length: number, at: (row: number) => unknown, first: number): NumberColumn {
  const values = new Float64Array(length).fill(Number.NaN);
  for (let row = first; row < length; row++) {
    const value = at(row);
    if (typeof value === "number") values[row] = value;
    else if (typeof value === "bigint") values[row] = safeInteger(name, value, row);
    else if (!isMissing(value)) throw mixed(name, at(first), first, value, row);
  }
  return numberColumn(name, values);
}

function safeInteger(name: string, value: bigint, row: number): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new DataError(
    `column "${name}" has the integer "${value}" in row ${row + 1}, too large for an exact number; give it as text`,
    { column: name, row },
  );
}

function stringsFrom(name: string, length: number, at: (row: number) => unknown, first: number): FactorColumn {
  const codes = new Int32Array(length).fill(-1);
  const codeOf = new Map<string, number>();
  for (let row = first; row < length; row++) {
    const value = at(row);
    if (typeof value === "string") {
      let code = codeOf.get(value);
      if (code === undefined) {
        code = codeOf.size;
        codeOf.set(value, code);
      }
      codes[row] = code;
    } else if (!isMissing(value)) throw mixed(name, at(first), first, value, row);
  }
  const levels = sortByCodePoint(Array.from(codeOf.keys()));
  const next = new Int32Array(levels.length);
  levels.forEach((level, code) => {
    next[codeOf.get(level) as number] = code;
  });
  for (let row = 0; row < length; row++) if (codes[row] >= 0) codes[row] = next[codes[row]];
  return factorColumn(name, codes, levels);
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
