// What prediction needs of a model, whether it was fitted here or restored from JSON.
import type { DesignState } from "../design/apply-design.js";

/** Conditional modes b of one grouping factor: levels × columns, row by row. */
export interface PredictorGroup {
  readonly name: string;
  readonly names: readonly string[];
  readonly levels: readonly string[];
  readonly modes: Float64Array;
}

export interface Predictor {
  readonly design: DesignState;
  /** Columns of X that `beta` belongs to, ascending. */
  readonly kept: readonly number[];
  readonly beta: Float64Array;
  readonly groups: readonly PredictorGroup[];
  /** Whether the offset option was an array, which new data cannot be put into. */
  readonly needsOffset: boolean;
  /** Expected responses at these linear predictors; may return the very array. */
  mean(eta: Float64Array): Float64Array;
}

/** Anything that predict() can be asked about; what follows `predictor` is there where the data are. */
export interface PredictingModel {
  readonly predictor: Predictor;
  /** Xβ + Zb + offset of the rows fitted. */
  linearPredictor?(): Float64Array;
  /** Xβ + offset of the rows fitted. */
  fixedPart?(): Float64Array;
}
