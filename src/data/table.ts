// A table of typed columns: numbers, or codes into levels.
import type { DataError } from "../errors.js";
import type { DataNotice } from "./notices.js";
import type { DecimalMark } from "./number-shape.js";

/** Numbers; NaN is missing. */
export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  readonly values: Float64Array;
}

/** Codes into `levels`; -1 is missing. A column of booleans has levels FALSE, TRUE and `logical` set. */
export interface FactorColumn {
  readonly kind: "factor";
  readonly name: string;
  readonly codes: Int32Array;
  readonly levels: readonly string[];
  readonly ordered: boolean;
  readonly logical: boolean;
  /** Set where the levels are texts that nobody has called a factor: what stands before the decimals of numbers among them. */
  readonly text?: DecimalMark;
  /** Why it may not be meant as a factor; models take it for grouping only. */
  readonly doubt?: DataNotice;
}

/** A column that no model can use, such as one of dates; `problem` is thrown by whoever needs its values. */
export interface UnusableColumn {
  readonly kind: "unusable";
  readonly name: string;
  readonly length: number;
  readonly problem: DataError;
}

export type Column = NumberColumn | FactorColumn | UnusableColumn;

/** Columns of one length, in their order in the source. */
export interface Table {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, Column>;
  /** What a reader decided about the data, and what is doubtful in them. */
  readonly notices?: readonly DataNotice[];
}
