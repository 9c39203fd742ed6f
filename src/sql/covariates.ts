// Columns of numbers of the fixed part, as grids of reference values need them.
import { factorColumn, numberColumn, tableOf } from "../data/columns.js";
import type { Column, Table } from "../data/table.js";
import type { ExpandedFormula } from "../formula/ast.js";
import { variablesOf } from "../formula/variables.js";
import { gather, gatherCodes } from "../frame/variables.js";
import type { Covariate } from "./products-head.js";
import type { SourceShape } from "./queries.js";

/** Share of the largest variance within the range that rounding may take from a column of two values. */
const ROUNDING = 1e-9;

/** Over all sources. */
export function covariatesOf(names: readonly string[], shapes: readonly SourceShape[]): Covariate[] {
  const used = shapes.filter((shape) => shape.used > 0);
  return names.map((name, i) => {
    const parts = used.map(({ used: rows, covariates }): Covariate => {
      const { mean, least, greatest, variance } = covariates[i];
      // Between two values no variance is larger, and only one of two values reaches it.
      const largest = (mean - least) * (greatest - mean);
      return { name, rows, mean, least, greatest, isTwoValued: variance >= largest * (1 - ROUNDING) };
    });
    return parts.reduce(together);
  });
}

/** The same column of two sources. */
export function together(one: Covariate, other: Covariate): Covariate {
  const rows = one.rows + other.rows;
  const least = Math.min(one.least, other.least);
  const greatest = Math.max(one.greatest, other.greatest);
  const inside = [one, other].flatMap((part) => [part.least, part.greatest]);
  return {
    name: one.name,
    rows,
    mean: one.mean * (one.rows / rows) + other.mean * (other.rows / rows),
    least,
    greatest,
    isTwoValued: one.isTwoValued && other.isTwoValued && inside.every((value) => value === least || value === greatest),
  };
}

/**
 * Rows that have what is told of the fixed part's columns: every combination of its factors that occurs, and numbers of the
 * same mean and range, or of the same two values.
 */
export function predictorsOf(
  { fixed }: Pick<ExpandedFormula, "fixed">,
  cells: Table,
  covariates: readonly Covariate[],
): Table {
  const names = new Set(fixed.terms.flatMap(({ variables }) => variables.flatMap(variablesOf)));
  const keys = [...cells.columns.values()].filter(({ name }) => names.has(name));
  const first = new Map<string, number>();
  const columns = keys.map((column) =>
    column.kind === "number" ? column.values : column.kind === "factor" ? column.codes : [],
  );
  for (let row = 0; row < cells.rowCount; row++) {
    const key = columns.map((values) => values[row]).join();
    if (!first.has(key)) first.set(key, row);
  }
  const once = [...first.values()];
  const rows = Int32Array.from([...once, ...once, ...once]);
  const ofKeys = keys.flatMap((column): Column[] => {
    if (column.kind === "number") return [numberColumn(column.name, gather(column.values, rows))];
    if (column.kind === "factor")
      return [factorColumn(column.name, gatherCodes(column.codes, rows), column.levels, column)];
    return [];
  });
  const all = [
    ...ofKeys,
    ...covariates.map((covariate) => numberColumn(covariate.name, valuesOf(covariate, rows.length))),
  ];
  return all.length === 0 ? { rowCount: 0, columns: new Map() } : tableOf(all);
}

/** Three numbers or more. */
function valuesOf({ mean, least, greatest, isTwoValued }: Covariate, count: number): Float64Array {
  if (isTwoValued) return new Float64Array(count).fill(least).fill(greatest, count - 1);
  const values = new Float64Array(count).fill((count * mean - least - greatest) / (count - 2));
  values[0] = least;
  values[count - 1] = greatest;
  return values;
}
