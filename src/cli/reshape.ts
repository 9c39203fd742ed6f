// blup reshape: a wide file as a long one.
import { longer } from "../data/longer.js";
import type { ReportTable } from "../report/report-table.js";
import { collectNames } from "./arguments.js";
import { command } from "./command.js";
import { DATA_OPTIONS, FILE, readDataFile } from "./data-options.js";
import { tableColumns } from "./new-data.js";
import { writeNotices } from "./notices.js";
import { outputOptions, writeTables } from "./report-options.js";

/** Adds `blup reshape FILE` to a program. */
export const addReshape = command({
  name: "reshape",
  summary: "turn columns of one measure into a factor and a column of values",
  description:
    "Turn a wide data file, with a column for each condition, into a long one, with a row for each: columns become a factor and a column of values. It is written as CSV.",
  args: [FILE],
  options: [
    [
      "--columns <A,B,C>",
      'names of the columns, "rt_*" or "rt_1:rt_8" (repeatable)',
      collectNames,
      { isRequired: true },
    ],
    ["--names <NAME>", "what the factor of their names is called (name)"],
    ["--values <NAME>", "what the column of their values is called (value)"],
    ["--prefix <TEXT>", "taken off the beginning of the names"],
    ["--drop-missing", "leave out rows without a value"],
    ...DATA_OPTIONS,
    ...outputOptions("print JSON, every digit", "print CSV, every digit (the default)"),
  ],
  async run(session, { columns, names = "name", values = "value", prefix, dropMissing, ...flags }, [file]) {
    const { table } = await readDataFile(file, flags, session);
    if (!flags.quiet) writeNotices(table, session);
    const long = longer(table, { columns, names, values, prefix, dropMissing });
    const report: ReportTable = { title: "", columns: tableColumns(long), notes: [] };
    writeTables([report], flags, session, "csv");
  },
  examples: `
Examples:
  blup reshape wide.csv --columns "rt_*" --prefix rt_ --names condition --values rt > long.csv
  blup reshape survey.xlsx --columns q1:q20 --names item --values answer --drop-missing > long.csv
`,
});
