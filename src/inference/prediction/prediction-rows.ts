// Rows to predict for, old or new: their columns of X and Z, and which random effects they are conditional on.
import { type TableLike, toTable } from "../../data/to-table.js";
import { type AppliedFactor, applyDesign } from "../../design/apply-design.js";
import { DataError, OptionError, UnsupportedError } from "../../errors.js";
import type { FittedRows, Predictor, PredictorGroup, PredictorTerm } from "../../fit/predictor.js";
import { readingSaved } from "../../fit/saved.js";
import type { RowSource } from "../../fit/unfitted.js";
import type { SelectedEffects } from "./selected-effects.js";

/** One grouping factor in the rows. */
export interface RowGroup extends PredictorGroup {
  readonly terms: readonly PredictorTerm[];
  /** Columns of Z, one a name; null for ones. */
  readonly columns: readonly (Float64Array | null)[];
  /** Levels of the fit; -1 for others, and throughout where no column is selected. */
  readonly codes: Int32Array;
  /** Levels that only the rows have. */
  readonly unknown: readonly string[];
  /** Levels and codes of the rows by themselves. */
  readonly own: AppliedFactor["own"];
  /** Whether each column is among the effects that are conditioned on. */
  readonly selected: readonly boolean[];
}

export interface PredictionRows {
  /** Whether they are those of the fit. */
  readonly areFitted: boolean;
  readonly count: number;
  readonly offset: Float64Array | null;
  /** Kept columns of X. */
  readonly fixed: readonly Float64Array[];
  readonly groups: readonly RowGroup[];
  readonly weights: ArrayLike<number> | null;
  readonly trials: ArrayLike<number> | null;
}

export interface RowsRequest {
  readonly selected: SelectedEffects;
  /** Whether groups without a selected effect are wanted too: not at all, their columns of Z, or their levels besides. */
  readonly others: "none" | "columns" | "levels";
  readonly offset: ArrayLike<number> | undefined;
  /** Who asks. */
  readonly question: string;
}

/** The rows of `newData`, or those fitted. Throws DataError, and OptionError for an offset that does not fit. */
export function predictionRows(
  fit: RowSource,
  newData: TableLike | null | undefined,
  { selected, others, offset, question }: RowsRequest,
): PredictionRows {
  const { predictor } = fit;
  if (newData === undefined || newData === null) {
    const rows = fit.fittedRows();
    if (rows === null) throw noData(question);
    if (offset !== undefined) throw unwantedOffset();
    return { areFitted: true, ...arranged(predictor, rows, selected, null) };
  }
  const wanted = (group: string) => others !== "none" || selected.has(group);
  const coded = (group: string) => others === "levels" || selected.has(group);
  const table = toTable(newData);
  const apply = () => applyDesign(predictor.design, predictor.groups, table, { random: wanted, coded });
  const applied = fit.live === null ? readingSaved(apply) : apply();
  const rows = { ...applied, weights: null, trials: null };
  return { areFitted: false, ...arranged(predictor, rows, selected, givenOffset(predictor, applied.rowCount, offset)) };
}

export function noData(question: string): UnsupportedError {
  return new UnsupportedError(`${question} without new data needs those of the model, which reopen() gives back to it`);
}

function arranged(
  { kept, groups, terms }: Predictor,
  applied: FittedRows,
  selected: SelectedEffects,
  given: ArrayLike<number> | null,
): Omit<PredictionRows, "areFitted"> {
  const fixed = kept.map((column) => applied.fixed.columns[column]);
  if (fixed.includes(undefined as never)) {
    throw new DataError("saved model is not whole: its coefficients are not those of its design");
  }
  const offset = given === null ? applied.offset : Float64Array.from(given, (x, i) => x + (applied.offset?.[i] ?? 0));
  return {
    count: applied.rowCount,
    offset,
    fixed,
    groups: applied.factors.map(({ name, codes, unknown, own }, index) => {
      const group = groups.find((known) => known.name === name);
      if (group === undefined) throw new DataError(`saved model has no random effects by "${name}"`);
      return {
        ...group,
        terms: terms.filter((term) => term.group === name),
        columns: applied.random.filter(({ factor }) => factor === index).flatMap(({ columns }) => columns),
        codes,
        unknown,
        own,
        selected: selected.get(name) ?? group.names.map(() => false),
      };
    }),
    weights: applied.weights,
    trials: applied.trials,
  };
}

