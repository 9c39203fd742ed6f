// A model and its numbers: what a fit knows while its data are there.
import type { GeneralizedLikelihood, GlmmEstimates } from "../likelihood/generalized/likelihood.js";
import type { Likelihood } from "../likelihood/likelihood.js";
import type { LinearLikelihood } from "../likelihood/linear/likelihood.js";
import type { Estimates } from "../likelihood/point.js";
import type { Generalized } from "../likelihood/spec.js";
import type { Model } from "./build.js";
import type { ModelSpec } from "./spec.js";
import type { Timing } from "./types.js";

export interface Live extends Model {
  readonly likelihood: Likelihood;
  readonly estimates: Estimates;
  readonly timing: Timing;
}

export interface LmmParts extends Live {
  readonly likelihood: LinearLikelihood;
}

export interface GlmmParts extends Live {
  readonly spec: Generalized<ModelSpec>;
  readonly likelihood: GeneralizedLikelihood;
  readonly estimates: GlmmEstimates;
}
