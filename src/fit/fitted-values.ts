// Fitted values and residuals, row by row: η = Xβ + Zb + offset.
import type { Design } from "../design/design.js";

/** Kinds of residuals of a linear model: y − ŷ, that times √weight, and that over sigma. */
export type ResidualType = "response" | "pearson" | "scaled";

/** Xβ plus the offset; `kept` lists the columns of X that `beta` belongs to. */
export function fixedPart(design: Design, kept: readonly number[], beta: Float64Array): Float64Array {
  const out = design.offset ? Float64Array.from(design.offset) : new Float64Array(design.nobs);
  kept.forEach((column, position) => {
    addColumn(out, design.fixed.columns[column], beta[position]);
  });
  return out;
}

/** Xβ + Zb + offset; `modes` holds b by factor, levels × columns, row by row. */
export function fittedValues(
  design: Design,
  kept: readonly number[],
  beta: Float64Array,
  modes: readonly Float64Array[],
): Float64Array {
  const out = fixedPart(design, kept, beta);
  design.factors.forEach((factor, index) => {
    const columns = design.random.filter((term) => term.factor === index).flatMap((term) => term.columns);
    columns.forEach((values, column) => {
      for (let row = 0; row < out.length; row++) {
        const effect = modes[index][factor.codes[row] * columns.length + column];
        out[row] += values === null ? effect : values[row] * effect;
      }
    });
  });
  return out;
}

/** y minus fitted; pearson times √weight; scaled divides that by sigma. */
export function residualsOf(design: Design, fitted: Float64Array, sigma: number, type: ResidualType): Float64Array {
  const out = new Float64Array(fitted.length);
  const divisor = type === "scaled" ? sigma : 1;
  for (let row = 0; row < out.length; row++) {
    const root = type === "response" || !design.weights ? 1 : Math.sqrt(design.weights[row]);
    out[row] = ((design.response[row] - fitted[row]) * root) / divisor;
  }
  return out;
}

function addColumn(out: Float64Array, column: Float64Array, factor: number): void {
  for (let row = 0; row < out.length; row++) out[row] += factor * column[row];
}
