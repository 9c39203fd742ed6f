// A table as numbers with every digit, for other programs: CSV and JSON.
import { checkOptions, FLAG } from "../options.js";
import type { JsonValue } from "./json.js";
import { checkTable, type ReportColumn, type ReportTable, rowsOf } from "./report-table.js";
import { writerOptions } from "./table-layout.js";

/** Options of tables as CSV. */
export interface TableCsvOptions {
  /** Puts an apostrophe before texts that a spreadsheet would take for a formula. */
  readonly safe?: boolean | undefined;
}

/**
 * RFC 4180 with a header of the keys, numbers in full double precision (NaN is NA), an empty field where none is.
 *
 * @example
 * console.log(tableCsv(anovaTable(anova(fit))));
 */
export function tableCsv(table: ReportTable, options?: TableCsvOptions): string;
/** As a callback of `tables.map()`. */
export function tableCsv(table: ReportTable, place: number, tables: readonly ReportTable[]): string;
export function tableCsv(table: ReportTable, given: TableCsvOptions | number = {}, tables?: unknown): string {
  const options = writerOptions(given, tables);
  const columns = withPart(table);
  checkOptions("tableCsv()", options, { safe: FLAG });
  const { safe = false } = options;
  const rows = [columns.map(({ key }) => key), ...rowsOf(columns, ({ values }) => values)];
  return rows.map((row) => row.map((cell) => csvField(safe ? defused(cell) : cell)).join(",")).join("\n");
}

/**
 * Plain JSON, one object a row; what JSON has no number for is null.
 *
 * @example
 * console.log(JSON.stringify(tableJson(anovaTable(anova(fit)))));
 */
export function tableJson(table: ReportTable): { [key: string]: JsonValue } {
  const columns = withPart(table);
  const { title, notes } = table;
  const entries = rowsOf(columns, ({ key, values }) => values.map((value) => [key, jsonOf(value)] as const));
  return { title, rows: entries.map((row) => Object.fromEntries(row)), notes };
}

/** Columns, before which the name of the part stands where there are parts. */
function withPart(table: ReportTable): readonly ReportColumn[] {
  checkTable(table);
  const { columns, parts } = table;
  if (parts === undefined) return columns;
  const values = parts.flatMap(({ name, rows }) => new Array<string>(rows).fill(name));
  return [{ key: "part", name: "", kind: "text", values }, ...columns];
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
