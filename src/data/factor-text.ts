// A growing factor: each distinct text once, and a code a cell.
import { DataError } from "../errors.js";
import type { Texts } from "./doubt.js";
import { sortLevels } from "./levels.js";
import type { ReadText } from "./number-shape.js";

const FIRST_SEGMENT = 32;
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
  #codes = new Int32Array(FIRST_SEGMENT);
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
    if (text !== this.#lastText || text === undefined) {
      const code = text === undefined ? -1 : (this.#codeOf.get(text) ?? this.#addLevel(text));
      if (code === undefined) return false;
      this.#lastText = text;
      this.#lastCode = code;
    }
    return this.#store();
  }

  #store(): true {
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

  /** Codes and texts, the texts as given or in the order in which they came; nothing may be appended after it. */
  finish(): Texts {
    const codes = new Int32Array(this.#count);
    let at = 0;
    for (const segment of [...this.#full, this.#codes.subarray(0, this.#fill)]) {
      codes.set(segment, at);
      at += segment.length;
    }
    this.#full = [];
    return { codes, levels: this.#levels };
  }
}

/** Codes into FALSE, TRUE where every text spells a truth value, and there is one; else null. */
export function logicalCodes({ codes, levels }: Texts): Int32Array | null {
  if (levels.length === 0 || !levels.every((level) => TRUTH.has(level))) return null;
  return recoded(
    codes,
    Int32Array.from(levels, (level) => TRUTH.get(level) as number),
  );
}

/** The texts in the order of levels. */
export function sortedTexts({ codes, levels }: Texts, read?: ReadText): Texts {
  const sorted = sortLevels(Array.from(levels), read);
  const codeOf = new Map(sorted.map((level, code) => [level, code]));
  return {
    codes: recoded(
      codes,
      Int32Array.from(levels, (level) => codeOf.get(level) as number),
    ),
    levels: sorted,
  };
}

function recoded(codes: Int32Array, next: Int32Array): Int32Array {
  for (let row = 0; row < codes.length; row++) if (codes[row] >= 0) codes[row] = next[codes[row]];
  return codes;
}

/** A copy that does not hold the block of the file it was cut from. */
function ownText(text: string): string {
  return text.split("").join("");
}
