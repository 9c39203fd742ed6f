// Nodes and weights of Gauss-Hermite quadrature against the standard normal density.
import { symmetricEigen } from "./symmetric-eigen.js";

export interface HermiteRule {
  /** Ascending, symmetric about zero. */
  readonly nodes: Float64Array;
  /** Σ = 1. */
  readonly weights: Float64Array;
}

/**
 * The rule of n nodes: eigenvalues of the Jacobi matrix (Golub & Welsch 1969), polished by Newton's method on the
 * orthonormal Hermite polynomial; weights by Christoffel's formula.
 */
export function gaussHermite(n: number): HermiteRule {
  const jacobi = new Float64Array(n * n);
  for (let i = 1; i < n; i++) jacobi[i + (i - 1) * n] = jacobi[i - 1 + i * n] = Math.sqrt(i);
  const raw = Float64Array.from(symmetricEigen(n, jacobi).values).sort();
  const nodes = raw.map((value) => {
    let x = value;
    for (let step = 0; step < 3; step++) {
      const { value: top, below } = hermite(n, x);
      x -= top / (Math.sqrt(n) * below);
    }
    return x;
  });
  const symmetric = nodes.map((x, i) => (x - nodes[n - 1 - i]) / 2);
  const weights = symmetric.map((x) => 1 / hermite(n, x).squares);
  return { nodes: symmetric, weights };
}

/** Orthonormal polynomial of degree n at x, that of degree n − 1, and the sum of squares of those below n. */
function hermite(n: number, x: number): { value: number; below: number; squares: number } {
  let below = 0;
  let value = 1;
  let squares = 0;
  for (let i = 1; i <= n; i++) {
    squares += value * value;
    const next = (x * value - Math.sqrt(i - 1) * below) / Math.sqrt(i);
    below = value;
    value = next;
  }
  return { value, below, squares };
}
