// Small products with symmetric matrices, column-major.

import { matrixOf } from "../math/matrix-product.js";
import { dot } from "../math/vectors.js";

/** x'Ax. */
export function quadraticForm(x: ArrayLike<number>, a: Float64Array): number {
  const n = x.length;
  let sum = 0;
  for (let j = 0; j < n; j++) {
    let column = 0;
    for (let i = 0; i < n; i++) column += x[i] * a[i + j * n];
    sum += column * x[j];
  }
  return sum;
}

/** LAL' of the q rows of L, q × q. */
export function sandwich(rows: readonly ArrayLike<number>[], a: Float64Array): Float64Array {
  const n = Math.round(Math.sqrt(a.length));
  const columns = Array.from({ length: n }, (_, j) => a.subarray(j * n, (j + 1) * n));
  const products = rows.map((row) => Float64Array.from(columns, (column) => dot(row, column)));
  return matrixOf(rows.length, rows.length, (i, j) => dot(products[i], rows[j]));
}
