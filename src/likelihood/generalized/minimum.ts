// From the deviance of a generalized model to its minimum, certified by exact second derivatives.
import { type MinimizeOptions, minimizing } from "../../optimize/minimize.js";
import type { QuadraticModel } from "../../optimize/trust-region.js";
import { type Finished, finish } from "../zeros.js";
import type { GlmmDeviance } from "./deviance.js";

/** Newton decrement and negative curvature, in units of a coordinate's own, that exact derivatives may show at an end. */
const CERTIFIED = 1e-7;
const NEGATIVE = 1e-5;
/** Decrement that no last step is worth, and one by which that step changes no standard error beyond 1e-9. */
const NEGLIGIBLE = 1e-19;
const UNMOVED = 1e-15;

const DEAR = "there are too many random effects and parameters for so few observations to certify a minimum";

/** The minimum, and second derivatives there in the coordinates of `objective`; null for nAGQ 0. */
export interface GlmmMinimum extends Finished {
  readonly hessian: Float64Array | null;
}

/**
 * Minimizes the deviance of a generalized model and leaves its system at the minimum, or where `isKnown` says of a value
 * that nothing new is to be found.
 */
export function* minimum(
  objective: GlmmDeviance,
  search: MinimizeOptions,
  isKnown?: (value: number) => boolean,
): Generator<void, GlmmMinimum> {
  let isLeft = false;
  const leaves = (value: number) => {
    isLeft ||= objective.isSpent || isKnown?.(value) === true;
    return isLeft;
  };
  let finished = finish(objective, yield* minimizing(objective, objective.coordinates(), search, leaves));
  if (objective.free || isLeft || objective.isPerfect) return { ...finished, hessian: null };
  if (!objective.isExactAffordable) return { ...finished, converged: false, message: DEAR, hessian: null };
  let exact = yield* objective.exactAtBase();
  if (finished.converged && exact !== null && !isCertified(exact.model)) {
    objective.wantsExact = true;
    const { evaluations } = finished;
    finished = finish(
      objective,
      yield* minimizing(objective, objective.coordinates(), search, () => objective.isSpent),
    );
    finished = { ...finished, evaluations: evaluations + finished.evaluations };
    if (objective.isSpent || objective.isPerfect) return { ...finished, hessian: null };
    exact = yield* objective.exactAtBase();
  }
  if (exact !== null) {
    finished = polished(objective, finished, exact.model);
    if (exact.model.decrement > UNMOVED && objective.isCheap) exact = yield* objective.exactAtBase();
  }
  return { ...finished, hessian: exact?.hessian ?? null };
}

/** Exact second derivatives may show a saddle, or a distance, that approximate ones did not. */
function isCertified(model: QuadraticModel): boolean {
  return model.decrement < CERTIFIED && model.smallestCurvature > -NEGATIVE;
}

/** The last Newton step, with the exact Hessian; only back to exact zeros where finish() has put some. */
function polished(objective: GlmmDeviance, finished: Finished, model: QuadraticModel): Finished {
  const { decrement, smallestCurvature } = model;
  const evaluations = finished.evaluations + 1;
  const base = objective.coordinates();
  if (objective.theta(0).some((entry, i) => entry !== finished.theta[i])) {
    objective.at(finished);
    return { ...finished, evaluations, decrement, smallestCurvature };
  }
  if (!(model.decrement > NEGLIGIBLE)) return { ...finished, decrement, smallestCurvature };
  const { step } = model.minimize(1);
  const trial = base.map((entry, i) => entry + step[i]);
  const value = objective.value(trial);
  const limit = finished.value + 1e-12 * Math.max(1, Math.abs(finished.value));
  if (value > limit) {
    objective.value(base);
    return { ...finished, evaluations: evaluations + 1, decrement, smallestCurvature };
  }
  objective.rebase(trial);
  return {
    ...finished,
    theta: objective.theta(0),
    lambdas: objective.lambdas,
    value,
    evaluations,
    decrement,
    smallestCurvature,
  };
}
