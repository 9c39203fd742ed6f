// What glmm() knows when the optimizer has stopped; FittedGlmm derives all else from it.
import type { ResponseFunctions } from "../family/response-functions.js";
import type { ModelParts } from "./model-parts.js";
import type { Generalized } from "./spec.js";

/** −2 log-likelihood and its parts at the optimum; see docs/math.md. */
export interface GlmmObjective {
  /** What was minimized, in deviance units. */
  readonly objective: number;
  readonly logLik: number;
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

export interface GlmmParts extends ModelParts<Generalized> {
  /** Prior weights times trials; null means ones. */
  readonly totalWeights: Float64Array | null;
  /** The family's and the link's functions, row by row: link, inverse link, variance, deviances. */
  readonly functions: ResponseFunctions;

  /** Coefficients of the kept columns of X. */
  readonly beta: Float64Array;
  /** Columns of X kept, ascending. */
  readonly kept: readonly number[];
  /** u by factor, levels × columns, row by row. */
  readonly spherical: readonly Float64Array[];
  /** b = Λu, likewise. */
  readonly modes: readonly Float64Array[];
  /** Linear predictor, row by row. */
  readonly eta: Float64Array;
  /** Mean, row by row. */
  readonly mu: Float64Array;
  /** W of the determinant, by row: (12) of docs/math.md, or what the observed information has in its place. */
  readonly workingWeights: Float64Array;

  readonly objective: GlmmObjective;
  /** Scale of the residuals: 1 for families without one. */
  readonly sigma: number;
  /** Shape of the negative binomial, null for other families. */
  readonly shape: number | null;
  /** Whether it was estimated. */
  readonly shapeEstimated: boolean;
  /** Parameters estimated: theta, beta, and sigma or shape where they are. */
  readonly parameterCount: number;

  /** Covariance of beta from the Hessian over all parameters, rank × rank column-major. */
  readonly vcovHessian: Float64Array | null;
  /** The same from R_X alone. */
  readonly vcovRX: Float64Array;
  /** Cov(b_j | y) of each level of one factor at the mode, levels × k × k. */
  conditionalCovariance(factor: number): Float64Array;
  /** Σ_j Z_j'Z_j / nobs of a factor's columns, for the scale of singular directions, k × k. */
  meanCrossProduct(factor: number): Float64Array;
}
