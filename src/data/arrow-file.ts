// Arrow files and streams, and Feather of version 2, by flechette.
import { type Column as ArrowColumn, CompressionType, setCompressionCodec, tableFromIPC } from "@uwdata/flechette";
import { DataError } from "../errors.js";
import { type ArrowVector, columnFromArrow } from "./arrow.js";
import { type CellColumn, checkSize, tableOfCells } from "./cell-table.js";
import type { Unpack } from "./compressors.js";
import { withIsoDates } from "./iso-date.js";
import { unpackLz4Frame } from "./lz4-frame.js";
import type { DataNotice } from "./notices.js";
import type { Table } from "./table.js";
import { type CellOptions, MAX_BYTES } from "./table-builder.js";

const DATE = 8;
const TIMESTAMP = 10;

/** The table of a whole file; dates become text, a dictionary keeps its order where it is ordered. */
export async function readArrow(
  bytes: Uint8Array<ArrayBuffer>,
  options: CellOptions,
  notices: readonly DataNotice[],
): Promise<Table> {
  let columns: CellColumn[];
  try {
    setCompressionCodec(CompressionType.LZ4_FRAME, codec(unpackLz4Frame, options));
    const table = await withZstd(() => tableFromIPC(bytes, { useDate: true }), options);
    checkSize("Arrow file", table.numRows, table.numCols, options);
    columns = table.schema.fields.map(({ name }, index) => cellColumn(name, table.getChildAt(index)));
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`the Arrow file cannot be read: ${(error as Error).message}`);
  }
  return tableOfCells(columns, options, notices);
}

function codec(unpack: Unpack, { maxBytes = MAX_BYTES }: CellOptions) {
  return {
    encode: (plain: Uint8Array) => plain,
    decode: (packed: Uint8Array, length: number) => {
      if (length <= maxBytes) return unpack(packed, length);
      throw new DataError(`the Arrow file holds more than ${maxBytes} bytes, the limit of maxBytes`);
    },
  };
}

/** Again with what unpacks Zstandard where that is missing. */
async function withZstd<T>(read: () => T, options: CellOptions): Promise<T> {
  try {
    return read();
  } catch (error) {
    if (!/codec "ZSTD"/.test((error as Error).message)) throw error;
    const { compressors } = await import("./compressors.js");
    // A copy of its own begins where numbers of eight bytes may.
    const unpack: Unpack = (packed, length) => compressors.ZSTD(packed, length).slice();
    setCompressionCodec(CompressionType.ZSTD, codec(unpack, options));
    return read();
  }
}

function cellColumn(name: string, column: ArrowColumn<unknown>): CellColumn {
  const { typeId } = column.type;
  if (typeId === DATE || typeId === TIMESTAMP) return { name, cells: withIsoDates(Array.from(column)) };
  return columnFromArrow(name, column as unknown as ArrowVector);
}
