// Points of a model's parameter space, and what is known where one has been evaluated.
import type { Convergence } from "../optimize/minimize.js";

/** A point of a model's parameter space. */
export interface Point {
  /** In lme4's order. */
  readonly theta: Float64Array;
  /** Λ by factor as the system had it, where it is known: in the stored columns, not triangular. */
  readonly lambdas?: readonly Float64Array[] | undefined;
  /** Coefficients of the kept columns of X. */
  readonly beta: Float64Array;
  /** 1 where the family has no scale. */
  readonly sigma: number;
  /** Values of the parameters of the family, in the order of Family.parameters. */
  readonly family: Float64Array;
}

/** Searches from other starts than the fit's own, for a lower minimum. */
export interface OtherStarts {
  /** Searches: from covariances of several sizes, or where the slope along a grid of the only parameter turns. */
  readonly starts: number;
  /** Evaluations of the objective, those of the grid included; `convergence` does not count them. */
  readonly evaluations: number;
  /** By how much the fit's objective is below what its own start had led to; 0 where nothing lower was found. */
  readonly gain: number;
  /**
   * Whether the fit's own start had led to where no residual is left, which is no minimum, so that any other was taken, or
   * another one leads there below the fit. Of a generalized model: whether a search has led to where the objective falls without end, at or below its value at the fit.
   */
  readonly vanishes: boolean;
}

/** A point that a likelihood has been at, and the response that it had there. */
export interface Estimates extends Point {
  readonly response: Float64Array;
  /** What was minimized, in deviance units; +Infinity where it has no value. */
  readonly objective: number;
  /** With the ΛΛ' of theta. */
  readonly lambdas: readonly Float64Array[];
  readonly convergence: Convergence;
  /** Not there, or null, where no other start was tried. */
  readonly otherStarts?: OtherStarts | null;
  /** Whether the likelihood is known to grow without end. */
  readonly isUnbounded?: boolean;
  /** The parts of the objective, as docs/math.md names them; some kinds have more. */
  readonly parts: { readonly pwrss: number; readonly ldL2: number; readonly ldRX2: number };
}

/** One of many fits, as plain data; NaN throughout where there is an `error`. */
export interface Outcome {
  /** What was minimized, in deviance units. */
  readonly objective: number;
  /** Residual standard deviation, or root of the scale. */
  readonly sigma: number;
  /** Values of the parameters of the family. */
  readonly family: Float64Array;
  /** Coefficients of the columns of X that the whole model keeps; NaN for one that is not determined. */
  readonly beta: Float64Array;
  /** Their covariances, column-major. */
  readonly vcov: Float64Array;
  /** R, upper triangular, with RR' their covariances, of a linear model without some rows that keeps all columns of X. */
  readonly root?: Float64Array;
  /** As that of a fit: par where a structure ties entries of theta. */
  readonly theta: Float64Array;
  /** Of the objective. */
  readonly evaluations: number;
  /** Whether gradient and curvature are those of a minimum. */
  readonly converged: boolean;
  /** Whether some combination of random effects has no variance. */
  readonly singular: boolean;
  /** Why no model could be fitted; `kind` is that of the error. */
  readonly error: {
    /** As MixedModelError's. */
    readonly kind: string;
    /** One sentence. */
    readonly message: string;
  } | null;
}
