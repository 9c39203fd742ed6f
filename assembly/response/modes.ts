// The conditional modes: PIRLS steps on u, and solutions of the factored system for other right-hand sides.
import { backwardSolve, element } from "../linalg/dense";
import { effects, factorAt, factorCount, rank, tailEffects, tailRows, tailStart } from "../mixed/layout";
import { substitute } from "../mixed/solution";
import { fixedGram, lower, pivots, vector } from "../mixed/workspace";

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
    memory.copy(to + ((<usize>factor.row0) << 3), factor.spherical, (<usize>(factor.levels * factor.columns)) << 3);
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

/**
 * Newton decrement δ'Mδ of the step δ from `now` (with b = Λu at `b`) to the last solution of solveModes at `next`: what
 * the penalised deviance will fall by. Λδ is formed from δ, as a difference of b its rounding would drown small steps;
 * it takes the place of b in `vector`, and δ is left at `step`.
 */
export function modeDecrement(now: usize, next: usize, b: usize, step: usize): f64 {
  const border = rank + 1;
  for (let i: usize = 0; i < (<usize>effects) << 3; i += 8) {
    store<f64>(step + i, load<f64>(next + i) - load<f64>(now + i));
  }
  let total = 0.0;
  for (let i: usize = 0; i < (<usize>effects) << 3; i += 8) total -= load<f64>(now + i) * load<f64>(step + i);
  scaleModes(step, vector);
  const gamma = vector + ((<usize>effects) << 3);
  for (let f = 0; f < factorCount; f++) {
    const factor = factorAt(f);
    const k = factor.columns;
    const width = (<usize>k) << 3;
    for (let level = 0; level < factor.levels; level++) {
      const at = (<usize>(factor.row0 + level * k)) << 3;
      const last = load<i32>(factor.aStart + ((<usize>level) << 2), 4);
      for (let t = load<i32>(factor.aStart + ((<usize>level) << 2)); t < last; t++) {
        const row = (<usize>load<i32>(factor.aRow + ((<usize>t) << 2))) << 3;
        const other = load<f64>(b + row);
        const change = load<f64>(vector + row);
        for (let i: usize = 0; i < width; i += 8) {
          const value = load<f64>(factor.aValue + <usize>t * width + i);
          total -= value * (change * load<f64>(b + at + i) + other * load<f64>(vector + at + i));
        }
      }
      const diagonal = factor.aDiagonal + <usize>level * width * <usize>k;
      const side = factor.aBorder + <usize>level * width * <usize>border;
      for (let i = 0; i < k; i++) {
        const from = at + ((<usize>i) << 3);
        let sum = load<f64>(side + ((<usize>(rank * k + i)) << 3));
        for (let j = 0; j < k; j++) {
          sum -= load<f64>(diagonal + ((<usize>(i + j * k)) << 3)) * load<f64>(b + at + ((<usize>j) << 3));
        }
        total += sum * load<f64>(vector + from);
        for (let x = 0; x < rank; x++) {
          const fixed = load<f64>(gamma + ((<usize>x) << 3));
          total -= fixed * load<f64>(b + from) * load<f64>(side + ((<usize>(x * k + i)) << 3));
        }
      }
    }
  }
  for (let x = 0; x < rank; x++) {
    total += load<f64>(gamma + ((<usize>x) << 3)) * load<f64>(fixedGram + ((<usize>(x + rank * border)) << 3));
  }
  return total;
}
