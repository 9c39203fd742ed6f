// What a profile needs of a model's likelihood, whichever kind of model it is.
import { FactorizationError } from "../../errors.js";
import { multiply, transpose } from "../../math/matrix-product.js";
import { type DevianceTerm, splitTheta } from "../../model/profiled-deviance.js";
import { minimizeAtOnce } from "../../optimize/minimize.js";
import type { Objective } from "../../optimize/objective.js";
import type { ModelPoint, PlacedParameter } from "./model-parameters.js";

/** The best that a model can do, with one parameter given or with none. */
export interface ProfileFit extends ModelPoint {
  /** −2 log-likelihood; +Infinity where there is none. */
  readonly deviance: number;
  readonly converged: boolean;
}

export interface ProfiledLikelihood {
  /** Maximum likelihood from a point. */
  maximize(from: ModelPoint): ProfileFit;
  /** The same with a parameter at `value`, from a point nearby. */
  maximizeAt(parameter: PlacedParameter, value: number, near: ModelPoint): ProfileFit;
  /** A standard deviation of a parameter's estimate, roughly, for first steps. */
  spread(parameter: PlacedParameter, best: ProfileFit): number;
}

/** Minimizes an objective, `read` at its minimum; without one where it has no value at its start. */
export function minimized(
  objective: Objective & { coordinates(): Float64Array },
  near: ModelPoint,
  read: () => ModelPoint,
): ProfileFit {
  try {
    const { value, converged } = minimizeAtOnce(objective, objective.coordinates());
    return { ...read(), deviance: value, converged };
  } catch (error) {
    if (!(error instanceof FactorizationError)) throw error;
    return { ...near, deviance: Number.POSITIVE_INFINITY, converged: false };
  }
}

/** T of each term at theta. */
export function covariancesOf(layout: readonly DevianceTerm[], theta: Float64Array): Float64Array[] {
  return splitTheta(layout, theta).map((lambda, t) => {
    const k = layout[t].columnCount;
    return multiply(k, k, k, lambda, transpose(k, k, lambda));
  });
}

/** T with variance `target` in place `row`, its correlations kept, or zero where there were none to keep. */
export function withVariance(k: number, T: Float64Array, row: number, target: number): Float64Array {
  const before = T[row * (k + 1)];
  const ratio = before > 1e-10 * target ? Math.sqrt(target / before) : 0;
  const out = T.slice();
  for (let i = 0; i < k; i++) {
    out[i + row * k] *= ratio;
    out[row + i * k] = out[i + row * k];
  }
  out[row * (k + 1)] = target;
  return out;
}
