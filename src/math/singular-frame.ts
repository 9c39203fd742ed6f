// Singular value decomposition of a small square matrix by one-sided Jacobi rotations, which keep the relative
// accuracy of tiny singular values in a graded matrix.
import { descendingOrder } from "./vectors.js";

export interface SingularFrame {
  /** k × k orthogonal; column i belongs to values[i]. */
  readonly left: Float64Array;
  /** Descending, nonnegative. */
  readonly values: Float64Array;
  readonly right: Float64Array;
}

/** A = left · diag(values) · right' of a k × k column-major A; signs such that the diagonal of `left` is nonnegative. */
export function singularFrame(k: number, matrix: Float64Array): SingularFrame {
  const work = new Float64Array(k * k);
  const rotation = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    rotation[j + j * k] = 1;
    for (let i = 0; i < k; i++) work[j + i * k] = matrix[i + j * k];
  }
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false;
    for (let i = 0; i < k - 1; i++) {
      for (let j = i + 1; j < k; j++) rotated = orthogonalize(k, work, rotation, i, j) || rotated;
    }
    if (!rotated) break;
  }
  return assemble(k, work, rotation);
}

/** Rotates columns i and j of work = A'U so that they are orthogonal; false where they already were. */
function orthogonalize(k: number, work: Float64Array, rotation: Float64Array, i: number, j: number): boolean {
  let ii = 0;
  let jj = 0;
  let ij = 0;
  for (let r = 0; r < k; r++) {
    ii += work[r + i * k] * work[r + i * k];
    jj += work[r + j * k] * work[r + j * k];
    ij += work[r + i * k] * work[r + j * k];
  }
  if (Math.abs(ij) <= 1e-15 * Math.sqrt(ii * jj) || ij === 0) return false;
  const zeta = (jj - ii) / (2 * ij);
  const tangent = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const c = 1 / Math.sqrt(1 + tangent * tangent);
  const s = c * tangent;
  for (const columns of [work, rotation]) {
    for (let r = 0; r < k; r++) {
      const first = columns[r + i * k];
      const second = columns[r + j * k];
      columns[r + i * k] = c * first - s * second;
      columns[r + j * k] = s * first + c * second;
    }
  }
  return true;
}

function assemble(k: number, work: Float64Array, rotation: Float64Array): SingularFrame {
  const lengths = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    for (let r = 0; r < k; r++) lengths[j] += work[r + j * k] * work[r + j * k];
    lengths[j] = Math.sqrt(lengths[j]);
  }
  const order = descendingOrder(lengths);
  const left = new Float64Array(k * k);
  const right = new Float64Array(k * k);
  const values = new Float64Array(k);
  order.forEach((from, to) => {
    values[to] = lengths[from];
    const sign = rotation[to + from * k] < 0 ? -1 : 1;
    for (let r = 0; r < k; r++) {
      left[r + to * k] = sign * rotation[r + from * k];
      if (values[to] > 1e-14 * values[0]) right[r + to * k] = (sign * work[r + from * k]) / values[to];
    }
    if (!(values[to] > 1e-14 * values[0])) complete(k, right, to);
  });
  return { left, values, right };
}

/** Fills column `to` with a unit vector orthogonal to the columns before it. */
function complete(k: number, columns: Float64Array, to: number): void {
  const target = columns.subarray(to * k, to * k + k);
  for (let axis = 0; axis < k; axis++) {
    target.fill(0);
    target[axis] = 1;
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < to; j++) {
        let dot = 0;
        for (let r = 0; r < k; r++) dot += columns[r + j * k] * target[r];
        for (let r = 0; r < k; r++) target[r] -= dot * columns[r + j * k];
      }
    }
    let length = 0;
    for (let r = 0; r < k; r++) length += target[r] * target[r];
    if (length * (2 * k) < 1) continue;
    length = Math.sqrt(length);
    for (let r = 0; r < k; r++) target[r] /= length;
    return;
  }
}
