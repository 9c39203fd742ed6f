// Columns of the tail as right-hand sides of L: column tiles [tail row][4], with the tail's Λ' applied.
import { tileCount } from "../linalg/dense";
import { at, bytes, get, index, indexAfter, set } from "../linalg/memory";
import { effects, factorAt, factorCount, rank, sparseCount, tailEffects, tailRows, tailStart } from "./layout";
import { scratch, solved } from "./workspace";

/** Bytes of one column tile. */
export function solvedStride(): usize {
  return bytes(16 * tileCount(tailRows));
}

/** solved ← Λ'V for all columns of factor 0. */
export function fillSolved(): void {
  const factor = factorAt(0);
  const k = factor.columns;
  memory.fill(solved, 0, solvedStride() * tileCount(factor.levels * k));
  for (let level = 0; level < factor.levels; level++) scatterNode(level, factor.vValue, factor.vBorder, 0);
  scaleRows(solved, tileCount(factor.levels * k), solvedStride());
}

/** Column tiles of `to` ← rows of V_j C (C absent: V_j) of one level of factor 0. */
export function scatterNode(level: i32, values: usize, border: usize, c: usize, to: usize = solved): void {
  const factor = factorAt(0);
  const k = factor.columns;
  const stride = solvedStride();
  const first = index(factor.vStart, level);
  const last = indexAfter(factor.vStart, level);
  for (let t = first; t < last; t++) {
    const row = index(factor.vRow, t) - tailStart;
    scatterRow(k, at(values, t * k), c, to, level * k, row, stride);
  }
  for (let x = 0; x <= rank; x++) {
    const from = at(border, (level * (rank + 1) + x) * k);
    scatterRow(k, from, c, to, level * k, tailEffects + x, stride);
  }
}

function scatterRow(k: i32, values: usize, c: usize, to: usize, column: i32, row: i32, stride: usize): void {
  for (let j = 0; j < k; j++) {
    let value = get(values, j);
    if (c != 0) {
      value = 0;
      for (let i = 0; i < k; i++) value += get(values, i) * get(c, i + j * k);
    }
    const own = column + j;
    set(at(to + <usize>(own >> 2) * stride, 4 * row), own & 3, value);
  }
}

/** X ← Λ'X on the rows of the tail's factors, for `tiles` column tiles of `stride` bytes. */
export function scaleRows(x: usize, tiles: i32, stride: usize): void {
  for (let tile = 0; tile < tiles; tile++) {
    let row = x + stride * tile;
    for (let f = sparseCount; f < factorCount; f++) {
      const factor = factorAt(f);
      const k = factor.columns;
      const lambda = factor.lambda;
      if (k == 1) {
        const s = v128.load64_splat(lambda);
        for (let level = 0; level < factor.levels; level++) {
          v128.store(row, f64x2.mul(v128.load(row), s));
          v128.store(row, f64x2.mul(v128.load(row, 16), s), 16);
          row += 32;
        }
        continue;
      }
      const block = bytes(4 * k);
      for (let level = 0; level < factor.levels; level++) {
        for (let i = 0; i < k; i++) {
          let low = f64x2.splat(0);
          let high = low;
          for (let l = 0; l < k; l++) {
            const s = v128.load64_splat(at(lambda, l + i * k));
            low = f64x2.add(low, f64x2.mul(s, v128.load(at(row, 4 * l))));
            high = f64x2.add(high, f64x2.mul(s, v128.load(at(row, 4 * l), 16)));
          }
          v128.store(at(scratch, 4 * i), low);
          v128.store(at(scratch, 4 * i), high, 16);
        }
        memory.copy(row, scratch, block);
        row += block;
      }
    }
  }
}

/** Rows of all random effects, then the tail's X, y and padding: one column tile of vectors over everything. */
export function vectorRows(): i32 {
  return effects - tailEffects + (tileCount(tailRows) << 2);
}
