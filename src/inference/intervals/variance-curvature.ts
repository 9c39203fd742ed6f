// The covariance matrix of a fit's estimated covariance parameters, from the Hessian of its objective.
import type { Direction } from "../../engine/types.js";
import { CovarianceCoordinates, contract, coordinatesAt } from "../../likelihood/coordinates.js";
import { GlmmDeviance } from "../../likelihood/generalized/deviance.js";
import { profileHessian } from "../../likelihood/hessian.js";
import { factorizeAt } from "../../likelihood/linear/deviance.js";
import { covariancesAt, type TermBlock } from "../../likelihood/terms.js";
import type { FittedGlmm } from "../../model/fitted-glmm.js";
import type { FittedLmm } from "../../model/fitted-lmm.js";
import { glmmStart, glmmSystem, logOf } from "../../model/glmm-system.js";
import { approximationOf, estimatedParameter } from "../../model/optimize-glmm.js";
import { withSystem } from "../curvature-system.js";
import { type ScaledInverse, scaledInverse } from "../scaled-inverse.js";

export interface VarianceCurvature {
  readonly layout: readonly TermBlock[];
  /** ∂Λ by coordinate. */
  readonly directions: readonly Direction[];
  /** Whether it has a column that is not zero. */
  readonly isFree: readonly boolean[];
  /** Λ by factor where the directions are taken. */
  readonly lambdas: readonly Float64Array[];
  /** Covariance matrix of the free coordinates, in their order. */
  readonly covariance: Float64Array;
  /** Whether all directions of the free coordinates have curvature. */
  readonly isRegular: boolean;
  /** ∂ log σ² or ∂ log shape by free coordinate. */
  readonly scaleSlopes: Float64Array;
  /** The variance it has besides. */
  readonly scaleVariance: number;
}

/** Of the profiled objective, σ² being at its best for each θ but for a variance of 2/c of its logarithm. */
export function lmmCurvature(fit: FittedLmm): VarianceCurvature {
  const reml = fit.method === "REML";
  return withSystem(fit, 2 * fit.theta.length, (system) => {
    const { layout, theta } = fit.parts;
    const coordinates = coordinatesAt(system, layout, theta);
    const directions = coordinates.directions();
    const free = coordinates.free();
    const lambdas = coordinates.base();
    factorizeAt(system, lambdas);
    const scores = contract(system.scoreProducts(), directions);
    const scaleSlopes = Float64Array.from(free, (i) => (-2 * scores[i]) / system.pwrss);
    const inverse = scaledInverse(free.length, profileHessian(system, reml, coordinates));
    const isFree = directions.map((_, i) => free.includes(i));
    const scaleVariance = 2 / (fit.nobs - (reml ? fit.rank : 0));
    return { layout, directions, isFree, lambdas, ...regular(inverse), scaleSlopes, scaleVariance };
  });
}

/** Of the deviance over all parameters; null for the fast fit, which has none. */
export function glmmCurvature(fit: FittedGlmm): VarianceCurvature | null {
  if (fit.nAGQ === 0) return null;
  const { design, trials, spec, layout, beta } = fit.parts;
  const glmm = glmmSystem(design, trials, spec);
  const { system } = glmm;
  const origin = glmmStart(glmm, layout);
  const parameter = estimatedParameter(spec);
  const logParameter = parameter === "none" ? 0 : logOf(parameter === "shape" ? (fit.shape ?? 1) : fit.dispersion);
  const covariances = covariancesAt(layout, fit.theta);
  const start = { covariances, bases: origin.bases, gamma: system.toGamma(beta), logParameter };
  const deviance = new GlmmDeviance(system, layout, approximationOf(glmm, origin, parameter), false, start);
  const exact = deviance.exactAtBase();
  if (exact === null) return null;
  const coordinates = new CovarianceCoordinates(system, layout, covariances, origin.bases);
  const free = coordinates.free();
  const m = coordinates.dimension;
  const n = deviance.dimension;
  const kept = [...free, ...Array.from({ length: n - m }, (_, i) => m + i)];
  const hessian = Float64Array.from({ length: kept.length * kept.length }, (_, at) => {
    return exact.hessian[kept[at % kept.length] + n * kept[Math.floor(at / kept.length)]];
  });
  const scaleSlopes = Float64Array.from(kept, (i) => (parameter !== "none" && i === n - 1 ? 1 : 0));
  const directions = coordinates.directions();
  return {
    layout,
    directions,
    isFree: directions.map((_, i) => free.includes(i)),
    lambdas: coordinates.base(),
    ...regular(scaledInverse(kept.length, hessian)),
    scaleSlopes,
    scaleVariance: 0,
  };
}

function regular({ inverse, flat, negative }: ScaledInverse) {
  return { covariance: inverse.map((entry) => 2 * entry), isRegular: flat === 0 && negative === 0 };
}
