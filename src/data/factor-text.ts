// A growing factor: each distinct text once, and a code a cell.
import { DataError } from "../errors.js";
import { sortByCodePoint } from "./levels.js";
import { readNumber } from "./read-number.js";

const LONGEST_SEGMENT = 1 << 16;
/** A Map holds at most 2^24 entries. */
const MOST_LEVELS = 16_000_000;
/** V8 keeps the parent of a slice from this length on. */
const SHORTEST_SLICE = 13;
const TRUTH: ReadonlyMap<string, number> = new Map([
  ["FALSE", 0],
  ["F", 0],
  ["false", 0],
  ["TRUE", 1],
  ["T", 1],
  ["true", 1],
]);

/** Holds a text a level, four bytes a cell, and nothing of the file. */
export class FactorText {
  readonly #name: string;
  readonly #codeOf = new Map<string, number>();
  readonly #levels: string[];
  readonly #isClosed: boolean;
  #full: Int32Array[] = [];
  #codes = new Int32Array(256);
  #fill = 0;
  #count = 0;
  #lastText: string | undefined;
  #lastCode = -1;

  /** `levels`, where given, are all that may occur, and come before `missing` where a text is in both. */
  constructor(name: string, missing: ReadonlySet<string>, levels?: readonly string[]) {
    this.#name = name;
    this.#isClosed = levels !== undefined;
    this.#levels = levels === undefined ? [] : Array.from(levels);
    for (const text of missing) this.#codeOf.set(text, -1);
    for (const [code, level] of this.#levels.entries()) this.#codeOf.set(level, code);
  }

  /** Takes one cell (undefined: missing); false, with nothing taken, where it is not among the levels given. */
  append(text: string | undefined): boolean {
    if (text !== this.#lastText) {
      const code = text === undefined ? -1 : (this.#codeOf.get(text) ?? this.#addLevel(text));
      if (code === undefined) return false;
      this.#lastText = text;
      this.#lastCode = code;
    }
    if (this.#fill === this.#codes.length) {
      this.#full.push(this.#codes);
      this.#codes = new Int32Array(Math.min(2 * this.#fill, LONGEST_SEGMENT));
      this.#fill = 0;
    }
    this.#codes[this.#fill++] = this.#lastCode;
    this.#count++;
    return true;
  }

  #addLevel(text: string): number | undefined {
    if (this.#isClosed) return undefined;
    const code = this.#levels.length;
    if (code === MOST_LEVELS) {
      throw new DataError(
        `column "${this.#name}" has more than ${MOST_LEVELS} different values; it cannot be a factor`,
        {
          column: this.#name,
        },
      );
    }
    const own = text.length < SHORTEST_SLICE ? text : ownText(text);
    this.#levels.push(own);
    this.#codeOf.set(own, code);
    return code;
  }

  /** Whether every text so far spells a truth value, and there is one. */
  isLogical(): boolean {
    return !this.#isClosed && this.#levels.length > 0 && this.#levels.every((level) => TRUTH.has(level));
  }

  /** Codes into FALSE, TRUE; see isLogical. */
  finishLogical(): Int32Array {
    return this.#recoded(Int32Array.from(this.#levels, (level) => TRUTH.get(level) ?? -1));
  }

  /** Codes and levels; levels not given are sorted by code point, or by size where `bySize` and all are numbers. */
  finish(bySize: boolean): { codes: Int32Array; levels: string[] } {
    if (this.#isClosed) return { codes: this.#recoded(undefined), levels: this.#levels };
    const levels = sortByCodePoint(Array.from(this.#levels));
    if (bySize && levels.every((level) => Number.isFinite(readNumber(level)))) {
      levels.sort((a, b) => Number(a) - Number(b));
    }
    for (const [code, level] of levels.entries()) this.#codeOf.set(level, code);
    return { codes: this.#recoded(Int32Array.from(this.#levels, (level) => this.#codeOf.get(level) ?? -1)), levels };
  }

  #recoded(next: Int32Array | undefined): Int32Array {
    const out = new Int32Array(this.#count);
    let at = 0;
    for (const codes of [...this.#full, this.#codes.subarray(0, this.#fill)]) {
      out.set(codes, at);
      at += codes.length;
    }
    this.#full = [];
    if (next !== undefined) for (let i = 0; i < out.length; i++) if (out[i] >= 0) out[i] = next[out[i]];
    return out;
  }
}

/** A copy that does not hold the block of the file it was cut from. */
function ownText(text: string): string {
  return text.split("").join("");
}
