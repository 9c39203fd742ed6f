// The triangular factor of a tall matrix, without its cross-products.
import { dot } from "./vectors.js";

/** R (p × p, upper-triangular, column-major) with R'R = X'X, by modified Gram-Schmidt on copies of the columns of X. */
export function triangularFactor(columns: readonly ArrayLike<number>[]): Float64Array {
  const p = columns.length;
  const work = columns.map((column) => Float64Array.from(column));
  const factor = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    const length = Math.sqrt(dot(work[j], work[j]));
    factor[j + j * p] = length;
    if (length === 0) continue;
    const axis = work[j];
    for (let i = 0; i < axis.length; i++) axis[i] /= length;
    for (let k = j + 1; k < p; k++) {
      const other = work[k];
      const along = dot(axis, other);
      factor[j + k * p] = along;
      for (let i = 0; i < axis.length; i++) other[i] -= along * axis[i];
    }
  }
  return factor;
}
