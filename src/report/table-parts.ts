// What a table's columns and cells are once they are texts, by the parts that its rows are in.
import type { ColumnKind, ReportColumn, ReportTable } from "./report-table.js";

export interface LaidColumn {
  readonly heading: string;
  /** Whether the heading is a symbol, which is set in italics. */
  readonly isSymbol: boolean;
  readonly isText: boolean;
  readonly kind: ColumnKind;
  readonly group: string | null;
  /** By part, one a row. */
  readonly cells: readonly (readonly string[])[];
}

export interface TableLayout {
  /** "Table 1" in APA style. */
  readonly label: string | null;
  readonly title: string;
  readonly columns: readonly LaidColumn[];
  /** Headings of the parts; of a table without parts one, null. */
  readonly parts: readonly (string | null)[];
  readonly notes: readonly string[];
}

/** The parts of a column as columns of their own; of a table without parts itself. */
export function columnParts(table: ReportTable, column: ReportColumn): ReportColumn[] {
  if (table.parts === undefined) return [column];
  let from = 0;
  return table.parts.map(({ rows, kind }) => {
    const values = column.values.slice(from, from + rows);
    from += rows;
    return column.kind === "text" || kind === undefined
      ? { ...column, values }
      : { ...column, kind, layout: undefined, values };
  });
}

/** Headings of the parts; one, null, of a table without parts. */
export function partNames({ parts }: ReportTable): (string | null)[] {
  return parts?.map(({ name }) => name) ?? [null];
}
