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

/** A point that a likelihood has been at, and the response that it had there. */
export interface Estimates extends Point {
  readonly response: Float64Array;
  /** What was minimized, in deviance units; +Infinity where it has no value. */
  readonly objective: number;
  /** With the ΛΛ' of theta. */
  readonly lambdas: readonly Float64Array[];
  readonly convergence: Convergence;
  /** The parts of the objective, as docs/math.md names them; some kinds have more. */
  readonly parts: { readonly pwrss: number; readonly ldL2: number; readonly ldRX2: number };
}

/** One of many fits, as plain data; NaN throughout where there is an `error`. */
export interface Outcome {
  readonly objective: number;
  readonly sigma: number;
  /** Values of the parameters of the family. */
  readonly family: Float64Array;
  /** Coefficients of the columns of X that the whole model keeps; NaN for one that is not determined. */
  readonly beta: Float64Array;
  /** Their covariances, column-major. */
  readonly vcov: Float64Array;
  readonly theta: Float64Array;
  readonly evaluations: number;
  readonly converged: boolean;
  readonly singular: boolean;
  /** Why no model could be fitted; `kind` is that of the error. */
  readonly error: { readonly kind: string; readonly message: string } | null;
}
