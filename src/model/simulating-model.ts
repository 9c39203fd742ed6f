// What simulation needs of a model.
import type { RandomStream } from "../math/random-stream.js";

export interface SimulatingModel {
  /** Xβ + Zb + offset of the rows fitted. */
  linearPredictor(): Float64Array;
  /** Xβ + Zb + offset with random effects drawn anew from their estimated distribution. */
  drawnPredictor(stream: RandomStream): Float64Array;
  /** One response a row at these linear predictors. */
  drawResponse(eta: Float64Array, stream: RandomStream): Float64Array;
}
