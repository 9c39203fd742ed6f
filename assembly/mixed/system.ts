// One evaluation: eliminate the sparse factors level by level, factor the tail, read off log-determinants and r².
// Bates et al. (2015), equations 18 and 48-52, in blocks; r² is the square of the last pivot.
import { cholesky, element, rankUpdate, tileCount } from "../linalg/dense";
import { logProduct, multiplyProduct, startProduct } from "../linalg/logarithm";
import { add, at, bytes, copy, get, index, indexAfter, set, subtract } from "../linalg/memory";
import { factorSmall, multiply, multiplyTransposed, solveRightTransposed } from "../linalg/small";
import { BLOCK_FAILED, OK } from "../status";
import { BOTH, scatterColumn, subtractTouching } from "./eliminate";
import {
  Factor,
  densePanel,
  effects,
  factorAt,
  factorCount,
  nobs,
  rank,
  sparseCount,
  tailEffects,
  tailRows,
  tailStart,
} from "./layout";
import { nextPass, passOver } from "./passes";
import { scaleTail } from "./scale";
import {
  clearTile,
  columnBuffer,
  fetchTile,
  fixedGram,
  flushTile,
  lower,
  panel,
  parkTile,
  pivots,
  schur,
  scratch,
} from "./workspace";

/** r², log|L|², log|R_X|² of the last evaluation. */
export let pwrss: f64 = 0;
export let logDeterminant: f64 = 0;
export let logDeterminantFixed: f64 = 0;

/** Factors the system at the present Λ. Status. */
export function factorize(): i32 {
  startProduct();
  for (let s = 0; s < sparseCount; s++) {
    const factor = factorAt(s);
    for (let level = 0; level < factor.levels; level++) {
      if (s > 0) gatherNode(s, factor, level);
      if (factor.columns == 1 && !densePanel) {
        if (!eliminateScalar(factor, level)) return BLOCK_FAILED;
      } else if (!eliminateNode(factor, level)) return BLOCK_FAILED;
    }
  }
  assembleTail();
  if (densePanel) rankUpdate(schur, panel, tailRows, factorAt(0).levels * factorAt(0).columns);
  scaleTail();
  const status = cholesky(lower, pivots, tailRows);
  if (status != OK) return status;
  for (let i = 0; i < tailEffects; i++) multiplyProduct(load<f64>(element(lower, i, i)));
  logDeterminant = 2 * logProduct();
  startProduct();
  for (let i = tailEffects; i < tailEffects + rank; i++) multiplyProduct(load<f64>(element(lower, i, i)));
  logDeterminantFixed = 2 * logProduct();
  const root = load<f64>(element(lower, tailRows - 1, tailRows - 1));
  pwrss = root * root;
  return OK;
}

/** −2 log-likelihood at the best σ: log-determinants, then c (1 + log 2πr²/c), c = n or n − p. */
export function profiled(restricted: bool, logFixedScale: f64): f64 {
  const c = restricted ? nobs - <f64>rank : nobs;
  const extra = restricted ? logDeterminantFixed + logFixedScale : 0.0;
  return logDeterminant + extra + c * (1 + NativeMath.log((2 * NativeMath.PI * pwrss) / c));
}

/** V̂_j of a sparse factor after the first: its cross-products less what the levels before it take away. */
function gatherNode(s: i32, factor: Factor, level: i32): void {
  const k: usize = factor.columns;
  const node: usize = level;
  const ownRow = <usize>factor.row0 + node * k;
  const first = index(factor.vStart, node);
  const last = indexAfter(factor.vStart, node);
  const buffer = columnBuffer(0);
  passOver(s + 1);
  for (let c: usize = 0; c < k; c += 2) {
    const both = c + 1 < k;
    scatterColumn(factor, level, <i32>c, buffer);
    if (both) scatterColumn(factor, level, <i32>c + 1, buffer + 8);
    subtractTouching(s, level, <i32>c, both ? BOTH : 0, buffer);
    for (let l: usize = 0; l <= <usize>both; l++) {
      const column = at(buffer, l);
      const own = c + l;
      for (let i: usize = 0; i < k; i++) {
        set(factor.vDiagonal, node * k * k + own * k + i, take(column, ownRow + i));
      }
      for (let t = first; t < last; t++) set(factor.vValue, <usize>t * k + own, take(column, index(factor.vRow, t)));
      for (let x: usize = 0; x <= <usize>rank; x++) {
        set(factor.vBorder, (node * (rank + 1) + x) * k + own, take(column, <usize>effects + x));
      }
    }
  }
}

/** What a column buffer holds in a row, which is cleared. */
@inline
function take(column: usize, row: usize): f64 {
  const cell = at(column, 2 * row);
  const value = load<f64>(cell);
  store<f64>(cell, 0);
  return value;
}

function eliminateScalar(factor: Factor, level: i32): bool {
  const node: usize = level;
  const value = load<f64>(factor.lambda);
  const pivot = value * value * get(factor.vDiagonal, node) + 1;
  if (!(pivot > 0) || pivot == Infinity) return false;
  const root = Math.sqrt(pivot);
  multiplyProduct(root);
  const half = value / root;
  set(factor.cholesky, node, root);
  set(factor.half, node, half);
  const last: usize = indexAfter(factor.vStart, node);
  for (let t: usize = index(factor.vStart, node); t < last; t++) set(factor.wValue, t, half * get(factor.vValue, t));
  const border: usize = rank + 1;
  for (let x = node * border; x < (node + 1) * border; x++) set(factor.wBorder, x, half * get(factor.vBorder, x));
  return true;
}

