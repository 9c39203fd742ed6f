// The errors that the probes of the iterative method make, from the spread of what each of them says.

import { columnsOf } from "../engine/column-directions.js";
import type { IterativeSystem } from "../engine/iterative/iterative-system.js";
import type { WholeDirection } from "../engine/types.js";
import type { CovarianceCoordinates } from "../likelihood/coordinates.js";
import { contract } from "../likelihood/directions.js";
import { linearSolve } from "../math/linear-solve.js";
import { toLowerFrame } from "../math/lower-frame.js";
import { identity, matrixOf, multiply, transpose } from "../math/matrix-product.js";
import type { MonteCarlo } from "./record.js";

/** Step of the coordinates for the change of par. */
const STEP = 1e-5;

/** Standard errors over draws of the probes, of a system at its estimates: H⁻¹Cov(g)H⁻¹ for the parameters. */
export function monteCarloErrors(
  system: IterativeSystem,
  coordinatesAt: () => CovarianceCoordinates,
  reml: boolean,
): Pick<MonteCarlo, "objectiveError" | "thetaErrors" | "share" | "iterations"> {
  const coordinates = coordinatesAt();
  const free = coordinates.free();
  const directions = turned(system, coordinates);
  const all = system.averageInformation(reml, directions);
  const n = directions.length;
  const m = free.length;
  const information = matrixOf(m, m, (i, j) => all[free[i] + free[j] * n]);
  const slopes = system.gradientByProbe().map((byFactor) => {
    const along = contract(byFactor, directions);
    return Float64Array.from(free, (i) => along[i]);
  });
  const count = slopes.length;
  const mean = Float64Array.from({ length: m }, (_, i) => slopes.reduce((sum, own) => sum + own[i], 0) / count);
  const spread = matrixOf(m, m, (i, j) => {
    const sum = slopes.reduce((total, own) => total + (own[i] - mean[i]) * (own[j] - mean[j]), 0);
    return sum / (count - 1) / count;
  });
  const change = parChanges(coordinatesAt, free);
  const size = change.length / Math.max(m, 1);
  // H⁻¹J' of the parameters, by column.
  const solved = m === 0 ? null : linearSolve(m, information, size, transpose(size, m, change));
  const form = (matrix: Float64Array, p: number) => {
    if (solved === null) return Number.NaN;
    const column = solved.subarray(p * m, (p + 1) * m);
    const moved = multiply(m, m, 1, matrix, column);
    return column.reduce((sum, value, i) => sum + value * moved[i], 0);
  };
  const names = coordinates.theta(0).length;
  const errors = Array.from({ length: names }, (_, p) => (m === 0 ? 0 : Math.sqrt(Math.max(0, form(spread, p)))));
  const statistical = errors.map((_, p) => (m === 0 ? 0 : Math.sqrt(2 * form(information, p))));
  const shares = errors.map((error, p) => (error === 0 ? 0 : error / statistical[p]));
  return {
    objectiveError: system.objectiveError,
    thetaErrors: errors,
    share: Math.max(0, ...shares),
    iterations: system.iterations,
  };
}

/** Directions of the coordinates in the frame that Λ of the system has. */
function turned(system: IterativeSystem, coordinates: CovarianceCoordinates): WholeDirection[] {
  const base = coordinates.base();
  return coordinates.directions().map((direction) => {
    const { factor } = direction;
    const k = system.factors[factor].columnCount;
    const matrix = new Float64Array(k * k);
    for (const { column, vector } of columnsOf(direction)) {
      for (let i = 0; i < k; i++) matrix[i + column * k] += vector[i];
    }
    toLowerFrame(k, base[factor].slice(), matrix);
    const frame = identity(k);
    toLowerFrame(k, system.lambda(factor), frame);
    return { factor, matrix: multiply(k, k, k, matrix, transpose(k, k, frame)) };
  });
}

/** ∂par of each free coordinate, parameters × coordinates. */
function parChanges(coordinatesAt: () => CovarianceCoordinates, free: readonly number[]): Float64Array {
  const columns = free.map((i) => {
    const [less, more] = [-STEP, STEP].map((step) => {
      const moved = coordinatesAt();
      const x = moved.coordinates();
      x[i] += step;
      moved.lambdas(x);
      moved.rebase();
      return moved.theta(0);
    });
    return more.map((value, p) => (value - less[p]) / (2 * STEP));
  });
  return Float64Array.from(columns.flatMap((column) => [...column]));
}
