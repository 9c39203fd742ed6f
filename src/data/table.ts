// A table of typed columns: numbers, or codes into levels.

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
}

export type Column = NumberColumn | FactorColumn;

/** Columns of one length, in their order in the source. */
export interface Table {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, Column>;
}
