// What the fixed part says of each variable, over the responses as they are.

import type { Column, FactorColumn, NumberColumn, Table } from "../../data/table.js";
import { type TableLike, toTable } from "../../data/to-table.js";
import { predictorColumns } from "../../design/predictor-columns.js";
import { DataError, UnsupportedError } from "../../errors.js";
import { type LiveFit, withData } from "../../fit/fit.js";
import { predictions } from "../prediction/predictions.js";
import type { PlotLayer, PlotPanel } from "./panels.js";

type Usable = NumberColumn | FactorColumn;

/** Points of a curve. */
const GRID = 61;
/** Half the width over which responses are spread around a level. */
const JITTER = 0.18;

/**
 * A panel for each variable of the fixed part: population means with their 95 % intervals, the other variables at their
 * mean or most frequent level, over the responses. `data` are those of the fit. Throws UnsupportedError for a model
 * without such variables.
 *
 * @example
 * const { panels } = effectsPlot(fit, data);
 * panels[0].layers;
 */
export function effectsPlot(
  fit: LiveFit,
  data: TableLike,
): {
  /** Which plot it is. */
  kind: "effects";
  /** Heading of the plot. */
  title: string;
  /** One for each variable of the fixed part. */
  panels: PlotPanel[];
} {
  withData(fit, "effectsPlot()");
  const { spec, frame, design } = fit.live;
  const { rows } = frame;
  const table = toTable(data, spec.table);
  const used = rows === null ? Int32Array.from({ length: table.rowCount }, (_, row) => row) : rows;
  for (const column of table.columns.values()) checkInfinite(column, used);
  const columns = [...table.columns.values()].filter((column): column is Usable => column.kind !== "unusable");
  const typical = new Map(columns.map((column) => [column.name, typicalValue(column, used)]));
  const names = predictorColumns(frame).names;
  const panels = names.flatMap((name) => {
    const column = columns.find((candidate) => candidate.name === name);
    return column === undefined ? [] : [panelOf(fit, column, columns, typical, used)];
  });
  if (panels.length === 0)
    throw new UnsupportedError("the model has no variables in its fixed part to plot effects of");
  return { kind: "effects", title: `Effects on ${design.responseName}`, panels };
}

function checkInfinite(column: Column, used: Int32Array): void {
  if (column.kind !== "number") return;
  const row = used.find((at) => Math.abs(column.values[at]) === Number.POSITIVE_INFINITY);
  if (row === undefined) return;
  const { name } = column;
  throw new DataError(`"${name}" has an infinite value in row ${row + 1}, which no plot shows`, { column: name, row });
}

function panelOf(
  fit: LiveFit,
  column: Usable,
  columns: readonly Usable[],
  typical: ReadonlyMap<string, number>,
  used: Int32Array,
): PlotPanel {
  const isNumber = column.kind === "number";
  const grid = isNumber ? numberGrid(column, used) : Float64Array.from(column.levels.keys());
  const newData = tableAt(columns, typical, column.name, grid);
  const { estimate, lower, upper } = predictions(fit, newData, { randomEffects: "none" });
  const observed = {
    mark: "points" as const,
    name: "responses",
    x: Float64Array.from(used, (row, i) => (isNumber ? column.values[row] : column.codes[row] + spread(i))),
    y: Float64Array.from(fit.live.design.response),
  };
  const mean: PlotLayer[] = isNumber
    ? [
        { mark: "band", name: "95 % interval", x: grid, y: estimate, lower, upper },
        { mark: "line", name: "mean", x: grid, y: estimate },
      ]
    : [{ mark: "bars", name: "mean and 95 % interval", x: grid, y: estimate, lower, upper }];
  return {
    title: column.name,
    xLabel: column.name,
    yLabel: fit.live.design.responseName,
    ...(!isNumber && { xNames: column.levels }),
    layers: [observed, ...mean],
  };
}

/** The mean of a number, the code of the most frequent level of a factor, among the rows used. */
function typicalValue(column: Usable, used: Int32Array): number {
  if (column.kind === "number") {
    const known = Array.from(used, (row) => column.values[row]).filter((value) => !Number.isNaN(value));
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  }
  const counts = new Float64Array(column.levels.length);
  for (const row of used) if (column.codes[row] >= 0) counts[column.codes[row]]++;
  return counts.indexOf(Math.max(...counts));
}

function numberGrid({ values }: NumberColumn, used: Int32Array): Float64Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of used) {
    if (values[row] < low) low = values[row];
    if (values[row] > high) high = values[row];
  }
  return Float64Array.from({ length: GRID }, (_, i) => low + ((high - low) * i) / (GRID - 1));
}

/** All columns at their typical values, but one along the grid. */
function tableAt(
  columns: readonly Usable[],
  typical: ReadonlyMap<string, number>,
  along: string,
  grid: Float64Array,
): Table {
  const made = columns.map((column): Column => {
    const values =
      column.name === along ? grid : new Float64Array(grid.length).fill(typical.get(column.name) as number);
    return column.kind === "number" ? { ...column, values } : { ...column, codes: Int32Array.from(values) };
  });
  return { rowCount: grid.length, columns: new Map(made.map((column) => [column.name, column])) };
}

/** Even, and the same every time: multiples of the golden section. */
function spread(index: number): number {
  const share = index * 0.6180339887498949;
  return (2 * (share - Math.floor(share)) - 1) * JITTER;
}
