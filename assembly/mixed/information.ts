// Average information: for direction a the vector h_a with Z h_a = V_a Py, and (c/r²)(h_a'Z'Zh_b − r_a'r_b) with r the
// forward solve of Z'Zh through the bordered factor. Gilmour, Thompson & Cullis (1995), profiled over σ.
import { forwardSolve, tileCount } from "../linalg/dense";
import { add, at, bytes, clear, get, index, indexAfter, set } from "../linalg/memory";
import { tileAdd, tileSubtract } from "../linalg/microkernel";
import {
  Factor,
  densePanel,
  effects,
  factorAt,
  factorCount,
  nobs,
  rank,
  sparseCount,
  tailRows,
  tailStart,
} from "./layout";
import { scaleRows, vectorRows } from "./right-hand-sides";
import { pwrss } from "./system";
import { lower, panel, pivots, scratch } from "./workspace";

/**
 * Directions come in tiles of four of one factor, `tileFactor` by tile, as `pieces` that each change one column of Λ: `slot`
 * is 4 · tile + place of the direction that a piece is of, `column` and `vectors` (one every `width` doubles) are by piece.
 * `h` and `v` are column tiles over `vectorRows()` rows; `out` takes one tile of sixteen doubles for each pair of tiles
 * a ≥ b, at (a (a + 1) / 2 + b).
 */
export function averageInformation(
  restricted: bool,
  tiles: i32,
  tileFactor: usize,
  pieces: i32,
  slot: usize,
  column: usize,
  vectors: usize,
  width: i32,
  h: usize,
  v: usize,
  out: usize,
): void {
  const stride = bytes(4 * vectorRows());
  memory.fill(h, 0, stride * tiles);
  for (let piece = 0; piece < pieces; piece++) {
    const place = index(slot, piece);
    const tile = place >> 2;
    addPiece(
      factorAt(index(tileFactor, tile)),
      index(column, piece),
      at(vectors, piece * width),
      at(h + stride * tile, place & 3),
    );
  }
  reducedGram(tiles, tileFactor, h, v, out, tailRows);
  const factor = (restricted ? nobs - <f64>rank : nobs) / pwrss;
  const end = at(out, 8 * (tiles * (tiles + 1)));
  for (let entry = out; entry < end; entry += 8) store<f64>(entry, factor * load<f64>(entry));
}

/** h_a'Z'PZh_b of any vectors `h`, with X projected out; laid out as in averageInformation. */
export function projectedGram(tiles: i32, tileFactor: usize, h: usize, v: usize, out: usize): void {
  reducedGram(tiles, tileFactor, h, v, out, tailRows - 1);
}

/** h_a'Z'Zh_b − r_a'r_b over the sparse factors and the first `rows` rows of the tail. */
function reducedGram(tiles: i32, tileFactor: usize, h: usize, v: usize, out: usize, rows: i32): void {
  const stride = bytes(4 * vectorRows());
  memory.fill(v, 0, stride * tiles);
  clear(out, 8 * (tiles * (tiles + 1)));
  for (let a = 0; a < tiles; a++) multiplyCross(index(tileFactor, a), h + stride * a, v + stride * a);
  for (let a = 0; a < tiles; a++) {
    const factor = factorAt(index(tileFactor, a));
    const first = bytes(4 * factor.row0);
    for (let b = 0; b <= a; b++) {
      const tile = at(out, 16 * ((a * (a + 1)) / 2 + b));
      tileAdd(h + stride * a + first, v + stride * b + first, factor.total * factor.columns, tile);
    }
  }
  forwardEffects(v, tiles);
  for (let a = 0; a < tiles; a++) {
    for (let b = 0; b <= a; b++) {
      const tile = at(out, 16 * ((a * (a + 1)) / 2 + b));
      tileSubtract(v + stride * a, v + stride * b, tailStart + rows, tile);
    }
  }
}

/** v ← L⁻¹Λ'v on the random effects, then R_X⁻ᵀ times what is left on the rows of X, for `tiles` column tiles. */
export function forwardEffects(v: usize, tiles: i32): void {
  const stride = bytes(4 * vectorRows());
  for (let a = 0; a < tiles; a++) forwardSparse(v + stride * a);
  const tail = at(v, 4 * tailStart);
  scaleRows(tail, tiles, stride);
  forwardSolve(lower, pivots, tailRows, tail, tiles, stride);
}

