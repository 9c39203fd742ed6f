// Whether Laplace's approximation may have led astray: what quadrature says at its optimum.
import { MixedModelError } from "../../errors.js";
import { ownValue } from "../../family/family.js";
import { linearSolve } from "../../math/linear-solve.js";
import { dot } from "../../math/vectors.js";
import { atOnce } from "../../optimize/turns.js";
import type { Estimates, Point } from "../point.js";
import { covariancesAt } from "../terms.js";
import { GaussHermite } from "./approximation.js";
import { devianceAround, estimatedParameter, isMoment } from "./around.js";
import type { GlmmDeviance } from "./deviance.js";
import { glmmStart } from "./start.js";
import { type GlmmModel, type GlmmSystem, glmmSystem } from "./system.js";

/** Points of the quadrature that has the last word. */
const POINTS = 25;

/** Points that must agree with it, and how far: an integrand with two modes settles nowhere. */
const FINER = 35;
const SETTLED = 1;

/** Newton decrement beyond which a coefficient may move by a quarter of its standard error, and a move of θ as a share of it. */
const DOUBTFUL = { decrement: 0.0625, theta: 0.125 };

/** An optimum of Laplace's approximation, where the system is. */
export interface LaplaceOptimum {
  readonly glmm: GlmmSystem;
  readonly objective: GlmmDeviance;
  /** In the coordinates of the objective. */
  readonly hessian: Float64Array;
  /** The deviance without random effects, β at its best. */
  readonly withoutEffects: number;
}

/** Whether quadrature could answer: Laplace's approximation of one scalar term, without a moment estimate in it. */
export function hasQuadrature({ spec, terms }: Pick<GlmmSystem, "spec" | "terms">): boolean {
  return spec.approximation.points === 1 && terms.length === 1 && terms[0].columnCount === 1 && !isMoment(spec);
}

/** That of estimates which were not searched for, in a system of its own; null where there are no second derivatives. */
export function laplaceOptimum(model: GlmmModel, { theta, beta, sigma, family }: Point): LaplaceOptimum | null {
  const glmm = glmmSystem(model);
  const start = glmmStart(glmm);
  const covariances = covariancesAt(glmm.terms, { theta });
  const parameter = estimatedParameter(glmm.spec) === "own" ? ownValue(family) : sigma * sigma;
  const objective = devianceAround(glmm, start, { covariances, gamma: glmm.system.toGamma(beta), parameter });
  const exact = atOnce(objective.exactAtBase());
  return exact && { glmm, objective, hessian: exact.hessian, withoutEffects: start.withoutEffects };
}

/**
 * The least value known by quadrature, where a Newton step by it from the optimum might move coefficients or the standard
 * deviation, or no random effects at all are better; else null. From value and gradient at the modes that the system has.
 */
export function doubtedValue({ glmm, objective, hessian, withoutEffects }: LaplaceOptimum): number | null {
  const found = objective.lastEvaluation();
  if (found === null) return null;
  const rule = new GaussHermite(glmm.system, estimatedParameter(glmm.spec), found, POINTS);
  const value = rule.atMode();
  const gradient = objective.gradientOf(rule.gradient());
  if (withoutEffects < value) return withoutEffects;
  const step = linearSolve(gradient.length, hessian, 1, gradient);
  if (step === null) return null;
  const [theta] = objective.coordinates();
  const moves = dot(step, gradient) / 2 > DOUBTFUL.decrement || Math.abs(step[0]) > DOUBTFUL.theta * Math.abs(theta);
  return moves ? value : null;
}

/**
 * The maximum by quadrature, from moments or, where it is not as low as `least`, from Laplace's; null where there is none, or
 * where more points say something else.
 */
export function quadratureOptimum<E extends Estimates>(
  laplace: Point,
  least: number,
  likelihoodOf: (points: number, start: Partial<Point>) => { maximizeAtOnce(): E; objectiveAt(point: Point): number },
): E | null {
  let best: E | null = null;
  for (const start of [{}, laplace]) {
    try {
      const found = likelihoodOf(POINTS, start).maximizeAtOnce();
      if (best === null || found.objective < best.objective) best = found;
    } catch (error) {
      if (!(error instanceof MixedModelError)) throw error;
    }
    if (best !== null && best.objective <= least) break;
  }
  if (best === null) return null;
  const finer = likelihoodOf(FINER, {}).objectiveAt(best);
  return Math.abs(finer - best.objective) < SETTLED ? best : null;
}
