// Which linear functions of the coefficients the data say anything about, where columns of X were dropped for rank.
import type { LiveFit } from "../../fit/fit.js";
import { reach } from "../../fit/warnings/huge-deviations.js";
import { Span } from "../../math/span.js";
import { aliasedColumns } from "../aliased-columns.js";

/** Share of the weights on a direction without data that is rounding. */
const NOTHING = 1e-8;
/** Share of a column's largest value that is looked at beside a weight: averages leave 1e-16 of it where there is none. */
const BESIDE = 1e-6;

/** Whether weights over all columns of X are in its row space. */
export type EstimabilityTest = (weights: ArrayLike<number>) => boolean;

/** Estimable functions that span all that these functions can be combined to, and whether some were none themselves. */
export type EstimablePart = (rows: readonly ArrayLike<number>[]) => {
  readonly rows: readonly ArrayLike<number>[];
  readonly isReduced: boolean;
};

/** A dropped column d = X_K a makes e_d − a a direction in which the coefficients are free; weights must not see it. */
export function estimability(fit: LiveFit): EstimabilityTest {
  const free = freeDirections(fit);
  return (weights) => free.every((direction) => seen(direction, weights) === 0);
}

/** Combinations c of the functions for which no free direction is seen: c is orthogonal to what they see of each. */
export function estimablePart(fit: LiveFit): EstimablePart {
  const free = freeDirections(fit);
  return (rows) => {
    const views = free.map((direction) => Float64Array.from(rows, (weights) => seen(direction, weights)));
    const span = new Span(views);
    const before = span.dimension;
    if (before === 0) return { rows, isReduced: false };
    rows.forEach((_, i) => void span.add(rows.map((_, j) => (i === j ? 1 : 0))));
    const combined = span.axes
      .slice(before)
      .map((axis) => Float64Array.from(rows[0], (_, j) => rows.reduce((sum, row, i) => sum + axis[i] * row[j], 0)));
    return { rows: combined, isReduced: true };
  };
}

/** A direction of coefficients in which the fitted values do not move, and what of it is nothing whatever the weights. */
interface FreeDirection {
  readonly direction: Float64Array;
  readonly beside: number;
}

function freeDirections(fit: LiveFit): FreeDirection[] {
  const { columns } = fit.live.design.fixed;
  return aliasedColumns(fit).map(({ column, weights }) => {
    const direction = new Float64Array(columns.length);
    direction[column] = 1;
    weights.forEach((a, i) => {
      direction[fit.kept[i]] = -a;
    });
    const beside = direction.reduce((sum, value, j) => {
      return value === 0 ? sum : sum + BESIDE * Math.abs(value) * reach(columns[j]);
    }, 0);
    return { direction, beside };
  });
}

/** Their product, 0 where it is rounding. */
function seen({ direction, beside }: FreeDirection, weights: ArrayLike<number>): number {
  let sum = 0;
  let size = beside;
  for (let i = 0; i < direction.length; i++) {
    sum += direction[i] * weights[i];
    size += Math.abs(direction[i] * weights[i]);
  }
  return Math.abs(sum) <= NOTHING * size ? 0 : sum;
}
