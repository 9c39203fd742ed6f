// Reading a file by its path, in Node only; apart so that no bundle for a browser meets node:fs.
import { DataError } from "../errors.js";
import type { CsvSource } from "./csv.js";
import { fileProblem } from "./file-problems.js";
import { type ReadTableOptions, readTable } from "./read-table.js";
import type { Table } from "./table.js";

/** The table in a file of any kind; see readTable. A path that cannot be read is a DataError. */
export function readTableFile(path: string, options: ReadTableOptions = {}): Promise<Table> {
  return withFile(path, (source) => readTable(source, options));
}

/** What `read` makes of a file's bytes. */
export async function withFile<T>(path: string, read: (source: CsvSource) => Promise<T>): Promise<T> {
  const { createReadStream } = await import("node:fs");
  const stream = createReadStream(path, { highWaterMark: 1 << 18 });
  try {
    return await read(stream);
  } catch (error) {
    const problem = fileProblem(error, "read");
    throw problem === null ? error : new DataError(`file "${path}" ${problem}`);
  } finally {
    stream.destroy();
  }
}
