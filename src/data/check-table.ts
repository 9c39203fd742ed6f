// A Table that somebody else has made: all of it is looked at once, before anything is computed from it.
import { DataError } from "../errors.js";
import { checkCodes, checkDistinctLevels, columnLength, tableOf } from "./columns.js";
import type { DataNotice } from "./notices.js";
import type { Column, Table } from "./table.js";

/** Lists of levels that were found to be in order; whoever makes a column makes its list. */
const known = new WeakSet<readonly string[]>();

/** The same table; throws a DataError that names what in it is wrong. */
export function checkedTable(table: Table): Table {
  const { rowCount, columns, notices } = table;
  if (!(Number.isSafeInteger(rowCount) && rowCount >= 0)) {
    throw new DataError(`the table has the rowCount ${rowCount}; it must be a whole number`);
  }
  for (const [name, column] of columns) {
    checkColumn(name, column);
    const length = columnLength(column);
    if (length === rowCount) continue;
    const text = `column "${name}" has ${length} rows, but the table's rowCount is ${rowCount}`;
    throw new DataError(text, { column: name });
  }
  if (notices !== undefined && !(Array.isArray(notices) && Array.from(notices).every(isNotice))) {
    throw new DataError("the table has notices that are no list of DataNotice");
  }
  if (columns.size === 0) tableOf([]);
  return table;
}

function checkColumn(name: unknown, column: Column): void {
  if (typeof name !== "string") throw new DataError(`the table has a column called ${String(name)}; names are strings`);
  const wrong = (what: string) => new DataError(`column "${name}" of the table ${what}`, { column: name });
  if (typeof column !== "object" || column === null) throw wrong("is no object with a kind");
  if (column.name !== name) throw wrong(`calls itself "${String(column.name)}"`);
  switch (column.kind) {
    case "number":
      if (!isOfType(column.values, "Float64Array")) throw wrong("has values that are no Float64Array");
      return;
    case "factor":
      checkFactor(column, wrong);
      return;
    case "unusable":
      if (!(Number.isSafeInteger(column.length) && column.length >= 0))
        throw wrong("has a length that is no whole number");
      if (!(column.problem instanceof Error)) throw wrong("has a problem that is no error");
      return;
    default:
      throw wrong(`has the kind "${String((column as Column).kind)}"; the kinds are number, factor and unusable`);
  }
}

function checkFactor(column: Extract<Column, { kind: "factor" }>, wrong: (what: string) => DataError): void {
  const { name, codes, levels, ordered, logical, text, doubt } = column;
  if (!isOfType(codes, "Int32Array")) throw wrong("has codes that are no Int32Array");
  // `every` passes over the holes of a sparse array.
  if (!Array.isArray(levels) || Array.from(levels).some((level) => typeof level !== "string")) {
    throw wrong("has levels that are not an array of strings");
  }
  if (!known.has(levels)) {
    checkDistinctLevels(name, levels);
    known.add(levels);
  }
  checkCodes(name, codes, levels.length);
  if (![ordered, logical].every((flag) => flag === undefined || typeof flag === "boolean")) {
    throw wrong("has ordered or logical that is not true or false");
  }
  if (logical && !(levels.length === 2 && levels[0] === "FALSE" && levels[1] === "TRUE")) {
    throw wrong("is logical, but its levels are not FALSE, TRUE");
  }
  if (text !== undefined && text !== "." && text !== ",") throw wrong('has a text that is not "." or ","');
  if (doubt !== undefined && !isNotice(doubt)) throw wrong("has a doubt that is no DataNotice");
}

function isOfType(values: unknown, type: string): boolean {
  return Object.prototype.toString.call(values) === `[object ${type}]`;
}

function isNotice(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { code, message, columns, remedies } = value as Partial<DataNotice>;
  return typeof code === "string" && typeof message === "string" && Array.isArray(columns) && Array.isArray(remedies);
}
