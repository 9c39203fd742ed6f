// Columns of the tail as right-hand sides of L: column tiles [tail row][4], with the tail's Λ' applied.
import { tileCount } from "../linalg/dense";
import { effects, factorAt, factorCount, rank, sparseCount, tailEffects, tailRows, tailStart } from "./layout";
import { scratch, solved } from "./workspace";

/** Bytes of one column tile. */
export function solvedStride(): usize {
  return (<usize>tileCount(tailRows)) << 7;
}

/** solved ← Λ'V for all columns of factor 0. */
export function fillSolved(): void {
  const factor = factorAt(0);
  const k = factor.columns;
  memory.fill(solved, 0, <usize>tileCount(factor.levels * k) * solvedStride());
  for (let level = 0; level < factor.levels; level++) {
    scatterNode(level, factor.vValue, factor.vBorder, 0);
  }
  scaleRows(solved, tileCount(factor.levels * k), solvedStride());
}

/** Column tiles of `to` ← rows of V_j C (C absent: V_j) of one level of factor 0. */
export function scatterNode(level: i32, values: usize, border: usize, c: usize, to: usize = solved): void {
  const factor = factorAt(0);
  const k = factor.columns;
  const stride = solvedStride();
  const node = <usize>level;
  const first = load<i32>(factor.vStart + (node << 2));
  const last = load<i32>(factor.vStart + (node << 2), 4);
  for (let t = first; t < last; t++) {
    const row = load<i32>(factor.vRow + ((<usize>t) << 2)) - tailStart;
    scatterRow(k, values + ((<usize>t * <usize>k) << 3), c, to, level * k, row, stride);
  }
  for (let x = 0; x <= rank; x++) {
    const from = border + (((node * <usize>(rank + 1) + <usize>x) * <usize>k) << 3);
    scatterRow(k, from, c, to, level * k, tailEffects + x, stride);
  }
}

function scatterRow(k: i32, values: usize, c: usize, to: usize, column: i32, row: i32, stride: usize): void {
  for (let j = 0; j < k; j++) {
    let value = load<f64>(values + ((<usize>j) << 3));
    if (c != 0) {
      value = 0;
      for (let i = 0; i < k; i++) {
        value += load<f64>(values + ((<usize>i) << 3)) * load<f64>(c + ((<usize>(i + j * k)) << 3));
      }
    }
    const at = column + j;
    store<f64>(to + <usize>(at >> 2) * stride + ((<usize>row) << 5) + ((<usize>(at & 3)) << 3), value);
  }
}

/** X ← Λ'X on the rows of the tail's factors, for `tiles` column tiles of `stride` bytes. */
export function scaleRows(x: usize, tiles: i32, stride: usize): void {
  for (let tile = 0; tile < tiles; tile++) {
    let row = x + <usize>tile * stride;
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
      const block = (<usize>k) << 5;
      for (let level = 0; level < factor.levels; level++) {
        for (let i = 0; i < k; i++) {
          let low = f64x2.splat(0);
          let high = low;
          for (let l = 0; l < k; l++) {
            const s = v128.load64_splat(lambda + ((<usize>(l + i * k)) << 3));
            low = f64x2.add(low, f64x2.mul(s, v128.load(row + ((<usize>l) << 5))));
            high = f64x2.add(high, f64x2.mul(s, v128.load(row + ((<usize>l) << 5), 16)));
          }
          v128.store(scratch + ((<usize>i) << 5), low);
          v128.store(scratch + ((<usize>i) << 5), high, 16);
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
