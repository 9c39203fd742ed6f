// Values that no model can use: infinities, weights that are not positive, NaN that a transform made.
import { isMissingAt } from "../data/columns.js";
import { DoubtError, isDoubt } from "../data/doubt.js";
import { noticeText } from "../data/notices.js";
import type { Table } from "../data/table.js";
import { DataError } from "../errors.js";
import type { Expression } from "../formula/ast.js";
import { variablesOf } from "../formula/variables.js";
import type { Scope } from "./value.js";
import type { FrameVariable, NumberVariable } from "./variables.js";

/** A sentence for the user that is no reason to stop; `code` is stable. */
export interface Notice {
  /** W_ where something may be wrong, M_ where not (docs/warnings.md). */
  readonly code: string;
  /** One sentence. */
  readonly message: string;
}

/** Throws DataError where a variable may not be meant as the factor that it is. */
export function checkUndoubted(role: "response" | "predictor", variables: Iterable<FrameVariable>): void {
  for (const variable of variables) {
    if (variable.kind === "number" || variable.doubt === undefined) continue;
    throw new DoubtError(`${role} "${variable.label}": `, variable.doubt);
  }
}

/** What may be wrong with the columns that a model uses; a doubtful one it can use for grouping only. */
export function dataNotices(
  { notices = [] }: Table,
  used: readonly Expression[],
  groups: Iterable<FrameVariable>,
): Notice[] {
  const names = new Set(used.flatMap(variablesOf));
  const doubts = Array.from(groups, (variable) => (variable.kind === "factor" ? variable.doubt : undefined));
  return notices
    .filter((notice) => {
      if (isDoubt(notice)) return doubts.includes(notice);
      return notice.code.startsWith("W_") && notice.columns.some((name) => names.has(name));
    })
    .map((notice) => ({ code: notice.code, message: noticeText(notice) }));
}

/** Throws DataError where a number is infinite in a row that is used. */
export function checkFinite(variable: FrameVariable, rows: Int32Array | null): void {
  if (variable.kind === "factor") return;
  for (const values of variable.columns) {
    const count = rows === null ? values.length : rows.length;
    for (let i = 0; i < count; i++) {
      const row = rows === null ? i : rows[i];
      if (Number.isFinite(values[row])) continue;
      const shown = values[row] > 0 ? "Inf" : "-Inf";
      const { label } = variable;
      const text = `"${label}" has the non-finite value "${shown}" in row ${row + 1}; finite numbers are needed`;
      throw new DataError(text, { column: label, row });
    }
  }
}

/** Throws DataError where a weight is not a positive finite number, or zero where that may be. */
export function checkWeights(
  { label, columns: [values] }: NumberVariable,
  rows: Int32Array | null,
  mayBeZero: boolean,
): void {
  const count = rows === null ? values.length : rows.length;
  for (let i = 0; i < count; i++) {
    const row = rows === null ? i : rows[i];
    if (values[row] > 0 && values[row] < Infinity) continue;
    if (mayBeZero && values[row] === 0) continue;
    const kind = values[row] < 0 ? "negative" : values[row] === 0 ? "zero" : "infinite";
    const advice = values[row] === 0 ? "; leave such rows out with subset" : "";
    const found = `the weight in row ${row + 1} is ${kind} ("${values[row]}")`;
    const text = `weights "${label}" must be positive: ${found}${advice}`;
    throw new DataError(text, { column: label, row });
  }
}

/**
 * A notice for each transform that gave NaN where none of its columns is missing, as log(-1) does; those rows count as
 * missing. `sources` has the columns that a transform is made of.
 */
export function producedNaN(
  sources: ReadonlyMap<string, readonly string[]>,
  variables: Iterable<FrameVariable>,
  subset: Int32Array | null,
  { table }: Scope,
): Notice[] {
  const notices: Notice[] = [];
  for (const variable of variables) {
    const names = sources.get(variable.label);
    if (variable.kind === "factor" || names === undefined) continue;
    const inputs = names.flatMap((name) => table.columns.get(name) ?? []);
    const isMissing = (row: number) => inputs.some((column) => isMissingAt(column, row));
    const [values] = variable.columns;
    let count = 0;
    for (let row = 0; row < values.length; row++) {
      if (Number.isNaN(values[row]) && !isMissing(row) && (subset === null || subset[row] === 1)) count++;
    }
    if (count === 0) continue;
    const message =
      `NaNs produced: "${variable.label}" is not a number in ${count} row${count === 1 ? "" : "s"} ` +
      "whose data are complete; they were left out as missing";
    notices.push({ code: "W_NAN_PRODUCED", message });
  }
  return notices;
}
