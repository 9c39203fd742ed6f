// The columns of Parquet files, by hyparquet. Loaded when such a file comes, and so without classes of the package.
import { parquetMetadata, parquetRead } from "hyparquet/src/index.js";
import { withIsoDates } from "./iso-date.js";

/** What hyparquet unpacks by itself. */
const PLAIN_CODECS: readonly string[] = ["UNCOMPRESSED", "SNAPPY"];

type Metadata = ReturnType<typeof parquetMetadata>;
type Cells = ArrayLike<unknown>;

/** All columns of a file, its dates as text; `check` is told their size before they are read. */
export async function parquetColumns(
  file: ArrayBuffer,
  check: (rows: number, columns: number) => void,
): Promise<{ name: string; cells: Cells }[]> {
  const metadata = parquetMetadata(file);
  const names = columnNames(metadata);
  check(Number(metadata.num_rows), names.length);
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
