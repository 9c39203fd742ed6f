// Reading a CSV table from text, bytes or a stream.
import { CancelledError, OptionError } from "../errors.js";
import { FUNCTION, isTexts, type OptionRules, SIGNAL } from "../options.js";
import { ANY, checkColumnRequests, REQUEST_RULES } from "./column-types.js";
import { type CsvOptions, CsvReader } from "./csv-reader.js";
import { type CsvSource, csvText } from "./csv-text.js";
import type { Table } from "./table.js";

export type { CsvOptions } from "./csv-reader.js";
export type { CsvSource } from "./csv-text.js";

export interface ReadCsvOptions extends CsvOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes (of text: characters) taken so far, and of how many where that is known. */
  readonly onProgress?: ((done: number, total: number | null) => void) | undefined;
}

const RULES: OptionRules<ReadCsvOptions> = {
  delimiter: ANY,
  naValues: [isTexts, "an array of strings"],
  ...REQUEST_RULES,
  signal: SIGNAL,
  onProgress: FUNCTION,
};

/** Between two turns of the event loop, in which a signal can be heard; in milliseconds. */
const TURN = 50;

/**
 * Reads a CSV or TSV table with a header line, streaming: no text is kept but the levels of factors.
 * A column is a number if every cell is (as R reads numbers), logical if every cell is TRUE, FALSE, T, F, true or
 * false, else a factor of the texts as written. A first column without a name (R's row names) is called "X".
 * Throws DataError or OptionError.
 */
export async function readCsv(source: CsvSource, options: ReadCsvOptions = {}): Promise<Table> {
  const { signal, onProgress, ...csv } = options;
  checkColumnRequests(options, RULES);
  checkDelimiter(csv.delimiter);
  const reader = new CsvReader(csv);
  let turn = performance.now() + TURN;
  for await (const text of csvText(source, onProgress)) {
    if (signal !== undefined && performance.now() > turn) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      turn = performance.now() + TURN;
    }
    if (signal?.aborted) throw new CancelledError("reading was cancelled");
    reader.push(text);
  }
  return reader.finish();
}

function checkDelimiter(delimiter: string | undefined): void {
  if (delimiter === undefined || /^[^"\r\n\ufeff\ud800-\udfff]$/.test(delimiter)) return;
  const text = `delimiter cannot be "${delimiter}"; it must be one character, not a quote or line end`;
  throw new OptionError(text, "delimiter");
}
