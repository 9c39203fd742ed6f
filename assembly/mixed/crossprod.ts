// Cross-products of [Z X y] from rows, chunk by chunk. A buffer of a chunk holds its columns one after the other, each
// with the chunk's number of rows.
import { add, at, bytes, index, pointer } from "../linalg/memory";
import { Factor, factorAt, factorCount, rank } from "./layout";

/** Gram matrix of `columns` columns: rows `first` … of the lower triangle of G (column-major) += sum over rows. */
export function gramRows(rows: i32, columns: i32, first: i32, values: usize, gram: usize): void {
  for (let i = first; i < columns; i += 2) {
    for (let j = 0; j <= i; j += 2) gramTile(rows, columns, i, j, values, gram);
  }
}

/** Rows i, i + 1 and columns j, j + 1 of G; even rows of a chunk are summed in one lane and odd ones in the other. */
function gramTile(rows: i32, columns: i32, i: i32, j: i32, values: usize, gram: usize): void {
  const stride = bytes(rows);
  const hasLower = i + 1 < columns;
  const hasRight = j < i;
  let left = values + stride * i;
  let right = values + stride * j;
  const down: usize = hasLower ? stride : 0;
  const across: usize = hasRight || hasLower ? stride : 0;
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let row = 0;
  for (; row + 1 < rows; row += 2) {
    const x = v128.load(left);
    const y = v128.load(left + down);
    const z = v128.load(right);
    const w = v128.load(right + across);
    a = f64x2.add(a, f64x2.mul(x, z));
    b = f64x2.add(b, f64x2.mul(y, z));
    c = f64x2.add(c, f64x2.mul(x, w));
    d = f64x2.add(d, f64x2.mul(y, w));
    left += 16;
    right += 16;
  }
  if (row < rows) {
    const x = v128.load64_zero(left);
    const y = v128.load64_zero(left + down);
    const z = v128.load64_zero(right);
    const w = v128.load64_zero(right + across);
    a = f64x2.add(a, f64x2.mul(x, z));
    b = f64x2.add(b, f64x2.mul(y, z));
    c = f64x2.add(c, f64x2.mul(x, w));
    d = f64x2.add(d, f64x2.mul(y, w));
  }
  const cell = at(gram, i + j * columns);
  const next = at(cell, columns);
  addLanes(cell, a);
  if (hasLower) addLanes(cell + 8, b);
  if (hasRight) addLanes(next, c);
  if (hasLower) addLanes(next + 8, d);
}

function addLanes(cell: usize, sum: v128): void {
  store<f64>(cell, load<f64>(cell) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}

/**
 * [X y] → [X T, y − X b]: `from` has columns + 1 columns, `to` kept + 1. T is columns × kept, column-major, and column
 * j has nothing but zeros below row j + columns − kept.
 */
export function transformRows(
  rows: i32,
  columns: i32,
  kept: i32,
  from: usize,
  transform: usize,
  coefficients: usize,
  to: usize,
): void {
  const stride = bytes(rows);
  for (let j = 0; j < kept; j++) {
    combine(rows, j + 1 + columns - kept, from, at(transform, j * columns), to);
    to += stride;
  }
  combine(rows, columns, from, coefficients, to);
  const response = from + stride * columns;
  for (let i: usize = 0; i < stride; i += 8) store<f64>(to + i, load<f64>(response + i) - load<f64>(to + i));
}

/** Sum of columns times their weights. */
function combine(rows: i32, columns: i32, from: usize, weights: usize, to: usize): void {
  const stride = bytes(rows);
  const stop = at(weights, columns);
  let row = 0;
  for (; row + 7 < rows; row += 8) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let cell = from;
    for (let weight = weights; weight < stop; weight += 8) {
      const x = v128.load64_splat(weight);
      a = f64x2.add(a, f64x2.mul(v128.load(cell), x));
      b = f64x2.add(b, f64x2.mul(v128.load(cell, 16), x));
      c = f64x2.add(c, f64x2.mul(v128.load(cell, 32), x));
      d = f64x2.add(d, f64x2.mul(v128.load(cell, 48), x));
      cell += stride;
    }
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
    from += 64;
    to += 64;
  }
  for (; row < rows; row++) {
    let sum = 0.0;
    let cell = from;
    for (let weight = weights; weight < stop; weight += 8) {
      sum += load<f64>(cell) * load<f64>(weight);
      cell += stride;
    }
    store<f64>(to, sum);
    from += 8;
    to += 8;
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
    const codeOf = pointer(codes, s);
    const zOf = pointer(z, s);
    accumulateOwn(rows, factor, codeOf, zOf, fixed);
    for (let t = s + 1; t < factorCount; t++) {
      if (factorAt(t).total == 0) continue;
      accumulatePair(rows, factor, factorAt(t).columns, zOf, pointer(z, t), pointer(position, s * factorCount + t));
    }
  }
}

/** Z_j'Z_j and [X y]'Z_j. */
function accumulateOwn(rows: i32, factor: Factor, codes: usize, z: usize, fixed: usize): void {
  const k = factor.columns;
  const width = rank + 1;
  const stride = bytes(rows);
  const block = bytes(k * k);
  const borderBlock = bytes(k * width);
  for (let row = 0; row < rows; row++) {
    const level = load<i32>(codes);
    let own = factor.aDiagonal + block * level;
    const border = factor.aBorder + borderBlock * level;
    let right = z;
    for (let i = 0; i < k; i++) {
      const x = load<f64>(right);
      right += stride;
      let left = z;
      for (let j = 0; j < k; j++) {
        store<f64>(own, load<f64>(own) + load<f64>(left) * x);
        left += stride;
        own += 8;
      }
      let column = fixed;
      for (let j = 0; j < width; j++) {
        add(border, j * k + i, load<f64>(column) * x);
        column += stride;
      }
    }
    codes += 4;
    z += 8;
    fixed += 8;
  }
}

function accumulatePair(rows: i32, factor: Factor, kt: i32, z: usize, zt: usize, position: usize): void {
  const k = factor.columns;
  const values = factor.aValue;
  const stride = bytes(rows);
  for (let row = 0; row < rows; row++) {
    let cell = at(values, index(position, row) * k);
    const own = bytes(row);
    for (let b = 0; b < kt; b++) {
      const x = load<f64>(zt + own + stride * b);
      for (let i = 0; i < k; i++) {
        store<f64>(cell, load<f64>(cell) + x * load<f64>(z + own + stride * i));
        cell += 8;
      }
    }
  }
}
