// Rows of a fit and rows of its data.
import type { GlmmResidualType } from "../family/residuals.js";
import type { ResidualType } from "./fitted-values.js";
import type { Live } from "./live.js";

/** 0-based rows of the data that are used. */
export function usedRows({ frame: { nobs, rows } }: Live): Int32Array {
  return rows?.slice() ?? Int32Array.from({ length: nobs }, (_, row) => row);
}

/** What is told row by row, with NaN for rows that naAction "exclude" has left out. */
export function inDataRows({ live }: { readonly live: Live | null }, values: Float64Array): Float64Array {
  const { rows = null, told = null } = live?.frame ?? {};
  if (rows === null || told === null) return values;
  let place = 0;
  return Float64Array.from(told, (row) => (row === rows[place] ? values[place++] : Number.NaN));
}

/** Numbers from 1 on of the rows that inDataRows() tells of. */
export function toldRowNumbers(live: Live): Int32Array {
  return (live.frame.told ?? usedRows(live)).map((row) => row + 1);
}

/** Residuals of the rows used, whatever naAction is. */
export function usedResiduals({ live }: { readonly live: Live }, type: ResidualType | GlmmResidualType): Float64Array {
  return live.kind.residuals(live, live.kind.linearPredictor(live), type);
}
