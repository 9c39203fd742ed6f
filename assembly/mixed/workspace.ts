// Memory that one evaluation writes: the dense tail, column buffers and small scratch.
import { tileCount, tileRow } from "../linalg/dense";
import { at, bytes, clear, copy } from "../linalg/memory";
import { effects, factorAt, maxColumns, rank, sparseCount, tailEffects, tailRows, tailStart } from "./layout";

/** Ŝ (Schur complement of the sparse factors in the tail, free of Λ), L with L L' = Λ'ŜΛ + I, and (Λ'ŜΛ + I)⁻¹, in tile rows. */
export let schur: usize = 0;
export let lower: usize = 0;
export let inverse: usize = 0;
/** Reciprocal pivots of L. */
export let pivots: usize = 0;
/** Workspace of the inverse. */
export let triangle: usize = 0;
/** W of factor 0 as a packed panel [tail row / 4][random effect][4], or 0. */
export let panel: usize = 0;
/** V of factor 0 as right-hand sides, column tiles [tail row][4]; later L⁻¹Λ'V. */
export let solved: usize = 0;
/** [X y]'[X y], (p + 1) × (p + 1), full. */
export let fixedGram: usize = 0;
/** Four dense columns over the rows after factor 0. */
export let columns: usize = 0;
/** u, then b, over all rows: random effects, X, y. */
export let vector: usize = 0;
/** Small matrices of maxColumns or p + 1 rows. */
export let scratch: usize = 0;

export function setWorkspace(
  schurAt: usize,
  lowerAt: usize,
  inverseAt: usize,
  pivotsAt: usize,
  triangleAt: usize,
  panelAt: usize,
  solvedAt: usize,
  fixedGramAt: usize,
  columnsAt: usize,
  vectorAt: usize,
  scratchAt: usize,
): void {
  schur = schurAt;
  lower = lowerAt;
  inverse = inverseAt;
  pivots = pivotsAt;
  triangle = triangleAt;
  panel = panelAt;
  solved = solvedAt;
  fixedGram = fixedGramAt;
  columns = columnsAt;
  vector = vectorAt;
  scratch = scratchAt;
  memory.fill(columns, 0, bytes(4 * columnLength()));
}

/** First scalar row that a column buffer covers: the end of factor 0 where there is one. */
export function columnBase(): i32 {
  return sparseCount > 0 ? factorAt(0).levels * factorAt(0).columns : 0;
}

/** Doubles in one column of a buffer. */
export function columnLength(): usize {
  return ((effects - columnBase() + rank + 1 + 3) & ~3) + 4;
}

/** A vector over the rows of the tail in the memory of column buffers, all zeros before and after; there are four. */
export function tailVector(slot: i32): usize {
  return at(columns, <usize>slot * columnLength() + (tailStart - columnBase()));
}

/** Virtual address of row 0 of the column buffer [row][2] for columns 4t + c and the next, c = 0 or 2. */
export function columnBuffer(c: i32): usize {
  return at(columns, <usize>c * columnLength() - 2 * columnBase());
}

/** Address of the first row of columns c and c + 1 of tile column `tile` in `triangle`, c = 0 or 2, [row from 4 · tile on][2]. */
function parked(tile: i32, c: i32): usize {
  const tiles = tileCount(tailRows);
  return at(triangle, 8 * (tile * (2 * tiles - tile + 1)) + 4 * c * (tiles - tile));
}

/** Virtual address of row 0 of such columns. */
export function parkedColumns(tile: i32, c: i32): usize {
  return parked(tile, c) - 16 * (tailStart + (tile << 2));
}

/** Copies the column buffers of tile column `tile` to `triangle`. */
export function parkTile(tile: i32): void {
  for (let c = 0; c < 4; c += 2) {
    copy(parked(tile, c), at(columnBuffer(c), 2 * (tailStart + (tile << 2))), 8 * (tileCount(tailRows) - tile));
  }
}

/** Copies them back. */
export function fetchTile(tile: i32): void {
  for (let c = 0; c < 4; c += 2) {
    copy(at(columnBuffer(c), 2 * (tailStart + (tile << 2))), parked(tile, c), 8 * (tileCount(tailRows) - tile));
  }
}

/** Clears the column buffers, which hold tile column `tile`. */
export function clearTile(tile: i32): void {
  const first = max(0, (tile << 2) - maxColumns);
  for (let c = 0; c < 4; c += 2) {
    clear(at(columnBuffer(c), 2 * (tailStart + first)), 2 * ((tileCount(tailRows) << 2) - first));
  }
}

/** Writes the column buffers to tile column `tile` of a tail matrix and clears them. */
export function flushTile(matrix: usize, tile: i32): void {
  const tiles = tileCount(tailRows);
  for (let c = 0; c < 4; c += 2) {
    let from = at(columnBuffer(c), 2 * (tailStart + (tile << 2)));
    for (let r = tile; r < tiles; r++) {
      const to = at(at(tileRow(matrix, r), 16 * tile), 4 * c);
      const w = v128.load(from);
      const x = v128.load(from, 16);
      const y = v128.load(from, 32);
      const z = v128.load(from, 48);
      v128.store(to, v128.shuffle<f64>(w, x, 0, 2));
      v128.store(to, v128.shuffle<f64>(y, z, 0, 2), 16);
      v128.store(to, v128.shuffle<f64>(w, x, 1, 3), 32);
      v128.store(to, v128.shuffle<f64>(y, z, 1, 3), 48);
      from += 64;
    }
  }
  clearTile(tile);
}

/** Reads tile column `tile` of a tail matrix into the column buffers. */
export function expandTile(matrix: usize, tile: i32): void {
  const tiles = tileCount(tailRows);
  for (let c = 0; c < 4; c += 2) {
    let to = at(columnBuffer(c), 2 * (tailStart + (tile << 2)));
    for (let r = tile; r < tiles; r++) {
      const from = at(at(tileRow(matrix, r), 16 * tile), 4 * c);
      const w = v128.load(from);
      const x = v128.load(from, 16);
      const y = v128.load(from, 32);
      const z = v128.load(from, 48);
      v128.store(to, v128.shuffle<f64>(w, y, 0, 2));
      v128.store(to, v128.shuffle<f64>(w, y, 1, 3), 16);
      v128.store(to, v128.shuffle<f64>(x, z, 0, 2), 32);
      v128.store(to, v128.shuffle<f64>(x, z, 1, 3), 48);
      to += 64;
    }
  }
}

/** Number of rows of the tail that belong to random effects, plus those of X when asked. */
export function leadingRows(withFixed: bool): i32 {
  return withFixed ? tailEffects + rank : tailEffects;
}
