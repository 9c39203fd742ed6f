// Row leverages h_i = [Z S̄ Z']_ii from the blocks of the selected inverse S̄ = ΛM⁻¹Λ' on the pattern of Z'Z.
import { element } from "../linalg/dense";
import { bytes, get, index, indexAfter, indexAt, pointer, set } from "../linalg/memory";
import { multiplyByTransposed } from "../linalg/small";
import { selectedInverse } from "../mixed/gradient";
import { Factor, densePanel, factorAt, factorCount, sparseCount, tailStart } from "../mixed/layout";
import { productAt } from "../mixed/panel-products";
import { inverse, scratch } from "../mixed/workspace";
import {
  BINOMIAL,
  density,
  kernel,
  kernelByShape,
  observed,
  observedByShape,
  observedSlope,
  score,
  scoreByShape,
  shapeDerivatives,
  weight,
  weightByShape,
  weightSlope,
} from "./density";
import { LOGIT } from "./link";
import { codes, columns, family, link, places, predictor, prior, response, rows, shape, weights, work } from "./rows";

/** Blocks of S̄ with later factors by factor, as aValue; and the coefficients c by row. */
let pairs: usize = 0;
export let coefficients: usize = 0;

export function setLeverage(pairTable: usize, coefficientsAt: usize): void {
  pairs = pairTable;
  coefficients = coefficientsAt;
}

/** Room for S̄V of sparse factor s on the pattern of V, which gatherSparse then fills. */
export function setVectors(s: i32, values: usize, border: usize): void {
  factorAt(s).eValue = values;
  factorAt(s).eBorder = border;
}

/** Σ h_i W_i (or h_i W_o,i) of the last leverageRows. */
export let leverageSum: f64 = 0;

/** Blocks of S̄ that leverages need: Cov(b_j | y), the trace part of the gradient, and pairs of levels that meet. */
export function invertPairs(): void {
  selectedInverse(false);
  for (let s = 0; s < factorCount; s++) fillPairs(s);
}

/** h of the first `count` rows that setRows told of, their columns scaled by √W; after invertPairs. */
export function leverageChunk(count: i32, to: usize): void {
  for (let row = 0; row < count; row++) set(to, row, leverage(row));
}

/** invertPairs, and c_i = h_i dW/dη of every row (`useObserved`: h_i dW_o/dη). */
export function leverageRows(useObserved: bool): void {
  invertPairs();
  leverageSum = 0;
  if (family == BINOMIAL && link == LOGIT) return leverageLogit();
  for (let row = 0; row < rows; row++) {
    const y = get(response, row);
    density(family, link, shape, y, get(prior, row), get(predictor, row), true);
    const h = leverage(row);
    leverageSum += h * (useObserved ? observed : weight);
    set(coefficients, row, h * (useObserved ? observedSlope : weightSlope));
  }
}

/** The same for a logistic model, whose W and dW = W (1 − 2μ) the rows hold already. */
function leverageLogit(): void {
  for (let row = 0; row < rows; row++) {
    const here = bytes(row);
    const w = load<f64>(weights + here);
    const e = NativeMath.exp(-Math.abs(load<f64>(predictor + here)));
    const bend = (1 - e) / (1 + e);
    const h = leverage(row);
    leverageSum += h * w;
    store<f64>(coefficients + here, h * w * (load<f64>(predictor + here) > 0 ? -bend : bend));
  }
}

/**
 * Σ ∂(kernel) + h ∂W + (Zv) ∂score by the logarithm of the shape, or of the dispersion: what the deviance less its
 * constant changes by. Zv in `work`, after gradientRows.
 */
export function parameterSlope(byShape: bool, useObserved: bool): f64 {
  let total = 0.0;
  for (let row = 0; row < rows; row++) {
    const y = get(response, row);
    const a = get(prior, row);
    density(family, link, shape, y, a, get(predictor, row), true);
    const h = leverage(row);
    const moved = get(work, row);
    if (byShape) {
      shapeDerivatives(shape, y, a);
      total += kernelByShape + h * (useObserved ? observedByShape : weightByShape) + moved * scoreByShape;
    } else {
      total -= kernel + h * (useObserved ? observed : weight) + moved * score;
    }
  }
  return total;
}

/** h of one row; after leverageRows. */
export function leverage(row: i32): f64 {
  let sum = 0.0;
  for (let s = 0; s < factorCount; s++) {
    const factor = factorAt(s);
    const k = factor.columns;
    const width = bytes(k);
    const level = index(pointer(codes, s), row);
    const table = pointer(columns, s);
    if (table == 0) sum += get(factor.covariance, level);
    else sum += quadratic(k, factor.covariance + width * level * k, table + width * row);
    const values = pointer(pairs, s);
    for (let t = s + 1; t < factorCount; t++) {
      const kt = factorAt(t).columns;
      const place = indexAt(pointer(places, s * factorCount + t), row);
      const other = pointer(columns, t);
      let cell = values + <usize>load<u32>(place) * width;
      for (let b = 0; b < kt; b++) {
        let dot = 0.0;
        if (table == 0) dot = load<f64>(cell);
        else {
          for (let i: usize = 0; i < width; i += 8) dot += load<f64>(cell + i) * load<f64>(table + width * row + i);
        }
        sum += 2 * dot * (other == 0 ? 1.0 : get(other, row * kt + b));
        cell += width;
      }
    }
  }
  return sum;
}

function quadratic(k: i32, matrix: usize, x: usize): f64 {
  let sum = 0.0;
  for (let j = 0; j < k; j++) {
    let dot = 0.0;
    for (let i = 0; i < k; i++) {
      dot += load<f64>(matrix) * get(x, i);
      matrix += 8;
    }
    sum += dot * get(x, j);
  }
  return sum;
}

/** Blocks S̄[later, j] for every level j of a factor, where Z'Z has blocks. */
function fillPairs(s: i32): void {
  const factor = factorAt(s);
  const to = pointer(pairs, s);
  for (let level = 0; level < factor.levels; level++) {
    if (s >= sparseCount) copyDense(factor, level, to);
    else copyEliminated(factor, level, to);
  }
}

function copyDense(factor: Factor, level: i32, to: usize): void {
  const k = factor.columns;
  const last = indexAfter(factor.aStart, level);
  for (let t = index(factor.aStart, level); t < last; t++) {
    const row = index(factor.aRow, t) - tailStart;
    for (let c = 0; c < k; c++) {
      const column = factor.row0 + level * k + c - tailStart;
      set(to, t * k + c, load<f64>(element(inverse, row, column)));
    }
  }
}

/** S̄[R_j, j] = −(S̄V)_j P_j, with P = M M'; the pattern after elimination has the one of Z'Z in it. */
function copyEliminated(factor: Factor, level: i32, to: usize): void {
  const k = factor.columns;
  const width = bytes(k);
  const half = factor.half + width * level * k;
  const product = scratch;
  const vectors = product + width * k;
  multiplyByTransposed(k, half, half, product);
  const last = indexAfter(factor.aStart, level);
  let position = index(factor.vStart, level);
  for (let t = index(factor.aStart, level); t < last; t++) {
    const row = index(factor.aRow, t);
    let from = vectors;
    if (densePanel) {
      for (let c = 0; c < k; c++) set(vectors, c, productAt(row - tailStart, level * k + c));
    } else {
      while (index(factor.vRow, position) != row) position++;
      from = factor.eValue + width * position;
    }
    for (let c = 0; c < k; c++) {
      let sum = 0.0;
      for (let i = 0; i < k; i++) sum -= get(from, i) * get(product, i + c * k);
      set(to + width * t, c, sum);
    }
  }
}
