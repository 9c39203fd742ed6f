// The unknowns of the moment equations: values that entries of the terms' covariances have, alone or in common.
import type { TermBlock } from "../terms.js";

/** An entry of one term's white T: its place there, and in the factor's merged columns. */
export interface MomentPlace {
  readonly row: number;
  readonly column: number;
  readonly mergedRow: number;
  readonly mergedColumn: number;
  /** 1 off the diagonal, where the entry stands twice, else ½. */
  readonly weight: number;
}

/** A value, and where one term's T has it. */
export interface MomentEntry {
  readonly term: number;
  readonly factor: number;
  readonly places: readonly MomentPlace[];
}

/** All unknowns, term by term. */
export function momentEntries(terms: readonly TermBlock[]): MomentEntry[] {
  return terms.flatMap(({ factor, offset, columnCount, structure }, term) =>
    structure.patterns(columnCount).map((pattern) => ({
      term,
      factor,
      places: pattern.map(([row, column]) => {
        const weight = row === column ? 0.5 : 1;
        return { row, column, mergedRow: offset + row, mergedColumn: offset + column, weight };
      }),
    })),
  );
}

/** Σ over the places of an unknown. */
export function overPlaces({ places }: MomentEntry, value: (place: MomentPlace) => number): number {
  return places.reduce((sum, place) => sum + value(place), 0);
}

/** T of each term in white units from a solution (σ², entries of σ²T). */
export function covariancesOf(
  terms: readonly TermBlock[],
  entries: readonly MomentEntry[],
  solution: Float64Array,
): Float64Array[] {
  const T = terms.map(({ columnCount }) => new Float64Array(columnCount * columnCount));
  entries.forEach(({ term, places }, i) => {
    const k = terms[term].columnCount;
    for (const { row, column } of places) {
      T[term][row + column * k] = T[term][column + row * k] = solution[i + 1] / solution[0];
    }
  });
  return T;
}
