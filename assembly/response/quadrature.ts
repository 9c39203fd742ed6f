// Adaptive Gauss-Hermite quadrature for one scalar random effect: the deviance and its exact gradient. Level j has nodes
// u_jk = u_j + τ_j x_k, τ_j = 1/√M_jj, F_jk = −2 log p(y_j | u_jk) + u_jk², and weights p_jk ∝ ω_k exp(x_k²/2 − F_jk/2).
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
  const z = load<usize>(columns);
  return z == 0 ? 1.0 : load<f64>(z + ((<usize>row) << 3));
}

function levelOf(row: i32): usize {
  return <usize>load<i32>(load<usize>(codes) + ((<usize>row) << 2));
}

/** Σ_j −2 log ∫ p(y_j | u) φ(u) du less constants, at the mode u and its factorization. */
export function quadratureDeviance(u: usize): f64 {
  const factor = factorAt(0);
  const levels = <usize>factor.levels;
  const lambda = load<f64>(factor.lambda);
  for (let j: usize = 0; j < levels; j++) store<f64>(scales + (j << 3), 1 / load<f64>(factor.cholesky + (j << 3)));
  for (let k = 0; k < count; k++) {
    const x = load<f64>(nodes + ((<usize>k) << 3));
    const own = table + ((<usize>k * levels) << 3);
    for (let j: usize = 0; j < levels; j++) {
      const value = load<f64>(u + (j << 3)) + x * load<f64>(scales + (j << 3));
      store<f64>(own + (j << 3), value * value);
    }
    for (let row = 0; row < rows; row++) {
      const at = (<usize>row) << 3;
      const j = levelOf(row) << 3;
      const value = load<f64>(u + j) + x * load<f64>(scales + j);
      const eta = load<f64>(base + at) + columnOf(row) * lambda * value;
      const y = load<f64>(response + at);
      const inside = density(family, link, shape, y, load<f64>(prior + at), eta, false);
      store<f64>(own + j, inside ? load<f64>(own + j) + kernel : Infinity);
    }
  }
  let total = 0.0;
  for (let j: usize = 0; j < levels; j++) {
    let largest = -Infinity;
    for (let k = 0; k < count; k++) {
      const at = table + ((<usize>k * levels + j) << 3);
      const value = load<f64>(logWeights + ((<usize>k) << 3)) - 0.5 * load<f64>(at);
      store<f64>(at, value);
      largest = Math.max(largest, value);
    }
    let sum = 0.0;
    for (let k = 0; k < count; k++) {
      const at = table + ((<usize>k * levels + j) << 3);
      const value = NativeMath.exp(load<f64>(at) - largest);
      store<f64>(at, value);
      sum += value;
    }
    for (let k = 0; k < count; k++) {
      const at = table + ((<usize>k * levels + j) << 3);
      store<f64>(at, load<f64>(at) / sum);
    }
    total -= 2 * (largest + NativeMath.log(sum * load<f64>(scales + (j << 3))));
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
  memory.fill(sums, 0, (<usize>(levels * 6)) << 3);
  memory.fill(total, 0, (<usize>rows) << 3);
  quadratureByScale = 0;
  quadratureByParameter = 0;
  for (let k = 0; k < count; k++) sumNode(k, u, parameter, total);
  sumModes(u, useObserved, parameter);
  const lambda = load<f64>(factorAt(0).lambda);
  for (let j = 0; j < levels; j++) closeLevel(j, load<f64>(u + ((<usize>j) << 3)), lambda);
  for (let row = 0; row < rows; row++) {
    const at = (<usize>row) << 3;
    const own = levelSums(<i32>levelOf(row));
    const moved = columnOf(row) * lambda * load<f64>(own + MOVE);
    store<f64>(total + at, load<f64>(total + at) + load<f64>(coefficients + at) - load<f64>(target + at) * moved);
  }
}

// Offsets of a level's sums: coefficients of dU and dτ, Σ c z, Σ W_o z², Σ f' z, Σ ∂score z; later v.
const BY_MODE: usize = 0;
const BY_SCALE: usize = 8;
const BY_WEIGHT: usize = 16;
const CURVATURE: usize = 24;
const SLOPE: usize = 32;
const PARAMETER: usize = 40;
const MOVE: usize = 0;

function levelSums(level: i32): usize {
  return sums + <usize>level * 48;
}

/** What one node adds: f' of rows, and the direct derivatives. */
function sumNode(k: i32, u: usize, parameter: i32, total: usize): void {
  const levels = factorAt(0).levels;
  const lambda = load<f64>(factorAt(0).lambda);
  const x = load<f64>(nodes + ((<usize>k) << 3));
  const shares = table + ((<usize>(k * levels)) << 3);
  for (let j = 0; j < levels; j++) {
    const at = (<usize>j) << 3;
    const value = load<f64>(u + at) + x * load<f64>(scales + at);
    add(levelSums(j) + BY_MODE, 2 * load<f64>(shares + at) * value);
    add(levelSums(j) + BY_SCALE, 2 * load<f64>(shares + at) * value * x);
  }
  for (let row = 0; row < rows; row++) {
    const at = (<usize>row) << 3;
    const level = levelOf(row);
    const share = load<f64>(shares + (level << 3));
    if (share == 0) continue;
    const value = load<f64>(u + (level << 3)) + x * load<f64>(scales + (level << 3));
    const z = columnOf(row);
    const y = load<f64>(response + at);
    const a = load<f64>(prior + at);
    if (!density(family, link, shape, y, a, load<f64>(base + at) + z * lambda * value, parameter == 2)) continue;
    const slope = -2 * share * score;
    add(total + at, slope);
    const own = levelSums(<i32>level);
    add(own + BY_MODE, lambda * z * slope);
    add(own + BY_SCALE, lambda * z * slope * x);
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
    const at = (<usize>row) << 3;
    const level = levelOf(row);
    const z = columnOf(row);
    const y = load<f64>(response + at);
    const a = load<f64>(prior + at);
    density(family, link, shape, y, a, load<f64>(predictor + at), true);
    const own = levelSums(<i32>level);
    const scale = load<f64>(scales + (level << 3));
    // ∂d/∂M_jj, from τ = M^−½.
    const byPivot = scale * scale - 0.5 * scale * scale * scale * load<f64>(own + BY_SCALE);
    const c = byPivot * lambda * lambda * z * z * (useObserved ? observedSlope : weightSlope);
    store<f64>(coefficients + at, c);
    store<f64>(target + at, observed);
    add(own + BY_WEIGHT, c * z);
    add(own + CURVATURE, observed * z * z);
    add(own + SLOPE, -2 * score * z);
    quadratureByScale += 2 * lambda * byPivot * z * z * (useObserved ? observed : weight);
    if (parameter == 0) continue;
    let byWeight = useObserved ? -observed : -weight;
    let byScore = -score;
    if (parameter == 2) {
      shapeDerivatives(shape, y, a);
      byWeight = useObserved ? observedByShape : weightByShape;
      byScore = scoreByShape;
    }
    add(own + PARAMETER, byScore * z);
    quadratureByParameter += byPivot * lambda * lambda * z * z * byWeight;
  }
}

/** The move of the mode: v_j = (coefficient of dU_j) / M_o, and what follows from it. */
function closeLevel(level: i32, u: f64, lambda: f64): void {
  const own = levelSums(level);
  const curvature = load<f64>(own + CURVATURE);
  const byMode = load<f64>(own + BY_MODE) + lambda * load<f64>(own + BY_WEIGHT);
  const v = byMode / (1 + lambda * lambda * curvature);
  store<f64>(own + MOVE, v);
  quadratureByScale += u * (load<f64>(own + BY_WEIGHT) - lambda * v * curvature) - 0.5 * v * load<f64>(own + SLOPE);
  quadratureByParameter += v * lambda * load<f64>(own + PARAMETER);
}

function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}
