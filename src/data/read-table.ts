// A table from a file of any kind that is known: text, JSON, Parquet, Arrow, workbooks. What only one kind needs is loaded
// when such a file comes.
import { withinMemory } from "../core/within-memory.js";
import { OptionError } from "../errors.js";
import { isText, isWhole, type OptionRules } from "../options.js";
import { readArrow, readParquet } from "./binary-tables.js";
import { checkColumnRequests } from "./column-types.js";
import { checkDelimiter, READ_CSV_RULES, type ReadCsvOptions, tableOfText } from "./csv.js";
import { beginning, type CsvSource, textOf, unpackedSource } from "./csv-text.js";
import { joined } from "./join-bytes.js";
import { readJsonArray, readJsonLines } from "./json-lines.js";
import type { DataNotice } from "./notices.js";
import type { Table } from "./table.js";
import { readWorkbook, type WorkbookOptions } from "./workbook.js";

/** Options of readTable(): those of readCsv(), and `sheet` of a workbook. */
export interface ReadTableOptions extends ReadCsvOptions, WorkbookOptions {}

export const READ_TABLE_RULES: OptionRules<ReadTableOptions> = {
  ...READ_CSV_RULES,
  sheet: [(value) => (isText(value) && value !== "") || isWhole(value, 1), "the name of a sheet, or its number"],
};

const KINDS = [
  ["PK\x03\x04", "workbook"],
  ["PAR1", "parquet"],
  ["ARROW1", "arrow"],
  ["\xff\xff\xff\xff", "arrow"],
] as const;

/** What a file is by its first bytes; null for text and what cannot be read. */
function tableKind(start: string): "workbook" | "parquet" | "arrow" | "json lines" | "json array" | null {
  const known = KINDS.find(([signature]) => start.startsWith(signature));
  if (known !== undefined) return known[1];
  if (/^\s*\{/.test(start)) return "json lines";
  return /^\s*\[\s*(?:\{|$)/.test(start) ? "json array" : null;
}

/**
 * Reads a table from CSV or TSV text, JSON lines or a JSON array of rows, Parquet, Arrow or Feather, or an Excel workbook
 * (.xlsx), gzipped or not, whichever its first bytes show. Options are readCsv()'s, as far as they have a meaning for the kind, and `sheet`.
 * Throws DataError or OptionError.
 *
 * @example
 * const { columns } = await readTable('{"subject":"s1","rt":412}\n{"subject":"s2","rt":388}\n');
 * [...columns.keys()]; // ["subject", "rt"]
 */
export async function readTable(source: CsvSource, options: ReadTableOptions = {}): Promise<Table> {
  checkColumnRequests(options, READ_TABLE_RULES);
  checkDelimiter(options.delimiter);
  return withinMemory("the table", () => tableOf(source, options));
}

async function tableOf(source: CsvSource, options: ReadTableOptions): Promise<Table> {
  const notices: DataNotice[] = [];
  const chunks = unpackedSource(source, options);
  const first = await chunks.next();
  const rest = following(first, chunks);
  const kind = first.done ? null : tableKind(beginning(first.value));
  if (options.sheet !== undefined && kind !== "workbook") {
    throw new OptionError("sheet is given, but the file is no workbook", "sheet");
  }
  switch (kind) {
    case "workbook":
      return readWorkbook(await bytesOf(rest), options, notices);
    case "parquet":
      return readParquet(await bytesOf(rest), options, notices);
    case "arrow":
      return readArrow(await bytesOf(rest), options, notices);
    case "json lines":
      return readJsonLines(textOf(rest, options, notices, true), options, notices);
    case "json array":
      return readJsonArray(textOf(rest, options, notices, true), options, notices);
    default:
      return tableOfText(textOf(rest, options, notices), options, notices);
  }
}

async function* following(
  first: IteratorResult<Uint8Array | string>,
  chunks: AsyncGenerator<Uint8Array | string>,
): AsyncGenerator<Uint8Array | string> {
  if (!first.done) yield first.value;
  yield* chunks;
}

async function bytesOf(chunks: AsyncGenerator<Uint8Array | string>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) {
    parts.push(typeof chunk === "string" ? Uint8Array.from(chunk, (char) => char.charCodeAt(0)) : chunk);
  }
  return joined(parts);
}
