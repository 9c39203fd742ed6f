// The rest of the gradient of the Laplace deviance: how the mode, and with it the weights, move with Λ and β.
import { backwardSolve, element } from "../linalg/dense";
import { solveVector, solveVectorTransposed } from "../linalg/small";
import {
  Factor,
  densePanel,
  effects,
  factorAt,
  factorCount,
  rank,
  sparseCount,
  tailEffects,
  tailRows,
  tailStart,
} from "../mixed/layout";
import { lower, panel, pivots } from "../mixed/workspace";
import { coefficients } from "./leverage";
import { scaleModes } from "./modes";
import { CHUNK, addRandom, base, codes, columns, fixed, predictor, rows, target, weights, work } from "./rows";

/** to ← Z'x over all random effects, then X'x; x by row. */
export function projectRows(x: usize, to: usize): void {
  memory.fill(to, 0, (<usize>(effects + rank)) << 3);
  for (let s = 0; s < factorCount; s++) {
    const factor = factorAt(s);
    const k = factor.columns;
    const width = (<usize>k) << 3;
    let code = load<usize>(codes + ((<usize>s) << 2));
    let z = load<usize>(columns + ((<usize>s) << 2));
    const own = to + ((<usize>factor.row0) << 3);
    for (let row = 0; row < rows; row++) {
      const value = load<f64>(x + ((<usize>row) << 3));
      const at = own + <usize>load<i32>(code) * width;
      if (z == 0) store<f64>(at, load<f64>(at) + value);
      else {
        for (let i: usize = 0; i < width; i += 8) store<f64>(at + i, load<f64>(at + i) + value * load<f64>(z + i));
        z += width;
      }
      code += 4;
    }
  }
  let at = fixed;
  const end = to + ((<usize>effects) << 3);
  for (let row = 0; row < rows; row++) {
    const value = load<f64>(x + ((<usize>row) << 3));
    for (let j: usize = 0; j < <usize>rank; j++) {
      store<f64>(end + (j << 3), load<f64>(end + (j << 3)) + value * load<f64>(at));
      at += 8;
    }
  }
}

/**
 * v with (Λ'Z'WZΛ + I) v = Λ'x + y for x and y (0: none) over all random effects, or the same system bordered by X,
 * whose part of x follows; v and Λv to `v` and `b` (then the coefficients of X, zero without it). x and y are
 * overwritten.
 */
export function solveSystem(x: usize, y: usize, withFixed: bool, v: usize, b: usize): void {
  const border = withFixed ? rank : 0;
  const end = (<usize>effects) << 3;
  for (let s = 0; s < sparseCount; s++) eliminate(factorAt(s), x, y, border, v);
  const tail = v + ((<usize>tailStart) << 3);
  const own = x + ((<usize>tailStart) << 3);
  if (densePanel) subtractPanel(v, own, border);
  scaleTransposed(own, tail);
  if (y != 0) addTo((<usize>tailEffects) << 3, y + ((<usize>tailStart) << 3), tail);
  for (let i = 0; i < rank; i++) {
    const value = i < border ? load<f64>(x + end + ((<usize>i) << 3)) : 0.0;
    store<f64>(v + end + ((<usize>i) << 3), value);
  }
  forwardVector(tailEffects + border, tail);
  backwardSolve(lower, pivots, tailEffects + border, tail);
  for (let i: usize = 0; i < (<usize>rank) << 3; i += 8) store<f64>(b + end + i, load<f64>(v + end + i));
  for (let f = sparseCount; f < factorCount; f++) scaleFactor(factorAt(f), v, b);
  for (let s = sparseCount - 1; s >= 0; s--) substituteBack(factorAt(s), x, y, border, v, b);
}

