// Symmetric and triangular matrices in tile rows: rows 4r … 4r+3 are one panel [column][4], columns 0 … 4r+3, so that
// every panel is at once an operand of the register tile. Right-hand sides are column tiles [row][4].
import { at, bytes, get, set, subtract } from "./memory";
import { tileAdd, tileSubtract } from "./microkernel";

/** Tile rows worked on together: the other operand stays in the first cache. */
const GROUP: i32 = 8;
/** Depth of one pass of a product, and the tiles in it: a panel of that depth stays in the first cache. */
const DEPTH: i32 = 256;
const BLOCK: i32 = DEPTH >> 2;

/** Number of tiles that cover n rows. */
export function tileCount(n: i32): i32 {
  return (n + 3) >> 2;
}

/** Bytes of an n × n matrix in tile rows. */
export function tileRowBytes(n: i32): f64 {
  const t = <f64>tileCount(n);
  return 64 * t * (t + 1);
}

/** Address of tile row r. */
export function tileRow(matrix: usize, r: i32): usize {
  return at(matrix, 8 * (r * (r + 1)));
}

/** Address of element (row, column), row ≥ column within the tile. */
export function element(matrix: usize, row: i32, column: i32): usize {
  return tileRow(matrix, row >> 2) + (bytes(4 * column) + bytes(row & 3));
}

/** S ← S − P P' for n rows; P packed [n/4][depth][4]. */
export function rankUpdate(s: usize, p: usize, n: i32, depth: i32): void {
  const tiles = tileCount(n);
  const stride = bytes(4 * depth);
  for (let k = 0; k < depth; k += DEPTH) {
    const pass = min(DEPTH, depth - k);
    const panel = at(p, 4 * k);
    for (let r0 = 0; r0 < tiles; r0 += GROUP) {
      const r1 = min(r0 + GROUP, tiles);
      for (let c = 0; c < r1; c++) {
        const other = panel + stride * c;
        for (let r = max(c, r0); r < r1; r++) tileSubtract(panel + stride * r, other, pass, at(tileRow(s, r), 16 * c));
      }
    }
  }
}

/** Cholesky of the 4 × 4 tile at t (column-major); its reciprocal pivots go to `inverse`. First bad pivot 1 … 4, or 0. */
@inline
function factorTile(t: usize, inverse: usize): i32 {
  for (let j = 0; j < 4; j++) {
    const column = at(t, 4 * j);
    const pivot = get(column, j);
    if (!(pivot > 0) || pivot == Infinity) return j + 1;
    const root = Math.sqrt(pivot);
    const reciprocal = 1.0 / root;
    set(inverse, j, reciprocal);
    set(column, j, root);
    for (let i = j + 1; i < 4; i++) {
      const entry = at(column, i);
      store<f64>(entry, load<f64>(entry) * reciprocal);
    }
    for (let k = j + 1; k < 4; k++) {
      const x = get(column, k);
      const later = at(t, 4 * k);
      for (let i = k; i < 4; i++) subtract(later, i, x * get(column, i));
      set(later, j, 0);
    }
  }
  return 0;
}

/** Four vectors of four at x ← L⁻¹ x, for the 4 × 4 factor tile at t: vector i belongs to row i of L. */
function solveTile(t: usize, inverse: usize, x: usize): void {
  let x0 = v128.load(x),
    y0 = v128.load(x, 16);
  let s = v128.load64_splat(inverse);
  x0 = f64x2.mul(x0, s);
  y0 = f64x2.mul(y0, s);
  v128.store(x, x0);
  v128.store(x, y0, 16);
  s = v128.load64_splat(t, 8);
  let x1 = f64x2.sub(v128.load(x, 32), f64x2.mul(x0, s));
  let y1 = f64x2.sub(v128.load(x, 48), f64x2.mul(y0, s));
  s = v128.load64_splat(inverse, 8);
  x1 = f64x2.mul(x1, s);
  y1 = f64x2.mul(y1, s);
  v128.store(x, x1, 32);
  v128.store(x, y1, 48);
  s = v128.load64_splat(t, 16);
  let x2 = f64x2.sub(v128.load(x, 64), f64x2.mul(x0, s));
  let y2 = f64x2.sub(v128.load(x, 80), f64x2.mul(y0, s));
  s = v128.load64_splat(t, 48);
  x2 = f64x2.sub(x2, f64x2.mul(x1, s));
  y2 = f64x2.sub(y2, f64x2.mul(y1, s));
  s = v128.load64_splat(inverse, 16);
  x2 = f64x2.mul(x2, s);
  y2 = f64x2.mul(y2, s);
  v128.store(x, x2, 64);
  v128.store(x, y2, 80);
  s = v128.load64_splat(t, 24);
  let x3 = f64x2.sub(v128.load(x, 96), f64x2.mul(x0, s));
  let y3 = f64x2.sub(v128.load(x, 112), f64x2.mul(y0, s));
  s = v128.load64_splat(t, 56);
  x3 = f64x2.sub(x3, f64x2.mul(x1, s));
  y3 = f64x2.sub(y3, f64x2.mul(y1, s));
  s = v128.load64_splat(t, 88);
  x3 = f64x2.sub(x3, f64x2.mul(x2, s));
  y3 = f64x2.sub(y3, f64x2.mul(y2, s));
  s = v128.load64_splat(inverse, 24);
  v128.store(x, f64x2.mul(x3, s), 96);
  v128.store(x, f64x2.mul(y3, s), 112);
}

