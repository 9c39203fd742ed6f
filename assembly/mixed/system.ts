// One evaluation: eliminate the sparse factors level by level, factor the tail, read off log-determinants and r².
// Bates et al. (2015), equations 18 and 48-52, in blocks; r² is the square of the last pivot.
import { cholesky, element, rankUpdate, tileCount } from "../linalg/dense";
import { logProduct, multiplyProduct, startProduct } from "../linalg/logarithm";
import { factorSmall, multiply, multiplyTransposed, solveRightTransposed } from "../linalg/small";
import { BLOCK_FAILED, OK } from "../status";
import { scatterColumn, subtractTouching } from "./eliminate";
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
import { scaleTail } from "./scale";
import { columnBuffer, fixedGram, flushTile, schur, lower, panel, pivots, scratch } from "./workspace";

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
  const k = <usize>factor.columns;
  const node = <usize>level;
  const ownRow = <usize>factor.row0 + node * k;
  const first = load<i32>(factor.vStart + (node << 2));
  const last = load<i32>(factor.vStart + (node << 2), 4);
  for (let c: usize = 0; c < k; c++) {
    const buffer = columnBuffer(0);
    scatterColumn(factor, level, <i32>c, buffer);
    subtractTouching(s, level, <i32>c, s + 1, buffer);
    for (let i: usize = 0; i < k; i++) {
      const at = buffer + ((ownRow + i) << 3);
      store<f64>(factor.vDiagonal + ((node * k * k + c * k + i) << 3), load<f64>(at));
      store<f64>(at, 0);
    }
    for (let t = first; t < last; t++) {
      const at = buffer + ((<usize>load<i32>(factor.vRow + ((<usize>t) << 2))) << 3);
      store<f64>(factor.vValue + ((<usize>t * k + c) << 3), load<f64>(at));
      store<f64>(at, 0);
    }
    for (let x: usize = 0; x <= <usize>rank; x++) {
      const at = buffer + ((<usize>effects + x) << 3);
      store<f64>(factor.vBorder + (((node * <usize>(rank + 1) + x) * k + c) << 3), load<f64>(at));
      store<f64>(at, 0);
    }
  }
}

function eliminateScalar(factor: Factor, level: i32): bool {
  const node = <usize>level;
  const value = load<f64>(factor.lambda);
  const pivot = value * value * load<f64>(factor.vDiagonal + (node << 3)) + 1;
  if (!(pivot > 0) || pivot == Infinity) return false;
  const root = Math.sqrt(pivot);
  multiplyProduct(root);
  const half = value / root;
  store<f64>(factor.cholesky + (node << 3), root);
  store<f64>(factor.half + (node << 3), half);
  const last = <usize>load<i32>(factor.vStart + (node << 2), 4);
  for (let t = <usize>load<i32>(factor.vStart + (node << 2)); t < last; t++) {
    store<f64>(factor.wValue + (t << 3), half * load<f64>(factor.vValue + (t << 3)));
  }
  const border = <usize>(rank + 1);
  for (let x = node * border; x < (node + 1) * border; x++) {
    store<f64>(factor.wBorder + (x << 3), half * load<f64>(factor.vBorder + (x << 3)));
  }
  return true;
}

