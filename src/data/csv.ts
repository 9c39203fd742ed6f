// Reading a CSV table from text, bytes or a stream.
import { withinMemory } from "../core/within-memory.js";
import { CancelledError, OptionError } from "../errors.js";
import {
  COUNT,
  FLAG,
  FUNCTION,
  isText,
  isTexts,
  isWhole,
  type OptionRules,
  oneOf,
  SIGNAL,
  valueText,
} from "../options.js";
import { ANY, checkColumnRequests, REQUEST_RULES } from "./column-types.js";
import { type CsvOptions, CsvReader } from "./csv-reader.js";
import { type CsvSource, csvText, type TextOptions } from "./csv-text.js";
import type { DataNotice } from "./notices.js";
import type { Table } from "./table.js";

export type { CsvOptions } from "./csv-reader.js";
export type { CsvSource } from "./csv-text.js";

/** Options of readCsv(); an unknown one is an OptionError. */
export interface ReadCsvOptions extends CsvOptions, TextOptions {
  /** Stops the reading with a CancelledError. */
  readonly signal?: AbortSignal | undefined;
}

export const READ_CSV_RULES: OptionRules<ReadCsvOptions> = {
  delimiter: ANY,
  naValues: [isTexts, "an array of strings"],
  missing: [
    (value) => typeof value === "object" && value !== null && Object.values(value).every(isTexts),
    "an object with an array of strings for a column",
  ],
  decimal: oneOf(".", ","),
  thousands: [(value) => isText(value) && /^[^\d]$/.test(value as string), "one character"],
  trim: FLAG,
  comment: [(value) => isText(value) && value !== "", "the text that comments begin with"],
  skip: [(value) => isWhole(value, 0), "a count of lines"],
  encoding: [isEncoding, 'an encoding such as "windows-1252"'],
  maxRows: COUNT,
  maxBytes: COUNT,
  ...REQUEST_RULES,
  signal: SIGNAL,
  onProgress: FUNCTION,
};

/** Between two turns of the event loop, in which a signal can be heard; in milliseconds. */
const TURN = 50;

/**
 * Reads a CSV or TSV table with a header line, streaming: no text is kept but the levels of factors.
 * A column is a number if every cell is (as R reads numbers, or with decimal commas or thousands where the columns show
 * them), logical if every cell is TRUE, FALSE, T, F, true or false, else a factor of the texts as written. A first column
 * without a name (R's row names) is called "X". What was decided or is doubtful is in the table's `notices`.
 * Throws DataError or OptionError.
 *
 * @example
 * const table = await readCsv("subject,rt\ns1,412\ns2,388\n");
 * table.rowCount; // 2
 */
export async function readCsv(source: CsvSource, options: ReadCsvOptions = {}): Promise<Table> {
  checkColumnRequests(options, READ_CSV_RULES);
  checkDelimiter(options.delimiter);
  const notices: DataNotice[] = [];
  return withinMemory("the table", () => tableOfText(csvText(source, options, notices), options, notices));
}

/** The table of text in blocks. */
export async function tableOfText(
  blocks: AsyncIterable<string>,
  options: ReadCsvOptions,
  notices: readonly DataNotice[],
): Promise<Table> {
  const { signal } = options;
  const reader = new CsvReader(options);
  let turn = performance.now() + TURN;
  for await (const text of blocks) {
    if (signal !== undefined && performance.now() > turn) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      turn = performance.now() + TURN;
    }
    if (signal?.aborted) throw new CancelledError("reading was cancelled");
    reader.push(text);
  }
  return reader.finish(notices);
}

export function checkDelimiter(delimiter: string | undefined): void {
  if (delimiter === undefined || (isText(delimiter) && /^[^"\r\n\ufeff\ud800-\udfff]$/.test(delimiter))) return;
  const text = `delimiter cannot be ${valueText(delimiter)}; it must be one character, not a quote or line end`;
  throw new OptionError(text, "delimiter");
}

function isEncoding(value: unknown): boolean {
  try {
    return isText(value) && new TextDecoder(value as string) !== null;
  } catch {
    return false;
  }
}
