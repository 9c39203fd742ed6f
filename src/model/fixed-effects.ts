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

/** One entry for each kept column of X. */
export function fixedEffects(
  names: readonly string[],
  kept: readonly number[],
  beta: Float64Array,
  vcov: readonly (readonly number[])[],
): FixedEffect[] {
  return kept.map((column, i) => {
    const stdError = Math.sqrt(vcov[i][i]);
    return { name: names[column], estimate: beta[i], stdError, statistic: beta[i] / stdError };
  });
}

/** The same with two-sided p values of a standard normal distribution. */
export function withPValues(effects: readonly FixedEffect[]): FixedEffect[] {
  return effects.map((effect) => ({
    ...effect,
    p: 2 * normalUpperTail(Math.abs(effect.statistic)),
  }));
}
