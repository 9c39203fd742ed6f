// ∂/∂Λ of the objective by the selected inverse S̄ of the bordered system (leading block: random effects for ML, and
// the columns of X for REML). It never divides by Λ, so it holds at singular Λ.
import { element, inverseFromFactor } from "../linalg/dense";
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
import { clearScales, isTailScalar, loadBlock, rowScales, scaleBlocks, scaleByRows } from "./scale";
import { pwrss } from "./system";
import { columnBuffer, schur, inverse, leadingRows, lower, pivots, scratch, triangle } from "./workspace";

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
          sum +=
            load<f64>(factor.score + ((<usize>(level * k + i)) << 3)) *
            load<f64>(factor.spherical + ((<usize>(level * k + j)) << 3));
        }
        const at = factor.gradient + ((<usize>(i + j * k)) << 3);
        store<f64>(at, 2 * (load<f64>(at) - (c / pwrss) * sum));
      }
    }
  }
}

/** The trace part of every factor's gradient and the diagonal blocks ΛS̄Λ'. */
export function selectedInverse(withFixed: bool): void {
  const rows = leadingRows(withFixed);
  for (let f = 0; f < factorCount; f++) {
    const factor = factorAt(f);
    memory.fill(factor.gradient, 0, (<usize>(factor.columns * factor.columns)) << 3);
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
      loadBlock(inverse, row, k, row, k, factor.covariance + ((<usize>(level * k * k)) << 3));
      row += k;
    }
  }
}

function traceScalar(rows: i32): void {
  const sums = columnBuffer(1) + ((<usize>tailStart) << 3);
  const scales = rowScales();
  for (let r = 0; r < rows; r++) {
    const own = load<f64>(scales + ((<usize>r) << 3));
    let sum = 0.0;
    let s = element(schur, r, 0);
    let n = element(inverse, r, 0);
    for (let c = 0; c < r; c++) {
      const product = load<f64>(s) * load<f64>(n);
      sum += product * load<f64>(scales + ((<usize>c) << 3));
      const at = sums + ((<usize>c) << 3);
      store<f64>(at, load<f64>(at) + product * own);
      s += 32;
      n += 32;
    }
    store<f64>(sums + ((<usize>r) << 3), sum + load<f64>(s) * load<f64>(n) * own);
  }
  let row = 0;
  for (let f = sparseCount; f < factorCount; f++) {
    const factor = factorAt(f);
    let sum = 0.0;
    for (let level = 0; level < factor.levels; level++) {
      sum += load<f64>(sums + ((<usize>row) << 3));
      row++;
    }
    store<f64>(factor.gradient, sum);
  }
  memory.fill(sums, 0, (<usize>(effects - tailStart + rank + 1)) << 3);
  clearScales();
}

/** Block pairs of the lower triangle: pair (r, c) gives Ŝ'ΛN to c and ŜΛN' to r. */
function traceBlocks(rows: i32): void {
  let row = 0;
  for (let f = sparseCount; f < factorCount; f++) {
    const factor = factorAt(f);
    for (let level = 0; level < factor.levels; level++) {
      let column = 0;
      for (let g = sparseCount; g <= f; g++) {
        const other = factorAt(g);
        const last = g == f ? level + 1 : other.levels;
        for (let h = 0; h < last; h++) {
          tracePair(row, factor.columns, factor.lambda, factor.gradient, column, other, row == column);
          column += other.columns;
        }
      }
      row += factor.columns;
    }
  }
  for (; row < rows; row++) {
    let column = 0;
    for (let g = sparseCount; g < factorCount; g++) {
      const other = factorAt(g);
      for (let h = 0; h < other.levels; h++) {
        tracePair(row, 1, 0, 0, column, other, false);
        column += other.columns;
      }
    }
  }
}

function tracePair(row: i32, kr: i32, lambda: usize, gradient: usize, column: i32, other: Factor, same: bool): void {
  const kc = other.columns;
  const size = (<usize>(kr * kc)) << 3;
  const s = scratch;
  const n = s + size;
  const middle = n + size;
  loadBlock(schur, row, kr, column, kc, s);
  loadBlock(inverse, row, kr, column, kc, n);
  for (let j = 0; j < kc; j++) {
    for (let i = 0; i < kr; i++) {
      let sum = 0.0;
      if (lambda == 0) sum = load<f64>(n + ((<usize>(i + j * kr)) << 3));
      else {
        for (let l = 0; l < kr; l++) {
          sum += load<f64>(lambda + ((<usize>(i + l * kr)) << 3)) * load<f64>(n + ((<usize>(l + j * kr)) << 3));
        }
      }
      store<f64>(middle + ((<usize>(i + j * kr)) << 3), sum);
    }
  }
  for (let j = 0; j < kc; j++) {
    for (let i = 0; i < kc; i++) {
      let sum = 0.0;
      for (let l = 0; l < kr; l++) {
        sum += load<f64>(s + ((<usize>(l + i * kr)) << 3)) * load<f64>(middle + ((<usize>(l + j * kr)) << 3));
      }
      const at = other.gradient + ((<usize>(i + j * kc)) << 3);
      store<f64>(at, load<f64>(at) + sum);
    }
  }
  if (same || gradient == 0) return;
  for (let j = 0; j < kr; j++) {
    for (let i = 0; i < kc; i++) {
      let sum = 0.0;
      for (let l = 0; l < kc; l++) {
        sum += load<f64>(other.lambda + ((<usize>(i + l * kc)) << 3)) * load<f64>(n + ((<usize>(j + l * kr)) << 3));
      }
      store<f64>(middle + ((<usize>(i + j * kc)) << 3), sum);
    }
  }
  for (let j = 0; j < kr; j++) {
    for (let i = 0; i < kr; i++) {
      let sum = 0.0;
      for (let l = 0; l < kc; l++) {
        sum += load<f64>(s + ((<usize>(i + l * kr)) << 3)) * load<f64>(middle + ((<usize>(l + j * kc)) << 3));
      }
      const at = gradient + ((<usize>(i + j * kr)) << 3);
      store<f64>(at, load<f64>(at) + sum);
    }
  }
}
