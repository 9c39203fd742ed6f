// Second derivatives of the profiled objective at a fit, in the free coordinates of its covariance parameters.
import type { Direction, MixedSystem } from "../engine/types.js";
import { exactCurvature } from "../likelihood/exact-curvature.js";
import { factorizeAt } from "../likelihood/linear/deviance.js";
import { chartCurvature, isExactCheaper, type VarianceCoordinates } from "./variance-coordinates.js";

/** Step of the differences, in standard errors of a coordinate or lengths of its column of λ, whichever is less. */
const STEP = 2e-3;
/** The same for one-sided differences, which will do where a factor has so many levels that third derivatives are small. */
const SHORT_STEP = 1e-6;
const MANY_LEVELS = 100;

/**
 * ∂²d/∂x∂x', n × n over `coordinates.free`: exact where that is cheaper, otherwise central differences of the exact
 * gradient. `system` must be at the base of the coordinates, where it is left in the exact case only.
 */
export function profileHessian(system: MixedSystem, reml: boolean, coordinates: VarianceCoordinates): Float64Array {
  const { free, directions } = coordinates;
  if (!isExactCheaper(system, 2 * free.length)) return differences(system, reml, coordinates);
  const gradient = system.gradient(reml);
  const information = system.averageInformation(reml, directions);
  const curvature = chartCurvature(coordinates, system, gradient);
  const correction = exactCurvature(system, reml, coordinates.lambdas, directions);
  const n = directions.length;
  return Float64Array.from({ length: free.length * free.length }, (_, at) => {
    const i = free[at % free.length] + n * free[Math.floor(at / free.length)];
    return 2 * information[i] + curvature[i] + correction[i];
  });
}

function differences(system: MixedSystem, reml: boolean, { free, directions, lengths, lambdas }: VarianceCoordinates) {
  const chosen = free.map((i) => directions[i]);
  const n = chosen.length;
  const information = system.averageInformation(reml, chosen);
  const hasMany = chosen.map(({ factor }) => system.factors[factor].levelCount >= MANY_LEVELS);
  const middle = hasMany.includes(true) ? slopes(system.gradient(reml), chosen) : [];
  const hessian = new Float64Array(n * n);
  chosen.forEach((direction, b) => {
    const slopesAt = (by: number) => {
      factorizeAt(system, moved(lambdas, direction, by));
      return slopes(system.gradient(reml), chosen);
    };
    const deviation = Math.sqrt(2 / information[b * (n + 1)]);
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
  return hessian;
}

/** Λ + by · ∂Λ. */
function moved(lambdas: readonly Float64Array[], { factor, column, vector }: Direction, by: number): Float64Array[] {
  return lambdas.map((lambda, f) => {
    if (f !== factor) return lambda;
    const out = lambda.slice();
    vector.forEach((entry, r) => {
      out[r + column * vector.length] += by * entry;
    });
    return out;
  });
}

function slopes(gradient: readonly Float64Array[], directions: readonly Direction[]): number[] {
  return directions.map(({ factor, column, vector }) =>
    vector.reduce((sum, entry, r) => sum + entry * gradient[factor][r + column * vector.length], 0),
  );
}
