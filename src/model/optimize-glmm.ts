// From a generalized model's system to its parameters at the optimum: start, objective, minimizer, finish, Hessian.
import type { Mode } from "../engine/response-system.js";
import { minimize } from "../optimize/minimize.js";
import { finish } from "./finish.js";
import { type GlmmSystem, glmmStart } from "./glmm-system.js";
import type { GlmmOptions } from "./glmm-types.js";
import { LaplaceDeviance } from "./laplace-deviance.js";
import { thetaStart } from "./moment-start.js";
import { minimizerOptions } from "./options.js";
import type { DevianceTerm } from "./profiled-deviance.js";
import type { Convergence } from "./types.js";

export interface GlmmOptimum {
  /** In lme4's order. */
  readonly theta: Float64Array;
  readonly gamma: Float64Array;
  readonly mode: Mode;
  readonly value: number;
  /** Second derivatives in the coordinates of `objective`, γ last; null for nAGQ 0. */
  readonly hessian: Float64Array | null;
  readonly objective: LaplaceDeviance;
  readonly convergence: Convergence;
}

export interface GlmmStartValues {
  readonly theta: Float64Array | null;
  readonly beta: Float64Array | null;
}

/** Minimizes the deviance of a generalized model and leaves its system at the optimum. */
export async function optimizeGlmm(
  glmm: GlmmSystem,
  layout: readonly DevianceTerm[],
  nAGQ: number,
  options: Omit<GlmmOptions, "start">,
  given: GlmmStartValues,
): Promise<GlmmOptimum> {
  const { system } = glmm;
  const start = glmmStart(glmm, layout);
  const covariances = given.theta === null ? start.covariances : thetaStart(layout, given.theta);
  const free = nAGQ === 0;
  const first = new LaplaceDeviance(system, layout, true, covariances, start.bases, start.gamma);
  let gamma = start.gamma;
  if (given.beta !== null) gamma = system.toGamma(given.beta);
  else if (Number.isFinite(first.value(first.coordinates()))) gamma = first.modeOfLastValue()?.gamma ?? gamma;
  const objective = free ? first : new LaplaceDeviance(system, layout, false, covariances, start.bases, gamma);
  const optimum = await minimize(objective, objective.coordinates(), minimizerOptions(options));
  const { theta, value, iterations, evaluations, gradientNorm, decrement, smallestCurvature, converged, message } =
    finish(objective, optimum);
  const hessian = free ? null : objective.hessianAtBase();
  const mode = objective.modeOfLastValue() as Mode;
  const convergence = { converged, iterations, evaluations, gradientNorm, decrement, smallestCurvature, message };
  return { theta, gamma: mode.gamma, mode, value, hessian, objective, convergence };
}
