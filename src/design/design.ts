// The model in numbers and the names of those numbers.

/** The fixed-effects model matrix, column by column, before any column is dropped for rank. */
export interface FixedDesign {
  readonly names: readonly string[];
  /** One Float64Array of length nobs per column; it may be a column of the data itself, so never write to it. */
  readonly columns: readonly Float64Array[];
  /** For each column the index of its term in `terms` (0-based), -1 for the intercept. */
  readonly assign: readonly number[];
  readonly terms: readonly string[];
}

/** A grouping factor: each row's level. Levels without rows have been dropped. */
export interface GroupingFactor {
  readonly name: string;
  readonly levels: readonly string[];
  readonly codes: Int32Array;
}

/** One random-effects term, `(columns | factor)`. */
export interface RandomDesign {
  /** As lme4 writes it: "1 + Days | Subject". */
  readonly label: string;
  readonly structure: string;
  /** Index into `Design.factors`. */
  readonly factor: number;
  /** Column names: "(Intercept)", "Days". */
  readonly names: readonly string[];
  /** nobs values a column; null stands for a column of ones. */
  readonly columns: readonly (Float64Array | null)[];
}

export interface Design {
  readonly nobs: number;
  readonly fixed: FixedDesign;
  /** In the order in which the random terms use them. */
  readonly factors: readonly GroupingFactor[];
  /** In lme4's order: by decreasing number of levels of the factor (see term-order.ts for ties). */
  readonly random: readonly RandomDesign[];
  readonly response: Float64Array;
  readonly responseName: string;
  /** Precision weights, all positive; null means ones. */
  readonly weights: Float64Array | null;
  readonly offset: Float64Array | null;
  /** Where rows stand for sums of rows of the data, so that there are none to tell of. */
  readonly sums?: RowSums;
}

/** What rows that stand for sums of rows, weights included, do not say themselves. */
export interface RowSums {
  /** Rows of the data. */
  readonly observations: number;
  /** Sum of the logarithms of their weights. */
  readonly logWeights: number;
  /** What a column of ones has become. */
  readonly ones: Float64Array;
}
