// The rest of the gradient of the Laplace deviance: how the mode, and with it the weights, move with Λ and β.
import { backwardSolve, element } from "../linalg/dense";
import { add, at, bytes, clear, get, index, indexAfter, pointer, set, subtract } from "../linalg/memory";
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
  clear(to, effects + rank);
  for (let s = 0; s < factorCount; s++) {
    const factor = factorAt(s);
    const k = factor.columns;
    const width = bytes(k);
    let code = pointer(codes, s);
    let z = pointer(columns, s);
    const own = at(to, factor.row0);
    for (let row = 0; row < rows; row++) {
      const value = get(x, row);
      const cell = own + <usize>load<i32>(code) * width;
      if (z == 0) store<f64>(cell, load<f64>(cell) + value);
      else {
        for (let i: usize = 0; i < width; i += 8) store<f64>(cell + i, load<f64>(cell + i) + value * load<f64>(z + i));
        z += width;
      }
      code += 4;
    }
  }
  let entry = fixed;
  const end = at(to, effects);
  for (let row = 0; row < rows; row++) {
    const value = get(x, row);
    for (let j: usize = 0; j < <usize>rank; j++) {
      add(end, j, value * load<f64>(entry));
      entry += 8;
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
  const end = bytes(effects);
  for (let s = 0; s < sparseCount; s++) eliminate(factorAt(s), x, y, border, v);
  const tail = at(v, tailStart);
  const own = at(x, tailStart);
  if (densePanel) subtractPanel(v, own, border);
  scaleTransposed(own, tail);
  if (y != 0) addTo(bytes(tailEffects), at(y, tailStart), tail);
  for (let i = 0; i < rank; i++) {
    const value = i < border ? get(x + end, i) : 0.0;
    set(v + end, i, value);
  }
  forwardVector(tailEffects + border, tail);
  backwardSolve(lower, pivots, tailEffects + border, tail);
  for (let i: usize = 0; i < bytes(rank); i += 8) store<f64>(b + end + i, load<f64>(v + end + i));
  for (let f = sparseCount; f < factorCount; f++) scaleFactor(factorAt(f), v, b);
  for (let s = sparseCount - 1; s >= 0; s--) substituteBack(factorAt(s), x, y, border, v, b);
}

/** r_j = M_j'x_j + L_j⁻¹y_j (which takes the place of y_j), and x less W_j r_j on everything later. */
function eliminate(factor: Factor, x: usize, y: usize, border: i32, r: usize): void {
  const k = factor.columns;
  const width = bytes(k);
  const end = at(x, effects);
  for (let level = 0; level < factor.levels; level++) {
    const own = bytes(factor.row0 + level * k);
    applyHalf(k, factor.half + width * level * k, x + own, r + own);
    if (y != 0) {
      solveVector(k, factor.cholesky + width * level * k, y + own);
      addTo(width, y + own, r + own);
    }
    if (densePanel) continue;
    const last = indexAfter(factor.vStart, level);
    for (let t = index(factor.vStart, level); t < last; t++) {
      const to = at(x, index(factor.vRow, t));
      store<f64>(to, load<f64>(to) - dot(width, factor.wValue + width * t, r + own));
    }
    for (let e = 0; e < border; e++) {
      const to = at(end, e);
      const w = factor.wBorder + (<usize>level * (rank + 1) + e) * width;
      store<f64>(to, load<f64>(to) - dot(width, w, r + own));
    }
  }
}

/** The same for a dense panel, after all r: tail and X. */
function subtractPanel(r: usize, tail: usize, border: i32): void {
  const depth = factorAt(0).levels * factorAt(0).columns;
  const stride = bytes(4 * depth);
  for (let i = 0; i < tailEffects + border; i++) {
    let w = at(panel + <usize>(i >> 2) * stride, i & 3);
    let sum = 0.0;
    for (let d = 0; d < depth; d++) {
      sum += load<f64>(w) * get(r, d);
      w += 32;
    }
    subtract(tail, i, sum);
  }
}

/** to ← Λ' from, on the random effects of the tail. */
function scaleTransposed(from: usize, to: usize): void {
  let offset: usize = 0;
  for (let f = sparseCount; f < factorCount; f++) {
    const factor = factorAt(f);
    const k = factor.columns;
    for (let level = 0; level < factor.levels; level++) {
      applyHalf(k, factor.lambda, from + offset, to + offset);
      offset += bytes(k);
    }
  }
}

/** x ← L⁻¹x for the leading rows of the tail. */
function forwardVector(leading: i32, x: usize): void {
  for (let i = 0; i < leading; i++) {
    let sum = get(x, i);
    let l = element(lower, i, 0);
    for (let j = 0; j < i; j++) {
      sum -= load<f64>(l) * get(x, j);
      l += 32;
    }
    const own = bytes(i);
    store<f64>(x + own, sum * load<f64>(pivots + own));
  }
}

/** u_j = L_j⁻ᵀ(M_j'(x_j − V_j'(b, β)) + L_j⁻¹y_j), b_j = Λu_j. */
function substituteBack(factor: Factor, x: usize, y: usize, border: i32, v: usize, b: usize): void {
  const k = factor.columns;
  const width = bytes(k);
  const end = at(b, effects);
  for (let level = 0; level < factor.levels; level++) {
    const own = bytes(factor.row0 + level * k);
    const q = x + own;
    const last = indexAfter(factor.vStart, level);
    for (let t = index(factor.vStart, level); t < last; t++) {
      const value = get(b, index(factor.vRow, t));
      subtractScaled(width, q, value, factor.vValue + width * t);
    }
    for (let e = 0; e < border; e++) {
      const value = get(end, e);
      subtractScaled(width, q, value, factor.vBorder + (<usize>level * (rank + 1) + e) * width);
    }
    applyHalf(k, factor.half + width * level * k, q, v + own);
    if (y != 0) addTo(width, y + own, v + own);
    solveVectorTransposed(k, factor.cholesky + width * level * k, v + own);
  }
  scaleFactor(factor, v, b);
}

/** b ← Λv on one factor. */
function scaleFactor(factor: Factor, v: usize, b: usize): void {
  const k = factor.columns;
  for (let level = 0; level < factor.levels; level++) {
    const own = bytes(factor.row0 + level * k);
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) sum += get(factor.lambda, i + l * k) * get(v + own, l);
      set(b + own, i, sum);
    }
  }
}

