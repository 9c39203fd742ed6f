// The conditional modes: PIRLS steps on u, and solutions of the factored system for other right-hand sides.
import { backwardSolve, element, forwardSolve } from "../linalg/dense";
import { Factor, densePanel, effects, factorAt, factorCount, rank, tailEffects, tailRows, tailStart } from "../mixed/layout";
import { substitute } from "../mixed/solution";
import { lower, pivots, vector } from "../mixed/workspace";

/**
 * u (and with it b = Λu) that minimises the quadratic model of the last accumulation, for X's coefficients moved by
 * `given` (rank values), or free where that is 0; then they are in `vector` after the random effects.
 */
export function solveModes(given: usize, to: usize): void {
  const tail = vector + ((<usize>tailStart) << 3);
  const leading = tailEffects + rank;
  for (let i = 0; i < leading; i++) store<f64>(tail + ((<usize>i) << 3), load<f64>(element(lower, tailRows - 1, i)));
  if (given == 0) backwardSolve(lower, pivots, leading, tail);
  else {
    for (let x = 0; x < rank; x++) {
      const value = load<f64>(given + ((<usize>x) << 3));
      for (let j = 0; j < tailEffects; j++) {
        const at = tail + ((<usize>j) << 3);
        store<f64>(at, load<f64>(at) - value * load<f64>(element(lower, tailEffects + x, j)));
      }
      store<f64>(tail + ((<usize>(tailEffects + x)) << 3), value);
    }
    backwardSolve(lower, pivots, tailEffects, tail);
  }
  store<f64>(tail + ((<usize>leading) << 3), -1);
  substitute();
  for (let f = 0; f < factorCount; f++) {
    const factor = factorAt(f);
    memory.copy(
      to + ((<usize>factor.row0) << 3),
      factor.spherical,
      (<usize>(factor.levels * factor.columns)) << 3,
    );
  }
}

/** b ← Λu over all random effects; |u|². */
export function scaleModes(u: usize, b: usize): f64 {
  let total = 0.0;
  for (let f = 0; f < factorCount; f++) {
    const factor = factorAt(f);
    const k = factor.columns;
    const width = (<usize>k) << 3;
    let from = u + ((<usize>factor.row0) << 3);
    let to = b + ((<usize>factor.row0) << 3);
    let sum = 0.0;
    for (let level = 0; level < factor.levels; level++) {
      for (let i = 0; i < k; i++) {
        const own = load<f64>(from + ((<usize>i) << 3));
        sum += own * own;
        let value = 0.0;
        for (let l = 0; l < k; l++) {
          value += load<f64>(factor.lambda + ((<usize>(i + l * k)) << 3)) * load<f64>(from + ((<usize>l) << 3));
        }
        store<f64>(to + ((<usize>i) << 3), value);
      }
      from += width;
      to += width;
    }
    total += sum;
  }
  return total;
}

/** to ← a + α (b − a), over all random effects. */
export function mixModes(a: usize, b: usize, alpha: f64, to: usize): void {
  for (let i: usize = 0; i < (<usize>effects) << 3; i += 8) {
    const x = load<f64>(a + i);
    store<f64>(to + i, x + alpha * (load<f64>(b + i) - x));
  }
}

/** Λ' times a vector over all random effects: where u would be if Z'score stayed as it is. */
export function transposeModes(g: usize, u: usize): void {
  for (let f = 0; f < factorCount; f++) {
    const factor = factorAt(f);
    const k = factor.columns;
    for (let level = 0; level < factor.levels; level++) {
      const at = (<usize>(factor.row0 + level * k)) << 3;
      for (let i = 0; i < k; i++) {
        let sum = 0.0;
        for (let l = 0; l < k; l++) {
          sum += load<f64>(factor.lambda + ((<usize>(l + i * k)) << 3)) * load<f64>(g + at + ((<usize>l) << 3));
        }
        store<f64>(u + at + ((<usize>i) << 3), sum);
      }
    }
  }
}
