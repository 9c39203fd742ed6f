// What a source says of blocks before it fills them, and of the response in them.
import type { ColumnBasis } from "./column-basis.js";
import type { FixedColumns } from "./fixed-columns.js";
import type { Grouping } from "./symbolic/structure.js";

/** What has to be known before any number. */
export interface BlockShape extends Grouping {
  readonly nobs: number;
  /** Σ log w of precision weights; 0 without. */
  readonly logWeights: number;
  readonly fixed: FixedColumns;
  /** Of the columns of each factor. */
  readonly bases: readonly ColumnBasis[];
}

/** The response in the stored blocks: y₀ = y − Xb. */
export interface ResponseSums {
  /** [X T, y₀]'[X T, y₀], (rank + 1)², lower triangle. */
  readonly gram: Float64Array;
  /** b: least-squares coefficients of all columns of X, zeros where they are not kept. */
  readonly coefficients: Float64Array;
}
