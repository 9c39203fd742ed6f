// Where the records of a CSV text begin and end. The parser behind assumes well-formed records of one width, and on
// others runs cells together or does not return; so every record is counted before it gets there.
import { DataError } from "../errors.js";
import { countOf } from "./columns.js";

const LF = 10;
const CR = 13;
const QUOTE = 34;

const LONE_END = /\r(?!\n)|(?<!\r)\n/;

/** At the start of a field; within a bare one; within a quoted one; after a quote in a quoted one. */
const START = 0;
const BARE = 1;
const QUOTED = 2;
const CLOSED = 3;

/** Turns text in blocks of any size into text of whole records: one width, one line end, no blank lines. */
export class CsvRecords {
  /** Fields a record; 0 before the header has been seen. */
  width = 0;
  /** For each record of the last text, the line of the file on which it begins. */
  readonly lines: number[] = [];
  /** Whether the last text is known to hold records of one width. */
  isCounted = true;
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

  /** The records completed by this block, or "". Those of a text that is not `isCounted` may differ in width. */
  push(block: string): string {
    const whole = this.#heldReturn ? `\r${block}` : block;
    this.#heldReturn = whole.endsWith("\r");
    const text = this.#heldReturn ? whole.slice(0, -1) : whole;
    this.lines.length = 0;
    return this.#takePlain(text) ?? this.#scan(text);
  }

  /** Counts the fields of the last text after all; throws where a record differs from the header. */
  recount(text: string): void {
    if (this.isCounted) return;
    this.#recordCount -= this.lines.length;
    this.#line = this.#recordLine = this.lines[0];
    this.lines.length = 0;
    this.#state = START;
    this.#fields = 0;
    this.#held = [];
    this.#scan(text);
  }

  /** The last record, where the text does not end with a line end. */
  finish(): string {
    if (this.#state === QUOTED) {
      throw new DataError(`line ${this.#quoteLine} opens a quote that is never closed`);
    }
    this.lines.length = 0;
    return this.#scan((this.#heldReturn ? "\r" : "") + this.#lineEnd);
  }

  /** Without quotes and odd lines, finding the line ends is enough: one pass of the parser then tells the widths. */
  #takePlain(text: string): string | undefined {
    const { lines, width } = this;
    const lineEnd = this.#lineEnd;
    const end = text.lastIndexOf(lineEnd) + lineEnd.length;
    if (width < 2 || end < lineEnd.length || this.#state > BARE || text.includes('"')) return undefined;
    const held = this.#held.join("");
    if (held.includes('"') || hasOtherLineEnd(text, lineEnd)) return undefined;
    const whole = held + text.slice(0, end);
    let line = this.#line;
    let start = 0;
    let last = 0;
    for (let at = whole.indexOf(lineEnd); at >= 0; at = whole.indexOf(lineEnd, start)) {
      if (at === start) break;
      lines.push(line++);
      last = start;
      start = at + lineEnd.length;
    }
    // The parser would search for ever for a field missing from the last line.
    if (start < whole.length || whole.slice(last).split(this.#delimiter).length !== width) {
      lines.length = 0;
      return undefined;
    }
    this.#recordCount += lines.length;
    this.#line = this.#recordLine = line;
    this.#state = START;
    this.#fields = 0;
    this.#held = [];
    this.#scan(text.slice(end));
    this.isCounted = false;
    return whole;
  }

  #scan(text: string): string {
    const delimiter = this.#delimiter.charCodeAt(0);
    const pieces: string[] = [];
    const before = this.lines.length;
    this.isCounted = true;
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
  return lineEnd === "\r" ? text.includes("\n") : LONE_END.test(text);
}
