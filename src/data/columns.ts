// Building and checking columns and tables.
import { DataError } from "../errors.js";
import type { DataNotice } from "./notices.js";
import type { DecimalMark } from "./number-shape.js";
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
  { ordered = false, logical = false }: { ordered?: boolean; logical?: boolean } = {},
): FactorColumn {
  checkDistinctLevels(name, levels);
  checkCodes(name, codes, levels.length);
  return { kind: "factor", name, codes, levels, ordered, logical };
}

/** Throws a DataError for a code that is neither one of `count` levels nor -1. */
export function checkCodes(name: string, codes: Int32Array, count: number): void {
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row];
    if (code < -1 || code >= count) {
      throw new DataError(
        `column "${name}" has the code "${code}" in row ${row + 1}; codes run from 0 to ${count - 1} (-1: missing)`,
        { column: name, row },
      );
    }
  }
}

/** A factor of texts that nobody has called one; `doubt` says where it may not be meant as one. */
export function textColumn(
  name: string,
  codes: Int32Array,
  levels: readonly string[],
  text: DecimalMark = ".",
  doubt: DataNotice | null = null,
): FactorColumn {
  const column = { ...factorColumn(name, codes, levels), text };
  return doubt === null ? column : { ...column, doubt };
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

/** Columns put together as a table: at least one, of one length, each with its own name. Their doubts are notices, too. */
export function tableOf(columns: Iterable<Column>, others: readonly DataNotice[] = []): Table {
  const notices = [...others];
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
    if (column.kind === "factor" && column.doubt !== undefined) notices.push(column.doubt);
  }
  if (first === undefined) throw new DataError("the data have no columns; at least one is needed");
  return { rowCount: columnLength(first), columns: byName, ...(notices.length > 0 && { notices }) };
}

/** The number of rows of a column. */
export function columnLength(column: Column): number {
  switch (column.kind) {
    case "number":
      return column.values.length;
    case "factor":
      return column.codes.length;
    case "unusable":
      return column.length;
  }
}

/** Whether the column has no value in a row. */
export function isMissingAt(column: Column, row: number): boolean {
  if (column.kind === "number") return Number.isNaN(column.values[row]);
  return column.kind === "unusable" || column.codes[row] < 0;
}

/** `1 field`, `2 fields`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