/** to ← M'x, k × k. */
function applyHalf(k: i32, m: usize, x: usize, to: usize): void {
  const width: usize = k << 3;
  for (let i = 0; i < k; i++) {
    store<f64>(to + (i << 3), dot(width, m, x));
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
    const moved = get(predictor, row) - get(base, row);
    set(slope, row, 2 * (get(weights, row) * moved - get(target, row)));
  }
}

/** q = κ f' + c − W_o (Zb + Xγ) by row, for the b and γ of solveSystem; Zb + Xγ is left in `work`. */
export function gradientRows(b: usize, withFixed: bool, kappa: f64, slope: usize, total: usize): void {
  const gamma = at(b, effects);
  clear(total, rows);
  for (let first = 0; first < rows; first += CHUNK) addRandom(first, min(first + CHUNK, rows), b, total, work);
  for (let row = 0; row < rows; row++) {
    const here = bytes(row);
    let moved = load<f64>(work + here);
    if (withFixed) {
      moved += dot(bytes(rank), at(fixed, row * rank), gamma);
      store<f64>(work + here, moved);
    }
    const direct = kappa * load<f64>(slope + here) + load<f64>(coefficients + here);
    store<f64>(total + here, direct - load<f64>(weights + here) * moved);
  }
}

/** to ← W_o (Zb + Xγ) by row, for b over all random effects, then γ. */
export function weighMove(b: usize, to: usize): void {
  const gamma = at(b, effects);
  clear(to, rows);
  for (let first = 0; first < rows; first += CHUNK) addRandom(first, min(first + CHUNK, rows), b, to, to);
  for (let row = 0; row < rows; row++) {
    const moved = get(to, row) + dot(bytes(rank), at(fixed, row * rank), gamma);
    set(to, row, get(weights, row) * moved);
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
          const row = factor.row0 + level * k + i;
          const column = factor.row0 + level * k + j;
          sum += get(q, row) * get(u, column) - 0.5 * get(slope, row) * get(v, column);
        }
        set(factor.gradient, i + j * k, 2 * get(factor.gradient, i + j * k) + sum);
      }
    }
  }
}
