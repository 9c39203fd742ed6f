// The conditional modes: PIRLS steps on u, and solutions of the factored system for other right-hand sides.
import { backwardSolve, element } from "../linalg/dense";
import { at, bytes, copy, get, index, indexAfter, set, subtract } from "../linalg/memory";
import { effects, factorAt, factorCount, rank, tailEffects, tailRows, tailStart } from "../mixed/layout";
import { substitute } from "../mixed/solution";
import { fixedGram, lower, pivots, vector } from "../mixed/workspace";

/**
 * u (and with it b = Λu) that minimises the quadratic model of the last accumulation, for X's coefficients moved by
 * `given` (rank values), or free where that is 0; then they are in `vector` after the random effects.
 */
export function solveModes(given: usize, to: usize): void {
  const tail = at(vector, tailStart);
  const leading = tailEffects + rank;
  for (let i = 0; i < leading; i++) set(tail, i, load<f64>(element(lower, tailRows - 1, i)));
  if (given == 0) backwardSolve(lower, pivots, leading, tail);
  else {
    for (let x = 0; x < rank; x++) {
      const value = get(given, x);
      for (let j = 0; j < tailEffects; j++) subtract(tail, j, value * load<f64>(element(lower, tailEffects + x, j)));
      set(tail, tailEffects + x, value);
    }
    backwardSolve(lower, pivots, tailEffects, tail);
  }
  set(tail, leading, -1);
  substitute();
  for (let f = 0; f < factorCount; f++) {
    const factor = factorAt(f);
    copy(at(to, factor.row0), factor.spherical, factor.levels * factor.columns);
  }
}

/** b ← Λu over all random effects; |u|². */
export function scaleModes(u: usize, b: usize): f64 {
  let total = 0.0;
  for (let f = 0; f < factorCount; f++) {
    const factor = factorAt(f);
    const k = factor.columns;
    const width = bytes(k);
    let from = at(u, factor.row0);
    let to = at(b, factor.row0);
    let sum = 0.0;
    for (let level = 0; level < factor.levels; level++) {
      for (let i = 0; i < k; i++) {
        const own = get(from, i);
        sum += own * own;
        let value = 0.0;
        for (let l = 0; l < k; l++) value += get(factor.lambda, i + l * k) * get(from, l);
        set(to, i, value);
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
  for (let i: usize = 0; i < bytes(effects); i += 8) {
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
  for (let i: usize = 0; i < bytes(effects); i += 8) store<f64>(step + i, load<f64>(next + i) - load<f64>(now + i));
  let total = 0.0;
  for (let i: usize = 0; i < bytes(effects); i += 8) total -= load<f64>(now + i) * load<f64>(step + i);
  scaleModes(step, vector);
  const gamma = at(vector, effects);
  for (let f = 0; f < factorCount; f++) {
    const factor = factorAt(f);
    const k = factor.columns;
    const width = bytes(k);
    for (let level = 0; level < factor.levels; level++) {
      const own = bytes(factor.row0 + level * k);
      const last = indexAfter(factor.aStart, level);
      for (let t = index(factor.aStart, level); t < last; t++) {
        const row = bytes(index(factor.aRow, t));
        const other = load<f64>(b + row);
        const change = load<f64>(vector + row);
        for (let i: usize = 0; i < width; i += 8) {
          const value = load<f64>(factor.aValue + width * t + i);
          total -= value * (change * load<f64>(b + own + i) + other * load<f64>(vector + own + i));
        }
      }
      const diagonal = factor.aDiagonal + width * level * k;
      const side = factor.aBorder + width * level * border;
      for (let i = 0; i < k; i++) {
        const from = at(own, i);
        let sum = get(side, rank * k + i);
        for (let j = 0; j < k; j++) sum -= get(diagonal, i + j * k) * get(b + own, j);
        total += sum * load<f64>(vector + from);
        for (let x = 0; x < rank; x++) {
          const fixed = get(gamma, x);
          total -= fixed * load<f64>(b + from) * get(side, x * k + i);
        }
      }
    }
  }
  for (let x = 0; x < rank; x++) total += get(gamma, x) * get(fixedGram, x + rank * border);
  return total;
}
