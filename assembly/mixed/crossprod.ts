// Cross-products of [Z X y] from rows, chunk by chunk. Row buffers are row-major: z [row][k], fixed [row][p + 1].
import { Factor, factorAt, factorCount, rank } from "./layout";

/** Gram matrix of `columns` columns: rows `first` … of the lower triangle of G (column-major) += sum over rows. */
export function gramRows(rows: i32, columns: i32, first: i32, values: usize, gram: usize): void {
  const stride = (<usize>columns) << 3;
  for (let i = first; i < columns; i++) {
    const left = values + ((<usize>i) << 3);
    for (let j = 0; j <= i; j++) {
      const right = values + ((<usize>j) << 3);
      let even = 0.0;
      let odd = 0.0;
      let at: usize = 0;
      let row = 0;
      for (; row + 1 < rows; row += 2) {
        even += load<f64>(left + at) * load<f64>(right + at);
        odd += load<f64>(left + at + stride) * load<f64>(right + at + stride);
        at += stride << 1;
      }
      if (row < rows) even += load<f64>(left + at) * load<f64>(right + at);
      const cell = gram + ((<usize>(i + j * columns)) << 3);
      store<f64>(cell, load<f64>(cell) + (even + odd));
    }
  }
}

/** [X y] ← [X T, y − X b] by rows: `from` [row][columns + 1], `to` [row][kept + 1], T columns × kept column-major. */
export function transformRows(
  rows: i32,
  columns: i32,
  kept: i32,
  from: usize,
  transform: usize,
  coefficients: usize,
  to: usize,
): void {
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < kept; j++) {
      let sum = 0.0;
      const column = transform + ((<usize>(j * columns)) << 3);
      for (let i = 0; i < columns; i++) {
        sum += load<f64>(from + ((<usize>i) << 3)) * load<f64>(column + ((<usize>i) << 3));
      }
      store<f64>(to + ((<usize>j) << 3), sum);
    }
    let fit = 0.0;
    for (let i = 0; i < columns; i++) {
      fit += load<f64>(from + ((<usize>i) << 3)) * load<f64>(coefficients + ((<usize>i) << 3));
    }
    store<f64>(to + ((<usize>kept) << 3), load<f64>(from + ((<usize>columns) << 3)) - fit);
    from += (<usize>(columns + 1)) << 3;
    to += (<usize>(kept + 1)) << 3;
  }
}

/**
 * Adds `rows` rows to every cross-product with Z. `codes[f]`, `z[f]` are tables of addresses of each factor's codes
 * and columns; `position[s * F + t]` the address of each row's place in the list of its level of s (scalar rows).
 */
export function accumulateRows(rows: i32, codes: usize, z: usize, position: usize, fixed: usize): void {
  for (let s = 0; s < factorCount; s++) {
    const factor = factorAt(s);
    if (factor.total == 0) continue;
    const codeOf = load<usize>(codes + ((<usize>s) << 2));
    const zOf = load<usize>(z + ((<usize>s) << 2));
    accumulateOwn(rows, factor, codeOf, zOf);
    accumulateBorder(rows, factor, codeOf, zOf, fixed);
    for (let t = s + 1; t < factorCount; t++) {
      if (factorAt(t).total == 0) continue;
      accumulatePair(
        rows,
        factor,
        factorAt(t).columns,
        zOf,
        load<usize>(z + ((<usize>t) << 2)),
        load<usize>(position + ((<usize>(s * factorCount + t)) << 2)),
      );
    }
  }
}

function accumulateOwn(rows: i32, factor: Factor, codes: usize, z: usize): void {
  const k = factor.columns;
  const block = (<usize>(k * k)) << 3;
  for (let row = 0; row < rows; row++) {
    const at = factor.aDiagonal + <usize>load<i32>(codes + ((<usize>row) << 2)) * block;
    for (let j = 0; j < k; j++) {
      const x = load<f64>(z + ((<usize>j) << 3));
      for (let i = 0; i < k; i++) {
        const cell = at + ((<usize>(i + j * k)) << 3);
        store<f64>(cell, load<f64>(cell) + load<f64>(z + ((<usize>i) << 3)) * x);
      }
    }
    z += (<usize>k) << 3;
  }
}

function accumulateBorder(rows: i32, factor: Factor, codes: usize, z: usize, fixed: usize): void {
  const k = factor.columns;
  const width = rank + 1;
  const block = (<usize>(k * width)) << 3;
  for (let row = 0; row < rows; row++) {
    const at = factor.aBorder + <usize>load<i32>(codes + ((<usize>row) << 2)) * block;
    for (let j = 0; j < width; j++) {
      const x = load<f64>(fixed + ((<usize>j) << 3));
      for (let i = 0; i < k; i++) {
        const cell = at + ((<usize>(j * k + i)) << 3);
        store<f64>(cell, load<f64>(cell) + x * load<f64>(z + ((<usize>i) << 3)));
      }
    }
    z += (<usize>k) << 3;
    fixed += (<usize>width) << 3;
  }
}

function accumulatePair(rows: i32, factor: Factor, kt: i32, z: usize, zt: usize, position: usize): void {
  const k = factor.columns;
  const values = factor.aValue;
  if (k == 1 && kt == 1) {
    for (let row = 0; row < rows; row++) {
      const cell = values + ((<usize>load<u32>(position + ((<usize>row) << 2))) << 3);
      store<f64>(cell, load<f64>(cell) + load<f64>(z) * load<f64>(zt));
      z += 8;
      zt += 8;
    }
    return;
  }
  for (let row = 0; row < rows; row++) {
    let cell = values + ((<usize>load<u32>(position + ((<usize>row) << 2)) * <usize>k) << 3);
    for (let b = 0; b < kt; b++) {
      const x = load<f64>(zt + ((<usize>b) << 3));
      for (let i = 0; i < k; i++) {
        store<f64>(cell, load<f64>(cell) + x * load<f64>(z + ((<usize>i) << 3)));
        cell += 8;
      }
    }
    z += (<usize>k) << 3;
    zt += (<usize>kt) << 3;
  }
}
