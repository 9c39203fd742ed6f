// Which linear functions of the coefficients the data say anything about, where columns of X were dropped for rank.
import type { LiveFit } from "../../fit/fit.js";
import { aliasedColumns } from "../aliased-columns.js";

/** Share of the weights on a direction without data that is rounding. */
const NOTHING = 1e-8;

/** Whether weights over all columns of X are in its row space. */
export type EstimabilityTest = (weights: ArrayLike<number>) => boolean;

/** A dropped column d = X_K a makes e_d − a a direction in which the coefficients are free; weights must not see it. */
export function estimability(fit: LiveFit): EstimabilityTest {
  const free = aliasedColumns(fit).map(({ column, weights }) => {
    const direction = new Float64Array(fit.live.design.fixed.columns.length);
    direction[column] = 1;
    weights.forEach((a, i) => {
      direction[fit.kept[i]] = -a;
    });
    return direction;
  });
  return (weights) =>
    free.every((direction) => {
      let sum = 0;
      let size = 0;
      for (let i = 0; i < direction.length; i++) {
        sum += direction[i] * weights[i];
        size += Math.abs(direction[i] * weights[i]);
      }
      return Math.abs(sum) <= NOTHING * size;
    });
}
