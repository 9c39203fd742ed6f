// k × k column-major matrices of one block: products, Cholesky, triangular solves.

/** C ← A B; A k × k, B k × n, C k × n. */

import { at, get, set } from "./memory";

export function multiply(k: i32, n: i32, a: usize, b: usize, c: usize): void {
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) sum += get(a, i + l * k) * get(b, l + j * k);
      set(c, i + j * k, sum);
    }
  }
}

/** C ← A' B; all k × k. */
export function multiplyTransposed(k: i32, a: usize, b: usize, c: usize): void {
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) sum += get(a, l + i * k) * get(b, l + j * k);
      set(c, i + j * k, sum);
    }
  }
}

/** C ← A B'; all k × k. */
export function multiplyByTransposed(k: i32, a: usize, b: usize, c: usize): void {
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) sum += get(a, i + l * k) * get(b, j + l * k);
      set(c, i + j * k, sum);
    }
  }
}

/** Lower Cholesky factor of the k × k matrix at d, in place, the upper triangle zeroed. 0, or the first bad pivot. */
@inline
export function factorSmall(k: i32, d: usize): i32 {
  for (let j = 0; j < k; j++) {
    const column = at(d, j * k);
    let pivot = get(column, j);
    for (let l = 0; l < j; l++) {
      const x = get(d, j + l * k);
      pivot -= x * x;
    }
    if (!(pivot > 0) || pivot == Infinity) return j + 1;
    const root = Math.sqrt(pivot);
    set(column, j, root);
    for (let i = j + 1; i < k; i++) {
      let sum = get(column, i);
      for (let l = 0; l < j; l++) sum -= get(d, i + l * k) * get(d, j + l * k);
      set(column, i, sum / root);
    }
    for (let i = 0; i < j; i++) set(column, i, 0);
  }
  return 0;
}

/** X ← A L⁻ᵀ for a lower factor L; A and X k × k, may be the same. */
export function solveRightTransposed(k: i32, l: usize, a: usize, x: usize): void {
  for (let j = 0; j < k; j++) {
    const pivot = get(l, j + j * k);
    for (let i = 0; i < k; i++) {
      let sum = get(a, i + j * k);
      for (let c = 0; c < j; c++) sum -= get(x, i + c * k) * get(l, j + c * k);
      set(x, i + j * k, sum / pivot);
    }
  }
}

/** X ← A L⁻¹ for a lower factor L; A and X k × k, may be the same. */
export function solveRight(k: i32, l: usize, a: usize, x: usize): void {
  for (let j = k - 1; j >= 0; j--) {
    const pivot = get(l, j + j * k);
    for (let i = 0; i < k; i++) {
      let sum = get(a, i + j * k);
      for (let c = j + 1; c < k; c++) sum -= get(x, i + c * k) * get(l, c + j * k);
      set(x, i + j * k, sum / pivot);
    }
  }
}

/** x ← L⁻¹ x for one vector. */
export function solveVector(k: i32, l: usize, x: usize): void {
  for (let i = 0; i < k; i++) {
    let sum = get(x, i);
    for (let c = 0; c < i; c++) sum -= get(x, c) * get(l, i + c * k);
    set(x, i, sum / get(l, i + i * k));
  }
}

/** x ← L⁻ᵀ x for one vector. */
export function solveVectorTransposed(k: i32, l: usize, x: usize): void {
  for (let i = k - 1; i >= 0; i--) {
    let sum = get(x, i);
    for (let c = i + 1; c < k; c++) sum -= get(x, c) * get(l, c + i * k);
    set(x, i, sum / get(l, i + i * k));
  }
}
