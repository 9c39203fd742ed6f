// Building and checking columns and tables, and choosing rows of them.
import { DataError } from "../errors.js";
import type { Column, FactorColumn, NumberColumn, Table } from "./table.js";

/** A column of numbers over `values`, which is not copied; NaN is missing. */
export function numberColumn(name: string, values: Float64Array): NumberColumn {
  return { kind: "number", name, values };
}

/** A factor over `codes`, which is not copied; a code out of range or a level given twice is a DataError. */
export function factorColumn(
  name: string,
  codes: Int32Array,
  levels: readonly string[],
  kind: { ordered?: boolean; logical?: boolean } = {},
): FactorColumn {
  checkDistinctLevels(name, levels);
  const count = levels.length;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row];
    if (code < -1 || code >= count) {
      throw new DataError(
        `column "${name}" has the code "${code}" in row ${row + 1}; codes run from 0 to ${count - 1} (-1: missing)`,
        { column: name, row },
      );
    }
  }
  return { kind: "factor", name, codes, levels, ordered: kind.ordered ?? false, logical: kind.logical ?? false };
}

/** Throws a DataError where a level occurs twice. */
export function checkDistinctLevels(name: string, levels: readonly string[]): void {
  const seen = new Set<string>();
  for (const level of levels) {
    if (seen.has(level)) {
      throw new DataError(`column "${name}" has the level "${level}" twice; each level must be given once`, {
        column: name,
      });
    }
    seen.add(level);
  }
}

/** Columns put together as a table: at least one, of one length, each with its own name. */
export function tableOf(columns: Iterable<Column>): Table {
  const byName = new Map<string, Column>();
  let first: Column | undefined;
  for (const column of columns) {
    if (byName.has(column.name)) {
      throw new DataError(`column "${column.name}" occurs twice; each column needs its own name`, {
        column: column.name,
      });
    }
    first ??= column;
    if (columnLength(column) !== columnLength(first)) {
      throw new DataError(
        `column "${column.name}" has ${countOf(columnLength(column), "row")}, but column "${first.name}" has ` +
          `${columnLength(first)}; all columns must have one length`,
        { column: column.name },
      );
    }
    byName.set(column.name, column);
  }
  if (first === undefined) throw new DataError("the data have no columns; at least one is needed");
  return { rowCount: columnLength(first), columns: byName };
}

/** The number of rows of a column. */
export function columnLength(column: Column): number {
  return column.kind === "number" ? column.values.length : column.codes.length;
}

/** The given rows (0-based, any order, repeats allowed) of every column; factors keep all their levels. */
export function selectRows(table: Table, rows: Int32Array): Table {
  for (const row of rows) {
    if (row < 0 || row >= table.rowCount) {
      throw new DataError(`row "${row}" was asked for, but the table has rows 0 to ${table.rowCount - 1}`, { row });
    }
  }
  const columns = new Map<string, Column>();
  for (const [name, column] of table.columns) columns.set(name, selectFrom(column, rows));
  return { rowCount: rows.length, columns };
}

function selectFrom(column: Column, rows: Int32Array): Column {
  if (column.kind === "number") {
    const values = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i]];
    return { ...column, values };
  }
  const codes = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) codes[i] = column.codes[rows[i]];
  return { ...column, codes };
}

/** `1 field`, `2 fields`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