/** S ← L with L L' = S, in place; rows past n must be those of an identity. Reciprocal pivots to `inverse`. Status. */
export function cholesky(s: usize, inverse: usize, n: i32): i32 {
  const tiles = tileCount(n);
  for (let r0 = 0; r0 < tiles; r0 += GROUP) {
    const r1 = min(r0 + GROUP, tiles);
    for (let c = 0; c < r1; c++) {
      const pivots = tileRow(s, c);
      const diagonal = at(pivots, 16 * c);
      for (let r = max(c, r0); r < r1; r++) {
        const row = tileRow(s, r);
        const tile = at(row, 16 * c);
        tileSubtract(row, pivots, c << 2, tile);
        if (r == c) {
          const bad = factorTile(tile, at(inverse, 4 * c));
          if (bad) return (c << 2) + bad;
        } else {
          solveTile(diagonal, at(inverse, 4 * c), tile);
        }
      }
    }
  }
  return 0;
}

/** X ← L⁻¹ X for the leading `rows` rows; X in `columns` column tiles of `stride` bytes each. */
export function forwardSolve(l: usize, inverse: usize, rows: i32, x: usize, columns: i32, stride: usize): void {
  const tiles = tileCount(rows);
  for (let c0 = 0; c0 < columns; c0 += GROUP) {
    const c1 = min(c0 + GROUP, columns);
    for (let k0 = 0; k0 < tiles; k0 += BLOCK) {
      const k1 = min(k0 + BLOCK, tiles);
      const offset = bytes(16 * k0);
      for (let r = k0; r < tiles; r++) {
        const row = tileRow(l, r);
        for (let c = c0; c < c1; c++) {
          const column = x + stride * c;
          const tile = at(column, 16 * r);
          tileSubtract(column + offset, row + offset, (min(r, k1) - k0) << 2, tile);
          if (r < k1) solveTile(at(row, 16 * r), at(inverse, 4 * r), tile);
        }
      }
    }
  }
}

/** x ← L⁻ᵀ x for the leading `rows` rows of L and one vector x. */
export function backwardSolve(l: usize, inverse: usize, rows: i32, x: usize): void {
  for (let i = rows - 1; i >= 0; i--) {
    const value = get(x, i) * get(inverse, i);
    set(x, i, value);
    const row = at(tileRow(l, i >> 2), i & 3);
    for (let j = 0; j < i; j++) subtract(x, j, value * get(row, 4 * j));
  }
}

/** Bytes of the workspace of `inverseFromFactor`. */
export function columnTileBytes(n: i32): f64 {
  return tileRowBytes(n);
}

/** N ← (L L')⁻¹ for the leading `rows` rows of L, in tile rows; L⁻¹ is built in `work`, column tile c from row 4c on. */
export function inverseFromFactor(l: usize, inverse: usize, rows: i32, n: usize, work: usize): void {
  const tiles = tileCount(rows);
  memory.fill(work, 0, <usize>columnTileBytes(rows));
  for (let c0 = 0; c0 < tiles; c0 += GROUP) {
    const c1 = min(c0 + GROUP, tiles);
    for (let c = c0; c < c1; c++) {
      const tile = at(columnTile(work, tiles, c), 16 * c);
      for (let i: usize = 0; i < 4; i++) store<f64>(tile + i * 40, 1);
    }
    for (let k0 = c0; k0 < tiles; k0 += BLOCK) {
      const k1 = min(k0 + BLOCK, tiles);
      for (let r = k0; r < tiles; r++) {
        const row = tileRow(l, r);
        const last = min(c1, r + 1);
        for (let c = c0; c < last; c++) {
          const column = columnTile(work, tiles, c);
          const tile = at(column, 16 * r);
          const first = max(k0, c);
          const offset = bytes(16 * first);
          tileSubtract(column + offset, row + offset, (min(r, k1) - first) << 2, tile);
          if (r < k1) solveTile(at(row, 16 * r), at(inverse, 4 * r), tile);
        }
      }
    }
  }
  memory.fill(n, 0, <usize>tileRowBytes(rows));
  for (let r0 = 0; r0 < tiles; r0 += GROUP) {
    const r1 = min(r0 + GROUP, tiles);
    for (let k0 = r0; k0 < tiles; k0 += BLOCK) {
      const end = min(rows, (k0 + BLOCK) << 2);
      for (let c = 0; c < r1; c++) {
        const other = columnTile(work, tiles, c);
        for (let r = max(c, r0); r < r1; r++) {
          const first = max(k0, r);
          const offset = bytes(16 * first);
          const tile = at(tileRow(n, r), 16 * c);
          tileAdd(columnTile(work, tiles, r) + offset, other + offset, end - (first << 2), tile);
        }
      }
    }
  }
}

/** Virtual address of row 0 of column tile c of a lower triangle whose column tiles begin at their diagonal. */
function columnTile(work: usize, tiles: i32, c: i32): usize {
  const t: usize = tiles;
  const k: usize = c;
  return at(work, 16 * (k * t - ((k * (k - 1)) >> 1) - k));
}

/** S ← S − G'G for `columns` columns of G in column tiles of `stride` bytes, over the leading `rows` rows. */
export function gramSubtract(s: usize, g: usize, columns: i32, stride: usize, rows: i32): void {
  const tiles = tileCount(columns);
  for (let r0 = 0; r0 < tiles; r0 += GROUP) {
    const r1 = min(r0 + GROUP, tiles);
    for (let c = 0; c < r1; c++) {
      for (let r = max(c, r0); r < r1; r++) {
        tileSubtract(g + stride * r, g + stride * c, rows, at(tileRow(s, r), 16 * c));
      }
    }
  }
}
