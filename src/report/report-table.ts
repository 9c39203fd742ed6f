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

/** The same for a LaTeX document with the package booktabs, every name escaped. */
export function tableLatex({ title, columns, notes }: ReportTable): string {
  const cells = columns.map((column) => {
    const texts = cellTexts(column).map((cell) => latexText(cell.trim()));
    return column.kind === "text" ? texts : texts.map((text) => text.replace(/^-/, "$-$"));
  });
  const rows = Array.from({ length: rowCount(columns) }, (_, i) => cells.map((column) => column[i]));
  const line = (texts: readonly string[]) => `${texts.join(" & ")} \\\\`;
  return [
    `\\begin{tabular}{${columns.map(({ kind }) => (kind === "text" ? "l" : "r")).join("")}}`,
    "\\toprule",
    line(columns.map(({ name }) => latexText(name))),
    "\\midrule",
    ...rows.map(line),
    "\\bottomrule",
    "\\end{tabular}",
    ...[title, ...notes].filter((text) => text !== "").map((text) => `% ${text.replace(/\s+/g, " ")}`),
  ].join("\n");
}

/** The same as an HTML table, every name escaped. */
export function tableHtml({ title, columns, notes }: ReportTable): string {
  const cells = columns.map((column) => cellTexts(column).map((cell) => htmlText(cell.trim())));
  const align = (j: number) => (columns[j].kind === "text" ? "" : ' style="text-align:right"');
  const row = (i: number) => {
    const [first, ...rest] = cells.map((column) => column[i]);
    return `<tr><th scope="row">${first}</th>${rest.map((cell, j) => `<td${align(j + 1)}>${cell}</td>`).join("")}</tr>`;
  };
  const head = columns.map(({ name }, j) => `<th scope="col"${align(j)}>${htmlText(name)}</th>`).join("");
  const foot = notes.map((note) => `<tr><td colspan="${columns.length}">${htmlText(note)}</td></tr>`).join("");
  return [
    "<table>",
    ...(title === "" ? [] : [`<caption>${htmlText(title)}</caption>`]),
    `<thead><tr>${head}</tr></thead>`,
    "<tbody>",
    ...Array.from({ length: rowCount(columns) }, (_, i) => row(i)),
    "</tbody>",
    ...(foot === "" ? [] : [`<tfoot>${foot}</tfoot>`]),
    "</table>",
  ].join("\n");
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

const LATEX: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
};

function latexText(text: string): string {
  return text.replace(/[\\~^<>|]|[#$%&_{}]/g, (sign) => LATEX[sign] ?? `\\${sign}`).replace(/\s+/g, " ");
}

const HTML: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => HTML[sign]);
}

function csvField(value: string | number | null): string {
  if (value === null) return "";
  const text = Number.isNaN(value) ? "NA" : String(value).replace(/^(-?)Infinity$/, "$1Inf");
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function jsonOf(value: string | number | null): JsonValue {
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}
