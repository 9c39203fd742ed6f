// The relative factor on the tail: L ← Λ'ŜΛ + I before factoring, and N ← ΛNΛ' after inverting.
import { element, tileCount, tileRow, tileRowBytes } from "../linalg/dense";
import { add, at, clear, copy, get, set } from "../linalg/memory";
import { effects, factorAt, factorCount, rank, sparseCount, tailEffects, tailRows, tailStart } from "./layout";
import { schur, lower, scratch, tailVector } from "./workspace";

/** Whether every factor of the tail has one column. */
export function isTailScalar(): bool {
  for (let f = sparseCount; f < factorCount; f++) if (factorAt(f).columns != 1) return false;
  return true;
}

/** Λ of each tail row into column buffer 0, for scalar factors; 1 for X and y. Returns its address. */
export function rowScales(): usize {
  const scales = tailVector(0);
  let cell = scales;
  for (let f = sparseCount; f < factorCount; f++) {
    const value = load<f64>(factorAt(f).lambda);
    for (let level = 0; level < factorAt(f).levels; level++) {
      store<f64>(cell, value);
      cell += 8;
    }
  }
  for (let x = 0; x <= rank; x++) {
    store<f64>(cell, 1);
    cell += 8;
  }
  return scales;
}

export function clearScales(): void {
  clear(tailVector(0), effects - tailStart + rank + 1);
}

/** to ← D from D for the diagonal D of scales. */
export function scaleByRows(from: usize, to: usize, scales: usize): void {
  const tiles = tileCount(tailRows);
  for (let r = 0; r < tiles; r++) {
    const x = v128.load(at(scales, 4 * r));
    const y = v128.load(at(scales, 4 * r), 16);
    let source = tileRow(from, r);
    let target = tileRow(to, r);
    const last = (r + 1) << 2;
    for (let c = 0; c < last; c++) {
      const s = v128.load64_splat(at(scales, c));
      v128.store(target, f64x2.mul(f64x2.mul(v128.load(source), x), s));
      v128.store(target, f64x2.mul(f64x2.mul(v128.load(source, 16), y), s), 16);
      source += 32;
      target += 32;
    }
  }
}

/** L ← Λ'ŜΛ + I, the identity on the rows of random effects, and an identity on rows past the last. */
export function scaleTail(): void {
  if (isTailScalar()) {
    const scales = rowScales();
    scaleByRows(schur, lower, scales);
    clearScales();
  } else {
    memory.copy(lower, schur, <usize>tileRowBytes(tailRows));
    scaleBlocks(lower, true);
  }
  for (let i = 0; i < tailEffects; i++) add(element(lower, i, i), 0, 1);
  const padded = tileCount(tailRows) << 2;
  for (let i = tailRows; i < padded; i++) {
    for (let j = 0; j < i; j++) store<f64>(element(lower, i, j), 0);
    store<f64>(element(lower, i, i), 1);
  }
}

/** Whether every level of the tail has two columns. */
export function isTailEven(): bool {
  for (let f = sparseCount; f < factorCount; f++) if (factorAt(f).columns != 2) return false;
  return true;
}

