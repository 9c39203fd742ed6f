// Reading a CSV file by its path, in Node only.
import { type CsvOptions, readCsv } from "./csv.js";
import type { Table } from "./table.js";
import { withFile } from "./table-file.js";

/** Reads a CSV file, gzipped or not; see readCsv. A path that cannot be read is a DataError. */
export function readCsvFile(path: string, options: CsvOptions = {}): Promise<Table> {
  return withFile(path, (source) => readCsv(source, options));
}