/** L_j L_j' = Λ'V̂_jjΛ + I, M_j = Λ L_j⁻ᵀ, W_j = V̂_j M_j. */
function eliminateNode(factor: Factor, level: i32): bool {
  const k = factor.columns;
  const block = (<usize>(k * k)) << 3;
  const node = <usize>level;
  const chol = factor.cholesky + node * block;
  const half = factor.half + node * block;
  multiply(k, k, factor.vDiagonal + node * block, factor.lambda, scratch);
  multiplyTransposed(k, factor.lambda, scratch, chol);
  for (let i = 0; i < k; i++) {
    const at = chol + ((<usize>(i * (k + 1))) << 3);
    store<f64>(at, load<f64>(at) + 1);
  }
  if (factorSmall(k, chol)) return false;
  for (let i = 0; i < k; i++) multiplyProduct(load<f64>(chol + ((<usize>(i * (k + 1))) << 3)));
  solveRightTransposed(k, chol, factor.lambda, half);
  const first = load<i32>(factor.vStart + (node << 2));
  const last = load<i32>(factor.vStart + (node << 2), 4);
  const border = rank + 1;
  const width = (<usize>k) << 3;
  if (densePanel) {
    const stride = (<usize>(factor.levels * k)) << 5;
    const column = panel + ((node * <usize>k) << 5);
    for (let t = first; t < last; t++) {
      const row = load<i32>(factor.vRow + ((<usize>t) << 2)) - tailStart;
      const to = column + <usize>(row >> 2) * stride + ((<usize>(row & 3)) << 3);
      multiplyRow(k, factor.vValue + <usize>t * width, half, to, 32);
    }
    for (let x = 0; x < border; x++) {
      const row = tailEffects + x;
      const to = column + <usize>(row >> 2) * stride + ((<usize>(row & 3)) << 3);
      multiplyRow(k, factor.vBorder + (node * <usize>border + <usize>x) * width, half, to, 32);
    }
    return true;
  }
  for (let t = first; t < last; t++) {
    multiplyRow(k, factor.vValue + <usize>t * width, half, factor.wValue + <usize>t * width, 8);
  }
  for (let x = 0; x < border; x++) {
    const at = (node * <usize>border + <usize>x) * width;
    multiplyRow(k, factor.vBorder + at, half, factor.wBorder + at, 8);
  }
  return true;
}

/** One row of V M: `to` takes k values `step` bytes apart. */
function multiplyRow(k: i32, row: usize, m: usize, to: usize, step: usize): void {
  for (let c = 0; c < k; c++) {
    let sum = 0.0;
    for (let i = 0; i < k; i++) sum += load<f64>(row + ((<usize>i) << 3)) * load<f64>(m + ((<usize>i) << 3));
    store<f64>(to, sum);
    m += (<usize>k) << 3;
    to += step;
  }
}

/** Ŝ: the cross-products of the tail less what the sparse factors take away (a dense panel is subtracted later). */
function assembleTail(): void {
  const stages = densePanel ? 0 : sparseCount;
  let column = 0;
  for (let f = sparseCount; f < factorCount; f++) {
    const factor = factorAt(f);
    for (let level = 0; level < factor.levels; level++) {
      for (let c = 0; c < factor.columns; c++) {
        const buffer = columnBuffer(column & 3);
        scatterColumn(factor, level, c, buffer);
        subtractTouching(f, level, c, stages, buffer);
        if ((column & 3) == 3) flushTile(schur, column >> 2);
        column++;
      }
    }
  }
  const border = rank + 1;
  const gram = scratch;
  memory.copy(gram, fixedGram, (<usize>(border * border)) << 3);
  for (let s = 0; s < stages; s++) subtractBorder(factorAt(s), gram);
  for (let x = 0; x < border; x++) {
    const buffer = columnBuffer(column & 3) + ((<usize>effects) << 3);
    for (let i = x; i < border; i++) {
      store<f64>(buffer + ((<usize>i) << 3), load<f64>(gram + ((<usize>(i + x * border)) << 3)));
    }
    if ((column & 3) == 3) flushTile(schur, column >> 2);
    column++;
  }
  if (column & 3) flushTile(schur, tileCount(tailRows) - 1);
}

/** gram ← gram − Σ_j W_j W_j' over the rows of X and y; lower triangle. */
function subtractBorder(factor: Factor, gram: usize): void {
  const border = rank + 1;
  const k = factor.columns;
  const width = (<usize>k) << 3;
  let w = factor.wBorder;
  for (let level = 0; level < factor.levels; level++) {
    for (let x = 0; x < border; x++) {
      const left = w + <usize>x * width;
      for (let i = x; i < border; i++) {
        const right = w + <usize>i * width;
        let sum = 0.0;
        for (let c: usize = 0; c < width; c += 8) sum += load<f64>(left + c) * load<f64>(right + c);
        const at = gram + ((<usize>(i + x * border)) << 3);
        store<f64>(at, load<f64>(at) - sum);
      }
    }
    w += <usize>border * width;
  }
}
