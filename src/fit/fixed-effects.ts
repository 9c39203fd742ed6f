// Estimates, standard errors and covariances of the fixed effects.
import { euclideanLength } from "../math/euclidean-length.js";
import { normalUpperTail } from "../math/normal.js";
import type { FixedEffect } from "./types.js";

/** A covariance matrix, rank × rank column-major, as rows. */
export function vcovRows(vcov: Float64Array, rank: number): number[][] {
  return Array.from({ length: rank }, (_, row) =>
    Array.from({ length: rank }, (_, column) => vcov[row + column * rank]),
  );
}

/** The correlation matrix of a covariance matrix; by a root of it, where there is one and variances leave the range of numbers. */
export function fixedEffectsCorrelation(
  vcov: readonly (readonly number[])[],
  rootOf: () => Float64Array | null | undefined,
): number[][] {
  const root = vcov.every((row, i) => isRepresented(row[i])) ? null : rootOf();
  if (!root) {
    const deviations = vcov.map((row, i) => Math.sqrt(row[i]));
    return vcov.map((row, i) => row.map((value, j) => (i === j ? 1 : value / (deviations[i] * deviations[j]))));
  }
  const rank = vcov.length;
  const deviations = vcov.map((_, i) => rootDeviation(rank, root, i));
  const rows = vcovRows(root, rank).map((row, i) => row.map((entry) => entry / deviations[i]));
  return rows.map((one) => rows.map((other) => one.reduce((sum, v, k) => sum + v * other[k], 0)));
}

/** Variances between which their roots are taken as they are. */
const SQUARES = { least: 1e-200, most: 1e200 };

/** Whether a variance has the digits of its root. */
export function isRepresented(variance: number): boolean {
  return variance >= SQUARES.least && variance <= SQUARES.most;
}

/** The standard error of coefficient i by a root R of the covariances, upper triangular: the length of its row. */
export function rootDeviation(rank: number, root: Float64Array, i: number): number {
  return euclideanLength(Float64Array.from({ length: rank }, (_, j) => root[i + j * rank]));
}

/**
 * One entry a coefficient, where asked with two-sided p values of a standard normal distribution; `deviation` is the standard
 * error of one whose variance leaves the range of numbers, where it is known.
 */
export function fixedEffects(
  names: readonly string[],
  beta: ArrayLike<number>,
  vcov: readonly (readonly number[])[],
  withP: boolean,
  deviation?: (i: number) => number,
): FixedEffect[] {
  return names.map((name, i) => {
    const variance = vcov[i][i];
    const stdError = deviation === undefined || isRepresented(variance) ? Math.sqrt(variance) : deviation(i);
    const statistic = beta[i] / stdError;
    const effect = { name, estimate: beta[i], stdError, statistic };
    return withP ? { ...effect, p: 2 * normalUpperTail(Math.abs(statistic)) } : effect;
  });
}
