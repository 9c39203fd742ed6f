// Sums of products of blocks over pairs of levels: the fourth moments of Q = Z'PZ that the exact Hessian needs
// (one sparse factor only), and those of the cross-products themselves for the moment start.
import { element, forwardSolve, gramSubtract, tileCount, tileRow, tileRowBytes } from "../linalg/dense";
import { at, bytes, clear, get, index, indexAfter, set } from "../linalg/memory";
import { tileAdd } from "../linalg/microkernel";
import { multiply, multiplyByTransposed } from "../linalg/small";
import { effects, Factor, factorAt, rank, tailEffects, tailStart } from "./layout";
import { scaleRows, scatterNode, solvedStride } from "./right-hand-sides";
import { schur, leadingRows, lower, pivots, scratch } from "./workspace";

/** Blocks packed before their outer products are added. */
const CHUNK: i32 = 64;

/**
 * Q = Z'PZ (REML) or Z'V⁻¹Z (ML) into `q`, tile rows over all random effects. `wide` is room for as many column tiles
 * over the tail. Needs gradient-free state only: L and Ŝ.
 */
export function projectedCross(restricted: bool, wide: usize, q: usize): void {
  const rows = leadingRows(restricted);
  const stride = solvedStride();
  const tiles = tileCount(effects);
  const factor = factorAt(0);
  const k = factor.columns;
  const block = bytes(k * k);
  memory.fill(wide, 0, stride * tiles);
  memory.fill(q, 0, <usize>tileRowBytes(effects));
  const product = scratch;
  const first = product + block;
  const reduced = first + block;
  for (let level = 0; level < factor.levels; level++) {
    const own = factor.aDiagonal + block * level;
    const half = factor.half + block * level;
    multiplyByTransposed(k, half, half, product);
    multiply(k, k, product, own, reduced);
    multiply(k, k, own, reduced, first);
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < k; i++) {
        const ij = bytes(i + j * k);
        store<f64>(reduced + ij, (i == j ? 1.0 : 0.0) - load<f64>(reduced + ij));
        if (i < j) continue;
        store<f64>(element(q, level * k + i, level * k + j), load<f64>(own + ij) - load<f64>(first + ij));
      }
    }
    scatterNode(level, factor.vValue, factor.vBorder, reduced, wide);
  }
  for (let column = 0; column < tailStart; column++) {
    const from = at(wide + <usize>(column >> 2) * stride, column & 3);
    for (let row = 0; row < tailEffects; row++) store<f64>(element(q, tailStart + row, column), get(from, 4 * row));
  }
  for (let j = 0; j < tailEffects; j++) {
    const column = tailStart + j;
    const to = at(wide + <usize>(column >> 2) * stride, column & 3);
    for (let i = 0; i < tailEffects + rank; i++) {
      const value = load<f64>(i >= j ? element(schur, i, j) : element(schur, j, i));
      set(to, 4 * i, value);
      if (i >= j && i < tailEffects) store<f64>(element(q, tailStart + i, column), value);
    }
  }
  scaleRows(wide, tiles, stride);
  forwardSolve(lower, pivots, rows, wide, tiles, stride);
  gramSubtract(q, wide, effects, stride, rows);
}

/**
 * Σ over level pairs of vec(Q_lh) vec(Q_lh)' for factors s ≤ t, in tile rows of size k_s k_t at `out`. `pack` holds
 * CHUNK packed blocks.
 */
export function fourthMoment(s: i32, t: i32, q: usize, pack: usize, out: usize): void {
  const one = factorAt(s);
  const two = factorAt(t);
  const ks = one.columns;
  const kt = two.columns;
  startOuter(ks * kt, pack, out);
  if (ks == 1 && kt == 1) {
    store<f64>(out, squares(q, one, two));
    return;
  }
  for (let l = 0; l < one.levels; l++) {
    for (let h = 0; h < two.levels; h++) {
      const row = one.row0 + l * ks;
      const column = two.row0 + h * kt;
      for (let b = 0; b < kt; b++) {
        for (let a = 0; a < ks; a++) {
          const i = row + a;
          const j = column + b;
          put(a + ks * b, load<f64>(i >= j ? element(q, i, j) : element(q, j, i)));
        }
      }
      next();
    }
  }
  flush();
}

