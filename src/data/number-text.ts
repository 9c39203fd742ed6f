// A growing column of numbers that can still give back the text of every cell, should the column turn out a factor.
import { joinedDecimal, LAST_POWER, POWERS } from "./decimal.js";
import { readMarked } from "./number-shape.js";
import { readNumber, trimBlanks } from "./read-number.js";

/** Small, for files of very many columns. */
const FIRST_SEGMENT = 32;
const LONGEST_SEGMENT = 1 << 16;

/** How a text is kept: by its number of decimals; so too, with a tail; in a list of odd texts; or as named. */
const FIRST_LONG = LAST_POWER + 1;
const FIRST_LISTED = 2 * FIRST_LONG;
const LAST_LISTED = 249;
const MISSING = 253;
const PACKED = 254;
const BY_ROW = 255;

const MINUS = 45;
const POINT = 46;
const ZERO = 48;

/** From here on the first eight digits are full; the next seven, and the last four, behind a 1 that keeps zeros. */
const FULL_FIRST = 1e7;
const FULL_NEXT = 1e7;
const FULL_TAIL = 1e4;

/** Half a byte a character; 15 ends a text. */
const SYMBOLS = "0123456789.-+e ";
const END = 15;
const SYMBOL_OF = Uint8Array.from({ length: 128 }, (_, unit) => {
  const symbol = SYMBOLS.indexOf(String.fromCharCode(unit));
  return symbol < 0 ? END : symbol;
});

function symbolOf(unit: number): number {
  return unit < 128 ? SYMBOL_OF[unit] : END;
}

/** Some rows of a column; `fill` of them, the others still empty. */
interface Segment {
  readonly fill: number;
  readonly values: Float64Array;
  readonly formats: Uint8Array;
  /** What follows the first 15 digits of a decimal, behind a 1; empty where no row has any. */
  readonly tails: Uint16Array;
  readonly packed: Uint8Array;
}

const NO_TAILS = new Uint16Array(0);
const NONE_PACKED = new Uint8Array(0);

/**
 * Costs nine bytes a cell while it grows, two more for decimals of 16 to 19 digits, and half a byte a character for
 * what is no decimal.
 */
export class NumberText {
  #full: Segment[] = [];
  #values = new Float64Array(FIRST_SEGMENT);
  #formats = new Uint8Array(FIRST_SEGMENT);
  #tails = NO_TAILS;
  #packed = NONE_PACKED;
  #fill = 0;
  #count = 0;
  #packedLength = 0;
  readonly #listed = new Map<string, number>();
  readonly #byRow = new Map<number, string>();
  readonly #missing: ReadonlySet<string>;
  readonly #someMissingIsNumber: boolean;
  #hasFraction = false;
  #provesPoint = false;
  #eitherRow = -1;
  #unsafeRow = -1;

  /** `missing` holds the texts that stand for a missing value. */
  constructor(missing: ReadonlySet<string>) {
    this.#missing = missing;
    this.#someMissingIsNumber = Array.from(missing).some((text) => readNumber(text) !== undefined);
  }

  /** Whether a decimal point has been seen that cannot stand between thousands. */
  get provesPoint(): boolean {
    return this.#provesPoint;
  }

  /** The first row with a point that may stand between thousands, -1 where there is none. */
  get eitherRow(): number {
    return this.#eitherRow;
  }

  /** The first row with an integer that doubles cannot tell from its neighbors, -1 where there is none or not all are whole. */
  get unsafeRow(): number {
    return this.#hasFraction ? -1 : this.#unsafeRow;
  }

