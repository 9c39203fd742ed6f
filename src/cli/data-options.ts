// Options that say how to read a data file, shared by every command that takes one.
import { readFile } from "node:fs/promises";
import { readCsv } from "../data/csv.js";
import { readCsvFile } from "../data/csv-file.js";
import { parseTableSchema } from "../data/schema.js";
import type { Table } from "../data/table.js";
import type { SavedReading } from "../fit/record.js";
import { collectText, collectType, delimiterOf } from "./arguments.js";
import type { Flags } from "./command.js";
import { UsageError } from "./failure.js";
import type { Session } from "./session.js";

export type DataOptions = Flags<typeof DATA_OPTIONS>;

export interface DataFile {
  readonly table: Table;
  /** For the header of a report. */
  readonly name: string;
  /** Milliseconds spent on reading. */
  readonly readTime: number;
  /** How to read them again. */
  readonly reading: SavedReading;
}

export const DATA_OPTIONS = [
  "Data:",
  ["--type <COL=TYPE>", "factor, number or ordered (repeatable)", collectType],
  ["--schema <FILE>", "Frictionless Table Schema (JSON), see below"],
  [
    "--na <VALUE>",
    "text that means missing, besides empty cells and NA, or the schema's missingValues (repeatable)",
    collectText,
  ],
  ["--delimiter <CHAR>", "a character or tab; found from the header if not given", delimiterOf],
] as const;

/** Reads the table that FILE names, stdin for "-". A column type given as an option wins over the schema's. */
export async function readDataFile(file: string, options: DataOptions, session: Session): Promise<DataFile> {
  const started = performance.now();
  const csvOptions = await csvOptionsOf(options);
  const fromStdin = file === "-";
  const table = fromStdin ? await readCsv(session.stdin, csvOptions) : await readCsvFile(file, csvOptions);
  const readTime = performance.now() - started;
  return { table, name: fromStdin ? "stdin" : file, readTime, reading: { file, ...csvOptions } };
}

async function csvOptionsOf(options: DataOptions): Promise<Omit<SavedReading, "file">> {
  const schema = options.schema === undefined ? null : parseTableSchema(await readJson(options.schema));
  const missing = schema?.naValues ?? ["", "NA"];
  const isNumber = (name: string) => Object.hasOwn(options.type ?? {}, name) && options.type?.[name] === "number";
  return {
    types: { ...schema?.types, ...options.type },
    levels: Object.fromEntries(Object.entries(schema?.levels ?? {}).filter(([name]) => !isNumber(name))),
    naValues: [...missing, ...(options.na ?? [])],
    delimiter: options.delimiter,
  };
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const missing = (error as { code?: unknown }).code === "ENOENT";
    throw new UsageError(`schema file "${path}" ${missing ? "does not exist" : "cannot be read"}`);
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new UsageError(`schema file "${path}" is not JSON: ${(error as Error).message}`);
  }
}
