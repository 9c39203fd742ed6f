// A model and its numbers, which a fit knows while its data are there, and what differs between linear and generalized
// ones; all else is the same code for both.
import type { ConditionalForms, EffectRows } from "../engine/types.js";
import type { GlmmEstimates } from "../likelihood/generalized/estimates.js";
import type { Likelihood, LikelihoodModel } from "../likelihood/likelihood.js";
import type { Estimates } from "../likelihood/point.js";
import type { Generalized } from "../likelihood/spec.js";
import { rowsInto, splitTheta, type TermBlock } from "../likelihood/terms.js";
import type { RandomStream } from "../math/random-stream.js";
import { upperSolve } from "../math/upper-triangular.js";
import type { Model } from "../model/build.js";
import type { ModelSpec } from "../model/spec.js";
import { fittedValues } from "./fitted-values.js";
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
  likelihood(model: LikelihoodModel): Likelihood;
  title(record: FitRecord): ModelTitle;
  response(record: FitRecord): ResponsePart;
  /** Whether sigma is estimated, and a row of the table of variances. */
  hasScale(record: FitRecord): boolean;
  /** What the record of this kind has besides. */
  facts(live: Live): Partial<Pick<FitRecord, keyof GeneralizedFacts>>;
  /** η = Xβ + Zb + offset of the rows fitted. */
  linearPredictor(live: Live): Float64Array;
  /** Throws OptionError for a type that the kind does not have. */
  residuals(live: Live, eta: Float64Array, type: string): Float64Array;
  warnings(live: Live, judged: Judged): Warning[];
  /** Pearson's ratio on `df` degrees of freedom; null where it would mean nothing. */
  overdispersion(live: Live, df: number): Overdispersion | null;
}

/** η with random effects drawn anew from their estimated distribution. */
export function drawnPredictor({ likelihood, estimates }: Live, scale: number, stream: RandomStream): Float64Array {
  const { terms, kept, stored } = likelihood;
  const lambdas = splitTheta(terms, estimates.theta).map((lambda, t) => upperSolve(terms[t].transform, lambda));
  const drawn = stored.factors.map(({ levels }, index) => {
    const own = terms.flatMap((term, t) => (term.factor === index ? [t] : []));
    const k = own.reduce((sum, t) => sum + terms[t].columnCount, 0);
    const effects = new Float64Array(levels.length * k);
    for (const t of own) drawTerm(effects, k, terms[t], lambdas[t], scale, stream);
    return effects;
  });
  return fittedValues(stored, kept, estimates.beta, drawn);
}

/** Fills one term's columns of every level of a factor (levels × k) with scale · λu, u standard normal. */
function drawTerm(
  effects: Float64Array,
  k: number,
  { offset, columnCount }: TermBlock,
  lambda: Float64Array,
  scale: number,
  stream: RandomStream,
): void {
  for (let start = offset; start < effects.length; start += k) {
    for (let column = 0; column < columnCount; column++) {
      const u = scale * stream.normal();
      for (let row = 0; row < columnCount; row++) effects[start + row] += lambda[row + column * columnCount] * u;
    }
  }
}

/** What the data leave open of sums of random effects: variances in the units of η, and slopes by β. */
export function conditionalForms({ likelihood, estimates }: Live, scale: number, rows: EffectRows): ConditionalForms {
  const factors = rows.factors.map(({ levels, values }, factor) => {
    return { levels, values: rowsInto(likelihood.terms, factor, values) };
  });
  const { variances, slopes } = likelihood.lend(estimates).conditionalForms({ ...rows, factors });
  return { variances: variances.map((value) => value * scale * scale), slopes };
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
