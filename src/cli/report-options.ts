// Options of the commands that print results, and the printing of tables.

import { DF_METHODS } from "../inference/df-method.js";
import type { ReportTable } from "../report/report-table.js";
import { TABLE_FORMATS, type TableFormat, writeTable } from "../report/write-table.js";
import { countOf } from "./arguments.js";
import { UsageError } from "./failure.js";
import type { Session } from "./session.js";

export interface OutputOptions {
  readonly format?: TableFormat | undefined;
  readonly json?: boolean | undefined;
  readonly markdown?: boolean | undefined;
  readonly csv?: boolean | undefined;
  readonly csvSafe?: boolean | undefined;
  readonly apa?: boolean | undefined;
  readonly tableNumber?: number | undefined;
  readonly quiet?: boolean | undefined;
}

/** --format, the short forms --json, --markdown and --csv of some of its values, --apa, and --quiet. */
export function outputOptions(json: string, csv: string) {
  return [
    "Output:",
    [
      "--format <FORMAT>",
      "how results are printed; latex is for the package booktabs",
      TABLE_FORMATS,
      { conflicts: ["json", "markdown", "csv"] },
    ],
    ["--json", json, null, { conflicts: ["markdown", "csv", "csvSafe"] }],
    ["--markdown", "print Markdown", null, { conflicts: ["json", "csv", "csvSafe"] }],
    ["--csv", csv, null, { conflicts: ["json", "markdown"] }],
    [
      "--csv-safe",
      "the same for spreadsheets: ' stands before texts that they would take for formulas",
      null,
      { conflicts: ["json", "markdown"] },
    ],
    ["--apa", "tables in APA style (7th edition): as text, or with --format markdown, latex or html"],
    ["--table-number <N>", "number of the first table in APA style (1 unless given)", countOf],
    ["-q, --quiet", "no warnings and no progress on standard error"],
  ] as const;
}

export const OUTPUT_OPTIONS = outputOptions("print JSON, every digit", "print CSV, every digit");

/** The format asked for, by whichever option; null where none was. Throws UsageError for a style that it does not have. */
export function formatOf(options: OutputOptions): TableFormat | null {
  const { format, json, markdown, csv, csvSafe, apa, tableNumber } = options;
  const asked = format ?? (json ? "json" : markdown ? "markdown" : csv || csvSafe ? "csv" : null);
  if (apa && (asked === "csv" || asked === "json")) {
    throw new UsageError(`--apa is for tables that people read; ${asked} has every digit`);
  }
  if (csvSafe && asked !== "csv") throw new UsageError("--csv-safe is for CSV");
  if (tableNumber !== undefined && !apa) throw new UsageError("--table-number is for --apa");
  return asked;
}

/**
 * Prints tables as the options say: in JSON one as an object, several as an array of them; in CSV with an empty line
 * between. `text` is what a person reads in place of the tables' own layout, or "csv".
 */
export function writeTables(
  tables: readonly ReportTable[],
  options: OutputOptions,
  session: Session,
  text: ((width: number) => string) | "csv" | null = null,
): void {
  const { csvSafe: safe, apa, tableNumber: number } = options;
  const { width } = session;
  const asked = formatOf(options);
  const format = asked ?? (text === "csv" && !apa ? "csv" : "text");
  const style = apa ? "apa" : "plain";
  const isOwn = format === "text" && !apa && typeof text === "function";
  session.out(`${isOwn ? text(width) : writeTable(tables, format, { style, number, width, safe })}\n`);
}

/** Where degrees of freedom come from. */
const DF_WORDS = "degrees of freedom of tests in a linear model";

export const DF_OPTION = ["--df <METHOD>", DF_WORDS, DF_METHODS] as const;
export const DF_OR_NONE = ["--df <METHOD>", `${DF_WORDS}, none for t values alone`, [...DF_METHODS, "none"]] as const;
