// Reading a CSV table from text, bytes or a stream.
import { OptionError } from "../errors.js";
import { checkColumnRequests } from "./column-types.js";
import { type CsvOptions, CsvReader } from "./csv-reader.js";
import { type CsvSource, csvText } from "./csv-text.js";
import type { Table } from "./table.js";

export type { CsvOptions } from "./csv-reader.js";
export type { CsvSource } from "./csv-text.js";

/**
 * Reads a CSV or TSV table with a header line, streaming: no text is kept but the levels of factors.
 * A column is a number if every cell is (as R reads numbers), logical if every cell is TRUE, FALSE, T, F, true or
 * false, else a factor of the texts as written. A first column without a name (R's row names) is called "X".
 * Throws DataError or OptionError.
 */
export async function readCsv(source: CsvSource, options: CsvOptions = {}): Promise<Table> {
  checkCsvOptions(options);
  const reader = new CsvReader(options);
  for await (const text of csvText(source)) reader.push(text);
  return reader.finish();
}

function checkCsvOptions(options: CsvOptions): void {
  checkColumnRequests(options, ["delimiter", "naValues", "types", "levels"]);
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
