// Second derivatives of the profiled objective at a fit, in the free coordinates of its covariance parameters.
import type { MixedSystem } from "../engine/types.js";
import { matrixOf } from "../math/matrix-product.js";
import type { CovarianceCoordinates } from "./coordinates.js";
import { contract, movedAlong } from "./directions.js";
import { exactCurvature, isExactCheaper } from "./exact-curvature.js";
import { factorizeAt } from "./linear/deviance.js";

/** Step of the differences, in standard errors of a coordinate or lengths of its column of λ, whichever is less. */
const STEP = 2e-3;
/** The same for one-sided differences, which will do where a factor has so many levels that third derivatives are small. */
const SHORT_STEP = 1e-6;
const MANY_LEVELS = 100;

/**
 * ∂²d/∂x∂x', n × n over `coordinates.free()`: exact where that is cheaper, otherwise central differences of the exact
 * gradient. `system` must be at the base of the coordinates, where it is left in the exact case only.
 */
export function profileHessian(system: MixedSystem, reml: boolean, coordinates: CovarianceCoordinates): Float64Array {
  const free = coordinates.free();
  if (!isExactCheaper(system, 2 * free.length)) return differences(system, reml, coordinates, free);
  const directions = coordinates.directions();
  const gradient = system.gradient(reml);
  const information = system.averageInformation(reml, directions);
  const curvature = coordinates.curvature(gradient);
  const correction = exactCurvature(system, reml, coordinates.base(), directions);
  const n = directions.length;
  return matrixOf(free.length, free.length, (row, column) => {
    const i = free[row] + n * free[column];
    return 2 * information[i] + curvature[i] + correction[i];
  });
}

function differences(
  system: MixedSystem,
  reml: boolean,
  coordinates: CovarianceCoordinates,
  free: readonly number[],
): Float64Array {
  const directions = coordinates.directions();
  const lengths = coordinates.lengths();
  const base = coordinates.base();
  const chosen = free.map((i) => directions[i]);
  const n = chosen.length;
  const isStraight = chosen.every((direction) => !("matrix" in direction));
  const information = system.averageInformation(reml, chosen);
  const hasMany = chosen.map(({ factor }) => system.factors[factor].levelCount >= MANY_LEVELS);
  const slopes = hasMany.includes(true) || !isStraight ? system.gradient(reml) : null;
  const middle = slopes === null ? new Float64Array(n) : contract(slopes, chosen);
  const bend = slopes === null ? null : coordinates.bend(slopes);
  const hessian = new Float64Array(n * n);
  chosen.forEach((direction, b) => {
    const slopesAt = (by: number) => {
      factorizeAt(system, movedAlong(base, direction, by));
      return contract(system.gradient(reml), chosen);
    };
    const deviation = Math.sqrt(2 / Math.max(0, information[b * (n + 1)]));
    const step = (hasMany[b] ? SHORT_STEP : STEP) * Math.min(deviation, lengths[free[b]]);
    const ahead = slopesAt(step);
    const behind = hasMany[b] ? middle : slopesAt(-step);
    const width = hasMany[b] ? step : 2 * step;
    for (let a = 0; a < n; a++) {
      const entry = (ahead[a] - behind[a]) / (2 * width);
      hessian[a + b * n] += entry;
      hessian[b + a * n] += entry;
    }
  });
  if (bend !== null) {
    for (let at = 0; at < n * n; at++) hessian[at] += bend[free[at % n] + directions.length * free[Math.floor(at / n)]];
  }
  return hessian;
}