/** r_j = M_j'x_j + L_j⁻¹y_j (which takes the place of y_j), and x less W_j r_j on everything later. */
function eliminate(factor: Factor, x: usize, y: usize, border: i32, r: usize): void {
  const k = factor.columns;
  const width = (<usize>k) << 3;
  const end = x + ((<usize>effects) << 3);
  for (let level = 0; level < factor.levels; level++) {
    const own = (<usize>(factor.row0 + level * k)) << 3;
    applyHalf(k, factor.half + <usize>level * width * <usize>k, x + own, r + own);
    if (y != 0) {
      solveVector(k, factor.cholesky + <usize>level * width * <usize>k, y + own);
      addTo(width, y + own, r + own);
    }
    if (densePanel) continue;
    const last = load<i32>(factor.vStart + ((<usize>level) << 2), 4);
    for (let t = load<i32>(factor.vStart + ((<usize>level) << 2)); t < last; t++) {
      const at = x + ((<usize>load<i32>(factor.vRow + ((<usize>t) << 2))) << 3);
      store<f64>(at, load<f64>(at) - dot(width, factor.wValue + <usize>t * width, r + own));
    }
    for (let e = 0; e < border; e++) {
      const at = end + ((<usize>e) << 3);
      const w = factor.wBorder + (<usize>level * <usize>(rank + 1) + <usize>e) * width;
      store<f64>(at, load<f64>(at) - dot(width, w, r + own));
    }
  }
}

/** The same for a dense panel, after all r: tail and X. */
function subtractPanel(r: usize, tail: usize, border: i32): void {
  const depth = factorAt(0).levels * factorAt(0).columns;
  const stride = (<usize>depth) << 5;
  for (let i = 0; i < tailEffects + border; i++) {
    let w = panel + <usize>(i >> 2) * stride + ((<usize>(i & 3)) << 3);
    let sum = 0.0;
    for (let d = 0; d < depth; d++) {
      sum += load<f64>(w) * load<f64>(r + ((<usize>d) << 3));
      w += 32;
    }
    const at = tail + ((<usize>i) << 3);
    store<f64>(at, load<f64>(at) - sum);
  }
}

/** to ← Λ' from, on the random effects of the tail. */
function scaleTransposed(from: usize, to: usize): void {
  let at: usize = 0;
  for (let f = sparseCount; f < factorCount; f++) {
    const factor = factorAt(f);
    const k = factor.columns;
    for (let level = 0; level < factor.levels; level++) {
      applyHalf(k, factor.lambda, from + at, to + at);
      at += (<usize>k) << 3;
    }
  }
}

/** x ← L⁻¹x for the leading rows of the tail. */
function forwardVector(leading: i32, x: usize): void {
  for (let i = 0; i < leading; i++) {
    let sum = load<f64>(x + ((<usize>i) << 3));
    let l = element(lower, i, 0);
    for (let j = 0; j < i; j++) {
      sum -= load<f64>(l) * load<f64>(x + ((<usize>j) << 3));
      l += 32;
    }
    store<f64>(x + ((<usize>i) << 3), sum * load<f64>(pivots + ((<usize>i) << 3)));
  }
}

/** u_j = L_j⁻ᵀ(M_j'(x_j − V_j'(b, β)) + L_j⁻¹y_j), b_j = Λu_j. */
function substituteBack(factor: Factor, x: usize, y: usize, border: i32, v: usize, b: usize): void {
  const k = factor.columns;
  const width = (<usize>k) << 3;
  const end = b + ((<usize>effects) << 3);
  for (let level = 0; level < factor.levels; level++) {
    const own = (<usize>(factor.row0 + level * k)) << 3;
    const q = x + own;
    const last = load<i32>(factor.vStart + ((<usize>level) << 2), 4);
    for (let t = load<i32>(factor.vStart + ((<usize>level) << 2)); t < last; t++) {
      const value = load<f64>(b + ((<usize>load<i32>(factor.vRow + ((<usize>t) << 2))) << 3));
      subtractScaled(width, q, value, factor.vValue + <usize>t * width);
    }
    for (let e = 0; e < border; e++) {
      const value = load<f64>(end + ((<usize>e) << 3));
      subtractScaled(width, q, value, factor.vBorder + (<usize>level * <usize>(rank + 1) + <usize>e) * width);
    }
    applyHalf(k, factor.half + <usize>level * width * <usize>k, q, v + own);
    if (y != 0) addTo(width, y + own, v + own);
    solveVectorTransposed(k, factor.cholesky + <usize>level * width * <usize>k, v + own);
  }
  scaleFactor(factor, v, b);
}

