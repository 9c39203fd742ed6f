// A result laid out once, as a table that prints as text, Markdown, CSV and JSON.
import { formatNumbers, roundDecimals, toFixedEven } from "./format-number.js";
import type { JsonValue } from "./json.js";
import { escapeMarkdown, markdownTable } from "./markdown.js";
import { formatPValues } from "./p-values.js";
import { tableLines } from "./text-table.js";

/** What a column holds, which decides how its values are written. */
export type ColumnKind = "text" | "count" | "number" | "df" | "statistic" | "p";

export interface ReportColumn {
  /** Its name in CSV and JSON, in camelCase. */
  readonly key: string;
  /** Its heading in text and Markdown, as R users know it. */
  readonly name: string;
  readonly kind: ColumnKind;
  /** One a row; null where the row has none. */
  readonly values: readonly (string | number | null)[];
}

export interface ReportTable {
  readonly title: string;
  readonly columns: readonly ReportColumn[];
  /** Sentences beneath the table: methods, adjustments, warnings. */
  readonly notes: readonly string[];
}

const DIGITS = 4;

type Writer = (values: readonly number[]) => string[];

const plain: Writer = (values) => formatNumbers(values, DIGITS);

const WRITERS: Readonly<Record<Exclude<ColumnKind, "text">, Writer>> = {
  count: (values) => values.map(String),
  number: plain,
  df: (values) => plain(values.map((x) => roundDecimals(x, DIGITS))),
  statistic: (values) => values.map((x) => toFixedEven(x, DIGITS - 1)),
  p: (values) => formatPValues(values, DIGITS - 1),
};

/** The table as a person reads it in a terminal. The last line has no newline. */
export function tableText({ title, columns, notes }: ReportTable): string {
  const hasNames = columns[0]?.kind === "text";
  const shown = hasNames ? columns.slice(1) : columns;
  const texts = shown.map(cellTexts);
  const rows = rowCount(columns);
  const lines = tableLines({
    rowNames: hasNames ? cellTexts(columns[0]) : new Array<string>(rows).fill(""),
    corner: hasNames ? columns[0].name : "",
    columnNames: shown.map(({ name }) => name),
    cells: Array.from({ length: rows }, (_, i) => texts.map((column) => column[i])),
    align: "right",
  });
  return [...(title === "" ? [] : [title]), ...lines, ...notes].join("\n");
}

/** The same for a Markdown document, every name escaped. */
export function tableMarkdown({ title, columns, notes }: ReportTable): string {
  const cells = columns.map((column) =>
    column.values.map((value) => {
      if (value === null) return "";
      if (typeof value === "string") return escapeMarkdown(value);
      if (column.kind === "text") return String(value);
      return escapeMarkdown(Number.isNaN(value) ? "NA" : WRITERS[column.kind]([value])[0].trim());
    }),
  );
  const rows = Array.from({ length: rowCount(columns) }, (_, i) => cells.map((column) => column[i]));
  const table = markdownTable(
    columns.map(({ name }) => escapeMarkdown(name)),
    rows,
  );
  const quotes = notes.map((note) => `> ${escapeMarkdown(note)}`);
  return [...(title === "" ? [] : [escapeMarkdown(title)]), table, ...quotes].join("\n\n");
}

/** RFC 4180 with a header of the keys, numbers in full double precision (NaN is NA), an empty field where none is. */
export function tableCsv({ columns }: ReportTable): string {
  const rows = Array.from({ length: rowCount(columns) }, (_, i) =>
    columns.map(({ values }) => csvField(values[i])).join(","),
  );
  return [columns.map(({ key }) => csvField(key)).join(","), ...rows].join("\n");
}

/** Plain JSON, one object a row; what JSON has no number for is null. */
export function tableJson({ title, columns, notes }: ReportTable): { [key: string]: JsonValue } {
  const rows = Array.from({ length: rowCount(columns) }, (_, i) =>
    Object.fromEntries(columns.map(({ key, values }) => [key, jsonOf(values[i])])),
  );
  return { title, rows, notes };
}

function rowCount(columns: readonly ReportColumn[]): number {
  return columns[0]?.values.length ?? 0;
}

/** Cells of a column; its numbers in one layout. */
function cellTexts({ kind, values }: ReportColumn): string[] {
  if (kind === "text") return values.map((value) => (value === null ? "" : String(value)));
  const places = values.flatMap((value, i) => (typeof value === "number" && !Number.isNaN(value) ? [i] : []));
  const texts = WRITERS[kind](places.map((i) => values[i] as number));
  const out = values.map((value) => (value === null ? "" : typeof value === "string" ? value : "NA"));
  places.forEach((place, i) => {
    out[place] = texts[i];
  });
  return out;
}

function csvField(value: string | number | null): string {
  if (value === null) return "";
  const text = Number.isNaN(value) ? "NA" : String(value).replace(/^(-?)Infinity$/, "$1Inf");
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function jsonOf(value: string | number | null): JsonValue {
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}
