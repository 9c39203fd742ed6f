// blup data: what is in a data file, as a model would see it.
import type { Column, Table } from "../data/table.js";
import { oneLine } from "../report/control-characters.js";
import type { ReportTable } from "../report/report-table.js";
import { command } from "./command.js";
import { DATA_OPTIONS, FILE, readDataFile } from "./data-options.js";
import { writeNotices } from "./notices.js";
import { OUTPUT_OPTIONS, writeTables } from "./report-options.js";

const MOST_LEVELS = 8;

/** Adds `blup data FILE` to a program. */
export const addData = command({
  name: "data",
  summary: "tell what is in a data file: columns, types, levels in their order",
  description:
    "Tell what is in a data file, as a model would see it: columns, their types, levels in their order, missing values.",
  args: [FILE],
  options: [...DATA_OPTIONS, ...OUTPUT_OPTIONS],
  async run(session, flags, [file]) {
    const { table, name } = await readDataFile(file, flags, session);
    if (!flags.quiet) writeNotices(table, session);
    const report = columnsTable(name, table);
    writeTables([report], flags, session, () => linesOf(report));
  },
  examples: `
The first level of a factor is its reference. Levels that are all numbers are in
their order, others in that of their letters; --levels gives another.

Examples:
  blup data rt.csv
  blup data rt.xlsx --sheet trials --levels cond=neutral,related
`,
});

function columnsTable(name: string, { rowCount, columns }: Table): ReportTable {
  const all = Array.from(columns.values());
  return {
    title: `${name}: ${rowCount} rows`,
    columns: [
      { key: "column", name: "Column", kind: "text", values: all.map((column) => column.name) },
      { key: "type", name: "Type", kind: "text", values: all.map(typeOf) },
      { key: "missing", name: "Missing", kind: "count", values: all.map(missingOf) },
      { key: "values", name: "Values", kind: "text", values: all.map(valuesOf) },
    ],
    notes: [],
  };
}

/** Left-aligned, for texts of any length. */
function linesOf({ title, columns }: ReportTable): string {
  const cells = columns.map(({ name, values }) => [name, ...values.map((value) => oneLine(String(value ?? "")))]);
  const widths = cells.map((column) => Math.max(...column.map((cell) => cell.length)));
  const lines = cells[0].map((_, row) =>
    cells
      .map((column, i) => column[row].padEnd(widths[i]))
      .join("  ")
      .trimEnd(),
  );
  return [oneLine(title), ...lines].join("\n");
}

function typeOf(column: Column): string {
  if (column.kind !== "factor") return column.kind;
  if (column.doubt !== undefined) return "doubtful";
  return column.logical ? "logical" : column.ordered ? "ordered" : "factor";
}

function valuesOf(column: Column): string {
  if (column.kind === "unusable") return column.problem.message;
  if (column.kind === "factor") {
    const { levels } = column;
    const shown = levels.slice(0, MOST_LEVELS).join(", ");
    return levels.length > MOST_LEVELS ? `${levels.length} levels: ${shown}, …` : shown;
  }
  let [low, high] = [Infinity, -Infinity];
  for (const value of column.values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? "" : `${brief(low)} to ${brief(high)}`;
}

function brief(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function missingOf(column: Column): number | null {
  if (column.kind === "unusable") return null;
  const entries: ArrayLike<number> = column.kind === "number" ? column.values : column.codes;
  let count = 0;
  for (let row = 0; row < entries.length; row++)
    if (!(entries[row] >= 0) && (column.kind === "factor" || Number.isNaN(entries[row]))) count++;
  return count;
}
