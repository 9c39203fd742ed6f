// Columns of typed cells, as files other than text have them, into a table as the options want it.
import { DataError } from "../errors.js";
import { numberLabel } from "../math/number-label.js";
import { checkRequestedNames, requestFor, retypeColumn } from "./column-types.js";
import { tableOf } from "./columns.js";
import { MAX_BYTES, MAX_ROWS } from "./limits.js";
import type { DataNotice, Places } from "./notices.js";
import { readNumber } from "./read-number.js";
import type { Column, Table } from "./table.js";
import { type CellOptions, NA_VALUES } from "./table-builder.js";
import { columnFromTypedArray, columnFromValues, columnOfTexts } from "./values-column.js";

/** Cells by name, or a column that is made already. */
export type CellColumn = { readonly name: string; readonly cells: ArrayLike<unknown> } | Column;

const LEAST_NUMBERS = 3;

/** Rows of a file whose places are their numbers. */
export const FILE_ROWS: Places = { areLines: false, areRead: true, numberOf: (row) => row + 1 };

export function tableOfCells(
  columns: readonly CellColumn[],
  options: CellOptions,
  notices: readonly DataNotice[],
  places: Places = FILE_ROWS,
): Table {
  const { missing } = options;
  checkRequestedNames(
    options,
    Array.from(columns, ({ name }) => name),
  );
  const made = columns.map((given) => {
    const { name } = given;
    const { type, levels } = requestFor(name, options);
    const own = missing !== undefined && Object.hasOwn(missing, name) ? missing[name] : [];
    // A level that was asked for is none that is missing.
    const texts = [...(options.naValues ?? NA_VALUES), ...own].filter((text) => !levels?.includes(text));
    const column =
      "kind" in given
        ? withMissing(given, new Set(texts))
        : columnOfCells(name, given.cells, new MissingCells(texts), places);
    return retypeColumn(column, type, levels, places);
  });
  const texts = made.filter(holdsNumbersAsText);
  return tableOf(made, texts.length === 0 ? notices : [...notices, numbersAsText(texts.map(({ name }) => name))]);
}

/** Whether a column that nobody has called a factor has numbers only, three different ones at least. */
function holdsNumbersAsText(column: Column): boolean {
  if (column.kind !== "factor" || column.text === undefined || column.doubt !== undefined) return false;
  const { levels } = column;
  return levels.length >= LEAST_NUMBERS && levels.every((level) => readNumber(level) !== undefined);
}

function numbersAsText(names: readonly string[]): DataNotice {
  const list = names.map((name) => `"${name}"`).join(", ");
  const [what, are] = names.length === 1 ? ["column", "holds"] : ["columns", "hold"];
  return {
    code: "M_NUMBERS_AS_TEXT",
    message: `${what} ${list} ${are} numbers as text, of which factors were made`,
    columns: names,
    remedies: [
      {
        options: { types: Object.fromEntries(names.map((name) => [name, "number" as const])) },
        effect: "reads numbers",
      },
    ],
  };
}

/** Cells that stand for a missing value. */
class MissingCells {
  readonly #texts: ReadonlySet<string>;
  /** Whether a number may be one. */
  readonly hasNumbers: boolean;

  constructor(texts: readonly string[]) {
    this.#texts = new Set(texts);
    this.hasNumbers = texts.some((text) => readNumber(text) !== undefined);
  }

  has(cell: unknown): boolean {
    if (cell === null || cell === undefined) return true;
    return (typeof cell === "string" || this.hasNumbers) && this.#texts.has(textOf(cell));
  }
}

function columnOfCells(name: string, cells: ArrayLike<unknown>, missing: MissingCells, places: Places): Column {
  if (!missing.hasNumbers && ArrayBuffer.isView(cells)) return columnFromTypedArray(name, cells);
  const isText = hasNumbersAndTexts(cells, missing);
  const at = (row: number) => {
    const cell = cells[row];
    if (missing.has(cell)) return null;
    return isText && !Number.isNaN(cell) ? textOf(cell) : cell;
  };
  // A text that is made missing leaves texts, where they are in the file.
  return columnFromValues(name, cells.length, at, isText ? places : { ...places, areRead: false });
}

/** Whether numbers or truth values stand beside texts, so that all have to be texts. */
function hasNumbersAndTexts(cells: ArrayLike<unknown>, missing: MissingCells): boolean {
  if (ArrayBuffer.isView(cells)) return false;
  let [hasTexts, hasOthers] = [false, false];
  for (let row = 0; row < cells.length; row++) {
    if (missing.has(cells[row])) continue;
    const kind = typeof cells[row];
    if (kind === "string") hasTexts = true;
    else if (kind === "number" || kind === "bigint" || kind === "boolean") hasOthers = true;
  }
  return hasTexts && hasOthers;
}

function textOf(cell: unknown): string {
  if (typeof cell === "number") return numberLabel(cell);
  if (typeof cell === "boolean") return cell ? "TRUE" : "FALSE";
  return String(cell);
}

/** The column without the levels, or numbers, that stand for a missing value. */
function withMissing(column: Column, missing: ReadonlySet<string>): Column {
  if (missing.size === 0 || column.kind === "unusable") return column;
  if (column.kind === "number") {
    const values = column.values.map((value) => (missing.has(numberLabel(value)) ? Number.NaN : value));
    return { ...column, values };
  }
  const kept = column.levels.filter((level) => !missing.has(level));
  if (kept.length === column.levels.length) return column;
  const codeOf = new Map(kept.map((level, code) => [level, code]));
  const next = column.levels.map((level) => codeOf.get(level) ?? -1);
  const codes = column.codes.map((code) => (code < 0 ? -1 : next[code]));
  const isSorted = column.text === undefined || column.doubt?.code === "W_LARGE_INTEGERS";
  return isSorted ? { ...column, levels: kept, codes } : columnOfTexts(column.name, { codes, levels: kept });
}

/** Refuses more rows, or more memory, than the options allow; before anything of that size is made. */
export function checkSize(
  what: string,
  rows: number,
  columns: number,
  { maxRows = MAX_ROWS, maxBytes = MAX_BYTES }: CellOptions,
): void {
  const bytes = rows * columns * 8;
  if (rows <= maxRows && bytes <= maxBytes) return;
  const limit = rows > maxRows ? `maxRows, ${maxRows}` : `maxBytes, ${maxBytes}`;
  throw new DataError(`the ${what} has ${rows} rows of ${columns} columns, over the limit of ${limit}`);
}
