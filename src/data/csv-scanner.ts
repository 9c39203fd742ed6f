// Where the records and cells of a CSV text begin and end.
import { DataError } from "../errors.js";

/** How a CSV text is written. */
export interface Dialect {
  readonly delimiter: string;
  /** Whether blanks around a cell belong to the delimiters; where the delimiter is a blank, as many as there are. */
  readonly trims: boolean;
  /** What a line begins with that is no record. */
  readonly comment: string | null;
}

/** The cells of one record. */
export class CsvRecord {
  /** The text that `bounds` refer to. */
  text = "";
  count = 0;
  /** The line of the file on which the record begins. */
  line = 1;
  /** Where the next record begins, and on which line. */
  next = 0;
  nextLine = 1;
  /** Cells but the first that follow blanks, and those that follow none, empty ones left out; only where blanks are trimmed. */
  padded = 0;
  unpadded = 0;
  /** Start and end of each cell; a start below zero is ~k, the k-th of `unescaped`. */
  bounds = new Int32Array(64);
  readonly unescaped: string[] = [];

  begin(line: number): void {
    this.line = this.nextLine = line;
    this.count = this.padded = this.unpadded = 0;
    if (this.unescaped.length > 0) this.unescaped.length = 0;
  }

  /** Of the last cell. */
  countPadded(isPadded: boolean): void {
    if (this.count === 1 || this.isEmpty(this.count - 1)) return;
    if (isPadded) this.padded++;
    else this.unpadded++;
  }

  add(start: number, end: number): void {
    const at = 2 * this.count++;
    if (at === this.bounds.length) {
      const grown = new Int32Array(2 * at);
      grown.set(this.bounds);
      this.bounds = grown;
    }
    this.bounds[at] = start;
    this.bounds[at + 1] = end;
  }

  /** A cell that is no part of the text, or "" in quotes, which is told from nothing by its place. */
  addText(text: string): void {
    const place = ~(this.unescaped.push(text) - 1);
    this.add(place, text === "" ? place : 0);
  }

  /** The text of a cell. */
  cell(index: number): string {
    const start = this.bounds[2 * index];
    return start < 0 ? this.unescaped[~start] : this.text.slice(start, this.bounds[2 * index + 1]);
  }

  isEmpty(index: number): boolean {
    return this.bounds[2 * index] === this.bounds[2 * index + 1];
  }
}

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;

/** Reads whole records, blank lines and comments left out, and gives each to `take`, which must be done with it at once. */
export class CsvScanner {
  /** The line of the file on which the next record begins. */
  line = 1;
  readonly #delimiter: number;
  readonly #trims: boolean;
  readonly #comment: string | null;
  readonly #take: (record: CsvRecord) => void;
  readonly #record = new CsvRecord();

