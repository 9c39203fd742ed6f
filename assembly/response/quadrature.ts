// Adaptive Gauss-Hermite quadrature for one scalar random effect: the deviance and its exact gradient. Level j has nodes
// u_jk = u_j + τ_j x_k, τ_j = 1/√M_jj, F_jk = −2 log p(y_j | u_jk) + u_jk², and weights p_jk ∝ ω_k exp(x_k²/2 − F_jk/2).
import { add, at, bytes, clear, get, index, pointer, set } from "../linalg/memory";
import { factorAt } from "../mixed/layout";
import {
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
import { coefficients } from "./leverage";
import { base, codes, columns, family, link, predictor, prior, response, rows, shape, target } from "./rows";

/** Number of nodes, their places x_k and log ω_k + x_k²/2; F_jk, then p_jk, [node][level]. */
let count: i32 = 0;
let nodes: usize = 0;
let logWeights: usize = 0;
let table: usize = 0;
/** By level: τ_j, and the sums of the gradient. */
let scales: usize = 0;
let sums: usize = 0;

/** `sumsAt`: six doubles a level. */
export function setQuadrature(
  n: i32,
  nodesAt: usize,
  logWeightsAt: usize,
  tableAt: usize,
  scalesAt: usize,
  sumsAt: usize,
): void {
  count = n;
  nodes = nodesAt;
  logWeights = logWeightsAt;
  table = tableAt;
  scales = scalesAt;
  sums = sumsAt;
}

function columnOf(row: i32): f64 {
  const z = pointer(columns, 0);
  return z == 0 ? 1.0 : get(z, row);
}

function levelOf(row: i32): usize {
  return index(pointer(codes, 0), row);
}

/** Σ_j −2 log ∫ p(y_j | u) φ(u) du less constants, at the mode u and its factorization. */
export function quadratureDeviance(u: usize): f64 {
  const factor = factorAt(0);
  const levels: usize = factor.levels;
  const lambda = load<f64>(factor.lambda);
  for (let j: usize = 0; j < levels; j++) set(scales, j, 1 / get(factor.cholesky, j));
  for (let k = 0; k < count; k++) {
    const x = get(nodes, k);
    const own = at(table, levels * k);
    for (let j: usize = 0; j < levels; j++) {
      const value = get(u, j) + x * get(scales, j);
      set(own, j, value * value);
    }
    for (let row = 0; row < rows; row++) {
      const here = bytes(row);
      const j = bytes(levelOf(row));
      const value = load<f64>(u + j) + x * load<f64>(scales + j);
      const eta = load<f64>(base + here) + columnOf(row) * lambda * value;
      const y = load<f64>(response + here);
      const inside = density(family, link, shape, y, load<f64>(prior + here), eta, false);
      store<f64>(own + j, inside ? load<f64>(own + j) + kernel : Infinity);
    }
  }
  let total = 0.0;
  for (let j: usize = 0; j < levels; j++) {
    let largest = -Infinity;
    for (let k = 0; k < count; k++) {
      const cell = at(table, levels * k + j);
      const value = get(logWeights, k) - 0.5 * load<f64>(cell);
      store<f64>(cell, value);
      largest = Math.max(largest, value);
    }
    let sum = 0.0;
    for (let k = 0; k < count; k++) {
      const cell = at(table, levels * k + j);
      const value = NativeMath.exp(load<f64>(cell) - largest);
      store<f64>(cell, value);
      sum += value;
    }
    for (let k = 0; k < count; k++) {
      const cell = at(table, levels * k + j);
      store<f64>(cell, load<f64>(cell) / sum);
    }
    total -= 2 * (largest + NativeMath.log(sum * get(scales, j)));
  }
  return total;
}

/** Of the last gradient: by Λ, and by the log of dispersion or shape. */
export let quadratureByScale: f64 = 0;
export let quadratureByParameter: f64 = 0;

/**
 * The gradient after quadratureDeviance: q by row to `total` (∂/∂γ is X'q), the rest to the exports above. `u` is the
 * mode; `parameter` 1 for dispersion, 2 for shape, 0 for neither; `useObserved` as in the determinant.
 */
export function quadratureGradient(u: usize, useObserved: bool, parameter: i32, total: usize): void {
  const levels = factorAt(0).levels;
  clear(sums, 6 * levels);
  clear(total, rows);
  quadratureByScale = 0;
  quadratureByParameter = 0;
  for (let k = 0; k < count; k++) sumNode(k, u, parameter, total);
  sumModes(u, useObserved, parameter);
  const lambda = load<f64>(factorAt(0).lambda);
  for (let j = 0; j < levels; j++) closeLevel(j, get(u, j), lambda);
  for (let row = 0; row < rows; row++) {
    const here = bytes(row);
    const own = levelSums(levelOf(row));
    const moved = columnOf(row) * lambda * get(own, MOVE);
    store<f64>(
      total + here,
      load<f64>(total + here) + load<f64>(coefficients + here) - load<f64>(target + here) * moved,
    );
  }
}

// Places of a level's sums: coefficients of dU and dτ, Σ c z, Σ W_o z², Σ f' z, Σ ∂score z; later v.
const BY_MODE: i32 = 0;
const BY_SCALE: i32 = 1;
const BY_WEIGHT: i32 = 2;
const CURVATURE: i32 = 3;
const SLOPE: i32 = 4;
const PARAMETER: i32 = 5;
const MOVE: i32 = 0;

function levelSums(level: usize): usize {
  return at(sums, 6 * level);
}

/** What one node adds: f' of rows, and the direct derivatives. */
function sumNode(k: i32, u: usize, parameter: i32, total: usize): void {
  const levels = factorAt(0).levels;
  const lambda = load<f64>(factorAt(0).lambda);
  const x = get(nodes, k);
  const shares = at(table, k * levels);
  for (let j = 0; j < levels; j++) {
    const here = bytes(j);
    const value = load<f64>(u + here) + x * load<f64>(scales + here);
    add(levelSums(j), BY_MODE, 2 * load<f64>(shares + here) * value);
    add(levelSums(j), BY_SCALE, 2 * load<f64>(shares + here) * value * x);
  }
  for (let row = 0; row < rows; row++) {
    const here = bytes(row);
    const level = levelOf(row);
    const share = get(shares, level);
    if (share == 0) continue;
    const value = get(u, level) + x * get(scales, level);
    const z = columnOf(row);
    const y = load<f64>(response + here);
    const a = load<f64>(prior + here);
    if (!density(family, link, shape, y, a, load<f64>(base + here) + z * lambda * value, parameter == 2)) continue;
    const slope = -2 * share * score;
    store<f64>(total + here, load<f64>(total + here) + slope);
    const own = levelSums(level);
    add(own, BY_MODE, lambda * z * slope);
    add(own, BY_SCALE, lambda * z * slope * x);
    quadratureByScale += z * slope * value;
    if (parameter == 1) quadratureByParameter -= share * kernel;
    else if (parameter == 2) {
      shapeDerivatives(shape, y, a);
      quadratureByParameter += share * kernelByShape;
    }
  }
}

/** Sums over rows at the mode; c by row to `coefficients`, W_o to `target`. */
function sumModes(u: usize, useObserved: bool, parameter: i32): void {
  const factor = factorAt(0);
  const lambda = load<f64>(factor.lambda);
  for (let row = 0; row < rows; row++) {
    const here = bytes(row);
    const level = levelOf(row);
    const z = columnOf(row);
    const y = load<f64>(response + here);
    const a = load<f64>(prior + here);
    density(family, link, shape, y, a, load<f64>(predictor + here), true);
    const own = levelSums(level);
    const scale = get(scales, level);
    // ∂d/∂M_jj, from τ = M^−½.
    const byPivot = scale * scale - 0.5 * scale * scale * scale * get(own, BY_SCALE);
    const c = byPivot * lambda * lambda * z * z * (useObserved ? observedSlope : weightSlope);
    store<f64>(coefficients + here, c);
    store<f64>(target + here, observed);
    add(own, BY_WEIGHT, c * z);
    add(own, CURVATURE, observed * z * z);
    add(own, SLOPE, -2 * score * z);
    quadratureByScale += 2 * lambda * byPivot * z * z * (useObserved ? observed : weight);
    if (parameter == 0) continue;
    let byWeight = useObserved ? -observed : -weight;
    let byScore = -score;
    if (parameter == 2) {
      shapeDerivatives(shape, y, a);
      byWeight = useObserved ? observedByShape : weightByShape;
      byScore = scoreByShape;
    }
    add(own, PARAMETER, byScore * z);
    quadratureByParameter += byPivot * lambda * lambda * z * z * byWeight;
  }
}

/** The move of the mode: v_j = (coefficient of dU_j) / M_o, and what follows from it. */
function closeLevel(level: i32, u: f64, lambda: f64): void {
  const own = levelSums(level);
  const curvature = get(own, CURVATURE);
  const byMode = get(own, BY_MODE) + lambda * get(own, BY_WEIGHT);
  const v = byMode / (1 + lambda * lambda * curvature);
  set(own, MOVE, v);
  quadratureByScale += u * (get(own, BY_WEIGHT) - lambda * v * curvature) - 0.5 * v * get(own, SLOPE);
  quadratureByParameter += v * lambda * get(own, PARAMETER);
}
