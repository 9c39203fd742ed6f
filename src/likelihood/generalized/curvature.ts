// The curvature of the deviance of a generalized model over all its parameters.
import type { Direction } from "../../engine/types.js";
import { ownValue } from "../../family/family.js";
import { atOnce } from "../../optimize/turns.js";
import { CovarianceCoordinates } from "../coordinates.js";
import type { VarianceCurvature } from "../likelihood.js";
import type { Point } from "../point.js";
import { covariancesAt } from "../terms.js";
import { covarianceOf } from "../variance-curvature.js";
import { devianceAround, estimatedParameter } from "./around.js";
import { glmmStart } from "./start.js";
import { type GlmmModel, glmmSystem } from "./system.js";
import { modelIn, pointIn, times, workingFormOf } from "./working-form.js";

/** At a point; null where the deviance has no second derivatives there. */
export function generalizedCurvature(model: GlmmModel, at: Point): VarianceCurvature | null {
  const unit = workingFormOf(model);
  const point = pointIn(unit, at);
  const glmm = glmmSystem(modelIn(unit, model));
  const { system, terms, spec } = glmm;
  const { beta, sigma, family } = point;
  const origin = glmmStart(glmm);
  const name = estimatedParameter(spec);
  const covariances = covariancesAt(terms, point);
  const parameter = name === "own" ? ownValue(family) : sigma * sigma;
  const gamma = system.toGamma(beta);
  const deviance = devianceAround(glmm, origin, { covariances, gamma, parameter, free: false });
  const exact = atOnce(deviance.exactAtBase());
  if (exact === null) return null;
  const coordinates = new CovarianceCoordinates(system, terms, covariances, origin.bases);
  const free = coordinates.free();
  const m = coordinates.dimension;
  const n = deviance.dimension;
  const kept = [...free, ...Array.from({ length: n - m }, (_, i) => m + i)];
  const hessian = Float64Array.from({ length: kept.length * kept.length }, (_, at) => {
    return exact.hessian[kept[at % kept.length] + n * kept[Math.floor(at / kept.length)]];
  });
  const scaleSlopes = Float64Array.from(kept, (i) => (name !== "none" && i === n - 1 ? 1 : 0));
  const directions = coordinates.directions();
  return {
    terms,
    directions: directions.map((direction) => directionTimes(direction, 1 / unit.predictor)),
    isFree: directions.map((_, i) => free.includes(i)),
    lambdas: coordinates.base().map((lambda) => times(lambda, 1 / unit.predictor)),
    ...covarianceOf(kept.length, hessian),
    scaleSlopes,
    scaleVariance: 0,
  };
}

function directionTimes(direction: Direction, factor: number): Direction {
  return "matrix" in direction
    ? { ...direction, matrix: times(direction.matrix, factor) }
    : { ...direction, vector: times(direction.vector, factor) };
}
