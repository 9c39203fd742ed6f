// The unknowns of the moment equations: the free entries of every term's covariance.
import type { TermBlock } from "../terms.js";

/** A free entry of one term's white T: its place there, and in the factor's merged columns. */
export interface MomentEntry {
  readonly term: number;
  readonly factor: number;
  readonly row: number;
  readonly column: number;
  readonly mergedRow: number;
  readonly mergedColumn: number;
  /** 1 off the diagonal, where the entry stands twice, else ½. */
  readonly weight: number;
}

/** All unknowns, term by term. */
export function momentEntries(terms: readonly TermBlock[]): MomentEntry[] {
  return terms.flatMap(({ factor, offset, columnCount, structure }, term) =>
    structure.freeEntries(columnCount).map(([row, column]) => {
      const weight = row === column ? 0.5 : 1;
      return { term, factor, row, column, mergedRow: offset + row, mergedColumn: offset + column, weight };
    }),
  );
}

/** T of each term in white units from a solution (σ², entries of σ²T). */
export function covariancesOf(
  terms: readonly TermBlock[],
  entries: readonly MomentEntry[],
  solution: Float64Array,
): Float64Array[] {
  const T = terms.map(({ columnCount }) => new Float64Array(columnCount * columnCount));
  entries.forEach(({ term, row, column }, i) => {
    const k = terms[term].columnCount;
    T[term][row + column * k] = T[term][column + row * k] = solution[i + 1] / solution[0];
  });
  return T;
}
