// The reference grid: every combination of the levels of factors and of reference values of covariates.

import { factorColumn, numberColumn, tableOf } from "../../data/columns.js";
import type { Column, Table } from "../../data/table.js";
import { applyDesign } from "../../design/apply-design.js";
import { type PredictorColumns, predictorColumns } from "../../design/predictor-columns.js";
import { DataError, OptionError, UnsupportedError } from "../../errors.js";
import type { LiveFit } from "../../fit/fit.js";
import type { ResolvedFormula } from "../../frame/resolved-formula.js";
import { didYouMean } from "../../names.js";
import { declaredNesting, foundNesting, type Nesting } from "./nesting.js";

/** Values of variables to take in place of levels and means. */
export type GridValues = Readonly<Record<string, string | number | readonly (string | number)[]>>;

/** One number, or several, in place of a covariate's values in the rows fitted. */
export type CovariateReduction = (values: Float64Array) => number | readonly number[];

export interface GridOptions {
  /** Levels and values to take in place of all levels and of means, by variable; an unknown level is an OptionError. */
  readonly at?: GridValues | undefined;
  /** Of all covariates, or by name; the mean unless given, or both values of a covariate that has two. */
  readonly reduce?: CovariateReduction | Readonly<Record<string, CovariateReduction>> | undefined;
  /** By name of a variable, those whose levels its own occur within; found in the data and the formula unless given. */
  readonly nesting?: Readonly<Record<string, string | readonly string[]>> | undefined;
}

export interface GridVariable {
  readonly name: string;
  /** Text for a factor. */
  readonly values: readonly (string | number)[];
  /** Whether the rows of the data are counted by its values. */
  readonly isCounted: boolean;
  readonly column: Column;
}

export interface ReferenceGrid {
  /** In the order of the formula; the first varies fastest. */
  readonly variables: readonly GridVariable[];
  readonly size: number;
  readonly predictors: PredictorColumns;
  /** Rows of the data fitted, null for all. */
  readonly rows: Int32Array | null;
  readonly rowCount: number;
  readonly formula: ResolvedFormula;
  /** The columns that only offsets need. */
  readonly others: readonly Column[];
  readonly nesting: Nesting;
}

/** Entries of the grid's model matrix beyond which a grid is refused. */
const LARGEST = 2e7;
/** A covariate of so many values or fewer is taken at each of them. */
const FEW_VALUES = 2;

/** Throws OptionError for values that a variable cannot have, UnsupportedError where the grid would be huge. */
export function referenceGrid(fit: LiveFit, { at = {}, reduce, nesting }: GridOptions): ReferenceGrid {
  const { live } = fit;
  const { rows, predictors: data } = live.frame;
  const predictors = predictorColumns(live.frame);
  const names = predictors.names.filter((name) => data.columns.has(name));
  checkNames("at", Object.keys(at), names);
  if (typeof reduce === "object") checkNames("reduce", Object.keys(reduce), names);
  const variables = names.map((name) => {
    const column = data.columns.get(name) as Column;
    const wanted = Object.hasOwn(at, name) ? at[name] : undefined;
    return gridVariable(column, predictors.codedNames.has(name), rows, wanted, reductionOf(reduce, name));
  });
  const size = variables.reduce((product, { values }) => product * values.length, 1);
  if (size * live.design.fixed.names.length > LARGEST) {
    const text = `reference grid has ${size} combinations of ${names.join(", ")}; fix some of them by option "at"`;
    throw new UnsupportedError(text);
  }
  const others = [...data.columns.values()].filter(({ name }) => !names.includes(name));
  const grid = { variables, size, predictors, rows, rowCount: data.rowCount, formula: live.frame, others };
  if (nesting !== undefined) {
    return { ...grid, nesting: declaredNesting(nesting, (given) => checkNames("nesting", given, names)) };
  }
  const several = variables.filter(({ values, isCounted }) => values.length > 1 && isCounted);
  const cells = several.length < 2 ? [] : occurringCells({ ...grid, variables: several });
  const occurrence = { names: several.map(({ name }) => name), cells, terms: predictors.terms };
  return { ...grid, nesting: foundNesting(occurrence) };
}

