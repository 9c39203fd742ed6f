// Any of the shapes in which JavaScript holds a table, as a Table.
import { DataError } from "../errors.js";
import { type ArrowTable, type ArrowVector, columnFromArrow, isArrowTable, isArrowVector } from "./arrow.js";
import { checkedTable } from "./check-table.js";
import {
  type ColumnRequests,
  checkColumnRequests,
  checkRequestedNames,
  REQUEST_RULES,
  requestFor,
  retypeColumn,
} from "./column-types.js";
import { tableOf } from "./columns.js";
import { isDoubt } from "./doubt.js";
import { MAX_ROWS } from "./limits.js";
import type { Column, Table } from "./table.js";
import { type CodedColumn, columnFromCodes, columnFromTypedArray, columnFromValues } from "./values-column.js";

export type { CodedColumn } from "./values-column.js";

export type Cell = string | number | boolean | bigint | null | undefined;

/** A typed array, an array of cells, codes with levels, or an Arrow vector. */
export type ColumnLike = ArrayBufferView | readonly Cell[] | CodedColumn | ArrowVector;

/** What is needed of an arquero table. */
export interface ArqueroTable {
  /** Names of the columns in their order. */
  columnNames(): string[];
  /** Values of a column, one a row; Dates and objects make it a column that models refuse. */
  array(name: string): ArrayLike<unknown>;
}

/**
 * Columns by name, rows as objects, an Arrow or arquero table, or a Table. The last member is for objects whose type
 * is an interface, which no Record takes, or that have columns which no model uses; what it lets in is checked.
 */
export type TableLike =
  | Table
  | ArrowTable
  | ArqueroTable
  | Readonly<Record<string, ColumnLike>>
  | readonly object[]
  | object;

/**
 * Any table as typed columns: a Table and Float64Arrays as they are, strings and booleans as factors.
 * In arrays null, undefined and NaN are missing, and "" is a level. A column of values that no model can use, such as
 * dates, is an UnusableColumn. Throws DataError or OptionError.
 *
 * @example
 * const small = toTable([{ group: "b", y: 1.5 }, { group: "a", y: null }]);
 * small.columns.get("y"); // { kind: "number", name: "y", values: Float64Array [1.5, NaN] }
 */
export function toTable(data: TableLike, options: ColumnRequests = {}): Table {
  checkColumnRequests(options, REQUEST_RULES);
  const table = isTable(data) ? checkedTable(data) : tableOf(columnsOf(data));
  if (options.types === undefined && options.levels === undefined) return table;
  checkRequestedNames(options, Array.from(table.columns.keys()));
  const columns = Array.from(table.columns.values(), (column) => {
    const { type, levels } = requestFor(column.name, options);
    return retypeColumn(column, type, levels);
  });
  // Doubts go with their columns, which may have lost them.
  return tableOf(
    columns,
    table.notices?.filter((notice) => !isDoubt(notice)),
  );
}

function isTable(data: unknown): data is Table {
  return isObject(data) && typeof data.rowCount === "number" && data.columns instanceof Map;
}

function columnsOf(data: unknown): Column[] {
  if (Array.isArray(data)) return columnsOfRows(data);
  if (!isObject(data)) {
    const what = data === null || data === undefined ? String(data) : `a ${typeof data}`;
    throw new DataError(`data cannot be ${what}; give an object of columns or an array of row objects`);
  }
  if (isArrowTable(data)) {
    return data.schema.fields.map(({ name }) => columnOf(name, data.getChild(name)));
  }
  if (typeof data.columnNames === "function" && typeof data.array === "function") {
    const table = data as unknown as ArqueroTable;
    return table.columnNames().map((name) => columnOf(name, table.array(name)));
  }
  if (data instanceof Map || data instanceof Set || ArrayBuffer.isView(data) || data instanceof Promise) {
    const what = Object.prototype.toString.call(data).slice(8, -1);
    const fix = what === "Promise" ? "await it first" : "give an object of columns or an array of row objects";
    throw new DataError(`data cannot be a ${what}; ${fix}`);
  }
  return Object.keys(data).map((name) => columnOf(name, data[name]));
}

function columnOf(name: string, values: unknown): Column {
  if (Array.isArray(values)) checkCount(values.length, `column "${name}"`);
  if (Array.isArray(values)) return columnFromValues(name, values.length, (row) => values[row]);
  if (ArrayBuffer.isView(values)) return columnFromTypedArray(name, values);
  if (isObject(values)) {
    if (isArrowVector(values)) return columnFromArrow(name, values);
    if ("codes" in values && Array.isArray(values.codes)) checkCount(values.codes.length, `column "${name}"`);
    if ("codes" in values && "levels" in values) return columnFromCodes(name, values as unknown as CodedColumn);
  }
  const what = values === null ? "null" : typeof values;
  throw new DataError(
    `column "${name}" is of the kind "${what}"; a column is an array, a typed array or {codes, levels}`,
    {
      column: name,
    },
  );
}

/** Sparse arrays may say that they are longer than any memory. */
function checkCount(length: number, what: string): void {
  if (length > MAX_ROWS) throw new DataError(`${what} has ${length} rows, over the limit of ${MAX_ROWS}`);
}

function columnsOfRows(rows: readonly unknown[]): Column[] {
  checkCount(rows.length, "the list of rows");
  const names = new Set<string>();
  for (let row = 0; row < rows.length; row++) {
    const record = rows[row];
    if (!isObject(record) || Array.isArray(record)) {
      const what = record === null ? "null" : Array.isArray(record) ? "an array" : typeof record;
      throw new DataError(
        `row ${row + 1} of the data is of the kind "${what}"; each row is an object of cells by column name`,
        {
          row,
        },
      );
    }
    for (const name of Object.keys(record)) names.add(name);
  }
  const records = rows as readonly Record<string, unknown>[];
  return Array.from(names, (name) =>
    columnFromValues(name, records.length, (row) =>
      Object.hasOwn(records[row], name) ? records[row][name] : undefined,
    ),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
