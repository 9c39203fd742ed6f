// Options that say how to read a data file, shared by every command that takes one.
import { readFile } from "node:fs/promises";
import { fileProblem } from "../data/file-problems.js";
import { type ReadTableOptions, readTable } from "../data/read-table.js";
import { parseTableSchema } from "../data/schema.js";
import type { Table } from "../data/table.js";
import { NA_VALUES } from "../data/table-builder.js";
import { readTableFile } from "../data/table-file.js";
import { DataError } from "../errors.js";
import type { SavedReading } from "../fit/record.js";
import {
  collectLevels,
  collectMissing,
  collectType,
  countOf,
  delimiterOf,
  markOf,
  sheetOf,
  skipOf,
} from "./arguments.js";
import type { Argument, Flags } from "./command.js";
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

/** The argument of commands that read a data file. */
export const FILE: Argument = [
  "<FILE>",
  'CSV, TSV, JSON, Parquet, Arrow or .xlsx with a header, may be gzipped; "-" is standard input',
];

export const DATA_OPTIONS = [
  "Data:",
  ["--column-type <COL=TYPE>", "factor, number or ordered (repeatable; also --type)", collectType],
  ["--type <COL=TYPE>", "the same", collectType, { isHidden: true }],
  [
    "--levels <COL=A,B,C>",
    "a factor's levels in their order, of which the first is the reference (repeatable)",
    collectLevels,
  ],
  ["--schema <FILE>", "Frictionless Table Schema (JSON), see below"],
  [
    "--na <[COL=]VALUE>",
    "text that means missing, everywhere or in one column, besides empty cells and NA, or the schema's missingValues (repeatable)",
    collectMissing,
  ],
  ["--delimiter <CHAR>", "a character or tab; found from the first lines if not given", delimiterOf],
  ["--decimal <MARK>", "point or comma; found from all columns if not given", markOf],
  ["--thousands <CHAR>", "what stands between thousands; found from all columns if not given", delimiterOf],
  ["--encoding <NAME>", "of a text; UTF-8, UTF-16 by its mark, or else Windows-1252 if not given"],
  ["--trim", "take off blanks around cells, which is done where they follow all delimiters if not given"],
  ["--comment <TEXT>", "what lines begin with that are left out"],
  ["--skip <LINES>", "lines, or rows of a sheet, to leave out before the header", skipOf],
  ["--sheet <NAME>", "of a workbook: name or number of the sheet; the first if not given", sheetOf],
  ["--max-rows <COUNT>", "refuse more rows than this (100 million if not given)", countOf],
  ["--max-bytes <COUNT>", "refuse files that unpack to more bytes (2 GiB if not given)", countOf],
] as const;

/** Reads the table that FILE names, stdin for "-". A column type given as an option wins over the schema's. */
export async function readDataFile(file: string, options: DataOptions, session: Session): Promise<DataFile> {
  const started = performance.now();
  const asked = await readingOptions(options);
  const table = await readTableAt(file, asked, session);
  const readTime = performance.now() - started;
  return { table, name: file === "-" ? "stdin" : file, readTime, reading: { file, ...asked } };
}

/** The table in a file, or for "-" on stdin. */
export function readTableAt(path: string, options: ReadTableOptions, session: Session): Promise<Table> {
  const asked = { ...options, signal: session.signal };
  return path === "-" ? readStdin(asked, session) : readTableFile(path, asked);
}

async function readStdin(options: ReadTableOptions, { stdin }: Session): Promise<Table> {
  try {
    return await readTable(stdin, options);
  } catch (error) {
    const problem = fileProblem(error, "read");
    throw problem === null ? error : new DataError(`standard input ${problem}`);
  }
}

async function readingOptions(options: DataOptions): Promise<Omit<SavedReading, "file">> {
  const schema = options.schema === undefined ? null : parseTableSchema(await readJson(options.schema));
  const types = { ...options.type, ...options.columnType };
  const isNumber = (name: string) => Object.hasOwn(types, name) && types[name] === "number";
  const levels = { ...schema?.levels, ...options.levels };
  const { everywhere = [], byColumn } = options.na ?? {};
  const { delimiter, decimal, thousands, encoding, trim, comment, skip, sheet, maxRows, maxBytes } = options;
  return {
    types: { ...schema?.types, ...types },
    levels: Object.fromEntries(
      Object.entries(levels).filter(([name]) => !isNumber(name) || Object.hasOwn(options.levels ?? {}, name)),
    ),
    naValues: [...(schema?.naValues ?? NA_VALUES), ...everywhere],
    missing: byColumn,
    ...{ delimiter, decimal, thousands, encoding, trim, comment, skip, sheet, maxRows, maxBytes },
  };
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`schema file "${path}" ${fileProblem(error, "read") ?? "cannot be read"}`);
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new UsageError(`schema file "${path}" is not JSON: ${(error as Error).message}`);
  }
}
