// From a system at no particular Λ to theta at the optimum: start, objective, minimizer, finish.
import type { MixedSystem } from "../engine/types.js";
import { ProfiledDeviance } from "../likelihood/linear/deviance.js";
import { momentStart } from "../likelihood/linear/start.js";
import { covariancesAt, type TermBlock } from "../likelihood/terms.js";
import { finish } from "../likelihood/zeros.js";
import { minimize, minimizeAtOnce, type Optimum } from "../optimize/minimize.js";
import type { FitSpec } from "./spec.js";
import type { Convergence } from "./types.js";

export interface OptimalTheta {
  /** In lme4's order. */
  readonly theta: Float64Array;
  /** Λ of each factor at theta, as the system holds it: not triangular, but with the same ΛΛ'. */
  readonly lambdas: readonly Float64Array[];
  readonly convergence: Convergence;
}

/** Minimizes the objective of `system` from theta `start`, by default from moments, and leaves it at the optimum. */
export async function optimizeTheta(
  system: MixedSystem,
  layout: readonly TermBlock[],
  { method, search }: Pick<FitSpec, "method" | "search">,
  start: Float64Array | null,
): Promise<OptimalTheta> {
  const from = start === null ? momentStart(system, layout) : covariancesAt(layout, start);
  const objective = new ProfiledDeviance(system, layout, method === "REML", from);
  return finished(objective, await minimize(objective, objective.coordinates(), search));
}

/** The same without a turn of the event loop, for a system that several fits share. */
export function optimizeThetaAtOnce(
  system: MixedSystem,
  layout: readonly TermBlock[],
  reml: boolean,
  maxIterations: number | undefined,
  start: Float64Array | null = null,
): OptimalTheta {
  const from = start === null ? momentStart(system, layout) : covariancesAt(layout, start);
  const objective = new ProfiledDeviance(system, layout, reml, from);
  return finished(objective, minimizeAtOnce(objective, objective.coordinates(), maxIterations));
}

function finished(objective: ProfiledDeviance, optimum: Optimum): OptimalTheta {
  const { theta, iterations, evaluations, gradientNorm, decrement, smallestCurvature, converged, message } = finish(
    objective,
    optimum,
  );
  const convergence = { converged, iterations, evaluations, gradientNorm, decrement, smallestCurvature, message };
  return { theta, lambdas: objective.lambdas, convergence };
}
