// What is known of a model of either kind when the optimizer has stopped.
import type { Model } from "./build.js";
import type { ModelSpec } from "./spec.js";
import type { Convergence, Timing } from "./types.js";

export interface ModelParts<Spec extends ModelSpec = ModelSpec> extends Model<Spec> {
  /** In lme4's order. */
  readonly theta: Float64Array;
  readonly convergence: Convergence;
  readonly timing: Timing;
}
