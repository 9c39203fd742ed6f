// A result laid out once, as a table that prints as text, Markdown, CSV and JSON.
import { oneLine } from "./control-characters.js";
import { formatNumbers, roundDecimals, toFixedEven } from "./format-number.js";
import type { JsonValue } from "./json.js";
import { escapeMarkdown, markdownTable } from "./markdown.js";
import { formatPValues } from "./p-values.js";
import { tableLines } from "./text-table.js";

/**
 * What a column holds, which decides how its values are written: "count" whole numbers, "lower" and "upper" the limits of
 * an interval, "share" what is at most 1 by its nature (R², a weight), "criterion" a log-likelihood or what is made of
 * it, "number" all that has no kind of its own.
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
  /** One a row; null where the row has none. */
  readonly values: readonly (string | number | null)[];
}

/** A result laid out: tableText(), tableMarkdown() and the others write it. */
export interface ReportTable {
  /** Above the table; "" for none. */
  readonly title: string;
  /** From left to right, all of one length. */
  readonly columns: readonly ReportColumn[];
  /** Sentences beneath the table: methods, adjustments, warnings. */
  readonly notes: readonly string[];
}

const DIGITS = 4;

type Writer = (values: readonly number[]) => string[];

const digits: Writer = (values) => formatNumbers(values, DIGITS);
const decimals: Writer = (values) => values.map((x) => toFixedEven(x, DIGITS - 1));

const WRITERS: Readonly<Record<ColumnKind | "digits" | "decimals", Writer>> = {
  digits,
  decimals,
  text: (values) => values.map(String),
  count: (values) => values.map(String),
  number: digits,
  estimate: digits,
  stdError: digits,
  lower: digits,
  upper: digits,
  share: digits,
  criterion: decimals,
  df: (values) => digits(values.map((x) => roundDecimals(x, DIGITS))),
  statistic: decimals,
  p: (values) => formatPValues(values, DIGITS - 1),
};

/**
 * The table as a person reads it in a terminal. The last line has no newline.
 *
 * @example
 * console.log(tableText(anovaTable(anova(fit))));
 */
export function tableText({ title, columns, notes }: ReportTable): string {
  const hasNames = columns[0]?.kind === "text";
  const header = columns.map(({ name }) => name);
  const [[corner, ...columnNames], ...rows] = [header, ...rowsOf(columns, cellTexts)].map((row) =>
    hasNames ? row : ["", ...row],
  );
  const rowNames = rows.map(([name]) => name);
  const cells = rows.map((row) => row.slice(1));
  const lines = tableLines({ rowNames, corner, columnNames, cells, align: "right" });
  return [...(title === "" ? [] : [oneLine(title)]), ...lines, ...notes.map(oneLine)].join("\n");
}

/**
 * The same for a Markdown document, every name escaped.
 *
 * @example
 * console.log(tableMarkdown(anovaTable(anova(fit))));
 */
export function tableMarkdown({ title, columns, notes }: ReportTable): string {
  const rows = rowsOf(columns, (column) =>
    column.values.map((value) => {
      const [text] = cellTexts({ ...column, values: [value] });
      return escapeMarkdown(typeof value === "number" ? text.trim() : text);
    }),
  );
  const header = columns.map(({ name }) => escapeMarkdown(name));
  const quotes = notes.map((note) => `> ${escapeMarkdown(note)}`);
  return [...(title === "" ? [] : [escapeMarkdown(title)]), markdownTable(header, rows), ...quotes].join("\n\n");
}

/**
 * The same for a LaTeX document with the package booktabs, every name escaped.
 *
 * @example
 * console.log(tableLatex(anovaTable(anova(fit))));
 */
