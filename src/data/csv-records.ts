// Where the records of a CSV text begin and end. The parser behind assumes well-formed records of one width, and on
// others runs cells together or does not return; so every record is counted before it gets there.
import { DataError } from "../errors.js";
import { countOf } from "./columns.js";

const LF = 10;
const CR = 13;
const QUOTE = 34;

/** At the start of a field; within a bare one; within a quoted one; after a quote in a quoted one. */
const START = 0;
const BARE = 1;
const QUOTED = 2;
const CLOSED = 3;

const NOT_ORDINARY = { end: 0, line: 0 };

/** Turns text in blocks of any size into text of whole records: one width, one line end, no blank lines. */
export class CsvRecords {
  /** Fields a record; 0 before the header has been seen. */
  width = 0;
  /** For each record of the last text, the line of the file on which it begins. */
  readonly lines: number[] = [];
  /** Whether nobody has yet looked how many fields the records of the last text have; see checkWidths. */
  isUnchecked = false;
  readonly #delimiter: string;
  readonly #lineEnd: string;
  #state = START;
  #fields = 0;
  #line = 1;
  #recordLine = 1;
  #quoteLine = 0;
  #recordCount = 0;
  #held: string[] = [];
  #heldReturn = false;

  constructor(delimiter: string, lineEnd: string) {
    this.#delimiter = delimiter;
    this.#lineEnd = lineEnd;
  }

  /** The records completed by this block, or "". */
  push(block: string): string {
    const whole = this.#heldReturn ? `\r${block}` : block;
    this.#heldReturn = whole.endsWith("\r");
    const text = this.#heldReturn ? whole.slice(0, -1) : whole;
    this.lines.length = 0;
    this.isUnchecked = false;
    return this.#takeOrdinary(text) ?? this.#scan(text);
  }

  /** Throws where a record of the last text, which was left unchecked, differs in width from the header. */
  checkWidths(text: string): void {
    if (!this.isUnchecked) return;
    this.#recordCount -= this.lines.length;
    const records = text.split(this.#lineEnd);
    for (const [i, line] of this.lines.splice(0).entries()) {
      this.#recordLine = line;
      this.#complete(records[i].split(this.#delimiter).length);
    }
  }

  /** The last record, where the text does not end with a line end. */
  finish(): string {
    if (this.#state === QUOTED) {
      throw new DataError(`line ${this.#quoteLine} opens a quote that is never closed`);
    }
    this.lines.length = 0;
    return this.#scan((this.#heldReturn ? "\r" : "") + this.#lineEnd);
  }

  /** All records of one kind of line end, without blank lines; undefined where there is anything else. */
  #takeOrdinary(text: string): string | undefined {
    // What is held is read once more, so it must not grow from block to block.
    if (this.width < 2 || this.#held.length > 1) return undefined;
    const whole = this.#held.join("") + text;
    if (hasOtherLineEnd(whole, this.#lineEnd)) return undefined;
    const isPlain = !whole.includes('"');
    const { end, line } = isPlain ? this.#findLines(whole) : this.#countFields(whole);
    if (end === 0) {
      this.lines.length = 0;
      return undefined;
    }
    this.#recordCount += this.lines.length;
    this.#line = this.#recordLine = line;
    this.#state = START;
    this.#fields = 0;
    this.#held = [];
    this.#scan(whole.slice(end));
    this.isUnchecked = isPlain;
    return whole.slice(0, end);
  }

  /** The end of the last record and the line after it: without quotes the parser shows where fields are too many. */
  #findLines(text: string): { end: number; line: number } {
    const { lines } = this;
    const length = this.#lineEnd.length;
    const last = this.#lineEnd[length - 1];
    let line = this.#recordLine;
    let previous = 0;
    let start = 0;
    for (let end = text.indexOf(last); end >= 0; end = text.indexOf(last, start)) {
      if (end - start < length) return NOT_ORDINARY;
      lines.push(line++);
      previous = start;
      start = end + 1;
    }
    // The parser would search for ever for a field missing from the last line.
    const isWhole = text.slice(previous, start).split(this.#delimiter).length === this.width;
    return isWhole ? { end: start, line } : NOT_ORDINARY;
  }

  /** The end of the last record and the line after it, going from one delimiter, quote or line end to the next. */
  #countFields(text: string): { end: number; line: number } {
    const { width, lines } = this;
    const delimiter = this.#delimiter;
    const length = this.#lineEnd.length;
    const last = this.#lineEnd[length - 1];
    let recordLine = this.#recordLine;
    let start = 0;
    let nextDelimiter = text.indexOf(delimiter);
    let end = text.indexOf(last);
    while (end >= 0) {
      let line = recordLine;
      let fields = 1;
      for (let at = start; ; at++, fields++) {
        if (text.charCodeAt(at) === QUOTE) {
          at = afterQuoted(text, at);
          for (; end >= 0 && end < at; line++) end = text.indexOf(last, end + 1);
          if (at === 0) end = -1;
          if (end < 0 || end === at + length - 1) break;
          if (text[at] !== delimiter) return NOT_ORDINARY;
        } else {
          if (nextDelimiter >= 0 && nextDelimiter < at) nextDelimiter = text.indexOf(delimiter, at);
          if (nextDelimiter < 0 || nextDelimiter > end) break;
          at = nextDelimiter;
        }
      }
      if (end < 0) break;
      if (fields !== width) return NOT_ORDINARY;
      lines.push(recordLine);
      recordLine = line + 1;
      start = end + 1;
      end = text.indexOf(last, start);
    }
    return { end: start, line: recordLine };
  }

  #scan(text: string): string {
    const delimiter = this.#delimiter.charCodeAt(0);
    const pieces: string[] = [];
    const before = this.lines.length;
    let copied = 0;
    let recordStart = 0;
    let state = this.#state;
    let fields = this.#fields;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (state === QUOTED) {
        if (unit === QUOTE) state = CLOSED;
        else if (unit === LF || (unit === CR && text.charCodeAt(i + 1) !== LF)) this.#line++;
      } else if (unit === delimiter) {
        fields++;
        state = START;
      } else if (unit === LF || unit === CR) {
        const next = unit === CR && text.charCodeAt(i + 1) === LF ? i + 2 : i + 1;
        if (state === START && fields === 0) {
          pieces.push(text.slice(copied, recordStart));
          copied = next;
        } else {
          this.#complete(fields + 1);
          if (this.width === 1 || unit !== this.#lineEnd.charCodeAt(0) || next - i !== this.#lineEnd.length) {
            // The parser drops a one-field record that is quoted, so such a record gets a second, empty field.
            pieces.push(text.slice(copied, i), this.width === 1 ? this.#delimiter : "", this.#lineEnd);
            copied = next;
          }
        }
        recordStart = next;
        i = next - 1;
        state = START;
        fields = 0;
        this.#recordLine = ++this.#line;
      } else if (state === START) {
        if (unit === QUOTE) this.#quoteLine = this.#line;
        state = unit === QUOTE ? QUOTED : BARE;
      } else if (state === CLOSED) {
        if (unit !== QUOTE) throw this.#textAfterQuote(unit);
        state = QUOTED;
      }
    }
    this.#state = state;
    this.#fields = fields;
    const rest = text.slice(recordStart);
    if (this.lines.length === before) {
      this.#held.push(rest);
      return "";
    }
    const whole = this.#held.join("") + pieces.join("") + text.slice(copied, recordStart);
    this.#held = [rest];
    return whole;
  }

