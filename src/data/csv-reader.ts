// CSV text, block by block, into a table: header, delimiter, records.
import { DataError } from "../errors.js";
import { type CsvStart, type DialectOptions, findStart, LONGEST_RECORD, wrongWidth } from "./csv-dialect.js";
import { type CsvRecord, CsvScanner } from "./csv-scanner.js";
import type { DataNotice } from "./notices.js";
import type { Table } from "./table.js";
import { type CellOptions, TableBuilder } from "./table-builder.js";

/** How to read a CSV file. */
export interface CsvOptions extends CellOptions, DialectOptions {}

/** So much is looked at before the first record is read. */
const SAMPLE = 1 << 15;

/** Takes the text of a file in blocks of any size; `finish` gives the table. */
export class CsvReader {
  readonly #options: CsvOptions;
  readonly #table: TableBuilder;
  #scanner: CsvScanner | undefined;
  /** What the header calls each field. */
  #names: readonly string[] = [];
  /** Text that has not been read, and how long it must be before it is worth a try. */
  #pending: string[] = [];
  #pendingLength = 0;
  #enough = SAMPLE;

  constructor(options: CsvOptions) {
    this.#options = options;
    this.#table = new TableBuilder(options, true);
  }

  /** Reads on; throws a DataError naming the line of what cannot be read. */
  push(text: string): void {
    this.#pending.push(text);
    this.#pendingLength += text.length;
    if (this.#pendingLength >= this.#enough) this.#read(false);
  }

  /** The table of all that was read; `notices` are of what was before the text. */
  async finish(notices: readonly DataNotice[] = []): Promise<Table> {
    this.#read(true);
    return this.#table.finish(notices);
  }

  #read(isLast: boolean): void {
    let text = this.#pending.length === 1 ? this.#pending[0] : this.#pending.join("");
    if (this.#scanner === undefined) {
      const start = this.#findStart(text, isLast);
      if (start === undefined) {
        this.#hold(text, this.#enough);
        return;
      }
      this.#begin(start);
      text = text.slice(start.at);
    }
    const scanner = this.#scanner as unknown as CsvScanner;
    const end = scanner.scan(text, 0, isLast);
    if (text.length - end > LONGEST_RECORD) {
      throw new DataError(`line ${scanner.line} does not end within ${LONGEST_RECORD} characters; is this a CSV file?`);
    }
    // A record of many blocks is not scanned once a block.
    this.#hold(text.slice(end), end === 0 ? 2 * text.length : 0);
  }

  #hold(text: string, enough: number): void {
    this.#pending = text === "" ? [] : [text];
    this.#pendingLength = text.length;
    this.#enough = enough;
  }

  /** From a beginning of fixed length, so that it does not matter in which blocks the text comes. */
  #findStart(text: string, isLast: boolean): CsvStart | undefined {
    while (text.length > this.#enough) {
      const start = findStart(text.slice(0, this.#enough), false, this.#options);
      if (start !== undefined) return start;
      this.#enough *= 2;
    }
    return isLast ? findStart(text, true, this.#options) : undefined;
  }

  #begin({ dialect, names, hasRowNames, line }: CsvStart): void {
    this.#table.begin(names, hasRowNames, dialect.delimiter);
    this.#names = names;
    this.#scanner = new CsvScanner(dialect, this.#takeRecord);
    this.#scanner.line = line;
  }

  readonly #takeRecord = (record: CsvRecord): void => {
    if (!this.#table.add(record)) throw wrongWidth(record.line, record.count, this.#names, this.#table.rowCount);
  };
}