  /** Takes one cell, a part of `source`; false, with nothing taken, where it is not a number. */
  append(source: string, from = 0, end = source.length): boolean {
    if (this.#someMissingIsNumber && this.#missing.has(source.slice(from, end))) {
      return this.#store(Number.NaN, MISSING);
    }
    const start = source.charCodeAt(from) === MINUS ? from + 1 : from;
    let first = 0;
    let next = 1;
    let tail = 1;
    let point = -1;
    for (let i = start; i < end; i++) {
      const unit = source.charCodeAt(i);
      const digit = (unit - ZERO) >>> 0;
      if (digit <= 9) {
        if (first < FULL_FIRST) first = first * 10 + digit;
        else if (next < FULL_NEXT) next = next * 10 + digit;
        else if (tail < FULL_TAIL) tail = tail * 10 + digit;
        else return this.#appendOdd(source.slice(from, end));
      } else if (unit === POINT && point < 0) point = i;
      else return this.#appendOdd(source.slice(from, end));
    }
    const whole = (point < 0 ? end : point) - start;
    const decimals = point < 0 ? 0 : end - 1 - point;
    const canBeRestored =
      whole > 0 &&
      decimals <= LAST_POWER &&
      (point < 0 || decimals > 0) &&
      (whole === 1 || source.charCodeAt(start) !== ZERO) &&
      (first !== 0 || start === from);
    if (!canBeRestored) return this.#appendOdd(source.slice(from, end));
    const head = next === 1 ? first : joined(first, next);
    if (tail > 1) return this.#appendLong(source.slice(from, end), head, tail, decimals);
    if (decimals > 0 && !this.#provesPoint)
      this.#notePoint(this.#count, decimals === 3 && whole <= 3 && source.charCodeAt(start) !== ZERO);
    const value = head / POWERS[decimals];
    return this.#store(start === from ? value : -value, decimals);
  }

  #appendLong(text: string, head: number, tail: number, decimals: number): boolean {
    const digits = digitsBehind(tail);
    if (digits > decimals) return this.#appendOdd(text);
    const size = joinedDecimal(head, tail - POWERS[digits], digits, decimals);
    const value = Number.isNaN(size) ? Number(text) : text.charCodeAt(0) === MINUS ? -size : size;
    this.#notePoint(this.#count, false);
    this.#store(value, FIRST_LONG + decimals);
    if (this.#tails.length === 0) this.#tails = new Uint16Array(this.#values.length);
    this.#tails[this.#fill - 1] = tail;
    return true;
  }

  #appendOdd(text: string): boolean {
    // Number also reads hexadecimal, "Infinity" and nothing at all; the symbols that can be packed leave only the last.
    const decimal = Number(text);
    if (Number.isFinite(decimal) && (decimal !== 0 || trimBlanks(text) !== "") && this.#storePacked(decimal, text)) {
      this.#noteOdd(text, decimal);
      return true;
    }
    if (this.#missing.has(text)) return this.#store(Number.NaN, MISSING);
    const value = readNumber(text);
    if (value !== undefined) {
      this.#storeText(value, text);
      this.#noteOdd(text, value);
      return true;
    }
    const body = trimBlanks(text);
    return (body === "" || this.#missing.has(body)) && this.#storeText(Number.NaN, text);
  }

  /** What an odd text, which was the last one taken, says of the whole column. */
  #noteOdd(text: string, value: number): void {
    const row = this.#count - 1;
    if (text.includes(".")) this.#notePoint(row, readMarked(text, ",") !== undefined);
    else if (/\de/i.test(text)) this.#hasFraction = true;
    else if (this.#unsafeRow < 0 && Number.isFinite(value) && !Number.isSafeInteger(value)) this.#unsafeRow = row;
  }

  #notePoint(row: number, isEither: boolean): void {
    this.#hasFraction = true;
    if (!isEither) this.#provesPoint = true;
    else if (this.#eitherRow < 0) this.#eitherRow = row;
  }

  #storeText(value: number, text: string): true {
    if (this.#storePacked(value, text)) return true;
    let format = this.#listed.get(text);
    if (format === undefined) {
      format = FIRST_LISTED + this.#listed.size;
      if (format > LAST_LISTED) {
        this.#byRow.set(this.#count, text);
        return this.#store(value, BY_ROW);
      }
      this.#listed.set(text, format);
    }
    return this.#store(value, format);
  }

  #store(value: number, format: number): true {
    if (this.#fill === this.#values.length) this.#startSegment();
    this.#values[this.#fill] = value;
    this.#formats[this.#fill++] = format;
    this.#count++;
    return true;
  }

  #startSegment(): void {
    this.#full.push(this.#segment());
    const length = Math.min(2 * this.#fill, LONGEST_SEGMENT);
    this.#values = new Float64Array(length);
    this.#formats = new Uint8Array(length);
    this.#tails = NO_TAILS;
    this.#packed = NONE_PACKED;
    this.#packedLength = 0;
    this.#fill = 0;
  }

  /** False, with nothing stored, where a character cannot be packed. */
  #storePacked(value: number, text: string): boolean {
    for (let i = 0; i < text.length; i++) if (symbolOf(text.charCodeAt(i)) === END) return false;
    this.#store(value, PACKED);
    this.#pack(text);
    return true;
  }

  #pack(text: string): void {
    const { length } = text;
    let at = this.#packedLength;
    if (at + length + 1 > this.#packed.length) {
      const grown = new Uint8Array(2 * this.#packed.length + length + 1);
      grown.set(this.#packed);
      this.#packed = grown;
    }
    const packed = this.#packed;
    for (let i = 0; i <= length; i += 2) {
      const low = i < length ? symbolOf(text.charCodeAt(i)) : END;
      const high = i + 1 < length ? symbolOf(text.charCodeAt(i + 1)) : END;
      packed[at++] = low | (high << 4);
    }
    this.#packedLength = at;
  }

  /** The texts of the cells from the first, undefined where missing. */
  *texts(): Generator<string | undefined> {
    const listed = Array.from(this.#listed.keys());
    let row = 0;
    for (const { values, formats, tails, packed, fill } of this.#segments()) {
      let at = 0;
      for (let i = 0; i < fill; i++, row++) {
        const format = formats[i];
        if (format < FIRST_LONG) yield values[i].toFixed(format);
        else if (format < FIRST_LISTED) yield longText(values[i], tails[i], format - FIRST_LONG);
        else if (format === MISSING) yield undefined;
        else if (format === BY_ROW) yield this.#byRow.get(row);
        else if (format !== PACKED) yield listed[format - FIRST_LISTED];
        else {
          let text = "";
          for (let isOpen = true; isOpen; at++) {
            const low = packed[at] & 15;
            const high = packed[at] >> 4;
            if (low !== END) text += SYMBOLS[low];
            if (high !== END) text += SYMBOLS[high];
            isOpen = high !== END;
          }
          yield text;
        }
      }
    }
  }

  /** The numbers in one array, NaN where missing; nothing may be appended after it. */
  finish(): Float64Array {
    const out = new Float64Array(this.#count);
    let at = 0;
    for (const { values, fill } of this.#segments()) {
      out.set(values.subarray(0, fill), at);
      at += fill;
    }
    this.#full = [];
    return out;
  }

  #segments(): Segment[] {
    return [...this.#full, this.#segment()];
  }

  #segment(): Segment {
    return {
      fill: this.#fill,
      values: this.#values,
      formats: this.#formats,
      tails: this.#tails,
      packed: this.#packed,
    };
  }
}

/** How many digits follow a leading 1, up to 8: its bits times log10(2), rounded down. */
function digitsBehind(one: number): number {
  return ((32 - Math.clz32(one)) * 1233) >> 12;
}

function joined(first: number, next: number): number {
  const power = POWERS[digitsBehind(next)];
  return first * power + (next - power);
}

/** The head is what the value leaves once the tail is taken off: its error, a third of a unit, rounds away. */
function longText(value: number, tail: number, decimals: number): string {
  const digits = digitsBehind(tail);
  const behind = tail - POWERS[digits];
  const head = Math.round(Math.abs(value) * POWERS[decimals - digits] - behind / POWERS[digits]);
  const all = (String(head) + String(tail).slice(1)).padStart(decimals + 1, "0");
  return `${value < 0 ? "-" : ""}${all.slice(0, -decimals)}.${all.slice(-decimals)}`;
}
