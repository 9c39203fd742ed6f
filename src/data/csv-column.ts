// One column of a CSV file as its cells arrive: a number for as long as every cell is one, else texts. What the texts
// are is known when all columns have been seen: see csv-marks.ts.
import type { DataError } from "../errors.js";
import type { ColumnType } from "./column-type.js";
import { notALevel, notANumber } from "./column-types.js";
import { factorColumn, numberColumn, textColumn } from "./columns.js";
import { doubtOf, largeIntegers, numbersOfTexts, type Texts } from "./doubt.js";
import { FactorText, logicalCodes, sortedTexts } from "./factor-text.js";
import { type DataNotice, type Places, placeText } from "./notices.js";
import type { DecimalMark, ReadText } from "./number-shape.js";
import { NumberText } from "./number-text.js";
import { readNumber } from "./read-number.js";
import type { Column } from "./table.js";

/** How the texts of a column are read as numbers. */
export interface Reading {
  readonly read: ReadText;
  readonly mark: DecimalMark;
  /** Why they stay texts all the same. */
  readonly doubt?: DataNotice;
}

/** How each column is read, null: as it is; and what is to be told of it. */
export interface ColumnReadings {
  readonly readings: readonly (Reading | null)[];
  readonly notices: readonly DataNotice[];
}

const PLAIN: Reading = { read: readNumber, mark: "." };

export class CsvColumn {
  readonly name: string;
  readonly type: ColumnType | undefined;
  readonly #levels: readonly string[] | undefined;
  readonly #missing: ReadonlySet<string>;
  readonly #places: Places;
  #numbers: NumberText | undefined;
  #factor: FactorText | undefined;
  #texts: Texts | undefined;

  /** `type` undefined: inferred from all cells; `missing` holds the texts of a missing value. */
  constructor(
    name: string,
    missing: ReadonlySet<string>,
    type: ColumnType | undefined,
    levels: readonly string[] | undefined,
    places: Places,
  ) {
    this.name = name;
    this.type = type;
    this.#levels = levels;
    this.#missing = missing;
    this.#places = places;
    if (type === "factor" || type === "ordered" || levels !== undefined) {
      this.#factor = new FactorText(name, missing, levels);
    } else {
      this.#numbers = new NumberText(missing);
    }
  }

  /** Takes one cell, a part of `source`; false where it is not among the levels asked for. */
  append(source: string, from: number, end: number): boolean {
    if (this.#numbers !== undefined) {
      if (this.#numbers.append(source, from, end)) return true;
      this.#turnToTexts();
    }
    return (this.#factor as FactorText).append(source.slice(from, end));
  }

  /** The same of a cell that stands by itself. */
  appendText(text: string): boolean {
    return this.append(text, 0, text.length);
  }

  /** Why `append` said false. */
  refusal(text: string, row: number): DataError {
    return notALevel(this.name, text, this.#levels ?? [], row, placeText(row, this.#places));
  }

  /** Whether it is for the cells to say what the column is: all but those asked to be factors. */
  get isOpen(): boolean {
    return this.type !== "factor" && this.type !== "ordered" && this.#levels === undefined;
  }

  /** Whether there may be numbers other than plain ones, or plain ones that may mean something else. */
  get isUnclear(): boolean {
    if (!this.isOpen) return false;
    if (this.#numbers !== undefined) return this.#numbers.eitherRow >= 0 && !this.#numbers.provesPoint;
    return this.texts().levels.some((level) => /^[^a-z]*\d/i.test(level));
  }

  /** The column as numbers with a decimal point; undefined where it is texts. */
  get numbers(): NumberText | undefined {
    return this.#numbers;
  }

  /** The column as texts; nothing may be appended after it. */
  texts(): Texts {
    if (this.#numbers !== undefined) this.#turnToTexts();
    this.#texts ??= (this.#factor as FactorText).finish();
    return this.#texts;
  }

  /** The text of one cell, "" where it is missing. */
  textAt(row: number): string {
    if (this.#numbers === undefined) return this.texts().levels[this.texts().codes[row]] ?? "";
    let at = 0;
    for (const text of this.#numbers.texts()) if (at++ === row) return text ?? "";
    return "";
  }

  /** The finished column, as its cells are to be read; null: as they are. */
  finish(reading: Reading | null): Column {
    const unsafe = this.type === undefined ? (this.#numbers?.unsafeRow ?? -1) : -1;
    if (this.#numbers !== undefined && reading === null && unsafe < 0) {
      return numberColumn(this.name, this.#numbers.finish());
    }
    const texts = this.texts();
    const { read, mark, doubt } = reading ?? PLAIN;
    if (!this.isOpen) {
      const { codes, levels } = this.#levels === undefined ? sortedTexts(texts, read) : texts;
      return factorColumn(this.name, codes, levels, { ordered: this.type === "ordered" });
    }
    if (unsafe >= 0) return this.#text(texts, readNumber, ".", largeIntegers(this.name, texts, unsafe, this.#places));
    const values = numbersOfTexts(texts.levels, read);
    const stray = texts.levels.findIndex((_, code) => values[code] === undefined);
    if (stray < 0 && doubt === undefined) return this.#numberColumn(texts, values);
    if (this.type === "number") throw this.#notANumber(texts, values);
    const logical = logicalCodes(texts);
    if (logical !== null) return factorColumn(this.name, logical, ["FALSE", "TRUE"], { logical: true });
    return this.#text(texts, read, mark, doubt ?? doubtOf(this.name, texts, read, this.#places));
  }

  #text(texts: Texts, read: ReadText, mark: DecimalMark, doubt: DataNotice | null): Column {
    const { codes, levels } = sortedTexts(texts, read);
    return textColumn(this.name, codes, levels, mark, doubt);
  }

  #numberColumn({ codes }: Texts, values: readonly (number | undefined)[]): Column {
    const numbers = Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : (values[code] as number)));
    return numberColumn(this.name, numbers);
  }

  #notANumber({ codes, levels }: Texts, values: readonly (number | undefined)[]): DataError {
    const row = codes.findIndex((code) => code >= 0 && values[code] === undefined);
    return notANumber(this.name, levels[codes[row]], row, placeText(row, this.#places));
  }

  #turnToTexts(): void {
    const factor = new FactorText(this.name, this.#missing);
    for (const text of (this.#numbers as NumberText).texts()) factor.append(text);
    this.#numbers = undefined;
    this.#factor = factor;
  }
}
