// One column of a CSV file as its cells arrive: a number for as long as every cell is one, else a factor.
import type { DataError } from "../errors.js";
import { type ColumnType, notALevel, notANumber } from "./column-types.js";
import { factorColumn, numberColumn } from "./columns.js";
import { FactorText } from "./factor-text.js";
import { NumberText } from "./number-text.js";
import type { Column } from "./table.js";

export class CsvColumn {
  readonly #name: string;
  readonly #type: ColumnType | undefined;
  readonly #levels: readonly string[] | undefined;
  readonly #missing: ReadonlySet<string>;
  #numbers: NumberText | undefined;
  #factor: FactorText | undefined;

  /** `type` undefined: inferred from all cells; `missing` holds the texts of a missing value. */
  constructor(
    name: string,
    missing: ReadonlySet<string>,
    type: ColumnType | undefined,
    levels: readonly string[] | undefined,
  ) {
    this.#name = name;
    this.#type = type;
    this.#levels = levels;
    this.#missing = missing;
    if (type === "factor" || type === "ordered" || levels !== undefined) {
      this.#factor = new FactorText(name, missing, levels);
    } else {
      this.#numbers = new NumberText(missing);
    }
  }

  /** Takes one cell; false where the type or the levels asked for do not allow it. */
  append(text: string): boolean {
    if (this.#numbers !== undefined) {
      if (this.#numbers.append(text)) return true;
      if (this.#type === "number") return false;
      this.#factor = new FactorText(this.#name, this.#missing);
      for (const earlier of this.#numbers.texts()) this.#factor.append(earlier);
      this.#numbers = undefined;
    }
    return (this.#factor as FactorText).append(text);
  }

  /** Why `append` said false. */
  refusal(text: string, row: number, line: number): DataError {
    return this.#levels === undefined
      ? notANumber(this.#name, text, row, `on line ${line}`)
      : notALevel(this.#name, text, this.#levels, row, `on line ${line}`);
  }

  /** The finished column; nothing may be appended after it. */
  finish(): Column {
    if (this.#numbers !== undefined) return numberColumn(this.#name, this.#numbers.finish());
    const factor = this.#factor as FactorText;
    if (this.#type === undefined && factor.isLogical()) {
      return factorColumn(this.#name, factor.finishLogical(), ["FALSE", "TRUE"], { logical: true });
    }
    const { codes, levels } = factor.finish(this.#type === "ordered");
    return factorColumn(this.#name, codes, levels, { ordered: this.#type === "ordered" });
  }
}