/** L_j L_j' = Λ'V̂_jjΛ + I, M_j = Λ L_j⁻ᵀ, W_j = V̂_j M_j. */
function eliminateNode(factor: Factor, level: i32): bool {
  const k = factor.columns;
  const block = bytes(k * k);
  const node: usize = level;
  const chol = factor.cholesky + node * block;
  const half = factor.half + node * block;
  multiply(k, k, factor.vDiagonal + node * block, factor.lambda, scratch);
  multiplyTransposed(k, factor.lambda, scratch, chol);
  for (let i = 0; i < k; i++) add(chol, i * (k + 1), 1);
  if (factorSmall(k, chol)) return false;
  for (let i = 0; i < k; i++) multiplyProduct(get(chol, i * (k + 1)));
  solveRightTransposed(k, chol, factor.lambda, half);
  const first = index(factor.vStart, node);
  const last = indexAfter(factor.vStart, node);
  const border = rank + 1;
  const width = bytes(k);
  if (densePanel) {
    const stride = bytes(4 * (factor.levels * k));
    const column = at(panel, 4 * (node * k));
    for (let t = first; t < last; t++) {
      const row = index(factor.vRow, t) - tailStart;
      const to = at(column + <usize>(row >> 2) * stride, row & 3);
      multiplyRow(k, factor.vValue + width * t, half, to, 32);
    }
    for (let x = 0; x < border; x++) {
      const row = tailEffects + x;
      const to = at(column + <usize>(row >> 2) * stride, row & 3);
      multiplyRow(k, factor.vBorder + (node * border + x) * width, half, to, 32);
    }
    return true;
  }
  for (let t = first; t < last; t++) multiplyRow(k, factor.vValue + width * t, half, factor.wValue + width * t, 8);
  for (let x = 0; x < border; x++) {
    const own = (node * border + x) * width;
    multiplyRow(k, factor.vBorder + own, half, factor.wBorder + own, 8);
  }
  return true;
}

/** One row of V M: `to` takes k values `step` bytes apart. */
@inline
function multiplyRow(k: i32, row: usize, m: usize, to: usize, step: usize): void {
  for (let c = 0; c < k; c++) {
    let sum = 0.0;
    for (let i = 0; i < k; i++) sum += get(row, i) * get(m, i);
    store<f64>(to, sum);
    m += bytes(k);
    to += step;
  }
}

/** Ŝ: the cross-products of the tail less what the sparse factors take away (a dense panel is subtracted later). */
function assembleTail(): void {
  passOver(0);
  let begun = false;
  let more: bool;
  let column = 0;
  do {
    more = densePanel ? false : nextPass();
    column = 0;
    for (let f = sparseCount; f < factorCount; f++) {
      const factor = factorAt(f);
      for (let level = 0; level < factor.levels; level++) {
        for (let c = 0; c < factor.columns;) {
          if (begun && (column & 3) == 0) fetchTile(column >> 2);
          const lane = column & 1;
          const buffer = columnBuffer(column & 2);
          const both = lane == 0 && c + 1 < factor.columns;
          if (!begun) {
            scatterColumn(factor, level, c, at(buffer, lane));
            if (both) scatterColumn(factor, level, c + 1, buffer + 8);
          }
          subtractTouching(f, level, c, both ? BOTH : lane, buffer);
          const step = 1 + <i32>both;
          c += step;
          column += step;
          if ((column & 3) == 0) {
            const tile = (column >> 2) - 1;
            if (!more) flushTile(schur, tile);
            else {
              parkTile(tile);
              clearTile(tile);
            }
          }
        }
      }
    }
    if (more && column & 3) {
      parkTile(column >> 2);
      clearTile(column >> 2);
    }
    begun = true;
  } while (more);
  const border = rank + 1;
  const gram = scratch;
  copy(gram, fixedGram, border * border);
  const stages = densePanel ? 0 : sparseCount;
  for (let s = 0; s < stages; s++) subtractBorder(factorAt(s), gram);
  for (let x = 0; x < border; x++) {
    const buffer = at(columnBuffer(column & 2), 2 * effects + (column & 1));
    for (let i = x; i < border; i++) set(buffer, 2 * i, get(gram, i + x * border));
    if ((column & 3) == 3) flushTile(schur, column >> 2);
    column++;
  }
  if (column & 3) flushTile(schur, tileCount(tailRows) - 1);
}

/** gram ← gram − Σ_j W_j W_j' over the rows of X and y; lower triangle. */
function subtractBorder(factor: Factor, gram: usize): void {
  const border = rank + 1;
  const k = factor.columns;
  const width = bytes(k);
  let w = factor.wBorder;
  for (let level = 0; level < factor.levels; level++) {
    for (let x = 0; x < border; x++) {
      const left = w + width * x;
      for (let i = x; i < border; i++) {
        const right = w + width * i;
        let sum = 0.0;
        for (let c: usize = 0; c < width; c += 8) sum += load<f64>(left + c) * load<f64>(right + c);
        subtract(gram, i + x * border, sum);
      }
    }
    w += <usize>border * width;
  }
}
