export { Fit, type LiveFit } from "./fit.js";
export type { ResidualType } from "./fitted-values.js";
export { glmm, lmm } from "./fitting.js";
export type { GivenParameters, GivenValues } from "./given-parameters.js";
export type { GroupCoefficients } from "./random-effects.js";
export type { FitRecord, SavedFit, VcovKind } from "./record.js";
export { type ReopenOptions, reopen, restore } from "./reopen.js";
export type {
  ConditionalModes,
  Convergence,
  FixedEffect,
  FixefTests,
  ModelTitle,
  Overdispersion,
  RandomEffects,
  TestedEffect,
  Timing,
  VarianceComponent,
  Warning,
} from "./types.js";
export type { SingularDirection } from "./warnings/singularity.js";
