// From a generalized model's system to its parameters at the optimum: start, objective, minimizer, finish, Hessian.
import { DesignError, UnsupportedError } from "../errors.js";
import {
  type Evaluation,
  type FamilyParameter,
  GaussHermite,
  type IntegralApproximation,
  Laplace,
  MomentLaplace,
} from "../likelihood/generalized/approximation.js";
import { GlmmDeviance } from "../likelihood/generalized/deviance.js";
import { covariancesAt, type TermBlock } from "../likelihood/terms.js";
import { type Finished, finish } from "../likelihood/zeros.js";
import { type MinimizeOptions, minimize } from "../optimize/minimize.js";
import type { QuadraticModel } from "../optimize/trust-region.js";
import { type GlmmSettings, type GlmmStart, type GlmmSystem, glmmStart, logOf } from "./glmm-system.js";
import type { Convergence } from "./types.js";

/** Newton decrement and negative curvature, in units of a coordinate's own, that exact derivatives may show at an end. */
const CERTIFIED = 1e-7;
const NEGATIVE = 1e-5;
/** Decrement that no last step is worth, and one by which that step changes no standard error beyond 1e-9. */
const NEGLIGIBLE = 1e-19;
const UNMOVED = 1e-15;

export interface GlmmOptimum {
  /** In lme4's order. */
  readonly theta: Float64Array;
  readonly gamma: Float64Array;
  readonly found: Evaluation;
  readonly parameter: FamilyParameter;
  /** Second derivatives in the coordinates of `objective`, γ after the covariances; null for nAGQ 0. */
  readonly hessian: Float64Array | null;
  readonly objective: GlmmDeviance;
  readonly convergence: Convergence;
}

export interface GlmmStartValues {
  readonly theta: Float64Array | null;
  readonly beta: Float64Array | null;
}

/** Minimizes the deviance of a generalized model and leaves its system at the optimum. */
export async function optimizeGlmm(
  glmm: GlmmSystem,
  layout: readonly TermBlock[],
  search: MinimizeOptions,
  given: GlmmStartValues,
): Promise<GlmmOptimum> {
  const { system, settings } = glmm;
  const free = settings.approximation.points === 0;
  const parameter = estimatedParameter(settings);
  const own = glmmStart(glmm, layout);
  const start = given.theta === null ? own : { ...own, covariances: covariancesAt(layout, given.theta) };
  const gamma = given.beta === null ? jointMode(glmm, layout, start) : system.toGamma(given.beta);
  const approximation = approximationOf(glmm, start, parameter);
  const logParameter = parameter === "none" ? 0 : logOf(start[parameter]);
  const objective = new GlmmDeviance(system, layout, approximation, free, { ...start, gamma, logParameter });
  let finished = finish(objective, await minimize(objective, objective.coordinates(), search));
  let hessian: Float64Array | null = null;
  if (!free) {
    let exact = objective.exactAtBase();
    if (finished.converged && exact !== null && !isCertified(exact.model)) {
      objective.wantsExact = true;
      const { evaluations } = finished;
      finished = finish(objective, await minimize(objective, objective.coordinates(), search));
      finished = { ...finished, evaluations: evaluations + finished.evaluations };
      exact = objective.exactAtBase();
    }
    if (exact !== null) {
      finished = polished(objective, finished, exact.model);
      if (exact.model.decrement > UNMOVED && objective.isCheap) exact = objective.exactAtBase();
    }
    hessian = exact?.hessian ?? null;
  }
  const { theta, iterations, evaluations, gradientNorm, decrement, smallestCurvature, converged, message } = finished;
  const found = objective.lastEvaluation();
  if (found === null) throw new DesignError(LOST, "random effects");
  const convergence = { converged, iterations, evaluations, gradientNorm, decrement, smallestCurvature, message };
  return { theta, gamma: found.mode.gamma, found, parameter, hessian, objective, convergence };
}

/** What optimizeGlmm() would find, at parameters that are known; without the Hessian. */
export function glmmAt(
  glmm: GlmmSystem,
  layout: readonly TermBlock[],
  known: { theta: Float64Array; beta: Float64Array; dispersion: number; shape: number | null },
  convergence: Convergence,
): GlmmOptimum {
  const { system, settings } = glmm;
  const parameter = estimatedParameter(settings);
  const own = glmmStart(glmm, layout);
  const covariances = covariancesAt(layout, known.theta);
  const start = { ...own, covariances, dispersion: known.dispersion, shape: known.shape ?? own.shape };
  const gamma = system.toGamma(known.beta);
  const approximation = approximationOf(glmm, start, parameter);
  const logParameter = parameter === "none" ? 0 : logOf(start[parameter]);
  const at = { ...start, gamma, logParameter };
  const objective = new GlmmDeviance(system, layout, approximation, settings.approximation.points === 0, at);
  objective.at(known.theta);
  const found = objective.lastEvaluation();
  if (found === null) throw new DesignError(LOST, "random effects");
  return { theta: known.theta, gamma: found.mode.gamma, found, parameter, hessian: null, objective, convergence };
}

const LOST =
  "the conditional modes of the random effects cannot be computed at the estimates; look for responses that the " +
  "model cannot explain, such as offsets of another magnitude, or use another link";

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
    objective.at(finished.theta);
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
  return { ...finished, theta: objective.theta(0), value, evaluations, decrement, smallestCurvature };
}

/** How the integral over the random effects is approximated, from dispersion and shape of the start. */
export function approximationOf(glmm: GlmmSystem, start: GlmmStart, parameter: FamilyParameter): IntegralApproximation {
  const { system, settings } = glmm;
  const { points } = settings.approximation;
  if (isMoment(settings)) {
    if (points <= 1) return new MomentLaplace(system, start.dispersion, system.rows.units - start.saturated);
    throw new UnsupportedError(
      `nAGQ ${points} is not there for the moment estimate of a scale; use dispersion "ml", or nAGQ 1`,
    );
  }
  if (points <= 1) return new Laplace(system, parameter, start);
  return new GaussHermite(system, parameter, start, points);
}

/** What of the family is estimated together with θ and β. */
export function estimatedParameter(settings: GlmmSettings): FamilyParameter {
  if (settings.family.dispersion === "shape") return settings.known.shape === null ? "shape" : "none";
  return settings.family.dispersion === "scale" && !isMoment(settings) ? "dispersion" : "none";
}

/** A linear mixed model, gaussian with the identity link, knows maximum likelihood only. */
export function isMoment({ family, link, approximation }: GlmmSettings): boolean {
  return (
    family.dispersion === "scale" &&
    approximation.scale === "moment" &&
    !(family.name === "gaussian" && link === "identity")
  );
}

/** γ of the joint mode with the random effects, where the optimizer starts. */
function jointMode(glmm: GlmmSystem, layout: readonly TermBlock[], start: GlmmStart): Float64Array {
  const laplace = new Laplace(glmm.system, "none", start);
  const deviance = new GlmmDeviance(glmm.system, layout, laplace, true, { ...start, logParameter: 0 });
  const value = deviance.value(deviance.coordinates());
  return (Number.isFinite(value) && deviance.lastEvaluation()?.mode.gamma) || start.gamma;
}
