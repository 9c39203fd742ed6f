// Reading a CSV file by its path, in Node only; apart from csv.ts so that no bundle for a browser meets node:fs.
import { DataError } from "../errors.js";
import { type CsvOptions, readCsv } from "./csv.js";
import type { Table } from "./table.js";

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ["ENOENT", "does not exist"],
  ["EISDIR", "is a folder, not a file"],
  ["EACCES", "may not be read: permission denied"],
  ["ENOTDIR", "does not exist: a part of its path is a file"],
]);

/** Reads a CSV file, gzipped or not; see readCsv. A path that cannot be read is a DataError. */
export async function readCsvFile(path: string, options: CsvOptions = {}): Promise<Table> {
  const { createReadStream } = await import("node:fs");
  const stream = createReadStream(path, { highWaterMark: 1 << 18 });
  try {
    return await readCsv(stream, options);
  } catch (error) {
    const reason = REASONS.get((error as { code?: unknown }).code);
    throw reason === undefined ? error : new DataError(`file "${path}" ${reason}`);
  } finally {
    stream.destroy();
  }
}