export function tableLatex({ title, columns, notes }: ReportTable): string {
  const rows = rowsOf(columns, (column) => {
    const texts = cellTexts(column).map((cell) => latexText(cell.trim()));
    return column.kind === "text" ? texts : texts.map((text) => text.replace(/^-/, "$-$"));
  });
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

/**
 * The same as an HTML table, every name escaped.
 *
 * @example
 * const html = tableHtml(anovaTable(anova(fit)));
 */
export function tableHtml({ title, columns, notes }: ReportTable): string {
  const align = columns.map(({ kind }) => (kind === "text" ? "" : ' style="text-align:right"'));
  const head = columns.map(({ name }, j) => `<th scope="col"${align[j]}>${htmlText(name)}</th>`).join("");
  const rows = rowsOf(columns, (column) => cellTexts(column).map((cell) => htmlText(cell.trim()))).map((cells) => {
    const [first, ...rest] = cells;
    return `<tr><th scope="row">${first}</th>${rest.map((cell, j) => `<td${align[j + 1]}>${cell}</td>`).join("")}</tr>`;
  });
  const foot = notes.map((note) => `<tr><td colspan="${columns.length}">${htmlText(note)}</td></tr>`).join("");
  return [
    "<table>",
    ...(title === "" ? [] : [`<caption>${htmlText(title)}</caption>`]),
    `<thead><tr>${head}</tr></thead>`,
    "<tbody>",
    ...rows,
    "</tbody>",
    ...(foot === "" ? [] : [`<tfoot>${foot}</tfoot>`]),
    "</table>",
  ].join("\n");
}

/**
 * RFC 4180 with a header of the keys, numbers in full double precision (NaN is NA), an empty field where none is.
 *
 * @example
 * console.log(tableCsv(anovaTable(anova(fit))));
 */
export function tableCsv(
  { columns }: ReportTable,
  {
    safe = false,
  }: {
    /** Whether texts that a spreadsheet would take for formulas get an apostrophe before them; false unless given. */
    safe?: boolean | undefined;
  } = {},
): string {
  const rows = [columns.map(({ key }) => key), ...rowsOf(columns, ({ values }) => values)];
  return rows.map((row) => row.map((cell) => csvField(safe ? defused(cell) : cell)).join(",")).join("\n");
}

/**
 * Plain JSON, one object a row; what JSON has no number for is null.
 *
 * @example
 * console.log(JSON.stringify(tableJson(anovaTable(anova(fit)))));
 */
export function tableJson({ title, columns, notes }: ReportTable): { [key: string]: JsonValue } {
  const entries = rowsOf(columns, ({ key, values }) => values.map((value) => [key, jsonOf(value)] as const));
  return { title, rows: entries.map((row) => Object.fromEntries(row)), notes };
}

/** By rows what `cells` makes of each column. */
function rowsOf<T>(columns: readonly ReportColumn[], cells: (column: ReportColumn) => readonly T[]): T[][] {
  const made = columns.map(cells);
  return Array.from({ length: columns[0]?.values.length ?? 0 }, (_, i) => made.map((column) => column[i]));
}

/** Cells of a column; its numbers in one layout. */
function cellTexts({ kind, layout, values }: ReportColumn): string[] {
  const texts = WRITERS[layout ?? kind](
    values.filter((value) => typeof value === "number" && !Number.isNaN(value)) as number[],
  );
  let next = 0;
  return values.map((value) => {
    if (typeof value !== "number") return value ?? "";
    return Number.isNaN(value) ? "NA" : texts[next++];
  });
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

/** A text that a spreadsheet would take for a formula, or for two cells, behind an apostrophe. */
function defused(cell: string | number | null): string | number | null {
  if (typeof cell !== "string" || /^[+-]?[\d.]+(?:e[+-]?\d+)?$/i.test(cell)) return cell;
  return /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(cell) ? `'${cell}` : cell;
}

function csvField(value: string | number | null): string {
  if (value === null) return "";
  const text = Number.isNaN(value) ? "NA" : String(value).replace(/^(-?)Infinity$/, "$1Inf");
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function jsonOf(value: string | number | null): JsonValue {
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}