/** The distinct combinations of values in the rows fitted. */
function occurringCells({ variables, rows, rowCount }: Omit<ReferenceGrid, "nesting">): number[][] {
  const places = variables.map(placesOf);
  const cells = new Map<string, number[]>();
  for (let i = 0; i < (rows?.length ?? rowCount); i++) {
    const cell = places.map((at) => at(rows === null ? i : rows[i]));
    if (!cell.includes(-1)) cells.set(cell.join(), cell);
  }
  return [...cells.values()];
}

/** Position of a combination's value of a variable. */
export function positionIn(grid: ReferenceGrid, variable: number, cell: number): number {
  let stride = 1;
  for (let v = 0; v < variable; v++) stride *= grid.variables[v].values.length;
  return Math.floor(cell / stride) % grid.variables[variable].values.length;
}

/** The grid as data; `moved` adds to the values of one variable. */
export function gridTable(grid: ReferenceGrid, moved?: { readonly name: string; readonly by: number }): Table {
  const columns = grid.variables.map((variable, v) => {
    const { name, column, values } = variable;
    if (column.kind === "factor") {
      const codes = values.map((value) => column.levels.indexOf(value as string));
      const cells = Int32Array.from({ length: grid.size }, (_, cell) => codes[positionIn(grid, v, cell)]);
      return factorColumn(name, cells, column.levels, column);
    }
    const by = moved?.name === name ? moved.by : 0;
    const cells = Float64Array.from({ length: grid.size }, (_, i) => (values[positionIn(grid, v, i)] as number) + by);
    return numberColumn(name, cells);
  });
  // What only offsets are made of has to be there, but is not used.
  const constants = grid.others.map((column) => {
    if (column.kind !== "factor") return numberColumn(column.name, new Float64Array(grid.size).fill(1));
    return factorColumn(column.name, new Int32Array(grid.size), column.levels, column);
  });
  const all = [...columns, ...constants];
  return all.length === 0 ? { rowCount: grid.size, columns: new Map() } : tableOf(all);
}

/** The columns of the fixed part's model matrix over the grid. */
export function gridMatrix(grid: ReferenceGrid, table: Table): readonly Float64Array[] {
  return applyDesign(grid.formula, [], table, { random: false }).fixed.columns;
}

/** How many rows of the data each combination has, covariates left aside. */
export function cellCounts(grid: ReferenceGrid): Float64Array {
  const counts = new Float64Array(grid.size);
  const counted = grid.variables.map(({ isCounted }) => isCounted);
  const strides = counted.map((is, v) =>
    grid.variables
      .slice(0, v)
      .reduce((product, { values }, u) => product * (counted[u] ? values.length : 1), is ? 1 : 0),
  );
  const places = grid.variables.flatMap((variable, v) => (counted[v] ? [{ at: placesOf(variable), v }] : []));
  const byCell = new Map<number, number>();
  const rowCount = grid.rows?.length ?? grid.rowCount;
  for (let i = 0; i < rowCount; i++) {
    const row = grid.rows === null ? i : grid.rows[i];
    let cell = 0;
    for (const { at, v } of places) {
      const place = at(row);
      if (place < 0) cell = Number.NaN;
      cell += strides[v] * place;
    }
    if (!Number.isNaN(cell)) byCell.set(cell, (byCell.get(cell) ?? 0) + 1);
  }
  for (let cell = 0; cell < grid.size; cell++) {
    const at = counted.reduce((sum, is, v) => sum + (is ? strides[v] * positionIn(grid, v, cell) : 0), 0);
    counts[cell] = byCell.get(at) ?? 0;
  }
  return counts;
}

/** Throws OptionError for a name that is no variable of the fixed part. */
export function checkNames(option: string, given: readonly string[], names: readonly string[]): void {
  const wrong = given.find((name) => !names.includes(name));
  if (wrong === undefined) return;
  const listed = names.length === 0 ? "it has none" : `they are ${names.join(", ")}`;
  const hint = didYouMean(wrong, names, listed);
  throw new OptionError(`"${wrong}" is not a variable of the model's fixed part; ${hint}`, option);
}

