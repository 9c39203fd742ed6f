// Options of the commands that print results, and the printing of tables.

import { DF_METHODS } from "../inference/df-method.js";
import { jsonText } from "../report/json.js";
import { type ReportTable, tableCsv, tableJson, tableMarkdown, tableText } from "../report/report-table.js";
import type { Session } from "./session.js";

export interface OutputOptions {
  readonly json?: boolean | undefined;
  readonly markdown?: boolean | undefined;
  readonly csv?: boolean | undefined;
  readonly csvSafe?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

/** --json, --markdown and --csv, of which one may be given, and --quiet. */
export function outputOptions(json: string, csv: string) {
  return [
    "Output:",
    ["--json", json, null, { conflicts: ["markdown", "csv", "csvSafe"] }],
    ["--markdown", "print Markdown", null, { conflicts: ["json", "csv", "csvSafe"] }],
    ["--csv", csv, null, { conflicts: ["json", "markdown"] }],
    [
      "--csv-safe",
      "the same for spreadsheets: ' stands before texts that they would take for formulas",
      null,
      { conflicts: ["json", "markdown"] },
    ],
    ["-q, --quiet", "no warnings and no progress on standard error"],
  ] as const;
}

export const OUTPUT_OPTIONS = outputOptions("print JSON, every digit", "print CSV, every digit");

/**
 * Prints tables as the options say: in JSON one as an object, several as an array of them; in CSV with an empty line
 * between. `text` is what a person reads in place of the tables' own layout, or "csv".
 */
export function writeTables(
  tables: readonly ReportTable[],
  options: OutputOptions,
  session: Session,
  text: (() => string) | "csv" = () => tables.map(tableText).join("\n\n"),
): void {
  session.out(`${tablesText(tables, options, text)}\n`);
}

function tablesText(tables: readonly ReportTable[], options: OutputOptions, text: (() => string) | "csv"): string {
  if (options.json) return jsonText(tables.length === 1 ? tableJson(tables[0]) : tables.map(tableJson));
  if (options.markdown) return tables.map(tableMarkdown).join("\n\n");
  const isCsv = options.csv || options.csvSafe || text === "csv";
  return isCsv ? tables.map((table) => tableCsv(table, { safe: options.csvSafe })).join("\n\n") : text();
}

/** Where degrees of freedom come from. */
const DF_WORDS = "degrees of freedom of tests in a linear model";

export const DF_OPTION = ["--df <METHOD>", DF_WORDS, DF_METHODS] as const;
export const DF_OR_NONE = ["--df <METHOD>", `${DF_WORDS}, none for t values alone`, [...DF_METHODS, "none"]] as const;
