// The texts of a table's cells and headings, before they become text, Markdown, LaTeX or HTML.

import { checkOptions, isRecord, type OptionRules } from "../options.js";
import { apaLayout } from "./apa-layout.js";
import { formatNumbers, roundDecimals, toFixedEven } from "./format-number.js";
import { formatPValues } from "./p-values.js";
import { type ColumnKind, checkTable, type ReportColumn, type ReportTable } from "./report-table.js";
import { columnParts, type LaidColumn, partNames, type TableLayout } from "./table-parts.js";

/** How a table looks where people read it. */
export interface TableStyle {
  /**
   * "plain" (the default) has R's headings and digits; "apa" is APA style (7th edition): number, title and note, p with
   * three decimals, no zero before the point of what cannot exceed 1, intervals in brackets, as many decimals as show
   * two digits of the smallest standard error.
   */
  readonly style?: "plain" | "apa" | undefined;
  /** The table's number in APA style; 1 unless given. */
  readonly number?: number | undefined;
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
  correlation: decimals,
  criterion: decimals,
  df: (values) => digits(values.map((x) => roundDecimals(x, DIGITS))),
  statistic: decimals,
  p: (values) => formatPValues(values, DIGITS - 1),
};

/** Options of a writer of tables, which `tables.map()` may be given as it is: it passes a place, and the tables. */
export function writerOptions<O extends object>(options: O | number, tables: unknown): Partial<O> {
  if (typeof options === "number" && Array.isArray(tables)) return {};
  if (!isRecord(options)) checkOptions(null, options as O, {} as OptionRules<O>);
  return options as O;
}

/** The table in its style. */
export function tableLayout(table: ReportTable, { style = "plain", number = 1 }: TableStyle): TableLayout {
  checkTable(table);
  return style === "apa" ? apaLayout(table, number) : plainLayout(table);
}

function plainLayout(table: ReportTable): TableLayout {
  const columns = table.columns.map((column): LaidColumn => {
    const cells = columnParts(table, column).map(cellTexts);
    const { name, group = null } = column;
    return { heading: name, isSymbol: false, isText: column.kind === "text", kind: column.kind, group, cells };
  });
  return { label: null, title: table.title, columns, parts: partNames(table), notes: table.notes };
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
