// Eigenvalues and eigenvectors of a dense symmetric matrix: Householder tridiagonal form, then implicit QR steps
// with Wilkinson's shift (Golub & Van Loan, Matrix Computations, algorithms 8.3.1 to 8.3.3).
import { unitOf } from "./units.js";
import { descendingOrder } from "./vectors.js";

export interface SymmetricEigen {
  /** Descending. */
  readonly values: Float64Array;
  /** n × n, column-major; column i belongs to values[i]. */
  readonly vectors: Float64Array;
}

/** Eigen-decomposition of the symmetric n × n matrix (column-major, lower triangle read). */
export function symmetricEigen(n: number, matrix: Float64Array): SymmetricEigen {
  const unit = unitOf(matrix.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0));
  const scaled = unit === 1 ? matrix : matrix.map((entry) => entry * unit);
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const vectors = tridiagonalize(n, scaled, diagonal, offDiagonal);
  diagonalize(n, diagonal, offDiagonal, vectors);
  return sortDescending(n, unit === 1 ? diagonal : diagonal.map((value) => value / unit), vectors);
}

function tridiagonalize(n: number, matrix: Float64Array, diagonal: Float64Array, offDiagonal: Float64Array) {
  const a = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) a[i + j * n] = a[j + i * n] = matrix[i + j * n];
  }
  const w = new Float64Array(n);
  const factors = new Float64Array(n);
  for (let k = 0; k < n - 2; k++) factors[k] = reflect(n, a, k, w);
  for (let i = 0; i < n; i++) diagonal[i] = a[i + i * n];
  for (let i = 0; i < n - 1; i++)
    offDiagonal[i] = factors[i] === 0 || i === n - 2 ? a[i + 1 + i * n] : a[i + (i + 1) * n];
  return accumulate(n, a, factors);
}

/** Step k: A := HAH; leaves v (H = I − factor vv') below A's diagonal and the new off-diagonal above it. */
function reflect(n: number, a: Float64Array, k: number, w: Float64Array): number {
  let sum = 0;
  for (let i = k + 2; i < n; i++) sum += a[i + k * n] * a[i + k * n];
  if (sum === 0) return 0;
  const head = a[k + 1 + k * n];
  const norm = Math.sqrt(head * head + sum);
  const alpha = head > 0 ? -norm : norm;
  const pivot = head - alpha;
  const factor = 2 / (pivot * pivot + sum);
  a[k + 1 + k * n] = pivot;
  const v = a.subarray(k * n, k * n + n);
  let vw = 0;
  for (let i = k + 1; i < n; i++) {
    let dot = 0;
    for (let j = k + 1; j < n; j++) dot += a[j + i * n] * v[j];
    w[i] = factor * dot;
    vw += w[i] * v[i];
  }
  const half = (factor * vw) / 2;
  for (let i = k + 1; i < n; i++) w[i] -= half * v[i];
  for (let j = k + 1; j < n; j++) {
    for (let i = k + 1; i < n; i++) a[i + j * n] -= v[i] * w[j] + w[i] * v[j];
  }
  a[k + (k + 1) * n] = alpha;
  return factor;
}

function accumulate(n: number, a: Float64Array, factors: Float64Array): Float64Array {
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i + i * n] = 1;
  for (let k = n - 3; k >= 0; k--) {
    if (factors[k] === 0) continue;
    for (let j = k + 1; j < n; j++) {
      let dot = 0;
      for (let i = k + 1; i < n; i++) dot += a[i + k * n] * q[i + j * n];
      dot *= factors[k];
      for (let i = k + 1; i < n; i++) q[i + j * n] -= dot * a[i + k * n];
    }
  }
  return q;
}

function diagonalize(n: number, d: Float64Array, e: Float64Array, q: Float64Array): void {
  const epsilon = 2.220446049250313e-16;
  let last = n - 1;
  for (let step = 0; last > 0 && step < 60 * n; step++) {
    for (let i = 0; i < last; i++) {
      if (Math.abs(e[i]) <= epsilon * (Math.abs(d[i]) + Math.abs(d[i + 1]))) e[i] = 0;
    }
    if (e[last - 1] === 0) {
      last--;
      continue;
    }
    let first = last - 1;
    while (first > 0 && e[first - 1] !== 0) first--;
    chase(n, d, e, q, first, last);
  }
}

/** One implicit QR step on the unreduced block first..last. */
function chase(n: number, d: Float64Array, e: Float64Array, q: Float64Array, first: number, last: number): void {
  const gap = (d[last - 1] - d[last]) / 2;
  const corner = e[last - 1];
  const root = Math.sqrt(gap * gap + corner * corner);
  const shift = d[last] - (corner * corner) / (gap + (gap >= 0 ? root : -root));
  let x = d[first] - shift;
  let z = e[first];
  for (let k = first; k < last; k++) {
    const norm = Math.sqrt(x * x + z * z);
    const c = norm === 0 ? 1 : x / norm;
    const s = norm === 0 ? 0 : z / norm;
    if (k > first) e[k - 1] = norm;
    const upper = d[k];
    const lower = d[k + 1];
    const cross = e[k];
    d[k] = c * c * upper + 2 * c * s * cross + s * s * lower;
    d[k + 1] = s * s * upper - 2 * c * s * cross + c * c * lower;
    e[k] = c * s * (lower - upper) + (c * c - s * s) * cross;
    if (k < last - 1) {
      x = e[k];
      z = s * e[k + 1];
      e[k + 1] *= c;
    }
    for (let i = 0; i < n; i++) {
      const left = q[i + k * n];
      const right = q[i + (k + 1) * n];
      q[i + k * n] = c * left + s * right;
      q[i + (k + 1) * n] = c * right - s * left;
    }
  }
}

function sortDescending(n: number, d: Float64Array, q: Float64Array): SymmetricEigen {
  const order = descendingOrder(d);
  const values = new Float64Array(n);
  const vectors = new Float64Array(n * n);
  for (let to = 0; to < n; to++) {
    const from = order[to];
    values[to] = d[from];
    for (let i = 0; i < n; i++) vectors[i + to * n] = q[i + from * n];
  }
  return { values, vectors };
}
