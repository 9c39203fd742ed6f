// --new: rows to predict or to simulate for, and the choice of random effects that both take.
import { blob } from "node:stream/consumers";
import { InvalidArgumentError } from "commander";
import { type ReadTableOptions, readTable } from "../data/read-table.js";
import type { Table } from "../data/table.js";
import { toldRowNumbers } from "../fit/data-rows.js";
import type { Fit } from "../fit/fit.js";
import type { SavedReading } from "../fit/record.js";
import type { ReportColumn } from "../report/report-table.js";
import type { Flags } from "./command.js";
import { readTableAt } from "./data-options.js";
import { UsageError } from "./failure.js";
import type { Asked } from "./fit-question.js";
import { writeNotices } from "./notices.js";

/**
 * The file's rows, read as the data of the fit were; types and levels of columns that it has not are left aside. Null
 * without a file.
 */
export async function readNewData(
  path: string | undefined,
  { record }: Fit,
  { session, output }: Asked,
): Promise<Table | null> {
  if (path === undefined) return null;
  const reading: Partial<SavedReading> = record.reading ?? {};
  const { naValues, decimal, thousands, encoding, comment } = reading;
  const common = { naValues, decimal, thousands, encoding, comment };
  const input = path === "-" ? await blob(session.stdin) : null;
  const read = (options: ReadTableOptions) => {
    if (input === null) return readTableAt(path, options, session);
    return readTable(input as Blob, { ...options, signal: session.signal });
  };
  const plain = await read(common);
  const present = <T>(entries: Readonly<Record<string, T>> | undefined): Record<string, T> =>
    Object.fromEntries(Object.entries(entries ?? {}).filter(([name]) => plain.columns.has(name)));
  const types = present(reading.types);
  const levels = present(reading.levels);
  const missing = present(reading.missing);
  const isPlain = [types, levels, missing].every((entries) => Object.keys(entries).length === 0);
  const table = isPlain ? plain : await read({ ...common, types, levels, missing });
  if (!output.quiet) writeNotices(table, session);
  return table;
}

/** The columns of new data as those of a report; without new data, the numbers of the fit's rows in its own. */
export function dataColumns(newData: Table | null, { live }: Fit): ReportColumn[] {
  if (newData !== null) return tableColumns(newData);
  return live === null ? [] : [{ key: "row", name: "Row", kind: "count", values: Array.from(toldRowNumbers(live)) }];
}

/** The columns of a table as those of a report. */
export function tableColumns({ columns }: Table): ReportColumn[] {
  return Array.from(columns, ([key, column]): ReportColumn => {
    if (column.kind === "number") return { key, name: key, kind: "number", values: Array.from(column.values) };
    const values = column.kind === "factor" ? Array.from(column.codes, (code) => column.levels[code] ?? null) : [];
    return { key, name: key, kind: "text", values };
  }).filter(({ values }) => values.length > 0);
}

/** --weights and --trials, columns of the new rows. */
export const ROW_OPTIONS = [
  ["--weights <COL>", "column of --new with precision weights"],
  ["--trials <COL>", "column of --new with the trials of a binomial"],
] as const;

/** The columns that --weights and --trials name; throws UsageError where they are none of numbers. */
export function rowValues(
  newData: Table | null,
  options: Flags<typeof ROW_OPTIONS>,
): { weights?: Float64Array; trials?: Float64Array } {
  const named = (["weights", "trials"] as const).flatMap((option) => {
    const name = options[option];
    if (name === undefined) return [];
    const column = newData?.columns.get(name);
    if (column?.kind === "number") return [[option, column.values] as const];
    const what = newData === null ? "there are no new rows (--new)" : "it is no column of numbers of the new rows";
    throw new UsageError(`--${option} names "${name}", but ${what}`);
  });
  return Object.fromEntries(named);
}

/** A word as it is, a formula as it is, other names as a list of grouping factors. */
export function randomArgument<const W extends string>(...words: readonly W[]) {
  return (text: string): W | `~${string}` | readonly string[] => {
    const given = text.trim();
    if (given === "") throw new InvalidArgumentError(`Expected ${words.join(", ")}, grouping factors or a formula.`);
    if (words.includes(given as W) || given.startsWith("~")) return given as W | `~${string}`;
    return given.split(",").map((name) => name.trim());
  };
}
