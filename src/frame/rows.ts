// Which rows of the data a model uses: those of the subset in which nothing is missing.
import { DataError } from "../errors.js";
import type { FrameVariable } from "./variables.js";

export type NaAction = "omit" | "fail" | "exclude";

export interface RowChoice {
  /** 0-based rows of the data, ascending; null where every row is used. */
  readonly rows: Int32Array | null;
  /** Rows of the subset left out because something is missing; a row counts for every variable that it lacks. */
  readonly dropped: { readonly total: number; readonly byVariable: Readonly<Record<string, number>> };
  /** Rows of the subset, used or not, under naAction "exclude"; null where they are those used. */
  readonly told: Int32Array | null;
}

/**
 * The rows used; `subset` holds 1 for a row to use, null means all.
 * Throws DataError where no row is left, and under naAction "fail" where anything is missing.
 */
export function chooseRows(
  rowCount: number,
  variables: Iterable<FrameVariable>,
  subset: Int32Array | null,
  naAction: NaAction,
): RowChoice {
  let lacking: Uint8Array | null = null;
  const counts: [string, number][] = [];
  for (const variable of variables) {
    const isMissing = missingTest(variable);
    if (isMissing === null) continue;
    let count = 0;
    for (let row = 0; row < rowCount; row++) {
      if (!isMissing(row) || (subset !== null && subset[row] !== 1)) continue;
      if (naAction === "fail") throw missingValue(variable.label, row);
      lacking ??= new Uint8Array(rowCount);
      lacking[row] = 1;
      count++;
    }
    if (count > 0) counts.push([variable.label, count]);
  }
  const choice = chosen(rowCount, lacking, subset, Object.fromEntries(counts));
  const { rows } = choice;
  if (naAction !== "exclude" || lacking === null || rows === null) return choice;
  const told = Int32Array.from({ length: rowCount }, (_, row) => row);
  return { ...choice, told: subset === null ? told : told.filter((row) => subset[row] === 1) };
}

/** Whether a row lacks the variable, or one of its columns; null where no row does. */
function missingTest(variable: FrameVariable): ((row: number) => boolean) | null {
  if (variable.kind === "factor") {
    const { codes } = variable;
    return hasNegative(codes) ? (row) => codes[row] < 0 : null;
  }
  const lacking = variable.columns.filter(hasNaN);
  return lacking.length === 0 ? null : (row) => lacking.some((values) => Number.isNaN(values[row]));
}

function hasNaN(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

function hasNegative(codes: Int32Array): boolean {
  for (let i = 0; i < codes.length; i++) if (codes[i] < 0) return true;
  return false;
}

function chosen(
  rowCount: number,
  lacking: Uint8Array | null,
  subset: Int32Array | null,
  byVariable: Readonly<Record<string, number>>,
): RowChoice {
  const inSubset = subset === null ? rowCount : subset.reduce((sum, code) => sum + (code === 1 ? 1 : 0), 0);
  const total = lacking === null ? 0 : lacking.reduce((sum, flag) => sum + flag, 0);
  const kept = inSubset - total;
  if (kept === 0) throw noRows(rowCount, inSubset, byVariable);
  if (kept === rowCount) return { rows: null, dropped: { total, byVariable }, told: null };
  const rows = new Int32Array(kept);
  let next = 0;
  for (let row = 0; row < rowCount; row++) {
    if ((subset === null || subset[row] === 1) && (lacking === null || lacking[row] === 0)) rows[next++] = row;
  }
  return { rows, dropped: { total, byVariable }, told: null };
}

function missingValue(label: string, row: number): DataError {
  const text = `missing value in "${label}", row ${row + 1}; naAction "fail" allows none (missing values in object)`;
  return new DataError(text, { column: label, row });
}

function noRows(rowCount: number, inSubset: number, byVariable: Readonly<Record<string, number>>): DataError {
  if (inSubset === 0)
    return new DataError(`subset leaves none of the ${rowCount} rows: 0 (non-NA) cases to fit a model to`);
  const [worst, ...others] = Object.entries(byVariable).sort(([, a], [, b]) => b - a);
  const also = others.length > 0 ? ` and ${others.length} more` : "";
  const text = `every row lacks a value: 0 (non-NA) cases are left (missing in "${worst[0]}": ${worst[1]} rows${also})`;
  return new DataError(text, { column: worst[0] });
}
