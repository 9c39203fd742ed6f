// The entries of T as parameters, each with lme4's name.
import type { EntryParameter } from "./structure.js";

/** A standard deviation a column. */
export function deviationsOf(columns: readonly string[]): EntryParameter[] {
  return columns.map((label, row) => ({ kind: "sd", label, row, column: row }));
}

/** A correlation a pair of columns, by columns. */
export function correlationsOf(columns: readonly string[]): EntryParameter[] {
  return columns.flatMap((name, column) =>
    columns.slice(column + 1).map((other, i): EntryParameter => {
      return { kind: "cor", label: `${other}.${name}`, row: column + 1 + i, column };
    }),
  );
}
