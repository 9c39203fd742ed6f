// JSON: an object for each row, with its cells by column name; one a line, or all in an array.
import { CancelledError, DataError } from "../errors.js";
import { FILE_ROWS, tableOfCells } from "./cell-table.js";
import type { ReadCsvOptions } from "./csv.js";
import { MAX_BYTES, MAX_ROWS } from "./limits.js";
import { LineMap } from "./line-map.js";
import type { DataNotice, Places } from "./notices.js";
import type { Table } from "./table.js";

const STRINGS_AND_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LARGE_INTEGER = /^-?\d{16,}$/;
const MEMORY_OF_CELL = 16;
/** What is made of a longer text at once may take more memory than JavaScript has. */
const LONGEST_ARRAY = 200_000_000;
const LONGEST_LINE = 1 << 24;

/** The table of a text whose every line is an object; what is missing in a line, or null, is missing. */
export async function readJsonLines(
  blocks: AsyncIterable<string>,
  options: ReadCsvOptions,
  notices: readonly DataNotice[],
): Promise<Table> {
  const lines = new LineMap(true);
  const rows = new JsonRows(options, lines);
  let line = 0;
  const add = (text: string): void => {
    line++;
    if (text.trim() === "" || line <= (options.skip ?? 0)) return;
    lines.add(rows.count, line);
    rows.addRow(parsedLine(text, line, rows.count));
  };
  let rest = "";
  let pieces: string[] = [];
  let length = 0;
  for await (const block of blocks) {
    if (options.signal?.aborted) throw new CancelledError("reading was cancelled");
    const end = block.lastIndexOf("\n");
    if (end < 0) {
      pieces.push(block);
      length += block.length;
      if (length > LONGEST_LINE) {
        throw new DataError(
          `line ${line + 1} does not end within ${LONGEST_LINE} characters; is this a file of JSON lines?`,
        );
      }
      continue;
    }
    for (const text of (rest + pieces.join("") + block.slice(0, end)).split("\n")) add(text);
    pieces = [];
    length = 0;
    rest = block.slice(end + 1);
  }
  add(rest + pieces.join(""));
  return rows.finish(notices);
}

/** The table of a text that is an array of objects, which is held as a whole. */
export async function readJsonArray(
  blocks: AsyncIterable<string>,
  options: ReadCsvOptions,
  notices: readonly DataNotice[],
): Promise<Table> {
  const pieces: string[] = [];
  let length = 0;
  for await (const block of blocks) {
    if (options.signal?.aborted) throw new CancelledError("reading was cancelled");
    pieces.push(block);
    length += block.length;
    if (length > LONGEST_ARRAY) {
      throw new DataError(`the array of JSON is over the limit of ${LONGEST_ARRAY} characters; write it as JSON lines`);
    }
  }
  let all: unknown;
  try {
    all = JSON.parse(withLargeIntegersAsTexts(pieces.join("")));
  } catch (error) {
    throw new DataError(`the file begins as JSON, but is none: ${(error as Error).message}`);
  }
  const rows = new JsonRows(options, FILE_ROWS);
  for (const row of all as unknown[]) rows.addRow(row);
  return rows.finish(notices);
}

class JsonRows {
  readonly #options: ReadCsvOptions;
  readonly #places: Places;
  readonly #cells = new Map<string, unknown[]>();
  #count = 0;
  #cellCount = 0;

  constructor(options: ReadCsvOptions, places: Places) {
    this.#options = options;
    this.#places = places;
  }

  get count(): number {
    return this.#count;
  }

  addRow(row: unknown): void {
    if (!isObject(row)) {
      const what = Array.isArray(row) ? "an array" : row === null ? "null" : `a ${typeof row}`;
      throw new DataError(
        `row ${this.#count + 1} of the file is ${what}; each row is an object of cells by column name`,
        {
          row: this.#count,
        },
      );
    }
    for (const [name, cell] of Object.entries(row)) {
      let cells = this.#cells.get(name);
      if (cells === undefined) {
        cells = [];
        this.#cells.set(name, cells);
      }
      // Rows that lack the cell are filled in at the end.
      cells[this.#count] = cell;
      this.#cellCount += typeof cell === "string" ? 2 + cell.length / MEMORY_OF_CELL : 1;
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

  #checkSize(): void {
    const { maxRows = MAX_ROWS, maxBytes = MAX_BYTES } = this.#options;
    const isLarge = this.#cellCount * MEMORY_OF_CELL > maxBytes;
    if (this.#count <= maxRows && !isLarge) return;
    const limit = isLarge ? `maxBytes, ${maxBytes}` : `maxRows, ${maxRows}`;
    throw new DataError(`the file has more than ${this.#count - 1} rows, over the limit of ${limit}`);
  }
}

function parsedLine(text: string, line: number, row: number): object {
  let problem = "is no object";
  try {
    const parsed: unknown = JSON.parse(withLargeIntegersAsTexts(text));
    if (isObject(parsed)) return parsed;
  } catch {
    problem = "is no JSON";
  }
  const hint =
    row === 0
      ? "JSON files are read that have an object of cells a line, or an array of them"
      : "each line is an object of cells";
  throw new DataError(`line ${line} ${problem}; ${hint}`, { row });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON.parse would round them. */
function withLargeIntegersAsTexts(text: string): string {
  if (!/\d{16}/.test(text)) return text;
  return text.replace(STRINGS_AND_NUMBERS, (token) =>
    LARGE_INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
}
