// S̄V for factor 0 as a panel: what gatherPanel computes, and the blocks of S̄ between factor 0 and the tail besides.
import { element, tileCount, tileRow } from "../linalg/dense";
import { add, at, bytes, clear, copy, get, index, indexAfter, set } from "../linalg/memory";
import { tileAdd } from "../linalg/microkernel";
import { finishNode } from "./gather";
import { factorAt, tailRows, tailStart } from "./layout";
import { scatterNode, solvedStride } from "./right-hand-sides";
import { inverse, solved } from "./workspace";

/** Row panels worked on together. */
const GROUP: i32 = 8;

/** S̄V in column tiles as `solved`, or 0 where it is not wanted; GROUP full row panels of S̄. */
export let products: usize = 0;
let panels: usize = 0;

/** Doubles that `setProducts` needs for its second argument. */
export function productPanelLength(): i32 {
  return GROUP * 4 * (tileCount(tailRows) << 2);
}

export function setProducts(productsAt: usize, panelsAt: usize): void {
  products = productsAt;
  panels = panelsAt;
}

/** `products` ← S̄V, H_j = V_j'S̄V_j and what follows from it, for S̄ over the leading `rows` rows of the tail. */
export function gatherPanelProducts(rows: i32): void {
  const factor = factorAt(0);
  const stride = solvedStride();
  const columns = tileCount(factor.levels * factor.columns);
  memory.fill(solved, 0, stride * columns);
  for (let level = 0; level < factor.levels; level++) scatterNode(level, factor.vValue, factor.vBorder, 0);
  memory.fill(products, 0, stride * columns);
  const tiles = tileCount(rows);
  const length = bytes(16 * tileCount(tailRows));
  for (let r0 = 0; r0 < tiles; r0 += GROUP) {
    const r1 = min(r0 + GROUP, tiles);
    for (let r = r0; r < r1; r++) fillPanel(r, rows, panels + <usize>(r - r0) * length);
    for (let c = 0; c < columns; c++) {
      const column = solved + stride * c;
      const to = products + stride * c;
      for (let r = r0; r < r1; r++) tileAdd(column, panels + <usize>(r - r0) * length, rows, at(to, 16 * r));
    }
  }
  for (let level = 0; level < factor.levels; level++) {
    closeLevel(level, rows);
    finishNode(factor, level);
  }
}

/** Rows 4r … 4r + 3 of the symmetric S̄, [column][4]. */
@inline
function fillPanel(r: i32, rows: i32, to: usize): void {
  copy(to, tileRow(inverse, r), 16 * r);
  for (let d = r << 2; d < rows; d++) {
    for (let i = 0; i < 4; i++) {
      const row = (r << 2) + i;
      const value = row >= rows ? 0 : load<f64>(d > row ? element(inverse, d, row) : element(inverse, row, d));
      set(at(to, 4 * d), i, value);
    }
  }
}

/** Element of S̄V: a row of the tail, a random effect of factor 0. */
export function productAt(row: i32, column: i32): f64 {
  return get(at(products + solvedStride() * (column >> 2), 4 * row), column & 3);
}

/** H_j = V_j'(S̄V)_j. */
function closeLevel(level: i32, rows: i32): void {
  const factor = factorAt(0);
  const k = factor.columns;
  const h = factor.gather + bytes(level * k * k);
  clear(h, k * k);
  const last = indexAfter(factor.vStart, level);
  for (let t = index(factor.vStart, level); t < last; t++) {
    const row = index(factor.vRow, t) - tailStart;
    if (row >= rows) continue;
    for (let j = 0; j < k; j++) {
      const x = productAt(row, level * k + j);
      for (let i = 0; i < k; i++) add(h, i + j * k, x * get(factor.vValue, t * k + i));
    }
  }
}
