// What the counts of a source say against a model.
import { DataError } from "../errors.js";
import type { CellPlan } from "./plan.js";
import type { DroppedRows } from "./products-head.js";
import type { SourceShape } from "./queries.js";
import type { SqlSource } from "./sql-source.js";

export function droppedIn({ required }: CellPlan, shapes: readonly SourceShape[]): DroppedRows {
  const sum = (of: (shape: SourceShape) => number) => shapes.reduce((total, shape) => total + of(shape), 0);
  const counts = required.map(({ label }, i): [string, number] => [label, sum(({ missing }) => missing[i])]);
  return {
    total: sum(({ rows, used }) => rows - used),
    byVariable: Object.fromEntries(counts.filter(([, count]) => count > 0)),
  };
}

export function missingValues(byVariable: DroppedRows["byVariable"]): DataError {
  const [[column, count]] = Object.entries(byVariable);
  return new DataError(`${count} rows have no value of "${column}"; naAction "fail" allows none`, { column });
}

/** Throws DataError for no rows, infinite numbers, a constant response, and weights that are not positive. */
export function checkShapes(plan: CellPlan, shapes: readonly SourceShape[], sources: readonly SqlSource[]): void {
  const used = shapes.filter((shape) => shape.used > 0);
  if (used.length === 0) throw noRows(shapes, droppedIn(plan, shapes), sources);
  plan.atoms.forEach(({ label }, i) => {
    const isInside = used.every(({ minima, maxima }) => Number.isFinite(minima[i]) && Number.isFinite(maxima[i]));
    if (!isInside) throw new DataError(`"${label}" has an infinite value`, { column: label });
  });
  const last = plan.atoms.length - 1;
  const { label } = plan.atoms[last];
  const least = Math.min(...used.map(({ minima }) => minima[last]));
  if (used.every(({ maxima }) => maxima[last] === least)) {
    throw new DataError(`response "${label}" is constant: all values are ${least}`, { column: label });
  }
  const weight = Math.min(...used.map(({ weights }) => weights[0]));
  const most = Math.max(...used.map(({ weights }) => weights[1]));
  if (!(weight > 0 && most < Number.POSITIVE_INFINITY)) {
    const text = `weights must be positive and finite; they go from ${weight} to ${most}`;
    throw new DataError(text, { column: "weights" });
  }
}

function noRows(shapes: readonly SourceShape[], { byVariable }: DroppedRows, sources: readonly SqlSource[]): DataError {
  const tables = sources.map(({ table }) => `"${table}"`).join(", ");
  if (shapes.every(({ rows }) => rows === 0)) {
    return new DataError(`${tables} has no rows to use: 0 (non-NA) cases to fit a model to`);
  }
  const [worst] = Object.entries(byVariable).sort(([, a], [, b]) => b - a);
  const text = `every row of ${tables} lacks a value: 0 (non-NA) cases are left (missing in "${worst[0]}": ${worst[1]} rows)`;
  return new DataError(text, { column: worst[0] });
}

/** Near the mean of an atom over all sources. */
export function centerOf(shapes: readonly SourceShape[], atom: number): number {
  const used = shapes.filter((shape) => shape.used > 0);
  const rows = used.reduce((sum, shape) => sum + shape.used, 0);
  return used.reduce((sum, shape) => sum + shape.means[atom] * (shape.used / rows), 0);
}

/** Throws DataError where a cell has fewer rows than wanted. */
export function refuseSmall(rows: Float64Array, minimum = 1): void {
  const small = rows.reduce((count, own) => count + (own < minimum ? 1 : 0), 0);
  if (small === 0) return;
  const text = `${small} of ${rows.length} cells have fewer than ${minimum} rows, which option "minimumCount" does not let out`;
  throw new DataError(text);
}
