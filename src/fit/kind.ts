// What differs between linear and generalized fits; all else is the same code for both. A fit holds the kind that it is
// of, so that who fits linear models only has nothing of the other in a bundle.
import type { Likelihood, LikelihoodModel } from "../likelihood/likelihood.js";
import type { Live } from "./live.js";
import type { Predictor } from "./predictor.js";
import type { FitRecord, GeneralizedFacts } from "./record.js";
import type { ModelTitle, VarianceComponent, Warning } from "./types.js";
import type { Overdispersion } from "./warnings/generalized.js";
import type { SingularDirection } from "./warnings/singularity.js";

/** How responses follow from the linear predictor. */
export type ResponsePart = Pick<
  Predictor,
  "family" | "link" | "sigma" | "shape" | "effectScale" | "mean" | "meanDerivative" | "draw"
>;

/** What warnings judge besides the model and its numbers. */
export interface Judged {
  readonly residualDf: number;
  readonly singular: readonly SingularDirection[];
  vcov(): readonly (readonly number[])[];
  varCorr(): readonly VarianceComponent[];
}

export interface FitKind {
  readonly name: FitRecord["blup"];
  /** Throws what lmm() or glmm() throws for a design or response that cannot be fitted. */
  likelihood(model: LikelihoodModel): Likelihood;
  title(record: FitRecord): ModelTitle;
  response(record: FitRecord): ResponsePart;
  /** Whether sigma is estimated, and a row of the table of variances. */
  hasScale(record: FitRecord): boolean;
  /** What the record of this kind has besides. */
  facts(live: Live): Partial<Pick<FitRecord, keyof GeneralizedFacts | "lambdas">>;
  /** η = Xβ + Zb + offset of the rows fitted. */
  linearPredictor(live: Live): Float64Array;
  /** Throws OptionError for a type that the kind does not have. */
  residuals(live: Live, eta: Float64Array, type: string): Float64Array;
  warnings(live: Live, judged: Judged): Warning[];
  /** Pearson's ratio on `df` degrees of freedom; null where it would mean nothing. */
  overdispersion(live: Live, df: number): Overdispersion | null;
}
