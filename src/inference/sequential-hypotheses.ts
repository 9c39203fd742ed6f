// The hypotheses of type I and type II tests: what least squares on X says of a term after those before it.

import type { LiveFit } from "../fit/fit.js";
import { triangularFactor } from "../math/triangular-factor.js";
import type { FixedTerm } from "./term-structure.js";

/** Rows of L by term, over the coefficients of the fit. */
export type Hypotheses = readonly (readonly Float64Array[])[];

/** Type I: each term after those that stand before it in the formula. */
export function sequentialHypotheses(fit: LiveFit, terms: readonly FixedTerm[]): Hypotheses {
  const rows = unitRows(fit.rank, columnFactor(fit), identityOrder(fit.rank));
  return terms.map(({ columns }) => columns.map((column) => rows[column]));
}

/** Type II: each term after all others but those that contain it; by its own coefficients where none does. */
export function marginalHypotheses(fit: LiveFit, terms: readonly FixedTerm[]): Hypotheses {
  const factor = columnFactor(fit);
  return terms.map(({ columns, containedIn }) => {
    if (containedIn.length === 0) return ownCoefficients(fit, columns);
    const last = containedIn.flatMap((u) => terms[u].columns);
    const first = identityOrder(fit.rank).filter((column) => !columns.includes(column) && !last.includes(column));
    const rows = unitRows(fit.rank, factor, [...first, ...columns, ...last]);
    return columns.map((_, i) => rows[first.length + i]);
  });
}

/** The coefficients of these columns, one a row. */
export function ownCoefficients(fit: Pick<LiveFit, "rank">, columns: readonly number[]): Float64Array[] {
  return columns.map((column) => Float64Array.from({ length: fit.rank }, (_, i) => (i === column ? 1 : 0)));
}

function columnFactor(fit: LiveFit): Float64Array {
  const { columns } = fit.live.design.fixed;
  return triangularFactor(fit.kept.map((column) => columns[column]));
}

function identityOrder(p: number): number[] {
  return Array.from({ length: p }, (_, i) => i);
}

/** Rows of the triangular factor of X with its columns in `order`, each divided by its pivot, in the order of X. */
function unitRows(p: number, factor: Float64Array, order: readonly number[]): Float64Array[] {
  const own = triangularFactor(order.map((column) => factor.subarray(column * p, (column + 1) * p)));
  return order.map((_, i) => {
    const row = new Float64Array(p);
    for (let j = i; j < p; j++) row[order[j]] = own[i + j * p] / own[i + i * p];
    return row;
  });
}
