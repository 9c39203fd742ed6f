// A model and its numbers, which a fit knows while its data are there, and what differs between linear and generalized
// ones; all else is the same code for both.
import type { GlmmEstimates } from "../likelihood/generalized/estimates.js";
import type { Likelihood, LikelihoodModel } from "../likelihood/likelihood.js";
import type { SystemOf } from "../likelihood/linear/shared-system.js";
import type { Estimates } from "../likelihood/point.js";
import type { Generalized } from "../likelihood/spec.js";
import type { Model } from "../model/build.js";
import type { ModelSpec } from "../model/spec.js";
import type { ResponsePart } from "./predictor.js";
import type { FitRecord, GeneralizedFacts } from "./record.js";
import type { ModelTitle, Overdispersion, Timing, Warning } from "./types.js";
import type { SingularDirection } from "./warnings/singularity.js";

export interface Live extends Model {
  readonly kind: FitKind;
  readonly likelihood: Likelihood;
  readonly estimates: Estimates;
  readonly timing: Timing;
}

/** Of a generalized model. */
export interface GeneralizedLive extends Live {
  readonly spec: Generalized<ModelSpec>;
  readonly estimates: GlmmEstimates;
}

/** What warnings judge besides the model and its numbers. */
export interface Judged {
  readonly residualDf: number;
  readonly singular: readonly SingularDirection[];
  vcov(): readonly (readonly number[])[];
}

/** A fit holds the kind that it is of, so that who fits linear models only has nothing of the other in a bundle. */
export interface FitKind {
  readonly name: FitRecord["blup"];
  /** Throws what lmm() or glmm() throws for a design or response that cannot be fitted. */
  likelihood(model: LikelihoodModel, build?: SystemOf): Likelihood;
  title(record: FitRecord): ModelTitle;
  response(record: FitRecord): ResponsePart;
  /** Whether sigma is estimated, and a row of the table of variances. */
  hasScale(record: FitRecord): boolean;
  /** What the record of this kind has besides. */
  facts(live: Live): Partial<Pick<FitRecord, keyof GeneralizedFacts | "monteCarlo">>;
  /** η = Xβ + Zb + offset of the rows fitted. */
  linearPredictor(live: Live): Float64Array;
  /** Throws OptionError for a type that the kind does not have. */
  residuals(live: Live, eta: Float64Array, type: string): Float64Array;
  warnings(live: Live, judged: Judged): Warning[];
  /** Pearson's ratio on `df` degrees of freedom; null where it would mean nothing. */
  overdispersion(live: Live, df: number): Overdispersion | null;
}

/** Whether there are no rows to tell of, only sums of them. */
export function isOfSums({ design }: Live): boolean {
  return design.sums !== undefined;
}

/** A function that tells the milliseconds since it was last asked (or made). */
export function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const passed = now - last;
    last = now;
    return passed;
  };
}
