// The dense kernels one by one, for bench/kernels.ts, and naive loops beside them; not part of the core.
import { tileSubtract } from "./linalg/microkernel";

export { allocate } from "./linalg/arena";
export { cholesky, element, forwardSolve, inverseFromFactor, rankUpdate, tileRowBytes } from "./linalg/dense";

/** The bare register tile: `calls` times over the same two panels, which stay in the first cache. */
export function microkernel(a: usize, b: usize, depth: i32, c: usize, calls: i32): void {
  for (let i = 0; i < calls; i++) tileSubtract(a, b, depth, c);
}

function at(matrix: usize, n: i32, row: i32, column: i32): usize {
  return matrix + ((<usize>column * <usize>n + <usize>row) << 3);
}

/** S ← L in place, lower triangle of a column-major n × n matrix: three scalar loops, the inner one down a column. */
export function naiveCholesky(s: usize, n: i32): void {
  for (let j = 0; j < n; j++) {
    const root = Math.sqrt(load<f64>(at(s, n, j, j)));
    const reciprocal = 1.0 / root;
    store<f64>(at(s, n, j, j), root);
    for (let i = j + 1; i < n; i++) {
      const entry = at(s, n, i, j);
      store<f64>(entry, load<f64>(entry) * reciprocal);
    }
    for (let k = j + 1; k < n; k++) {
      const factor = load<f64>(at(s, n, k, j));
      for (let i = k; i < n; i++) {
        const entry = at(s, n, i, k);
        store<f64>(entry, load<f64>(entry) - factor * load<f64>(at(s, n, i, j)));
      }
    }
  }
}

/** S ← S − P P', lower triangle, both n × n and column-major. */
export function naiveRankUpdate(s: usize, p: usize, n: i32): void {
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) {
      const factor = load<f64>(at(p, n, j, k));
      for (let i = j; i < n; i++) {
        const entry = at(s, n, i, j);
        store<f64>(entry, load<f64>(entry) - factor * load<f64>(at(p, n, i, k)));
      }
    }
  }
}

/** X ← L⁻¹ X, both n × n and column-major. */
export function naiveForwardSolve(l: usize, x: usize, n: i32): void {
  for (let c = 0; c < n; c++) {
    for (let j = 0; j < n; j++) {
      const value = load<f64>(at(x, n, j, c)) / load<f64>(at(l, n, j, j));
      store<f64>(at(x, n, j, c), value);
      for (let i = j + 1; i < n; i++) {
        const entry = at(x, n, i, c);
        store<f64>(entry, load<f64>(entry) - value * load<f64>(at(l, n, i, j)));
      }
    }
  }
}

/** N ← (L L')⁻¹, lower triangle; L⁻¹ is built in `work`. */
export function naiveInverse(l: usize, result: usize, work: usize, n: i32): void {
  for (let c = 0; c < n; c++) {
    for (let i = c; i < n; i++) store<f64>(at(work, n, i, c), i == c ? 1 : 0);
    for (let j = c; j < n; j++) {
      const value = load<f64>(at(work, n, j, c)) / load<f64>(at(l, n, j, j));
      store<f64>(at(work, n, j, c), value);
      for (let i = j + 1; i < n; i++) {
        const entry = at(work, n, i, c);
        store<f64>(entry, load<f64>(entry) - value * load<f64>(at(l, n, i, j)));
      }
    }
  }
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = 0.0;
      for (let k = i; k < n; k++) sum += load<f64>(at(work, n, k, i)) * load<f64>(at(work, n, k, j));
      store<f64>(at(result, n, i, j), sum);
    }
  }
}
