// A result laid out once, as a table that is written as text, Markdown, LaTeX, HTML, CSV and JSON.
import { checkArgument, isCell, isText, resultOf, type Shape } from "../options.js";

/**
 * What a column holds, which decides how its values are written: "count" whole numbers, "lower" and "upper" the limits of
 * an interval, "share" what is at most 1 by its nature (R², a weight), "correlation" what lies between −1 and 1,
 * "criterion" a log-likelihood or what is made of it, "number" all that has no kind of its own.
 */
export type ColumnKind =
  | "text"
  | "count"
  | "number"
  | "estimate"
  | "stdError"
  | "lower"
  | "upper"
  | "share"
  | "correlation"
  | "criterion"
  | "df"
  | "statistic"
  | "p";

/** One column of a table. */
export interface ReportColumn {
  /** Its name in CSV and JSON, in camelCase. */
  readonly key: string;
  /** Its heading in text and Markdown, as R users know it. */
  readonly name: string;
  /** What it holds. */
  readonly kind: ColumnKind;
  /** How its numbers are written where not as its kind: in four digits, or with three decimals. */
  readonly layout?: "digits" | "decimals" | undefined;
  /** The heading that it shares with the columns beside it, such as the name of a model. */
  readonly group?: string | undefined;
  /** One a row; null where the row has none. */
  readonly values: readonly (string | number | null)[];
}

/** Rows that stand together under a heading of their own; their numbers have a layout of their own. */
export interface TablePart {
  /** Its heading. */
  readonly name: string;
  /** How many. */
  readonly rows: number;
  /** What the numbers of these rows are, where not what their columns say. */
  readonly kind?: ColumnKind | undefined;
}

/** A result laid out: writeTable() writes it. */
export interface ReportTable {
  /** Above the table; "" for none. */
  readonly title: string;
  /** From left to right, all of one length. */
  readonly columns: readonly ReportColumn[];
  /** Sentences beneath the table: methods, adjustments, warnings. */
  readonly notes: readonly string[];
  /** In the order of the rows, all of which are in one; without, the rows are one part that has no heading. */
  readonly parts?: readonly TablePart[] | undefined;
  /** Of the intervals between its columns "lower" and "upper". */
  readonly level?: number | undefined;
}

const KINDS: readonly unknown[] = [
  ..."text count number estimate stdError lower upper share correlation criterion df statistic p".split(" "),
];
const COLUMNS_SHAPE: Shape<readonly ReportColumn[]> = [
  {
    key: isText,
    name: isText,
    kind: (value) => KINDS.includes(value),
    layout: (value) => value === undefined || value === "digits" || value === "decimals",
    values: [(value) => isText(value) || isCell(value)],
  },
];
const TABLE = resultOf<ReportTable>("a function …Table()", { title: isText, columns: COLUMNS_SHAPE, notes: [isText] });
const COLUMNS = resultOf<readonly ReportColumn[]>("a function …Table() in its columns", COLUMNS_SHAPE);

/** Throws OptionError for what are no columns of a table. */
export function checkColumns(name: string, columns: unknown): void {
  checkArgument(name, columns, COLUMNS);
}

/** Throws OptionError for what is no table. */
export function checkTable(table: unknown): void {
  checkArgument("table", table, TABLE);
}

/** By rows what `cells` makes of each column. */
export function rowsOf<T>(columns: readonly ReportColumn[], cells: (column: ReportColumn) => readonly T[]): T[][] {
  const made = columns.map(cells);
  return Array.from({ length: columns[0]?.values.length ?? 0 }, (_, i) => made.map((column) => column[i]));
}
