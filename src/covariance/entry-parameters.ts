// Entries of T and of its lower-triangular factor, each with lme4's name.
import type { EntryParameter, NamedEntry } from "./structure.js";

/** A standard deviation a column. */
export function deviationsOf(columns: readonly string[]): EntryParameter[] {
  return columns.map((label, row) => ({ kind: "sd", label, row, column: row, range: [0, Number.POSITIVE_INFINITY] }));
}

/** A correlation a pair of columns, by columns. */
export function correlationsOf(columns: readonly string[]): EntryParameter[] {
  const pairs = lowerEntries(columns).filter(({ row, column }) => row > column);
  return pairs.map((entry) => ({ ...entry, kind: "cor", range: [-1, 1] }));
}

/** The lower triangle by columns, `shared` in the place of a row's name below the diagonal where it is given. */
export function lowerEntries(columns: readonly string[], shared?: string): NamedEntry[] {
  return lowerPlaces(columns.length).map(([row, column]) => {
    const label = row === column ? columns[row] : `${shared ?? columns[row]}.${columns[column]}`;
    return { label, row, column };
  });
}

/** Rows and columns of the lower triangle by columns. */
export function lowerPlaces(k: number): [row: number, column: number][] {
  const places: [number, number][] = [];
  for (let column = 0; column < k; column++) for (let row = column; row < k; row++) places.push([row, column]);
  return places;
}