/** b ← Λv on one factor. */
function scaleFactor(factor: Factor, v: usize, b: usize): void {
  const k = factor.columns;
  for (let level = 0; level < factor.levels; level++) {
    const own = (<usize>(factor.row0 + level * k)) << 3;
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) {
        sum += load<f64>(factor.lambda + ((<usize>(i + l * k)) << 3)) * load<f64>(v + own + ((<usize>l) << 3));
      }
      store<f64>(b + own + ((<usize>i) << 3), sum);
    }
  }
}

/** to ← M'x, k × k. */
function applyHalf(k: i32, m: usize, x: usize, to: usize): void {
  const width = (<usize>k) << 3;
  for (let i = 0; i < k; i++) {
    store<f64>(to + ((<usize>i) << 3), dot(width, m, x));
    m += width;
  }
}

function dot(width: usize, a: usize, b: usize): f64 {
  let sum = 0.0;
  for (let i: usize = 0; i < width; i += 8) sum += load<f64>(a + i) * load<f64>(b + i);
  return sum;
}

function addTo(width: usize, from: usize, to: usize): void {
  for (let i: usize = 0; i < width; i += 8) store<f64>(to + i, load<f64>(to + i) + load<f64>(from + i));
}

function subtractScaled(width: usize, to: usize, factor: f64, from: usize): void {
  for (let i: usize = 0; i < width; i += 8) store<f64>(to + i, load<f64>(to + i) - factor * load<f64>(from + i));
}

/** f' = −2 score by row; W_o and t as the rows now hold them. */
export function slopeRows(slope: usize): void {
  for (let row = 0; row < rows; row++) {
    const at = (<usize>row) << 3;
    const moved = load<f64>(predictor + at) - load<f64>(base + at);
    store<f64>(slope + at, 2 * (load<f64>(weights + at) * moved - load<f64>(target + at)));
  }
}

/** q = κ f' + c − W_o (Zb + Xγ) by row, for the b and γ of solveSystem; Zb + Xγ is left in `work`. */
export function gradientRows(b: usize, withFixed: bool, kappa: f64, slope: usize, total: usize): void {
  const gamma = b + ((<usize>effects) << 3);
  memory.fill(total, 0, (<usize>rows) << 3);
  for (let first = 0; first < rows; first += CHUNK) {
    addRandom(first, min(first + CHUNK, rows), b, total, work);
  }
  for (let row = 0; row < rows; row++) {
    const at = (<usize>row) << 3;
    let moved = load<f64>(work + at);
    if (withFixed) {
      moved += dot((<usize>rank) << 3, fixed + ((<usize>(row * rank)) << 3), gamma);
      store<f64>(work + at, moved);
    }
    const own = kappa * load<f64>(slope + at) + load<f64>(coefficients + at);
    store<f64>(total + at, own - load<f64>(weights + at) * moved);
  }
}

/** to ← W_o (Zb + Xγ) by row, for b over all random effects, then γ. */
export function weighMove(b: usize, to: usize): void {
  const gamma = b + ((<usize>effects) << 3);
  memory.fill(to, 0, (<usize>rows) << 3);
  for (let first = 0; first < rows; first += CHUNK) addRandom(first, min(first + CHUNK, rows), b, to, to);
  for (let row = 0; row < rows; row++) {
    const at = (<usize>row) << 3;
    const moved = load<f64>(to + at) + dot((<usize>rank) << 3, fixed + ((<usize>(row * rank)) << 3), gamma);
    store<f64>(to + at, load<f64>(weights + at) * moved);
  }
}

/** ∂d/∂Λ_f = 2 (trace part) + Σ_j q_j u_j' − ½ Σ_j f_j v_j' into `gradient` of every factor. */
export function combineGradient(q: usize, u: usize, slope: usize, v: usize): void {
  for (let s = 0; s < factorCount; s++) {
    const factor = factorAt(s);
    const k = factor.columns;
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < k; i++) {
        let sum = 0.0;
        for (let level = 0; level < factor.levels; level++) {
          const row = (<usize>(factor.row0 + level * k + i)) << 3;
          const column = (<usize>(factor.row0 + level * k + j)) << 3;
          sum += load<f64>(q + row) * load<f64>(u + column) - 0.5 * load<f64>(slope + row) * load<f64>(v + column);
        }
        const at = factor.gradient + ((<usize>(i + j * k)) << 3);
        store<f64>(at, 2 * load<f64>(at) + sum);
      }
    }
  }
}
