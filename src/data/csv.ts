// Reading a CSV table from text, bytes or a stream.
import { CancelledError, OptionError } from "../errors.js";
import { checkColumnRequests } from "./column-types.js";
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
  checkCsvOptions(csv);
  checkRunOptions(options);
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

function checkRunOptions({ signal, onProgress }: ReadCsvOptions): void {
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new OptionError("signal must be an AbortSignal", "signal");
  }
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw new OptionError("onProgress must be a function", "onProgress");
  }
}

function checkCsvOptions(options: CsvOptions): void {
  checkColumnRequests(options, ["delimiter", "naValues", "types", "levels", "signal", "onProgress"]);
  const { delimiter, naValues } = options;
  if (delimiter !== undefined && !/^[^"\r\n\ufeff\ud800-\udfff]$/.test(delimiter)) {
    throw new OptionError(
      `delimiter cannot be "${delimiter}"; it must be one character, not a quote or line end`,
      "delimiter",
    );
  }
  if (naValues !== undefined && !(Array.isArray(naValues) && naValues.every((text) => typeof text === "string"))) {
    throw new OptionError("naValues must be an array of strings", "naValues");
  }
}
