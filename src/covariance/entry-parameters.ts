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
  return columns.flatMap((name, column) =>
    columns.slice(column).map((other, i): NamedEntry => {
      return { label: i === 0 ? name : `${shared ?? other}.${name}`, row: column + i, column };
    }),
  );
}
