// ∂/∂Λ of the objective by the selected inverse S̄ of the bordered system (leading block: random effects for ML, and
// the columns of X for REML). It never divides by Λ, so it holds at singular Λ.
import { element, inverseFromFactor } from "../linalg/dense";
import { add, at, bytes, clear, get, set } from "../linalg/memory";
import { gatherPanel, gatherSparse } from "./gather";
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
  tailStart,
} from "./layout";
import { gatherPanelProducts, products } from "./panel-products";
import { clearScales, isTailEven, isTailScalar, loadBlock, rowScales, scaleBlocks, scaleByRows } from "./scale";
import { pwrss } from "./system";
import { tracePairs } from "./trace-pairs";
import { schur, inverse, leadingRows, lower, pivots, scratch, tailVector, triangle } from "./workspace";

/** ∂objective/∂Λ_f for every factor, and Cov(b_j | y)/σ² of every level; after `solve`. */
export function gradient(restricted: bool): void {
  const c = restricted ? nobs - <f64>rank : nobs;
  selectedInverse(restricted);
  for (let f = 0; f < factorCount; f++) {
    const factor = factorAt(f);
    const k = factor.columns;
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < k; i++) {
        let sum = 0.0;
        for (let level = 0; level < factor.levels; level++) {
          sum += get(factor.score, level * k + i) * get(factor.spherical, level * k + j);
        }
        set(factor.gradient, i + j * k, 2 * (get(factor.gradient, i + j * k) - (c / pwrss) * sum));
      }
    }
  }
}

/** The trace part of every factor's gradient and the diagonal blocks ΛS̄Λ'. */
export function selectedInverse(withFixed: bool): void {
  const rows = leadingRows(withFixed);
  for (let f = 0; f < factorCount; f++) {
    const factor = factorAt(f);
    clear(factor.gradient, factor.columns * factor.columns);
  }
  if (tailEffects > 0 || withFixed) inverseFromFactor(lower, pivots, rows, inverse, triangle);
  if (tailEffects > 0) traceTail(rows);
  if (!densePanel) gatherSparse(rows);
  else if (products != 0) gatherPanelProducts(rows);
  else gatherPanel(rows);
}

/** Σ_j [ŜΛN]_jj of the tail's factors; then N ← ΛNΛ' and its diagonal blocks. */
function traceTail(rows: i32): void {
  if (isTailScalar()) {
    traceScalar(rows);
    const scales = rowScales();
    scaleByRows(inverse, inverse, scales);
    clearScales();
  } else {
    traceBlocks(rows);
    scaleBlocks(inverse, false);
  }
  let row = 0;
  for (let f = sparseCount; f < factorCount; f++) {
    const factor = factorAt(f);
    const k = factor.columns;
    for (let level = 0; level < factor.levels; level++) {
      loadBlock(inverse, row, k, row, k, at(factor.covariance, level * k * k));
      row += k;
    }
  }
}

function traceScalar(rows: i32): void {
  const sums = tailVector(1);
  const scales = rowScales();
  for (let r = 0; r < rows; r++) {
    const own = get(scales, r);
    let sum = 0.0;
    let s = element(schur, r, 0);
    let n = element(inverse, r, 0);
    for (let c = 0; c < r; c++) {
      const product = load<f64>(s) * load<f64>(n);
      sum += product * get(scales, c);
      add(sums, c, product * own);
      s += 32;
      n += 32;
    }
    set(sums, r, sum + load<f64>(s) * load<f64>(n) * own);
  }
  let row = 0;
  for (let f = sparseCount; f < factorCount; f++) {
    const factor = factorAt(f);
    let sum = 0.0;
    for (let level = 0; level < factor.levels; level++) {
      sum += get(sums, row);
      row++;
    }
    store<f64>(factor.gradient, sum);
  }
  clear(sums, effects - tailStart + rank + 1);
  clearScales();
}

/** Rows of a tail whose trace is taken in pairs; smaller ones keep the order of their sums. */
const LARGE: i32 = 512;

/** Block pairs of the lower triangle: pair (r, c) gives Ŝ'ΛN to c and ŜΛN' to r. */
function traceBlocks(rows: i32): void {
  const isEven = tailEffects >= LARGE && isTailEven();
  if (isEven) tracePairs(rows);
  let row = 0;
  for (let f = sparseCount; f <= factorCount; f++) {
    const isBorder = f == factorCount;
    if (isBorder && isEven) return;
    const factor = factorAt(isBorder ? sparseCount : f);
    const levels = isBorder ? rows - tailEffects : factor.levels;
    const k = isBorder ? 1 : factor.columns;
    for (let level = 0; level < levels; level++) {
      let column = isEven ? row : 0;
      for (let g = isEven ? f : sparseCount; g <= f && g < factorCount; g++) {
        const other = factorAt(g);
        const last = g == f ? level + 1 : other.levels;
        for (let h = isEven ? level : 0; h < last; h++) {
          if (isBorder) tracePair(row, 1, 0, 0, column, other, false);
          else tracePair(row, k, factor.lambda, factor.gradient, column, other, row == column);
          column += other.columns;
        }
      }
      row += k;
    }
  }
}

function tracePair(row: i32, kr: i32, lambda: usize, gradient: usize, column: i32, other: Factor, same: bool): void {
  const kc = other.columns;
  const size = bytes(kr * kc);
  const s = scratch;
  const n = s + size;
  const middle = n + size;
  loadBlock(schur, row, kr, column, kc, s);
  loadBlock(inverse, row, kr, column, kc, n);
  for (let j = 0; j < kc; j++) {
    for (let i = 0; i < kr; i++) {
      let sum = 0.0;
      if (lambda == 0) sum = get(n, i + j * kr);
      else {
        for (let l = 0; l < kr; l++) sum += get(lambda, i + l * kr) * get(n, l + j * kr);
      }
      set(middle, i + j * kr, sum);
    }
  }
  for (let j = 0; j < kc; j++) {
    for (let i = 0; i < kc; i++) {
      let sum = 0.0;
      for (let l = 0; l < kr; l++) sum += get(s, l + i * kr) * get(middle, l + j * kr);
      add(other.gradient, i + j * kc, sum);
    }
  }
  if (same || gradient == 0) return;
  for (let j = 0; j < kr; j++) {
    for (let i = 0; i < kc; i++) {
      let sum = 0.0;
      for (let l = 0; l < kc; l++) sum += get(other.lambda, i + l * kc) * get(n, j + l * kr);
      set(middle, i + j * kc, sum);
    }
  }
  for (let j = 0; j < kr; j++) {
    for (let i = 0; i < kr; i++) {
      let sum = 0.0;
      for (let l = 0; l < kc; l++) sum += get(s, i + l * kr) * get(middle, l + j * kc);
      add(gradient, i + j * kr, sum);
    }
  }
}
