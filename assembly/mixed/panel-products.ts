// S̄V for factor 0 as a panel: what gatherPanel computes, and the blocks of S̄ between factor 0 and the tail besides.
import { element, tileCount, tileRow } from "../linalg/dense";
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
  memory.fill(solved, 0, <usize>columns * stride);
  for (let level = 0; level < factor.levels; level++) scatterNode(level, factor.vValue, factor.vBorder, 0);
  memory.fill(products, 0, <usize>columns * stride);
  const tiles = tileCount(rows);
  const length = (<usize>tileCount(tailRows)) << 7;
  for (let r0 = 0; r0 < tiles; r0 += GROUP) {
    const r1 = min(r0 + GROUP, tiles);
    for (let r = r0; r < r1; r++) fillPanel(r, rows, panels + <usize>(r - r0) * length);
    for (let c = 0; c < columns; c++) {
      const column = solved + <usize>c * stride;
      const to = products + <usize>c * stride;
      for (let r = r0; r < r1; r++) {
        tileAdd(column, panels + <usize>(r - r0) * length, rows, to + ((<usize>r) << 7));
      }
    }
  }
  for (let level = 0; level < factor.levels; level++) {
    closeLevel(level, rows);
    finishNode(factor, level);
  }
}

/** Rows 4r … 4r + 3 of the symmetric S̄, [column][4]. */
function fillPanel(r: i32, rows: i32, to: usize): void {
  memory.copy(to, tileRow(inverse, r), (<usize>r) << 7);
  for (let d = r << 2; d < rows; d++) {
    for (let i = 0; i < 4; i++) {
      const row = (r << 2) + i;
      const value = row >= rows ? 0 : load<f64>(d > row ? element(inverse, d, row) : element(inverse, row, d));
      store<f64>(to + ((<usize>d) << 5) + ((<usize>i) << 3), value);
    }
  }
}

/** Element of S̄V: a row of the tail, a random effect of factor 0. */
export function productAt(row: i32, column: i32): f64 {
  const at = products + <usize>(column >> 2) * solvedStride();
  return load<f64>(at + ((<usize>row) << 5) + ((<usize>(column & 3)) << 3));
}

/** H_j = V_j'(S̄V)_j. */
function closeLevel(level: i32, rows: i32): void {
  const factor = factorAt(0);
  const k = factor.columns;
  const h = factor.gather + ((<usize>(level * k * k)) << 3);
  memory.fill(h, 0, (<usize>(k * k)) << 3);
  const last = load<i32>(factor.vStart + ((<usize>level) << 2), 4);
  for (let t = load<i32>(factor.vStart + ((<usize>level) << 2)); t < last; t++) {
    const row = load<i32>(factor.vRow + ((<usize>t) << 2)) - tailStart;
    if (row >= rows) continue;
    for (let j = 0; j < k; j++) {
      const x = productAt(row, level * k + j);
      for (let i = 0; i < k; i++) {
        const at = h + ((<usize>(i + j * k)) << 3);
        store<f64>(at, load<f64>(at) + x * load<f64>(factor.vValue + ((<usize>(t * k + i)) << 3)));
      }
    }
  }
}
