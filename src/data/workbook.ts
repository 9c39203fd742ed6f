// Excel workbooks (.xlsx) as tables: their cells mean what those of a CSV file mean.
import { DataError } from "../errors.js";
import { CsvRecord } from "./csv-scanner.js";
import { hasTimeOfDay, isoDate } from "./iso-date.js";
import { MAX_BYTES } from "./limits.js";
import type { DataNotice } from "./notices.js";
import type { Table } from "./table.js";
import { type CellOptions, TableBuilder } from "./table-builder.js";
import type { SheetCell } from "./workbook-rows.js";

export interface WorkbookOptions extends CellOptions {
  /** Of a workbook: the name of a sheet, or its number from 1 on; the first one where not given. */
  readonly sheet?: string | number | undefined;
  /** So many rows before the header are left out. */
  readonly skip?: number | undefined;
}

/** The table of one sheet: its first row that is not empty has the names. */
export async function readWorkbook(
  bytes: Uint8Array<ArrayBuffer>,
  options: WorkbookOptions,
  notices: readonly DataNotice[],
): Promise<Table> {
  const { sheetRows } = await import("./workbook-rows.js");
  let found: Awaited<ReturnType<typeof sheetRows>>;
  try {
    found = await sheetRows(bytes, options.sheet, options.maxBytes ?? MAX_BYTES);
  } catch (error) {
    throw new DataError((error as Error).message);
  }
  return tableOfRows(found.rows, options, [...notices, ...found.notices]);
}

/** Cells as a CSV file of the sheet has them, so that they mean the same; numbers with all their digits, dates as ISO text. */
async function tableOfRows(
  rows: readonly SheetCell[][],
  options: WorkbookOptions,
  notices: readonly DataNotice[],
): Promise<Table> {
  const skipped = options.skip ?? 0;
  const header = rows.findIndex((cells, row) => row >= skipped && cells.some((cell) => cell !== null));
  if (header < 0) throw new DataError("the sheet is empty; a row of names is needed");
  const builder = new TableBuilder(options, false);
  const timed = timedColumns(rows, header);
  const names = Array.from({ length: rows[header].length }, (_, column) => cellText(rows[header][column], false));
  // A table need not begin in the first column.
  let first = 0;
  while (names[first] === "" && rows.every((cells) => cells[first] === null)) first++;
  const record = new CsvRecord();
  const fill = (cells: readonly SheetCell[], row: number): CsvRecord => {
    record.begin(row + 1);
    cells.forEach((cell, column) => record.addText(cellText(cell, timed.has(first + column))));
    return record;
  };
  builder.begin(names.slice(first), false, "");
  const texts = new NumbersAsTexts(names.slice(first));
  for (let row = header + 1; row < rows.length; row++) {
    if (rows[row].every((cell) => cell === null)) continue;
    const cells = rows[row].slice(first);
    texts.add(cells);
    if (!builder.add(fill(cells, row)))
      throw new DataError(`row ${row + 1} has cells beyond the names of row ${header + 1}`);
  }
  const table = await builder.finish(notices);
  return {
    ...table,
    ...(texts.notices(table).length > 0 && { notices: [...(table.notices ?? []), ...texts.notices(table)] }),
  };
}

function cellText(cell: SheetCell, hasTime: boolean): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return isoDate(nearest(cell), hasTime);
  if (typeof cell === "boolean") return cell ? "TRUE" : "FALSE";
  return String(cell);
}

/** A day is a number in a workbook, and a time a fraction that a millisecond may be lost of. */
function nearest(date: Date): Date {
  return date.getTime() % 1000 === 999 ? new Date(date.getTime() + 1) : date;
}

/** Columns in which some date has a time of day. */
function timedColumns(rows: readonly SheetCell[][], header: number): Set<number> {
  const timed = new Set<number>();
  rows.slice(header + 1).forEach((cells) => {
    cells.forEach((cell, column) => {
      if (cell instanceof Date && hasTimeOfDay(nearest(cell))) timed.add(column);
    });
  });
  return timed;
}

/** Counts the texts of each column, to tell where a column of numbers had some. */
class NumbersAsTexts {
  readonly #names: readonly string[];
  readonly #counts: number[];

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#counts = names.map(() => 0);
  }

  add(cells: readonly SheetCell[]): void {
    cells.forEach((cell, column) => {
      if (typeof cell === "string" && /\d/.test(cell)) this.#counts[column]++;
    });
  }

  notices({ columns }: Table): DataNotice[] {
    const found = this.#names.flatMap((name, column) => {
      return this.#counts[column] > 0 && columns.get(name)?.kind === "number"
        ? [{ name, count: this.#counts[column] }]
        : [];
    });
    if (found.length === 0) return [];
    const names = found.map(({ name }) => name);
    const count = found.reduce((sum, entry) => sum + entry.count, 0);
    const message = `${count} cells of ${names.map((name) => `"${name}"`).join(", ")} hold numbers as text, which were read as numbers`;
    const types = Object.fromEntries(names.map((name) => [name, "factor" as const]));
    return [
      {
        code: "M_NUMBERS_AS_TEXT",
        message,
        columns: names,
        count,
        remedies: [{ options: { types }, effect: "keeps them as text" }],
      },
    ];
  }
}
