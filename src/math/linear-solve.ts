// Small dense linear systems by Gaussian elimination with partial pivoting.
import { transpose } from "./matrix-product.js";

/** X of A X = B (n × n, n × columns, column-major), or null where a pivot falls to 1e-13 of A's largest entry. */
export function linearSolve(n: number, a: Float64Array, columns: number, b: Float64Array): Float64Array | null {
  const right = b.slice();
  return solveInPlace(n, a.slice(), columns, right) ? right : null;
}

/** B⁻¹ T B⁻¹' of a symmetric T, k × k: a covariance in the units of a basis. Null where the basis is singular. */
export function toWhite(k: number, T: Float64Array, basis: Float64Array): Float64Array | null {
  const half = linearSolve(k, basis, k, T);
  return half === null ? null : linearSolve(k, basis, k, transpose(k, k, half));
}

/** The same as linearSolve() with X in the place of B and A destroyed; false where linearSolve() gives null. */
export function solveInPlace(n: number, left: Float64Array, columns: number, right: Float64Array): boolean {
  let largest = 0;
  for (let i = 0; i < n * n; i++) largest = Math.max(largest, Math.abs(left[i]));
  const smallest = 1e-13 * largest;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(left[i + k * n]) > Math.abs(left[pivot + k * n])) pivot = i;
    if (!(Math.abs(left[pivot + k * n]) > smallest)) return false;
    if (pivot !== k) {
      swapRows(n, n, left, k, pivot);
      swapRows(n, columns, right, k, pivot);
    }
    for (let i = k + 1; i < n; i++) {
      const scale = left[i + k * n] / left[k + k * n];
      if (scale === 0) continue;
      for (let j = k + 1; j < n; j++) left[i + j * n] -= scale * left[k + j * n];
      for (let j = 0; j < columns; j++) right[i + j * n] -= scale * right[k + j * n];
    }
  }
  for (let j = 0; j < columns; j++) {
    for (let i = n - 1; i >= 0; i--) {
      let sum = right[i + j * n];
      for (let k = i + 1; k < n; k++) sum -= left[i + k * n] * right[k + j * n];
      right[i + j * n] = sum / left[i + i * n];
    }
  }
  return true;
}

function swapRows(n: number, columns: number, a: Float64Array, i: number, j: number): void {
  for (let c = 0; c < columns; c++) {
    const kept = a[i + c * n];
    a[i + c * n] = a[j + c * n];
    a[j + c * n] = kept;
  }
}
