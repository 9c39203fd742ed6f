// From the minimiser's optimum to lme4's theta: variances that are zero but for rounding become exact zeros.
import { norm } from "../math/vectors.js";
import type { Optimum } from "../optimize/minimize.js";
import type { Objective } from "../optimize/objective.js";

/** What a fit minimizes: an objective whose covariances can lose their smallest directions. */
export interface FitObjective extends Objective {
  /** Coordinates of the base point. */
  coordinates(): Float64Array;
  /** Λ of each factor at the point evaluated last. */
  readonly lambdas: readonly Float64Array[];
  /** lme4's theta at the base point; columns of λ shorter than `threshold` are exact zeros. */
  theta(threshold: number): Float64Array;
  /** Objective at the base point without those columns; the system is left there. */
  withoutShort(threshold: number): number;
}

export interface Finished extends Optimum {
  /** lme4's theta, terms in the order of the objective. */
  readonly theta: Float64Array;
  /** Λ by factor. */
  readonly lambdas: readonly Float64Array[];
}

/** Standard deviations of white columns, relative to σ, below which a zero is tried. */
const thresholds = [1e-3, 1e-4, 1e-5, 1e-6];
/** Rise of the objective that a zero may cost. */
const allowedRise = 1e-8;

/**
 * Finishes an optimum of `objective`, whose system is left factorized at the returned theta. The multipliers of
 * T ≥ 0 at the zeros need no second look: they are curvatures of the minimiser's Hessian, which it found nonnegative.
 */
export function finish(objective: FitObjective, optimum: Optimum): Finished {
  const theta = objective.theta(0);
  let { evaluations } = optimum;
  for (const threshold of thresholds) {
    const zeroed = objective.theta(threshold);
    if (zeroed.every((entry, i) => entry === theta[i])) break;
    evaluations++;
    const value = objective.withoutShort(threshold);
    if (value > optimum.value + allowedRise) continue;
    const gradientNorm = norm(objective.gradient());
    return { ...optimum, theta: zeroed, lambdas: objective.lambdas, value, evaluations, gradientNorm };
  }
  if (evaluations > optimum.evaluations) {
    evaluations++;
    objective.value(optimum.x);
  }
  return { ...optimum, theta, lambdas: objective.lambdas, evaluations };
}
