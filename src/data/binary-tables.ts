// Parquet and Arrow files as tables: what reads them is loaded when one comes.
import { DataError, MixedModelError } from "../errors.js";
import { type ArrowVector, columnFromArrow } from "./arrow.js";
import { type CellColumn, checkSize, tableOfCells } from "./cell-table.js";
import { withIsoDates } from "./iso-date.js";
import { MAX_BYTES } from "./limits.js";
import type { DataNotice } from "./notices.js";
import type { Table } from "./table.js";
import type { CellOptions } from "./table-builder.js";

/** Ids of the Arrow format. */
const DATES = [8, 10];

/** The table of a whole Parquet file; dates become text. */
export async function readParquet(
  bytes: Uint8Array<ArrayBuffer>,
  options: CellOptions,
  notices: readonly DataNotice[],
): Promise<Table> {
  const { parquetColumns } = await import("./parquet-columns.js");
  const check = (rows: number, columns: number) => checkSize("Parquet file", rows, columns, options);
  const columns = await asDataErrors("Parquet", () => parquetColumns(bytes.buffer, check));
  return tableOfCells(columns, options, notices);
}

/** The table of a whole Arrow file; dates become text, a dictionary keeps its order where it is ordered. */
export async function readArrow(
  bytes: Uint8Array<ArrayBuffer>,
  options: CellOptions,
  notices: readonly DataNotice[],
): Promise<Table> {
  const { maxBytes = MAX_BYTES } = options;
  const { arrowTable } = await import("./arrow-file.js");
  const columns = await asDataErrors("Arrow", async () => {
    const table = await arrowTable(bytes, (length) => {
      if (length > maxBytes)
        throw new DataError(`the Arrow file holds more than ${maxBytes} bytes, the limit of maxBytes`);
    });
    checkSize("Arrow file", table.numRows, table.numCols, options);
    return table.schema.fields.map(({ name }, index): CellColumn => {
      const column = table.getChildAt(index);
      if (DATES.includes(column.type.typeId)) return { name, cells: withIsoDates(Array.from(column)) };
      return columnFromArrow(name, column as unknown as ArrowVector);
    });
  });
  return tableOfCells(columns, options, notices);
}

async function asDataErrors<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof MixedModelError) throw error;
    const isTold = error instanceof Error && !(error instanceof TypeError || error instanceof RangeError);
    throw new DataError(`the ${what} file cannot be read: ${isTold ? error.message : "it is damaged or cut off"}`);
  }
}
