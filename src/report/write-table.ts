// writeTable(): tables in any of the forms that they are written in.

import { OptionError } from "../errors.js";
import { didYouMean } from "../names.js";
import { COUNT, checkArgument, checkOptions, FLAG, isArrayOf, nameText, type OptionRules, oneOf } from "../options.js";
import { jsonText } from "./json.js";
import type { ReportTable } from "./report-table.js";
import { tableHtml } from "./table-html.js";
import { tableLatex } from "./table-latex.js";
import { tableMarkdown } from "./table-markdown.js";
import { type TableTextOptions, tableText } from "./table-text.js";
import { type TableCsvOptions, tableCsv, tableJson } from "./table-values.js";

export const TABLE_FORMATS = ["text", "markdown", "latex", "html", "csv", "json"] as const;

/** What tables are written as. */
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** Style, width and safety of written tables, where they matter. */
export interface WriteTableOptions extends TableTextOptions, TableCsvOptions {}

const RULES: OptionRules<WriteTableOptions> = {
  style: oneOf("plain", "apa"),
  number: COUNT,
  width: COUNT,
  safe: FLAG,
};

const isTable = (value: unknown) => "columns" in Object(value);

type Write = (table: ReportTable, options: WriteTableOptions) => string;

const WRITE: Readonly<Record<Exclude<TableFormat, "json">, Write>> = {
  text: tableText,
  markdown: tableMarkdown,
  latex: tableLatex,
  html: tableHtml,
  csv: (table, { safe }) => tableCsv(table, { safe }),
};

/**
 * A table, or several one after the other, with an empty line between: as text for a terminal, for a Markdown or LaTeX
 * document (package booktabs), as HTML, or with every digit as CSV and JSON, which of several tables is an array. The last
 * line has no newline. Numbers, `style` and `width` do not change what CSV and JSON hold. Throws OptionError.
 *
 * @example
 * console.log(writeTable(anovaTable(anova(fit)), "html", { style: "apa" }));
 */
export function writeTable(
  tables: ReportTable | readonly ReportTable[],
  format: TableFormat = "text",
  options: WriteTableOptions = {},
): string {
  checkArgument("tables", tables, [
    (value) => isTable(value) || isArrayOf(value, isTable),
    "a table or an array of them",
  ]);
  checkOptions("writeTable()", options, RULES);
  if (!TABLE_FORMATS.includes(format)) {
    const hint = didYouMean(nameText(format), TABLE_FORMATS, `the formats are ${TABLE_FORMATS.join(", ")}`);
    throw new OptionError(`format "${nameText(format)}" of writeTable() is not known; ${hint}`, "format");
  }
  const all = "columns" in tables ? [tables] : tables;
  if (format === "json") return jsonText(all.length === 1 ? tableJson(all[0]) : all.map(tableJson));
  const { number = 1 } = options;
  return all.map((table, i) => WRITE[format](table, { ...options, number: number + i })).join("\n\n");
}