/** Sums of squares of four columns over all random effects, to four doubles. */
export function effectSquares(v: usize, to: usize): void {
  let low = f64x2.splat(0);
  let high = low;
  const end = at(v, 4 * effects);
  for (let row = v; row < end; row += 32) {
    const a = v128.load(row);
    const b = v128.load(row, 16);
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  v128.store(to, low);
  v128.store(to, high, 16);
}

/** h_j += p u_jc + Λ_c (p'g_j) in each level j, every fourth double from `h` on. */
function addPiece(factor: Factor, c: i32, p: usize, h: usize): void {
  const k = factor.columns;
  const lambda = at(factor.lambda, c * k);
  for (let level = 0; level < factor.total; level++) {
    const own = bytes(level * k);
    const u = get(factor.spherical + own, c);
    let projection = 0.0;
    for (let i = 0; i < k; i++) projection += get(p, i) * get(factor.score + own, i);
    for (let i = 0; i < k; i++) {
      const value = get(p, i) * u + get(lambda, i) * projection;
      add(h, 4 * (factor.row0 + level * k + i), value);
    }
  }
}

function addScaled(to: usize, x: f64, from: usize): void {
  const s = f64x2.splat(x);
  v128.store(to, f64x2.add(v128.load(to), f64x2.mul(s, v128.load(from))));
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.mul(s, v128.load(from, 16))), 16);
}

/** v ← [Z X y]'Z h for h that lives on factor f. */
function multiplyCross(f: i32, h: usize, v: usize): void {
  const factor = factorAt(f);
  const firstRow = factor.row0;
  const lastRow = firstRow + factor.total * factor.columns;
  for (let g = 0; g < f; g++) {
    const other = factorAt(g);
    const k = other.columns;
    for (let level = 0; level < other.levels; level++) {
      const to = at(v, 4 * (other.row0 + level * k));
      const last = indexAfter(other.aStart, level);
      for (let t = index(other.aStart, level); t < last; t++) {
        const row = index(other.aRow, t);
        if (row < firstRow) continue;
        if (row >= lastRow) break;
        const value = at(other.aValue, t * k);
        for (let i = 0; i < k; i++) addScaled(at(to, 4 * i), get(value, i), at(h, 4 * row));
      }
    }
  }
  const k = factor.columns;
  for (let level = 0; level < factor.total; level++) {
    const here = bytes(4 * (firstRow + level * k));
    const own = at(factor.aDiagonal, level * k * k);
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < k; i++) addScaled(at(v + here, 4 * i), get(own, i + j * k), at(h + here, 4 * j));
    }
    const last = indexAfter(factor.aStart, level);
    for (let t = index(factor.aStart, level); t < last; t++) {
      const to = at(v, 4 * index(factor.aRow, t));
      addBlockRow(k, at(factor.aValue, t * k), h + here, to, 1);
    }
    for (let x = 0; x <= rank; x++) {
      const value = at(factor.aBorder, (level * (rank + 1) + x) * k);
      addBlockRow(k, value, h + here, at(v, 4 * (effects + x)), 1);
    }
  }
}

/** to += sign · Σ_i value_i from_i. */
function addBlockRow(k: i32, value: usize, from: usize, to: usize, sign: f64): void {
  for (let i = 0; i < k; i++) addScaled(to, sign * get(value, i), at(from, 4 * i));
}

/** r_j = L_j⁻¹Λ'v_j = M_j'v_j in place for the sparse factors, and v less W r on all later rows. */
function forwardSparse(v: usize): void {
  for (let s = 0; s < sparseCount; s++) {
    const factor = factorAt(s);
    const k = factor.columns;
    for (let level = 0; level < factor.levels; level++) {
      const own = at(v, 4 * (factor.row0 + level * k));
      if (isZero(own, k)) continue;
      transposeMultiply(k, at(factor.half, level * k * k), own);
      if (densePanel) continue;
      const last = indexAfter(factor.vStart, level);
      for (let t = index(factor.vStart, level); t < last; t++) {
        const to = at(v, 4 * index(factor.vRow, t));
        addBlockRow(k, at(factor.wValue, t * k), own, to, -1);
      }
      for (let x = 0; x <= rank; x++) {
        const value = at(factor.wBorder, (level * (rank + 1) + x) * k);
        addBlockRow(k, value, own, at(v, 4 * (effects + x)), -1);
      }
    }
  }
  if (!densePanel) return;
  const depth = factorAt(0).levels * factorAt(0).columns;
  const tiles = tileCount(tailRows);
  for (let r = 0; r < tiles; r++) {
    tileSubtract(v, panel + <usize>r * bytes(4 * depth), depth, at(v, 4 * (tailStart + (r << 2))));
  }
}

function isZero(x: usize, k: i32): bool {
  const end = at(x, 4 * k);
  for (; x < end; x += 8) if (load<f64>(x) != 0) return false;
  return true;
}

/** k rows of four ← M' times them. */
function transposeMultiply(k: i32, m: usize, x: usize): void {
  if (k == 1) {
    const s = v128.load64_splat(m);
    v128.store(x, f64x2.mul(v128.load(x), s));
    v128.store(x, f64x2.mul(v128.load(x, 16), s), 16);
    return;
  }
  for (let d: usize = 0; d < 32; d += 8) {
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) sum += get(m, l + i * k) * load<f64>(at(x, 4 * l) + d);
      set(scratch, i, sum);
    }
    for (let i = 0; i < k; i++) store<f64>(at(x, 4 * i) + d, get(scratch, i));
  }
}