function givenOffset(
  { needsOffset }: Predictor,
  rowCount: number,
  given: ArrayLike<number> | undefined,
): ArrayLike<number> | null {
  if (!needsOffset) {
    if (given === undefined) return null;
    throw unwantedOffset();
  }
  if (given === undefined) {
    const text =
      'model was fitted with an offset array; give its values for the new rows in option "offset" of predict()';
    throw new OptionError(text, "offset");
  }
  checkLength("offset", given, rowCount);
  return given;
}

function unwantedOffset(): OptionError {
  return new OptionError('option "offset" is for new data and a model that was fitted with an offset array', "offset");
}

/** Throws DataError for a row whose group is missing or not a level of the fit, where one of its effects is selected. */
export function checkLevels(rows: PredictionRows, remedy: string): void {
  checkUnknown(rows, remedy);
  for (const { name, codes, selected } of rows.groups) {
    const row = selected.includes(true) ? codes.findIndex((code) => code < 0) : -1;
    if (row < 0) continue;
    const text = `missing value in grouping factor "${name}", row ${row + 1} of the new data; ${remedy}`;
    throw new DataError(text, { column: name, row });
  }
}

/** The rows, of which those whose group is missing have NaN throughout; throws DataError for levels that are not the fit's. */
export function withoutGroup(rows: PredictionRows, remedy: string): PredictionRows {
  checkUnknown(rows, remedy);
  const missing = new Uint8Array(rows.count);
  for (const { codes, selected } of rows.groups) {
    if (!selected.includes(true)) continue;
    for (let row = 0; row < rows.count; row++) if (codes[row] < 0) missing[row] = 1;
  }
  if (!missing.includes(1)) return rows;
  const blank = (column: Float64Array) => column.map((value, row) => (missing[row] === 1 ? Number.NaN : value));
  return { ...rows, offset: blank(rows.offset ?? new Float64Array(rows.count)), fixed: rows.fixed.map(blank) };
}

function checkUnknown({ groups }: PredictionRows, remedy: string): void {
  for (const { name, unknown, selected } of groups) {
    if (!selected.includes(true) || unknown.length === 0) continue;
    const first = unknown.slice(0, 5).map((level) => `"${level}"`);
    const shown = first.join(", ") + (unknown.length > 5 ? ", …" : "");
    const text = `new levels detected in new data: "${name}" has ${shown}, which the model has not seen; ${remedy}`;
    throw new DataError(text, { column: name });
  }
}

/** Xβ + offset. */
export function fixedPart({ count, offset, fixed }: PredictionRows, beta: Float64Array): Float64Array {
  const out = offset === null ? new Float64Array(count) : Float64Array.from(offset);
  fixed.forEach((values, position) => {
    for (let row = 0; row < count; row++) out[row] += beta[position] * values[row];
  });
  return out;
}

/** Adds the modes of the selected effects, zero for other levels. */
export function addModes(out: Float64Array, { count, groups }: PredictionRows): void {
  for (const { codes, columns, modes, selected } of groups) {
    columns.forEach((values, column) => {
      if (!selected[column]) return;
      for (let row = 0; row < count; row++) {
        const code = codes[row];
        if (code < 0) continue;
        const effect = modes[code * columns.length + column];
        out[row] += values === null ? effect : values[row] * effect;
      }
    });
  }
}

/** z'Σz of each row over the columns that `counts` says, for effects of a level drawn anew. */
export function effectVariance(
  { count, groups }: PredictionRows,
  scale: number,
  counts: (group: RowGroup, column: number, row: number) => boolean,
): Float64Array {
  const out = new Float64Array(count);
  for (const group of groups) {
    for (const { offset, names, lambda } of group.terms) {
      const k = names.length;
      for (let row = 0; row < count; row++) {
        for (let c = 0; c < k; c++) {
          let sum = 0;
          for (let r = c; r < k; r++) {
            if (counts(group, offset + r, row)) sum += lambda[r + c * k] * (group.columns[offset + r]?.[row] ?? 1);
          }
          out[row] += scale * scale * sum * sum;
        }
      }
    }
  }
  return out;
}

/** Values for the new rows, one a row; throws OptionError where there are more or fewer. */
export function checkLength(name: string, values: ArrayLike<number>, rowCount: number): void {
  if (values.length === rowCount) return;
  throw new OptionError(`${name} has ${values.length} values, but the new data have ${rowCount} rows`, name);
}
