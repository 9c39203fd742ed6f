// From a system at no particular Λ to theta at the optimum: start, objective, minimizer, finish.
import type { MixedSystem } from "../engine/types.js";
import { minimize } from "../optimize/minimize.js";
import { finish } from "./finish.js";
import { momentStart, thetaStart } from "./moment-start.js";
import { type LmmOptions, minimizerOptions } from "./options.js";
import { type DevianceTerm, ProfiledDeviance } from "./profiled-deviance.js";
import type { Convergence } from "./types.js";

export interface OptimalTheta {
  /** In lme4's order. */
  readonly theta: Float64Array;
  readonly convergence: Convergence;
}

/** Minimizes the objective of `system` from theta `start`, by default from moments, and leaves it at the optimum. */
export async function optimizeTheta(
  system: MixedSystem,
  layout: readonly DevianceTerm[],
  options: LmmOptions,
  start: Float64Array | null,
): Promise<OptimalTheta> {
  const from = start === null ? momentStart(system, layout) : thetaStart(layout, start);
  const objective = new ProfiledDeviance(system, layout, options.reml !== false, from);
  const optimum = await minimize(objective, objective.coordinates(), minimizerOptions(options));
  const { theta, iterations, evaluations, gradientNorm, decrement, smallestCurvature, converged, message } = finish(
    objective,
    optimum,
  );
  const convergence = { converged, iterations, evaluations, gradientNorm, decrement, smallestCurvature, message };
  return { theta, convergence };
}
