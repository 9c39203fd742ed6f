// β, u, b = Λu and g = Z'Py from the factored system. Bates et al. (2015), equations 49-52, in blocks.
import { backwardSolve, element } from "../linalg/dense";
import { solveVectorTransposed } from "../linalg/small";
import { Factor, effects, factorAt, factorCount, rank, sparseCount, tailEffects, tailRows, tailStart } from "./layout";
import { schur, lower, pivots, vector } from "./workspace";

/** Fills u, b and g of every factor; `vector` holds b over all random effects, then β, then −1. */
export function solve(): void {
  const tail = vector + ((<usize>tailStart) << 3);
  const leading = tailEffects + rank;
  for (let i = 0; i < leading; i++) store<f64>(tail + ((<usize>i) << 3), load<f64>(element(lower, tailRows - 1, i)));
  backwardSolve(lower, pivots, leading, tail);
  store<f64>(tail + ((<usize>leading) << 3), -1);
  substitute();
  scoreTail();
}

/**
 * The same for right-hand sides x on the rows of X in `vector` instead of the response: with x = L_X⁻¹T'e the score g
 * becomes −Z'V⁻¹X(X'V⁻¹X)⁻¹e.
 */
export function solveFixed(): void {
  const tail = vector + ((<usize>tailStart) << 3);
  const leading = tailEffects + rank;
  memory.fill(tail, 0, (<usize>tailEffects) << 3);
  backwardSolve(lower, pivots, leading, tail);
  store<f64>(tail + ((<usize>leading) << 3), 0);
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
    const at = vector + ((<usize>(factor.row0 + level * k)) << 3);
    const u = factor.spherical + ((<usize>(level * k)) << 3);
    const b = factor.mode + ((<usize>(level * k)) << 3);
    memory.copy(u, at, (<usize>k) << 3);
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) {
        sum += load<f64>(factor.lambda + ((<usize>(i + l * k)) << 3)) * load<f64>(u + ((<usize>l) << 3));
      }
      store<f64>(b + ((<usize>i) << 3), sum);
    }
    memory.copy(at, b, (<usize>k) << 3);
  }
}

/** q = V̂_y − V̂'(b, β), u = L⁻ᵀM'q, b = Λu, g = q − V̂_jj b for each level. */
function solveSparseFactor(factor: Factor): void {
  const k = factor.columns;
  const width = (<usize>k) << 3;
  const border = vector + ((<usize>effects) << 3);
  for (let level = factor.levels - 1; level >= 0; level--) {
    const node = <usize>level;
    const u = factor.spherical + node * width;
    const b = factor.mode + node * width;
    const g = factor.score + node * width;
    memory.fill(g, 0, width);
    const first = load<i32>(factor.vStart + (node << 2));
    const last = load<i32>(factor.vStart + (node << 2), 4);
    for (let t = first; t < last; t++) {
      const x = load<f64>(vector + ((<usize>load<i32>(factor.vRow + ((<usize>t) << 2))) << 3));
      const row = factor.vValue + <usize>t * width;
      for (let i: usize = 0; i < width; i += 8) store<f64>(g + i, load<f64>(g + i) - x * load<f64>(row + i));
    }
    for (let e = 0; e <= rank; e++) {
      const x = load<f64>(border + ((<usize>e) << 3));
      const row = factor.vBorder + (node * <usize>(rank + 1) + <usize>e) * width;
      for (let i: usize = 0; i < width; i += 8) store<f64>(g + i, load<f64>(g + i) - x * load<f64>(row + i));
    }
    const half = factor.half + node * width * <usize>k;
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) {
        sum += load<f64>(half + ((<usize>(l + i * k)) << 3)) * load<f64>(g + ((<usize>l) << 3));
      }
      store<f64>(u + ((<usize>i) << 3), sum);
    }
    solveVectorTransposed(k, factor.cholesky + node * width * <usize>k, u);
    const at = vector + ((<usize>(factor.row0 + level * k)) << 3);
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) {
        sum += load<f64>(factor.lambda + ((<usize>(i + l * k)) << 3)) * load<f64>(u + ((<usize>l) << 3));
      }
      store<f64>(b + ((<usize>i) << 3), sum);
      store<f64>(at + ((<usize>i) << 3), sum);
    }
    const own = factor.vDiagonal + node * width * <usize>k;
    for (let i = 0; i < k; i++) {
      let sum = load<f64>(g + ((<usize>i) << 3));
      for (let l = 0; l < k; l++) {
        sum -= load<f64>(own + ((<usize>(i + l * k)) << 3)) * load<f64>(b + ((<usize>l) << 3));
      }
      store<f64>(g + ((<usize>i) << 3), sum);
    }
  }
}

/** g of the tail: Ŝ times (−b, −β, 1). */
export function scoreTail(): void {
  const tail = vector + ((<usize>tailStart) << 3);
  let row = 0;
  for (let f = sparseCount; f < factorCount; f++) {
    const factor = factorAt(f);
    const size = factor.levels * factor.columns;
    for (let i = 0; i < size; i++) {
      let sum = 0.0;
      for (let j = 0; j <= row; j++) sum -= load<f64>(element(schur, row, j)) * load<f64>(tail + ((<usize>j) << 3));
      for (let j = row + 1; j < tailRows; j++) {
        sum -= load<f64>(element(schur, j, row)) * load<f64>(tail + ((<usize>j) << 3));
      }
      store<f64>(factor.score + ((<usize>i) << 3), sum);
      row++;
    }
  }
}
