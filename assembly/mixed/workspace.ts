// Memory that one evaluation writes: the dense tail, column buffers and small scratch.
import { tileCount, tileRow } from "../linalg/dense";
import { at, bytes, clear } from "../linalg/memory";
import {
  effects,
  factorAt,
  factorCount,
  maxColumns,
  rank,
  sparseCount,
  tailEffects,
  tailRows,
  tailStart,
} from "./layout";

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
/** Four or more dense columns over the rows after factor 0. */
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
  memory.fill(columns, 0, bytes(columnLength() * columnBuffers()));
}

/** First scalar row that a column buffer covers: the end of factor 0 where there is one. */
export function columnBase(): i32 {
  return sparseCount > 0 ? factorAt(0).levels * factorAt(0).columns : 0;
}

/** Doubles in one column buffer. */
export function columnLength(): usize {
  return ((effects - columnBase() + rank + 1 + 3) & ~3) + 4;
}

export function columnBuffers(): i32 {
  let widest = 4;
  for (let f = 1; f < factorCount; f++) widest = max(widest, factorAt(f).columns);
  return widest;
}

/** Virtual address of row 0 of column buffer `slot`. */
export function columnBuffer(slot: i32): usize {
  return columns + ((<usize>slot * columnLength()) << 3) - (columnBase() << 3);
}

/** Writes column buffers 0 … 3 to tile column `tile` of a tail matrix and clears them. */
export function flushTile(matrix: usize, tile: i32): void {
  const tiles = tileCount(tailRows);
  for (let j = 0; j < 4; j++) {
    const buffer = at(columnBuffer(j), tailStart);
    for (let r = tile; r < tiles; r++) {
      const from = at(buffer, 4 * r);
      const to = at(at(tileRow(matrix, r), 16 * tile), 4 * j);
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    }
    const first: usize = max(0, (tile << 2) - maxColumns);
    clear(at(buffer, first), ((<usize>tiles) << 2) - first);
  }
}

/** Reads tile column `tile` of a tail matrix into column buffers 0 … 3. */
export function expandTile(matrix: usize, tile: i32): void {
  const tiles = tileCount(tailRows);
  for (let j = 0; j < 4; j++) {
    const buffer = at(columnBuffer(j), tailStart);
    for (let r = tile; r < tiles; r++) {
      const to = at(buffer, 4 * r);
      const from = at(at(tileRow(matrix, r), 16 * tile), 4 * j);
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    }
  }
}

/** Number of rows of the tail that belong to random effects, plus those of X when asked. */
export function leadingRows(withFixed: bool): i32 {
  return withFixed ? tailEffects + rank : tailEffects;
}
