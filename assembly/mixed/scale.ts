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

/** matrix ← Λ' matrix Λ (transposed) or Λ matrix Λ', block by block in place; lower triangle. */
export function scaleBlocks(matrix: usize, transposed: bool): void {
  let row = 0;
  for (let f = sparseCount; f < factorCount; f++) {
    const factor = factorAt(f);
    for (let level = 0; level < factor.levels; level++) {
      let column = 0;
      for (let g = sparseCount; g <= f; g++) {
        const other = factorAt(g);
        const last = g == f ? level + 1 : other.levels;
        for (let h = 0; h < last; h++) {
          loadBlock(matrix, row, factor.columns, column, other.columns, scratch);
          scaleBlock(factor.columns, factor.lambda, other.columns, other.lambda, transposed);
          storeBlock(matrix, row, factor.columns, column, other.columns, scratch);
          column += other.columns;
        }
      }
      row += factor.columns;
    }
  }
  for (let x = 0; x <= rank; x++) {
    let column = 0;
    for (let g = sparseCount; g < factorCount; g++) {
      const other = factorAt(g);
      for (let h = 0; h < other.levels; h++) {
        loadBlock(matrix, row, 1, column, other.columns, scratch);
        scaleBlock(1, 0, other.columns, other.lambda, transposed);
        storeBlock(matrix, row, 1, column, other.columns, scratch);
        column += other.columns;
      }
    }
    row++;
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
