// Conjugate gradients for the columns of a panel side by side, each with steps of its own, which are the Lanczos matrix of
// the same start: of quadratures besides the solution.
import { symmetricEigen } from "../../math/symmetric-eigen.js";

/** out = C x of every column. */
export type Operator = (x: Float64Array, out: Float64Array) => void;

/** By column. */
export interface Steps {
  readonly alpha: number[];
  readonly beta: number[];
}

export interface Solved {
  readonly x: Float64Array;
  readonly steps: readonly Steps[];
  /** Of the column that took longest. */
  readonly iterations: number;
}

/** Steps after which a system that is all but singular is left as it is. */
const MOST = 2000;

/** x with C x = b, every column until what is left of it is `tolerance` of its length. Columns of zeros stay zeros. */
export function conjugateGradients(apply: Operator, b: Float64Array, width: number, tolerance: number): Solved {
  const x = new Float64Array(b.length);
  const r = b.slice();
  const p = b.slice();
  const product = new Float64Array(b.length);
  const steps: Steps[] = Array.from({ length: width }, () => ({ alpha: [], beta: [] }));
  let squares = columnProducts(r, r, width);
  const limits = squares.map((square) => square * tolerance * tolerance);
  const isOpen = squares.map((square) => Number(square > 0));
  const alpha = new Float64Array(width);
  const beta = new Float64Array(width);
  let iterations = 0;
  while (isOpen.includes(1) && iterations < MOST) {
    iterations++;
    apply(p, product);
    const curved = columnProducts(p, product, width);
    for (let c = 0; c < width; c++) {
      alpha[c] = isOpen[c] === 1 && curved[c] > 0 ? squares[c] / curved[c] : 0;
      if (alpha[c] === 0) isOpen[c] = 0;
    }
    addMultiples(x, alpha, p, 1);
    addMultiples(r, alpha, product, -1);
    const next = columnProducts(r, r, width);
    for (let c = 0; c < width; c++) {
      beta[c] = isOpen[c] === 1 ? next[c] / squares[c] : 0;
      if (isOpen[c] === 0) continue;
      steps[c].alpha.push(alpha[c]);
      steps[c].beta.push(beta[c]);
      if (!(next[c] > limits[c])) isOpen[c] = 0;
    }
    squares = next;
    for (let at = 0; at < p.length; ) for (let c = 0; c < width; c++, at++) p[at] = r[at] + beta[c] * p[at];
  }
  return { x, steps, iterations };
}

/** b'f(C)b / b'b by Gauss's quadrature with the steps of a solution that began at b; 0 of no steps. */
export function lanczosQuadrature({ alpha, beta }: Steps, f: (eigenvalue: number) => number): number {
  const n = alpha.length;
  if (n === 0) return 0;
  const matrix = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    matrix[j * (n + 1)] = 1 / alpha[j] + (j === 0 ? 0 : beta[j - 1] / alpha[j - 1]);
    if (j + 1 < n) matrix[j + 1 + j * n] = Math.sqrt(beta[j]) / alpha[j];
  }
  const { values, vectors } = symmetricEigen(n, matrix);
  let sum = 0;
  for (let j = 0; j < n; j++) sum += vectors[j * n] * vectors[j * n] * f(values[j]);
  return sum;
}

/** a'b of each column. */
export function columnProducts(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(width);
  for (let at = 0; at < a.length; ) for (let c = 0; c < width; c++, at++) sums[c] += a[at] * b[at];
  return sums;
}

function addMultiples(to: Float64Array, factors: Float64Array, from: Float64Array, sign: number): void {
  const width = factors.length;
  for (let at = 0; at < to.length; ) for (let c = 0; c < width; c++, at++) to[at] += sign * factors[c] * from[at];
}
