// What is known of a generalized model where it has been evaluated.
import type { ResponseFunctions } from "../../family/response-functions.js";
import type { Estimates } from "../point.js";

/** The parts of the deviance at a mode; docs/math.md. */
export interface DevianceParts {
  /** `pearson` and `penalty` together. */
  readonly pwrss: number;
  /** −2 log p(y | u) at the modes, constants included. */
  readonly conditional: number;
  /** Sum of the unit deviances, prior weights included (R's deviance of a GLM). */
  readonly devianceResidualSum: number;
  /** Weighted sum of squares of the working residuals: Pearson's statistic. */
  readonly pearson: number;
  /** |u|². */
  readonly penalty: number;
  /** log|Λ'Z'WZΛ + I|. */
  readonly ldL2: number;
  /** log|R_X|². */
  readonly ldRX2: number;
}

export interface GlmmEstimates extends Estimates {
  readonly parts: DevianceParts;
  /** The family's and the link's functions, row by row: link, inverse link, variance, deviances. */
  readonly functions: ResponseFunctions;
  /** u by factor, levels × columns, row by row. */
  readonly spherical: readonly Float64Array[];
  /** b = Λu of the stored columns, likewise. */
  readonly modes: readonly Float64Array[];
  /** Linear predictor, row by row. */
  readonly eta: Float64Array;
  /** Mean, row by row. */
  readonly mu: Float64Array;
  /** W of the determinant, by row: (12) of docs/math.md, or what the observed information has in its place. */
  readonly workingWeights: Float64Array;
  /** Covariance of beta from the Hessian over all parameters, rank × rank column-major. */
  readonly vcovHessian: Float64Array | null;
  /** The same from R_X alone. */
  readonly vcovRX: Float64Array;
}