  constructor({ delimiter, trims, comment }: Dialect, take: (record: CsvRecord) => void) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#trims = trims;
    this.#comment = comment;
    this.#take = take;
  }

  /** Reads the text from `start` on; gives where the first record begins that is not whole, the text's end if `isLast`. */
  scan(text: string, start: number, isLast: boolean): number {
    const record = this.#record;
    record.text = text;
    let at = start;
    while (at < text.length) {
      if (this.#comment !== null && text.startsWith(this.#comment, this.#afterBlanks(text, at))) {
        const next = afterLine(text, at, isLast);
        if (next < 0) return at;
        at = next;
        this.line++;
        continue;
      }
      const next = this.#scanRecord(text, at, isLast);
      if (next < 0) return at;
      at = record.next = next;
      // A line with nothing on it is no record; one with "" is.
      if (record.count === 1 && record.bounds[0] === record.bounds[1] && record.bounds[0] >= 0) continue;
      this.#take(record);
    }
    return at;
  }

  /** Fills the record that begins at `from`; gives where the next one begins, -1 where this one is not whole. */
  #scanRecord(text: string, from: number, isLast: boolean): number {
    const record = this.#record;
    const delimiter = this.#delimiter;
    const { length } = text;
    record.begin(this.line);
    for (let at = from; ; ) {
      const start = this.#trims ? this.#afterBlanks(text, at, delimiter === SPACE ? LF : delimiter) : at;
      const isPadded = start > at;
      // A unit behind the end would be NaN, and make all of them slow.
      let unit = start < length ? text.charCodeAt(start) : LF;
      if (unit === QUOTE) {
        at = this.#addQuoted(text, start, isLast);
        if (at < 0) return -1;
        if (at < length) unit = text.charCodeAt(at);
      } else {
        for (at = start; at < length; at++) {
          unit = text.charCodeAt(at);
          if (unit === delimiter || (unit <= CR && (unit === LF || unit === CR))) break;
        }
        let end = at;
        if (this.#trims) while (end > start && isBlank(text.charCodeAt(end - 1), delimiter)) end--;
        // Blanks that delimit, at the end of a line, do not.
        const isOver = isPadded && delimiter === SPACE && start === at && unit !== delimiter && record.count > 0;
        if (!isOver) record.add(start, end);
      }
      if (this.#trims) record.countPadded(isPadded);
      if (at === length) {
        if (!isLast) return -1;
        this.line = record.nextLine;
        return at;
      }
      at++;
      if (unit === delimiter) continue;
      if (unit === CR) {
        if (at === length && !isLast) return -1;
        if (at < length && text.charCodeAt(at) === LF) at++;
      }
      this.line = ++record.nextLine;
      return at;
    }
  }

  /** Adds the cell whose quote opens at `open`; gives where it ends, -1 where that is not seen. */
  #addQuoted(text: string, open: number, isLast: boolean): number {
    const record = this.#record;
    let quote = text.indexOf('"', open + 1);
    const isPlain = quote > open + 1 && text.charCodeAt(quote + 1) !== QUOTE;
    while (quote >= 0 && text.charCodeAt(quote + 1) === QUOTE) quote = text.indexOf('"', quote + 2);
    if (quote < 0 && isLast) throw new DataError(`line ${record.nextLine} opens a quote that is never closed`);
    // What may be the first half of a doubled quote is no end yet.
    if (quote < 0 || (quote + 1 === text.length && !isLast)) return -1;
    record.nextLine += countLines(text, open + 1, quote);
    if (isPlain) record.add(open + 1, quote);
    else record.addText(text.slice(open + 1, quote).replaceAll('""', '"'));
    const at = this.#trims ? this.#afterBlanks(text, quote + 1) : quote + 1;
    const unit = text.charCodeAt(at);
    if (at < text.length && unit !== this.#delimiter && unit !== LF && unit !== CR)
      throw textAfterQuote(text[at], record.nextLine);
    return at;
  }

  #afterBlanks(text: string, from: number, delimiter = this.#delimiter): number {
    let at = from;
    while (at < text.length && isBlank(text.charCodeAt(at), delimiter)) at++;
    return at;
  }
}

function isBlank(unit: number, delimiter: number): boolean {
  return (unit === SPACE || unit === TAB) && unit !== delimiter;
}

/** Where the next line begins; -1 where this one has not ended. */
export function afterLine(text: string, from: number, isLast: boolean): number {
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === LF) return at + 1;
    if (unit !== CR) continue;
    if (at + 1 === text.length) return isLast ? at + 1 : -1;
    return text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
  }
  return isLast ? text.length : -1;
}

function countLines(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit === LF || (unit === CR && text.charCodeAt(at + 1) !== LF)) count++;
  }
  return count;
}

function textAfterQuote(unit: string, line: number): DataError {
  const hint = unit === " " ? "fields may not be separated or padded by blanks" : 'a quote within quotes is written ""';
  return new DataError(`line ${line} has "${unit}" after a closing quote; ${hint}`);
}
