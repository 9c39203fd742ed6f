// The unknowns of the moment equations: the free entries of every term's covariance.
import type { DevianceTerm } from "./profiled-deviance.js";

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
export function momentEntries(terms: readonly DevianceTerm[]): MomentEntry[] {
  return terms.flatMap(({ factor, offset, columnCount, structure }, term) =>
    structure.freeEntries(columnCount).map(([row, column]) => {
      const weight = row === column ? 0.5 : 1;
      return { term, factor, row, column, mergedRow: offset + row, mergedColumn: offset + column, weight };
    }),
  );
}
