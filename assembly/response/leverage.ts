// Row leverages h_i = [Z S̄ Z']_ii from the blocks of the selected inverse S̄ = ΛM⁻¹Λ' on the pattern of Z'Z.
import { element } from "../linalg/dense";
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
  for (let row = 0; row < count; row++) store<f64>(to + ((<usize>row) << 3), leverage(row));
}

/** invertPairs, and c_i = h_i dW/dη of every row (`useObserved`: h_i dW_o/dη). */
export function leverageRows(useObserved: bool): void {
  invertPairs();
  leverageSum = 0;
  if (family == BINOMIAL && link == LOGIT) return leverageLogit();
  for (let row = 0; row < rows; row++) {
    const at = (<usize>row) << 3;
    const y = load<f64>(response + at);
    density(family, link, shape, y, load<f64>(prior + at), load<f64>(predictor + at), true);
    const h = leverage(row);
    leverageSum += h * (useObserved ? observed : weight);
    store<f64>(coefficients + at, h * (useObserved ? observedSlope : weightSlope));
  }
}

/** The same for a logistic model, whose W and dW = W (1 − 2μ) the rows hold already. */
function leverageLogit(): void {
  for (let row = 0; row < rows; row++) {
    const at = (<usize>row) << 3;
    const w = load<f64>(weights + at);
    const e = NativeMath.exp(-Math.abs(load<f64>(predictor + at)));
    const bend = (1 - e) / (1 + e);
    const h = leverage(row);
    leverageSum += h * w;
    store<f64>(coefficients + at, h * w * (load<f64>(predictor + at) > 0 ? -bend : bend));
  }
}

/**
 * Σ ∂(kernel) + h ∂W + (Zv) ∂score by the logarithm of the shape, or of the dispersion: what the deviance less its
 * constant changes by. Zv in `work`, after gradientRows.
 */
export function parameterSlope(byShape: bool, useObserved: bool): f64 {
  let total = 0.0;
  for (let row = 0; row < rows; row++) {
    const at = (<usize>row) << 3;
    const y = load<f64>(response + at);
    const a = load<f64>(prior + at);
    density(family, link, shape, y, a, load<f64>(predictor + at), true);
    const h = leverage(row);
    const moved = load<f64>(work + at);
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
    const width = (<usize>k) << 3;
    const level = <usize>load<i32>(load<usize>(codes + ((<usize>s) << 2)) + ((<usize>row) << 2));
    const table = load<usize>(columns + ((<usize>s) << 2));
    if (table == 0) sum += load<f64>(factor.covariance + (level << 3));
    else sum += quadratic(k, factor.covariance + level * width * <usize>k, table + <usize>row * width);
    const values = load<usize>(pairs + ((<usize>s) << 2));
    for (let t = s + 1; t < factorCount; t++) {
      const kt = factorAt(t).columns;
      const place = load<usize>(places + ((<usize>(s * factorCount + t)) << 2)) + ((<usize>row) << 2);
      const other = load<usize>(columns + ((<usize>t) << 2));
      let cell = values + <usize>load<u32>(place) * width;
      for (let b = 0; b < kt; b++) {
        let dot = 0.0;
        if (table == 0) dot = load<f64>(cell);
        else {
          for (let i: usize = 0; i < width; i += 8)
            dot += load<f64>(cell + i) * load<f64>(table + <usize>row * width + i);
        }
        sum += 2 * dot * (other == 0 ? 1.0 : load<f64>(other + ((<usize>(row * kt + b)) << 3)));
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
      dot += load<f64>(matrix) * load<f64>(x + ((<usize>i) << 3));
      matrix += 8;
    }
    sum += dot * load<f64>(x + ((<usize>j) << 3));
  }
  return sum;
}

/** Blocks S̄[later, j] for every level j of a factor, where Z'Z has blocks. */
function fillPairs(s: i32): void {
  const factor = factorAt(s);
  const to = load<usize>(pairs + ((<usize>s) << 2));
  for (let level = 0; level < factor.levels; level++) {
    if (s >= sparseCount) copyDense(factor, level, to);
    else copyEliminated(factor, level, to);
  }
}

function copyDense(factor: Factor, level: i32, to: usize): void {
  const k = factor.columns;
  const last = load<i32>(factor.aStart + ((<usize>level) << 2), 4);
  for (let t = load<i32>(factor.aStart + ((<usize>level) << 2)); t < last; t++) {
    const row = load<i32>(factor.aRow + ((<usize>t) << 2)) - tailStart;
    for (let c = 0; c < k; c++) {
      const column = factor.row0 + level * k + c - tailStart;
      store<f64>(to + ((<usize>(t * k + c)) << 3), load<f64>(element(inverse, row, column)));
    }
  }
}

/** S̄[R_j, j] = −(S̄V)_j P_j, with P = M M'; the pattern after elimination has the one of Z'Z in it. */
function copyEliminated(factor: Factor, level: i32, to: usize): void {
  const k = factor.columns;
  const width = (<usize>k) << 3;
  const half = factor.half + <usize>level * width * <usize>k;
  const product = scratch;
  const vectors = product + width * <usize>k;
  multiplyByTransposed(k, half, half, product);
  const last = load<i32>(factor.aStart + ((<usize>level) << 2), 4);
  let position = load<i32>(factor.vStart + ((<usize>level) << 2));
  for (let t = load<i32>(factor.aStart + ((<usize>level) << 2)); t < last; t++) {
    const row = load<i32>(factor.aRow + ((<usize>t) << 2));
    let from = vectors;
    if (densePanel) {
      for (let c = 0; c < k; c++) store<f64>(vectors + ((<usize>c) << 3), productAt(row - tailStart, level * k + c));
    } else {
      while (load<i32>(factor.vRow + ((<usize>position) << 2)) != row) position++;
      from = factor.eValue + <usize>position * width;
    }
    for (let c = 0; c < k; c++) {
      let sum = 0.0;
      for (let i = 0; i < k; i++) {
        sum -= load<f64>(from + ((<usize>i) << 3)) * load<f64>(product + ((<usize>(i + c * k)) << 3));
      }
      store<f64>(to + <usize>t * width + ((<usize>c) << 3), sum);
    }
  }
}