  #complete(fields: number): void {
    if (this.width === 0) this.width = fields;
    if (fields !== this.width) {
      const counts = `line ${this.#recordLine} has ${countOf(fields, "field")}; the header has ${this.width}`;
      const isRowName = this.#recordCount === 1 && fields === this.width + 1;
      throw new DataError(
        isRowName
          ? `${counts}: the first field may be a row name; name it in the header, or write the file without row names`
          : counts,
        this.#recordCount > 0 ? { row: this.#recordCount - 1 } : {},
      );
    }
    this.lines.push(this.#recordLine);
    this.#recordCount++;
  }

  #textAfterQuote(unit: number): DataError {
    const hint =
      unit === 32 ? "fields may not be separated or padded by blanks" : 'a quote within quotes is written ""';
    return new DataError(`line ${this.#line} has "${String.fromCharCode(unit)}" after a closing quote; ${hint}`, {
      ...(this.#recordCount > 0 ? { row: this.#recordCount - 1 } : {}),
    });
  }
}

function hasOtherLineEnd(text: string, lineEnd: string): boolean {
  if (lineEnd === "\n") return text.includes("\r");
  if (lineEnd === "\r") return text.includes("\n");
  let feed = text.indexOf("\n");
  let carriage = text.indexOf("\r");
  while (feed >= 0 && carriage === feed - 1) {
    carriage = text.indexOf("\r", feed);
    feed = text.indexOf("\n", feed + 1);
  }
  return feed >= 0 || carriage >= 0;
}

/** Where the field quoted from `at` on ends; 0 where it does not. */
function afterQuoted(text: string, at: number): number {
  let quote = text.indexOf('"', at + 1);
  while (quote >= 0 && text.charCodeAt(quote + 1) === QUOTE) quote = text.indexOf('"', quote + 2);
  return quote + 1;
}
