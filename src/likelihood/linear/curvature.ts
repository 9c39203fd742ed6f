// The curvature of the profiled objective of a linear model in its covariance parameters.
import type { MixedSystem } from "../../engine/types.js";
import { coordinatesAt } from "../coordinates.js";
import { contract } from "../directions.js";
import { profileHessian } from "../hessian.js";
import type { VarianceCurvature } from "../likelihood.js";
import type { CovariancePoint, TermBlock } from "../terms.js";
import { covarianceOf } from "../variance-curvature.js";
import { factorizeAt } from "./deviance.js";

/** σ² is at its best for each θ but for a variance of 2/c of its logarithm. `system` may be moved. */
export function linearCurvature(
  system: MixedSystem,
  terms: readonly TermBlock[],
  reml: boolean,
  point: CovariancePoint,
): VarianceCurvature {
  const coordinates = coordinatesAt(system, terms, point);
  const directions = coordinates.directions();
  const free = coordinates.free();
  const lambdas = coordinates.base();
  factorizeAt(system, lambdas);
  const scores = contract(system.scoreProducts(), directions);
  const scaleSlopes = Float64Array.from(free, (i) => (-2 * scores[i]) / system.pwrss);
  const covariance = covarianceOf(free.length, profileHessian(system, reml, coordinates));
  const isFree = directions.map((_, i) => free.includes(i));
  const scaleVariance = 2 / (system.nobs - (reml ? system.rank : 0));
  return { terms, directions, isFree, lambdas, ...covariance, scaleSlopes, scaleVariance };
}
