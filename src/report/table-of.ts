// A table described by its columns: of each the key, the heading, what it holds, and where its values come from.
import type { ColumnKind, ReportColumn, ReportTable } from "./report-table.js";

type Cell = string | number | null | undefined;

/** Members of a row that a cell can show. */
type CellKey<Row> = { [K in keyof Row]-?: Row[K] extends Cell ? K : never }[keyof Row] & string;

type Kind = ColumnKind | readonly [ColumnKind, ReportColumn["layout"]];

/** Key, heading and kind; the values are the rows' members of the key's name unless a function is given. */
export type ColumnOf<Row> =
  | readonly [key: CellKey<Row>, name: string, kind: Kind]
  | readonly [key: string, name: string, kind: Kind, value: (row: Row, i: number) => Cell];

/** `false` is no column. */
export type ColumnsOf<Row> = readonly (ColumnOf<Row> | false)[];

/** A table with a row for each of `rows`; a member that a row has not is an empty cell. */
export function tableOf<Row extends object>(
  title: string,
  notes: readonly string[],
  rows: readonly Row[],
  columns: ColumnsOf<NoInfer<Row>>,
): ReportTable {
  return { title, columns: columns.flatMap((column) => (column ? [columnOf(rows, column)] : [])), notes };
}

function columnOf<Row extends object>(rows: readonly Row[], [key, name, kind, value]: ColumnOf<Row>): ReportColumn {
  const own = (row: Row) => row[key as keyof Row] as Cell;
  const values = rows.map((row, i) => (value ?? own)(row, i) ?? null);
  return typeof kind === "string" ? { key, name, kind, values } : { key, name, kind: kind[0], layout: kind[1], values };
}
