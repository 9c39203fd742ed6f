// Marginal means as averages of the cells of a reference grid.
import { cellCounts, positionIn, type ReferenceGrid } from "./reference-grid.js";

/**
 * How the levels of variables that are averaged over weigh: all the same; by the rows each combination of them has;
 * by the product of the rows each level has; by the rows of each cell; or all cells that have rows the same.
 */
export type MarginalWeights = "equal" | "proportional" | "outer" | "cells" | "flat";

export const MARGINAL_WEIGHTS: readonly MarginalWeights[] = ["equal", "proportional", "outer", "cells", "flat"];

/** A combination of the levels of the variables kept, and the cells that it is the average of. */
export interface MarginalCell {
  readonly levels: Readonly<Record<string, string | number>>;
  readonly cells: readonly number[];
  /** Sum 1; NaN where no cell has any weight. */
  readonly weights: readonly number[];
}

/** The cells of `kept` variables, the first of which varies fastest. */
export function marginalCells(
  grid: ReferenceGrid,
  kept: readonly string[],
  scheme: MarginalWeights = "equal",
): MarginalCell[] {
  const places = kept.map((name) => grid.variables.findIndex((variable) => variable.name === name));
  const averaged = grid.variables.flatMap((_, v) => (places.includes(v) ? [] : [v]));
  const occurs = nestedLevels(grid);
  const isThere = (cell: number) => kept.every((name) => occurs(name, cell) > 0);
  const members = gathered(grid, places).filter(([first]) => isThere(first));
  const within = averaged.map((v) => grid.variables[v].name).filter((name) => grid.nesting.has(name));
  const plain = cellWeights(grid, averaged, scheme);
  // Each level of a nested factor weighs as one of those that occur there.
  const weightOf = (cell: number) =>
    within.reduce((weight, name) => {
      const share = occurs(name, cell);
      return share === 0 || scheme !== "equal" ? weight * Math.sign(share) : weight * share;
    }, plain(cell));
  return members.map((cells) => {
    const raw = cells.map(weightOf);
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    const at = (v: number) => grid.variables[v].values[positionIn(grid, v, cells[0])];
    return {
      levels: Object.fromEntries(kept.map((name, i) => [name, at(places[i])])),
      cells,
      weights: raw.map((weight) => weight / total),
    };
  });
}

/** One over the levels of a nested variable that occur in the place of a cell, 0 for one that does not; 1 for others. */
function nestedLevels(grid: ReferenceGrid): (name: string, cell: number) => number {
  if (grid.nesting.size === 0) return () => 1;
  const counts = cellCounts(grid);
  const places = new Map(
    [...grid.nesting].map(([name, outer]) => {
      const at = (names: readonly string[]) => names.map((one) => grid.variables.findIndex((v) => v.name === one));
      const [own, around] = [at([name, ...outer]), at(outer)];
      const found = new Map<number, Set<number>>();
      counts.forEach((count, cell) => {
        if (count === 0) return;
        const group = combination(grid, around, cell);
        found.set(group, (found.get(group) ?? new Set()).add(combination(grid, own, cell)));
      });
      const share = (cell: number) => {
        const levels = found.get(combination(grid, around, cell));
        return levels?.has(combination(grid, own, cell)) ? 1 / levels.size : 0;
      };
      return [name, share] as const;
    }),
  );
  return (name, cell) => places.get(name)?.(cell) ?? 1;
}

/** Names of the variables with several values that are not among `kept`. */
export function averagedVariables(grid: ReferenceGrid, kept: readonly string[]): string[] {
  return grid.variables.flatMap(({ name, values }) => (kept.includes(name) || values.length === 1 ? [] : [name]));
}

/** Cells by combination of the variables at `places`. */
function gathered(grid: ReferenceGrid, places: readonly number[]): number[][] {
  const count = places.reduce((product, v) => product * grid.variables[v].values.length, 1);
  const members: number[][] = Array.from({ length: count }, () => []);
  for (let cell = 0; cell < grid.size; cell++) members[combination(grid, places, cell)].push(cell);
  return members;
}

/** Number of a cell's combination of values, the first place varying fastest. */
function combination(grid: ReferenceGrid, places: readonly number[], cell: number): number {
  let at = 0;
  let stride = 1;
  for (const v of places) {
    at += stride * positionIn(grid, v, cell);
    stride *= grid.variables[v].values.length;
  }
  return at;
}

function cellWeights(
  grid: ReferenceGrid,
  averaged: readonly number[],
  scheme: MarginalWeights,
): (cell: number) => number {
  if (scheme === "equal") return () => 1;
  const found = cellCounts(grid);
  const counts = found.every((count) => count === 0) ? found.fill(1) : found;
  if (scheme === "cells") return (cell) => counts[cell];
  if (scheme === "flat") return (cell) => (counts[cell] > 0 ? 1 : 0);
  if (scheme === "proportional") return marginOf(grid, counts, averaged);
  const margins = averaged.map((v) => marginOf(grid, counts, [v]));
  return (cell) => margins.reduce((product, margin) => product * margin(cell), 1);
}

/** Rows that share a cell's values at `places`. */
function marginOf(grid: ReferenceGrid, counts: Float64Array, places: readonly number[]): (cell: number) => number {
  const sums = new Map<number, number>();
  counts.forEach((count, cell) => {
    const at = combination(grid, places, cell);
    sums.set(at, (sums.get(at) ?? 0) + count);
  });
  return (cell) => sums.get(combination(grid, places, cell)) ?? 0;
}