/** The distinct numbers of a column in the rows fitted, ascending. */
export function distinctValues(column: Column, rows: Int32Array | null): number[] {
  return [...new Set(numbersIn(column, rows))].sort((a, b) => a - b);
}

function gridVariable(
  column: Column,
  isCoded: boolean,
  rows: Int32Array | null,
  at: GridValues[string] | undefined,
  reduce: CovariateReduction | undefined,
): GridVariable {
  const { name } = column;
  const wanted = at === undefined ? undefined : typeof at === "object" ? at : [at];
  if (wanted !== undefined && wanted.length === 0) throw new OptionError(`at has no values for "${name}"`, "at");
  if (column.kind === "factor") {
    const levels = levelsIn(column, rows);
    return { name, values: chosen(name, levels, wanted), isCounted: true, column };
  }
  if (isCoded) {
    const values = distinctValues(column, rows);
    return { name, values: chosen(name, values, wanted), isCounted: true, column };
  }
  if (wanted !== undefined) {
    const numbers = wanted.map((value) => (String(value).trim() === "" ? Number.NaN : Number(value)));
    const wrong = numbers.findIndex((value) => !Number.isFinite(value));
    if (wrong < 0) return { name, values: numbers, isCounted: false, column };
    throw new OptionError(`at has the value "${wanted[wrong]}" for "${name}"; expected finite numbers`, "at");
  }
  const values = numbersIn(column, rows);
  const distinct = new Set<number>();
  for (let i = 0; i < values.length && distinct.size <= FEW_VALUES; i++) distinct.add(values[i]);
  if (distinct.size <= FEW_VALUES)
    return { name, values: [...distinct].sort((a, b) => a - b), isCounted: true, column };
  const reduced = (reduce ?? mean)(values);
  return { name, values: typeof reduced === "number" ? [reduced] : [...reduced], isCounted: false, column };
}

/** The values asked for, each of which must be among those that occur. */
function chosen<T extends string | number>(
  name: string,
  values: readonly T[],
  wanted: readonly (string | number)[] | undefined,
): readonly T[] {
  if (wanted === undefined) return values;
  return wanted.map((value) => {
    const found = values.find((known) => String(known) === String(value));
    if (found !== undefined) return found;
    const hint = didYouMean(String(value), values.map(String), `it has ${values.slice(0, 12).join(", ")}`);
    throw new OptionError(`at has the value "${value}", which is not a level of "${name}"; ${hint}`, "at");
  });
}

function levelsIn(column: Extract<Column, { kind: "factor" }>, rows: Int32Array | null): string[] {
  const seen = new Uint8Array(column.levels.length);
  const { codes } = column;
  for (let i = 0; i < (rows ?? codes).length; i++) {
    const code = codes[rows === null ? i : rows[i]];
    if (code >= 0) seen[code] = 1;
  }
  return column.levels.filter((_, level) => seen[level] === 1);
}

function numbersIn(column: Column, rows: Int32Array | null): Float64Array {
  if (column.kind !== "number") throw new DataError(`"${column.name}" is not a column of numbers`);
  return rows === null ? column.values : Float64Array.from(rows, (row) => column.values[row]);
}

function reductionOf(reduce: GridOptions["reduce"], name: string): CovariateReduction | undefined {
  if (typeof reduce === "function" || reduce === undefined) return reduce;
  return Object.hasOwn(reduce, name) ? reduce[name] : undefined;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Where a row's value stands among those of the grid, -1 where it is none of them. */
function placesOf({ column, values }: GridVariable): (row: number) => number {
  if (column.kind === "factor") {
    const places = column.levels.map((level) => values.indexOf(level));
    return (row) => places[column.codes[row]] ?? -1;
  }
  const places = new Map(values.map((value, i) => [value, i]));
  return (row) => places.get((column as Extract<Column, { kind: "number" }>).values[row]) ?? -1;
}
