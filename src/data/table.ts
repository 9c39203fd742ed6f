// A table of typed columns: numbers, or codes into levels.
import type { DataError } from "../errors.js";
import type { DataNotice } from "./notices.js";
import type { DecimalMark } from "./number-shape.js";

/** Numbers; NaN is missing. */
export interface NumberColumn {
  /** Which of the three kinds of column it is. */
  readonly kind: "number";
  /** Name in the data. */
  readonly name: string;
  /** One number a row; NaN is missing. */
  readonly values: Float64Array;
}

/** Codes into `levels`; -1 is missing. A column of booleans has levels FALSE, TRUE and `logical` set. */
export interface FactorColumn {
  /** Which of the three kinds of column it is. */
  readonly kind: "factor";
  /** Name in the data. */
  readonly name: string;
  /** One a row: the number of its level, from 0 on; -1 is missing. */
  readonly codes: Int32Array;
  /** Texts of the levels in their order; the first is the base of treatment contrasts. */
  readonly levels: readonly string[];
  /** Whether the order of levels has a meaning; such factors have polynomial contrasts. */
  readonly ordered: boolean;
  /** Whether it was a column of booleans. */
  readonly logical: boolean;
  /** Set where the levels are texts that nobody has called a factor: what stands before the decimals of numbers among them. */
  readonly text?: DecimalMark;
  /** Why it may not be meant as a factor; models take it for grouping only. */
  readonly doubt?: DataNotice;
}

/** A column that no model can use, such as one of dates; `problem` is thrown by whoever needs its values. */
export interface UnusableColumn {
  /** Which of the three kinds of column it is. */
  readonly kind: "unusable";
  /** Name in the data. */
  readonly name: string;
  /** Rows. */
  readonly length: number;
  /** What is thrown when a model names the column. */
  readonly problem: DataError;
}

/** A column of a Table, by `kind`: "number", "factor", or "unusable" for what no model can take. */
export type Column = NumberColumn | FactorColumn | UnusableColumn;

/** Columns of one length, in their order in the source. */
export interface Table {
  /** Rows, missing values included. */
  readonly rowCount: number;
  /** Columns by name, in their order in the source. */
  readonly columns: ReadonlyMap<string, Column>;
  /** What a reader decided about the data, and what is doubtful in them. */
  readonly notices?: readonly DataNotice[];
}
