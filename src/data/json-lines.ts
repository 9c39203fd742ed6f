// JSON lines: an object a line, each with its cells by column name.
import { CancelledError, DataError } from "../errors.js";
import { tableOfCells } from "./cell-table.js";
import type { ReadCsvOptions } from "./csv.js";
import { LineMap } from "./line-map.js";
import type { DataNotice } from "./notices.js";
import type { Table } from "./table.js";
import { MAX_BYTES, MAX_ROWS } from "./table-builder.js";

const STRINGS_AND_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LARGE_INTEGER = /^-?\d{16,}$/;
const MEMORY_OF_CELL = 16;

/** The table of a text whose every line is an object; what is missing in a line, or null, is missing. */
export async function readJsonLines(
  blocks: AsyncIterable<string>,
  options: ReadCsvOptions,
  notices: readonly DataNotice[],
): Promise<Table> {
  const rows = new JsonRows(options);
  let rest = "";
  let pieces: string[] = [];
  for await (const block of blocks) {
    if (options.signal?.aborted) throw new CancelledError("reading was cancelled");
    const end = block.lastIndexOf("\n");
    if (end < 0) {
      pieces.push(block);
      continue;
    }
    for (const line of (rest + pieces.join("") + block.slice(0, end)).split("\n")) rows.add(line);
    pieces = [];
    rest = block.slice(end + 1);
  }
  rows.add(rest + pieces.join(""));
  return rows.finish(notices);
}

class JsonRows {
  readonly #options: ReadCsvOptions;
  readonly #places = new LineMap(true);
  readonly #cells = new Map<string, unknown[]>();
  #line = 0;
  #count = 0;
  #cellCount = 0;

  constructor(options: ReadCsvOptions) {
    this.#options = options;
  }

  add(text: string): void {
    this.#line++;
    if (text.trim() === "" || this.#line <= (this.#options.skip ?? 0)) return;
    const row = this.#parsed(text);
    this.#places.add(this.#count, this.#line);
    for (const [name, cell] of Object.entries(row)) {
      let cells = this.#cells.get(name);
      if (cells === undefined) {
        cells = [];
        this.#cells.set(name, cells);
      }
      // Rows that lack the cell are filled in at the end.
      cells[this.#count] = cell;
      this.#cellCount++;
    }
    this.#count++;
    this.#checkSize();
  }

  finish(notices: readonly DataNotice[]): Table {
    const columns = Array.from(this.#cells, ([name, cells]) => {
      return { name, cells: Array.from({ length: this.#count }, (_, row) => cells[row]) };
    });
    if (columns.length === 0) throw new DataError("the file has no rows of JSON");
    return tableOfCells(columns, this.#options, notices, this.#places);
  }

  #parsed(text: string): object {
    let row: unknown;
    try {
      row = JSON.parse(withLargeIntegersAsTexts(text));
    } catch {
      throw this.#noRow("is no JSON");
    }
    if (typeof row === "object" && row !== null && !Array.isArray(row)) return row;
    throw this.#noRow("is no object");
  }

  #noRow(what: string): DataError {
    const hint =
      this.#count === 0
        ? "the file is not CSV text: it looks like JSON, but only JSON lines can be read, an object of cells a line"
        : "each line is an object of cells";
    return new DataError(`line ${this.#line} ${what}; ${hint}`, { row: this.#count });
  }

  #checkSize(): void {
    const { maxRows = MAX_ROWS, maxBytes = MAX_BYTES } = this.#options;
    const isLarge = this.#cellCount * MEMORY_OF_CELL > maxBytes;
    if (this.#count <= maxRows && !isLarge) return;
    const limit = isLarge ? `maxBytes, ${maxBytes}` : `maxRows, ${maxRows}`;
    throw new DataError(`the file has more than ${this.#count - 1} rows, over the limit of ${limit}`);
  }
}

/** JSON.parse would round them. */
function withLargeIntegersAsTexts(text: string): string {
  if (!/\d{16}/.test(text)) return text;
  return text.replace(STRINGS_AND_NUMBERS, (token) =>
    LARGE_INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
}
