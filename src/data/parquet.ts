// Parquet files, by hyparquet.
import { parquetMetadata, parquetRead } from "hyparquet/src/index.js";
import { DataError } from "../errors.js";
import { type CellColumn, checkSize, tableOfCells } from "./cell-table.js";
import { withIsoDates } from "./iso-date.js";
import type { DataNotice } from "./notices.js";
import type { Table } from "./table.js";
import type { CellOptions } from "./table-builder.js";

/** What hyparquet unpacks by itself. */
const PLAIN_CODECS: readonly string[] = ["UNCOMPRESSED", "SNAPPY"];

type Metadata = ReturnType<typeof parquetMetadata>;
type Cells = ArrayLike<unknown>;

/** The table of a whole file; dates become text. */
export async function readParquet(
  bytes: Uint8Array<ArrayBuffer>,
  options: CellOptions,
  notices: readonly DataNotice[],
): Promise<Table> {
  const columns = await asDataErrors(async () => {
    const metadata = parquetMetadata(bytes.buffer);
    const names = columnNames(metadata);
    checkSize("Parquet file", Number(metadata.num_rows), names.length, options);
    return readColumns(bytes.buffer, metadata, names);
  });
  return tableOfCells(columns, options, notices);
}

function columnNames({ schema: [root, ...elements] }: Metadata): string[] {
  const names: string[] = [];
  for (let i = 0; i < elements.length && names.length < (root.num_children ?? 0); ) {
    names.push(elements[i].name);
    i = afterElement(elements, i);
  }
  return names;
}

/** Where the element behind one and all that it contains stands. */
function afterElement(elements: Metadata["schema"], at: number): number {
  let next = at + 1;
  for (let child = 0; child < (elements[at]?.num_children ?? 0); child++) next = afterElement(elements, next);
  return next;
}

async function readColumns(file: ArrayBuffer, metadata: Metadata, names: readonly string[]): Promise<CellColumn[]> {
  const codecs = metadata.row_groups.flatMap(({ columns }) => columns.map(({ meta_data }) => meta_data?.codec ?? ""));
  const isPacked = codecs.some((codec) => !PLAIN_CODECS.includes(codec));
  const parts = new Map<string, { at: number; cells: Cells }[]>(names.map((name) => [name, []]));
  await parquetRead({
    file: { byteLength: file.byteLength, slice: (start, end) => file.slice(start, end) },
    metadata,
    geoparquet: false,
    ...(isPacked && { compressors: (await import("./compressors.js")).compressors }),
    parsers: { jsonFromBytes: (json) => new TextDecoder().decode(json) },
    onChunk: ({ columnName, columnData, rowStart }) => parts.get(columnName)?.push({ at: rowStart, cells: columnData }),
  });
  return Array.from(parts, ([name, chunks]) => {
    const inOrder = chunks.sort((a, b) => a.at - b.at).map(({ cells }) => cells);
    return { name, cells: joinedCells(inOrder) };
  });
}

function joinedCells(parts: readonly Cells[]): Cells {
  const isNumeric = parts.length > 0 && parts.every((part) => ArrayBuffer.isView(part) && typeof part[0] !== "bigint");
  if (!isNumeric) return withIsoDates(parts.flatMap((part) => Array.from(part)));
  const values = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts as readonly ArrayLike<number>[]) {
    values.set(part, at);
    at += part.length;
  }
  return values;
}

async function asDataErrors<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`the Parquet file cannot be read: ${(error as Error).message}`);
  }
}
