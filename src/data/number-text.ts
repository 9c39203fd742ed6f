// A growing column of numbers that can still give back the text of every cell, should the column turn out a factor.
import { readNumber, trimBlanks } from "./read-number.js";

/** Powers of ten that a double holds exactly, so that one division rounds a decimal correctly. */
const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
const LONGEST_SEGMENT = 1 << 16;

/** How a text is kept: up to 15, by its number of decimals; from 16 to 249, in a list of odd texts; or as named. */
const MOST_DIGITS = 15;
const LONGEST_PLAIN = MOST_DIGITS + 2;
const FIRST_LISTED = 16;
const LAST_LISTED = 249;
const MISSING = 253;
const PACKED = 254;
const BY_ROW = 255;

/** Half a byte a character; 15 ends a text. */
const SYMBOLS = "0123456789.-+e ";
const END = 15;
const SYMBOL_OF = new Uint8Array(128).fill(END);
for (let i = 0; i < SYMBOLS.length; i++) SYMBOL_OF[SYMBOLS.charCodeAt(i)] = i;

function symbolOf(unit: number): number {
  return unit < 128 ? SYMBOL_OF[unit] : END;
}

/** Costs nine bytes a cell while it grows, and half a byte a character besides for what is no decimal of 15 digits. */
export class NumberText {
  #full: { values: Float64Array; formats: Uint8Array }[] = [];
  #values = new Float64Array(256);
  #formats = new Uint8Array(256);
  #fill = 0;
  #count = 0;
  #packed = new Uint8Array(1024);
  #packedLength = 0;
  readonly #listed = new Map<string, number>();
  readonly #byRow = new Map<number, string>();
  readonly #missing: ReadonlySet<string>;
  readonly #someMissingIsNumber: boolean;

  /** `missing` holds the texts that stand for a missing value. */
  constructor(missing: ReadonlySet<string>) {
    this.#missing = missing;
    this.#someMissingIsNumber = Array.from(missing).some((text) => readNumber(text) !== undefined);
  }

  /** Takes one cell; false, with nothing taken, where it is not a number. */
  append(text: string): boolean {
    if (this.#someMissingIsNumber && this.#missing.has(text)) return this.#store(Number.NaN, MISSING);
    const end = text.length;
    if (end > LONGEST_PLAIN) return this.#appendOdd(text);
    const start = text.charCodeAt(0) === 45 ? 1 : 0;
    let mantissa = 0;
    let point = -1;
    for (let i = start; i < end; i++) {
      const digit = text.charCodeAt(i) - 48;
      if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
      else if (digit === -2 && point < 0) point = i;
      else return this.#appendOdd(text);
    }
    const whole = (point < 0 ? end : point) - start;
    const decimals = point < 0 ? 0 : end - 1 - point;
    const canBeRestored =
      whole > 0 &&
      whole + decimals <= MOST_DIGITS &&
      (point < 0 || decimals > 0) &&
      (whole === 1 || text.charCodeAt(start) !== 48) &&
      (mantissa !== 0 || start === 0);
    if (!canBeRestored) return this.#appendOdd(text);
    const value = mantissa / POWERS[decimals];
    return this.#store(start === 1 ? -value : value, decimals);
  }

  #appendOdd(text: string): boolean {
    // Number also reads hexadecimal, "Infinity" and nothing at all; the symbols that can be packed leave only the last.
    const decimal = Number(text);
    if (Number.isFinite(decimal) && (decimal !== 0 || trimBlanks(text) !== "") && this.#pack(text)) {
      return this.#store(decimal, PACKED);
    }
    if (this.#missing.has(text)) return this.#store(Number.NaN, MISSING);
    const value = readNumber(text);
    if (value !== undefined) return this.#storeText(value, text);
    const body = trimBlanks(text);
    return (body === "" || this.#missing.has(body)) && this.#storeText(Number.NaN, text);
  }

  #storeText(value: number, text: string): true {
    if (this.#pack(text)) return this.#store(value, PACKED);
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
    if (this.#fill === this.#values.length) {
      this.#full.push({ values: this.#values, formats: this.#formats });
      const length = Math.min(2 * this.#fill, LONGEST_SEGMENT);
      this.#values = new Float64Array(length);
      this.#formats = new Uint8Array(length);
      this.#fill = 0;
    }
    this.#values[this.#fill] = value;
    this.#formats[this.#fill++] = format;
    this.#count++;
    return true;
  }

  #pack(text: string): boolean {
    const { length } = text;
    let at = this.#packedLength;
    if (at + length + 1 > this.#packed.length) {
      const grown = new Uint8Array(Math.floor(1.5 * this.#packed.length) + length);
      grown.set(this.#packed);
      this.#packed = grown;
    }
    const packed = this.#packed;
    for (let i = 0; i <= length; i += 2) {
      const low = i < length ? symbolOf(text.charCodeAt(i)) : END;
      const high = i + 1 < length ? symbolOf(text.charCodeAt(i + 1)) : END;
      if ((low === END && i < length) || (high === END && i + 1 < length)) return false;
      packed[at++] = low | (high << 4);
    }
    this.#packedLength = at;
    return true;
  }

  /** The texts of the cells from the first, undefined where missing. */
  *texts(): Generator<string | undefined> {
    const listed = Array.from(this.#listed.keys());
    let row = 0;
    let at = 0;
    for (const { values, formats, fill } of this.#segments()) {
      for (let i = 0; i < fill; i++, row++) {
        const format = formats[i];
        if (format <= MOST_DIGITS) yield values[i].toFixed(format);
        else if (format === MISSING) yield undefined;
        else if (format === BY_ROW) yield this.#byRow.get(row);
        else if (format !== PACKED) yield listed[format - FIRST_LISTED];
        else {
          let text = "";
          for (let isOpen = true; isOpen; at++) {
            const low = this.#packed[at] & 15;
            const high = this.#packed[at] >> 4;
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
    this.#packed = new Uint8Array(0);
    const out = new Float64Array(this.#count);
    let at = 0;
    for (const { values, fill } of this.#segments()) {
      out.set(fill === values.length ? values : values.subarray(0, fill), at);
      at += fill;
    }
    this.#full = [];
    return out;
  }

  *#segments(): Generator<{ values: Float64Array; formats: Uint8Array; fill: number }> {
    for (const { values, formats } of this.#full) yield { values, formats, fill: values.length };
    yield { values: this.#values, formats: this.#formats, fill: this.#fill };
  }
}
