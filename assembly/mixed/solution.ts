// β, u, b = Λu and g = Z'Py from the factored system. Bates et al. (2015), equations 49-52, in blocks.
import { backwardSolve, element } from "../linalg/dense";
import { at, bytes, clear, copy, get, index, indexAfter, set } from "../linalg/memory";
import { solveVectorTransposed } from "../linalg/small";
import { Factor, effects, factorAt, factorCount, rank, sparseCount, tailEffects, tailRows, tailStart } from "./layout";
import { schur, lower, pivots, vector } from "./workspace";

/** Fills u, b and g of every factor; `vector` holds b over all random effects, then β, then −1. */
export function solve(): void {
  const tail = at(vector, tailStart);
  const leading = tailEffects + rank;
  for (let i = 0; i < leading; i++) set(tail, i, load<f64>(element(lower, tailRows - 1, i)));
  backwardSolve(lower, pivots, leading, tail);
  set(tail, leading, -1);
  substitute();
  scoreTail();
}

/**
 * The same for right-hand sides x on the rows of X in `vector` instead of the response: with x = L_X⁻¹T'e the score g
 * becomes −Z'V⁻¹X(X'V⁻¹X)⁻¹e.
 */
export function solveFixed(): void {
  const tail = at(vector, tailStart);
  const leading = tailEffects + rank;
  clear(tail, tailEffects);
  backwardSolve(lower, pivots, leading, tail);
  set(tail, leading, 0);
  substitute();
  scoreTail();
}

/** The rest of `solve`, from u of the tail, coefficients of X and −1 in `vector`; g of the tail apart. */
export function substitute(): void {
  for (let f = sparseCount; f < factorCount; f++) solveTailFactor(factorAt(f));
  for (let s = sparseCount - 1; s >= 0; s--) solveSparseFactor(factorAt(s));
}

function solveTailFactor(factor: Factor): void {
  const k = factor.columns;
  for (let level = 0; level < factor.levels; level++) {
    const own = at(vector, factor.row0 + level * k);
    const u = at(factor.spherical, level * k);
    const b = at(factor.mode, level * k);
    copy(u, own, k);
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) sum += get(factor.lambda, i + l * k) * get(u, l);
      set(b, i, sum);
    }
    copy(own, b, k);
  }
}

/** q = V̂_y − V̂'(b, β), u = L⁻ᵀM'q, b = Λu, g = q − V̂_jj b for each level. */
function solveSparseFactor(factor: Factor): void {
  const k = factor.columns;
  const width = bytes(k);
  const border = at(vector, effects);
  for (let level = factor.levels - 1; level >= 0; level--) {
    const node: usize = level;
    const u = factor.spherical + node * width;
    const b = factor.mode + node * width;
    const g = factor.score + node * width;
    memory.fill(g, 0, width);
    const first = index(factor.vStart, node);
    const last = indexAfter(factor.vStart, node);
    for (let t = first; t < last; t++) {
      const x = get(vector, index(factor.vRow, t));
      const row = factor.vValue + width * t;
      for (let i: usize = 0; i < width; i += 8) store<f64>(g + i, load<f64>(g + i) - x * load<f64>(row + i));
    }
    for (let e = 0; e <= rank; e++) {
      const x = get(border, e);
      const row = factor.vBorder + (node * (rank + 1) + e) * width;
      for (let i: usize = 0; i < width; i += 8) store<f64>(g + i, load<f64>(g + i) - x * load<f64>(row + i));
    }
    const half = factor.half + node * width * k;
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) sum += get(half, l + i * k) * get(g, l);
      set(u, i, sum);
    }
    solveVectorTransposed(k, factor.cholesky + node * width * k, u);
    const to = at(vector, factor.row0 + level * k);
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) sum += get(factor.lambda, i + l * k) * get(u, l);
      set(b, i, sum);
      set(to, i, sum);
    }
    const own = factor.vDiagonal + node * width * k;
    for (let i = 0; i < k; i++) {
      let sum = get(g, i);
      for (let l = 0; l < k; l++) sum -= get(own, i + l * k) * get(b, l);
      set(g, i, sum);
    }
  }
}

/** g of the tail: Ŝ times (−b, −β, 1). */
export function scoreTail(): void {
  const tail = at(vector, tailStart);
  let row = 0;
  for (let f = sparseCount; f < factorCount; f++) {
    const factor = factorAt(f);
    const size = factor.levels * factor.columns;
    for (let i = 0; i < size; i++) {
      let sum = 0.0;
      for (let j = 0; j <= row; j++) sum -= load<f64>(element(schur, row, j)) * get(tail, j);
      for (let j = row + 1; j < tailRows; j++) sum -= load<f64>(element(schur, j, row)) * get(tail, j);
      set(factor.score, i, sum);
      row++;
    }
  }
}