/** Σ of the squares of the block of Q of two factors with one column each; Q holds the rows of the later one. */
function squares(q: usize, one: Factor, two: Factor): f64 {
  let sum = 0.0;
  for (let row = two.row0; row < two.row0 + two.levels; row++) {
    const last = min(one.row0 + one.levels, row);
    let entry = element(q, row, one.row0);
    let line = 0.0;
    for (let column = one.row0; column < last; column++) {
      const value = load<f64>(entry);
      line += value * value;
      entry += 32;
    }
    if (one.row0 == two.row0) {
      const value = load<f64>(entry);
      line = 2 * line + value * value;
    }
    sum += line;
  }
  return sum;
}

/**
 * The same for the cross-product blocks A_jh of factors s < t, or A_jj for s = t, each level j of the first multiplied
 * from the left by its k_s × k_s matrix at `left`, or each level h of the second by its matrix at `right` (0: none).
 */
export function crossMoment(s: i32, t: i32, left: usize, right: usize, pack: usize, out: usize): void {
  const one = factorAt(s);
  const two = factorAt(t);
  const ks = one.columns;
  const kt = two.columns;
  const size = ks * kt;
  startOuter(size, pack, out);
  if (s == t) {
    for (let level = 0; level < one.total; level++) {
      const own = bytes(level * size);
      putWeighted(ks, kt, one.aDiagonal + own, left == 0 ? 0 : left + own, 0);
    }
  } else {
    const last = two.row0 + two.total * kt;
    for (let level = 0; level < one.total; level++) {
      const weight: usize = left == 0 ? 0 : at(left, level * ks * ks);
      const stop = indexAfter(one.aStart, level);
      for (let e = index(one.aStart, level); e < stop; e++) {
        const row = index(one.aRow, e);
        if (row < two.row0) continue;
        if (row >= last) break;
        const other: usize = right == 0 ? 0 : at(right, (row - two.row0) * kt);
        putWeighted(ks, kt, at(one.aValue, e * ks), weight, other);
        e += kt - 1;
      }
    }
  }
  flush();
}

/** Packs L A R' for one k_s × k_t block A; L or R absent (0) stands for the identity. */
function putWeighted(ks: i32, kt: i32, block: usize, left: usize, right: usize): void {
  const size = ks * kt;
  if (left == 0 && right == 0) {
    for (let i = 0; i < size; i++) put(i, get(block, i));
  } else {
    for (let j = 0; j < kt; j++) {
      for (let i = 0; i < ks; i++) {
        let sum = 0.0;
        if (left != 0) {
          for (let l = 0; l < ks; l++) sum += get(left, i + l * ks) * get(block, l + j * ks);
        } else {
          for (let l = 0; l < kt; l++) sum += get(block, i + l * ks) * get(right, j + l * kt);
        }
        put(i + j * ks, sum);
      }
    }
  }
  next();
}

let packed: usize = 0;
let target: usize = 0;
let tilesOf: i32 = 0;
let count: i32 = 0;

function startOuter(size: i32, pack: usize, out: usize): void {
  packed = pack;
  target = out;
  tilesOf = tileCount(size);
  count = 0;
  clear(pack, 4 * (tilesOf * CHUNK));
  memory.fill(out, 0, <usize>tileRowBytes(size));
}

function put(i: i32, value: f64): void {
  set(at(packed, 4 * ((i >> 2) * CHUNK + count)), i & 3, value);
}

function next(): void {
  count++;
  if (count == CHUNK) flush();
}

function flush(): void {
  for (let r = 0; r < tilesOf; r++) {
    for (let c = 0; c <= r; c++) {
      const tile = at(tileRow(target, r), 16 * c);
      tileAdd(at(packed, 4 * (r * CHUNK)), at(packed, 4 * (c * CHUNK)), count, tile);
    }
  }
  count = 0;
}
