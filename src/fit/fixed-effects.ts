// Estimates, standard errors and covariances of the fixed effects.
import { normalUpperTail } from "../math/normal.js";
import type { FixedEffect } from "./types.js";

/** A covariance matrix, rank × rank column-major, as rows. */
export function vcovRows(vcov: Float64Array, rank: number): number[][] {
  return Array.from({ length: rank }, (_, row) =>
    Array.from({ length: rank }, (_, column) => vcov[row + column * rank]),
  );
}

/** The correlation matrix of a covariance matrix. */
export function fixedEffectsCorrelation(vcov: readonly (readonly number[])[]): number[][] {
  const root = vcov.map((row, i) => Math.sqrt(row[i]));
  return vcov.map((row, i) => row.map((value, j) => (i === j ? 1 : value / (root[i] * root[j]))));
}

/** One entry a coefficient, where asked with two-sided p values of a standard normal distribution. */
export function fixedEffects(
  names: readonly string[],
  beta: ArrayLike<number>,
  vcov: readonly (readonly number[])[],
  withP: boolean,
): FixedEffect[] {
  return names.map((name, i) => {
    const stdError = Math.sqrt(vcov[i][i]);
    const statistic = beta[i] / stdError;
    const effect = { name, estimate: beta[i], stdError, statistic };
    return withP ? { ...effect, p: 2 * normalUpperTail(Math.abs(statistic)) } : effect;
  });
}
