// Options of every command that prints results, and the printing of tables.
import { type Command, Option } from "commander";
import { jsonText } from "../report/json.js";
import { type ReportTable, tableCsv, tableJson, tableMarkdown, tableText } from "../report/report-table.js";
import type { Session } from "./session.js";

export interface OutputOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly csv?: boolean;
  readonly quiet?: boolean;
}

/** Adds --json, --markdown and --csv, of which one may be given, and --quiet; `words` say what is not as everywhere. */
export function addReportOptions(command: Command, words: { json?: string; csv?: string } = {}): Command {
  return command
    .optionsGroup("Output:")
    .addOption(new Option("--json", words.json ?? "print JSON, every digit").conflicts(["markdown", "csv"]))
    .addOption(new Option("--markdown", "print Markdown").conflicts(["json", "csv"]))
    .addOption(new Option("--csv", words.csv ?? "print CSV, every digit").conflicts(["json", "markdown"]))
    .option("-q, --quiet", "no warnings and no progress on standard error");
}

/**
 * Prints tables as the options say: in JSON one as an object, several as an array of them; in CSV with an empty line
 * between. `text` is what a person reads in place of the tables' own layout.
 */
export function writeTables(
  tables: readonly ReportTable[],
  options: OutputOptions,
  session: Session,
  text: () => string = () => tables.map(tableText).join("\n\n"),
): void {
  session.out(`${tablesText(tables, options, text)}\n`);
}

function tablesText(tables: readonly ReportTable[], options: OutputOptions, text: () => string): string {
  if (options.json) return jsonText(tables.length === 1 ? tableJson(tables[0]) : tables.map(tableJson));
  if (options.markdown) return tables.map(tableMarkdown).join("\n\n");
  return options.csv ? tables.map(tableCsv).join("\n\n") : text();
}