/** The same as scaleBlocks for pairs of rows and columns: each is `own` times itself and `other` times its neighbor. */
function scalePairs(matrix: usize, transposed: bool): void {
  const own = tailVector(0);
  const other = tailVector(1);
  let row = 0;
  for (let f = sparseCount; f < factorCount; f++) {
    const factor = factorAt(f);
    const last = row + 2 * factor.levels;
    for (; row < last; row++) {
      const i = row & 1;
      set(own, row, get(factor.lambda, 3 * i));
      set(other, row, get(factor.lambda, transposed ? 1 + i : 2 - i));
    }
  }
  for (let x = 0; x <= rank; x++) set(own, row + x, 1);
  const tiles = tileCount(tailRows);
  for (let r = 0; r < tiles; r++) {
    const diagonal = at(tileRow(matrix, r), 16 * r);
    for (let j = 1; j < 4; j++) {
      for (let i = 0; i < j; i++) set(diagonal, 4 * j + i, get(diagonal, 4 * i + j));
    }
    for (let half = 0; half < 4; half += 2) {
      const d = v128.load(at(own, 4 * r + half));
      const o = v128.load(at(other, 4 * r + half));
      let cell = at(tileRow(matrix, r), half);
      const last = (r + 1) << 2;
      for (let c = 0; c < last; c += 2) {
        const x = v128.load(cell);
        const y = v128.load(cell, 32);
        let m = pair(x, v128.load64_splat(at(own, c)), y, v128.load64_splat(at(other, c)));
        v128.store(cell, pair(m, d, v128.shuffle<f64>(m, m, 1, 0), o));
        m = pair(y, v128.load64_splat(at(own, c), 8), x, v128.load64_splat(at(other, c), 8));
        v128.store(cell, pair(m, d, v128.shuffle<f64>(m, m, 1, 0), o), 32);
        cell += 64;
      }
    }
  }
  clearScales();
  clear(other, effects - tailStart + rank + 1);
}


@inline
function pair(x: v128, a: v128, y: v128, b: v128): v128 {
  return f64x2.add(f64x2.mul(x, a), f64x2.mul(y, b));
}

/** matrix ← Λ' matrix Λ (transposed) or Λ matrix Λ', block by block in place; lower triangle. */
export function scaleBlocks(matrix: usize, transposed: bool): void {
  if (isTailEven()) {
    scalePairs(matrix, transposed);
    return;
  }
  let row = 0;
  for (let f = sparseCount; f <= factorCount; f++) {
    const isBorder = f == factorCount;
    const factor = factorAt(isBorder ? sparseCount : f);
    const levels = isBorder ? rank + 1 : factor.levels;
    const k = isBorder ? 1 : factor.columns;
    for (let level = 0; level < levels; level++) {
      let column = 0;
      for (let g = sparseCount; g <= f && g < factorCount; g++) {
        const other = factorAt(g);
        const last = g == f ? level + 1 : other.levels;
        for (let h = 0; h < last; h++) {
          loadBlock(matrix, row, k, column, other.columns, scratch);
          scaleBlock(k, isBorder ? 0 : factor.lambda, other.columns, other.lambda, transposed);
          storeBlock(matrix, row, k, column, other.columns, scratch);
          column += other.columns;
        }
      }
      row += k;
    }
  }
}

/** scratch ← A' scratch B or A scratch B'; A absent (0) stands for 1. */
function scaleBlock(rows: i32, a: usize, columns: i32, b: usize, transposed: bool): void {
  const middle = at(scratch, rows * columns);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) {
      let sum = 0.0;
      for (let l = 0; l < columns; l++) {
        sum += get(scratch, i + l * rows) * get(b, transposed ? l + j * columns : j + l * columns);
      }
      set(middle, i + j * rows, sum);
    }
  }
  if (a == 0) {
    copy(scratch, middle, rows * columns);
    return;
  }
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) {
      let sum = 0.0;
      for (let l = 0; l < rows; l++) {
        sum += get(a, transposed ? l + i * rows : i + l * rows) * get(middle, l + j * rows);
      }
      set(scratch, i + j * rows, sum);
    }
  }
}

/** Block (row …, column …) of a lower-triangular tail matrix, symmetric on the diagonal, to column-major memory. */
export function loadBlock(matrix: usize, row: i32, rows: i32, column: i32, columns: i32, to: usize): void {
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) {
      const r = row + i;
      const c = column + j;
      const cell = r >= c ? element(matrix, r, c) : element(matrix, c, r);
      store<f64>(to, load<f64>(cell));
      to += 8;
    }
  }
}

function storeBlock(matrix: usize, row: i32, rows: i32, column: i32, columns: i32, from: usize): void {
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) {
      if (row + i >= column + j) store<f64>(element(matrix, row + i, column + j), load<f64>(from));
      from += 8;
    }
  }
}
