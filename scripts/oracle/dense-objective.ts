// The criterion at coordinates of the covariances: by the Cholesky factor of the rows' covariance with its slopes, and
// without a square by orthogonal reflections of the augmented least-squares problem.
import { covariance, slopesOfT, termFactor } from "./dense-covariance.js";
import { criterion, type DenseModel } from "./dense-model.js";

export interface DensePoint {
  readonly value: number;
  readonly gradient: Float64Array;
  /** r² over that of the fixed part alone. */
  readonly residualShare: number;
}

/** Coordinates of each term, one after the other. */
export function partsOf(model: DenseModel, x: Float64Array): Float64Array[] {
  let at = 0;
  return model.terms.map(({ size }) => {
    at += size;
    return x.subarray(at - size, at);
  });
}

/** Null where the covariance of the rows cannot be factored. */
export function densePoint(model: DenseModel, x: Float64Array): DensePoint | null {
  const { n, reml, basis, response, terms } = model;
  const parts = partsOf(model, x);
  const V = new Float64Array(n * n);
  for (let i = 0; i < n; i++) V[i * n + i] = 1;
  terms.forEach((term, t) => {
    const { k, rows, pairs } = term;
    const T = covariance(termFactor(term, parts[t]));
    for (let at = 0; at < pairs.length; at += 2) {
      const i = pairs[at];
      const j = pairs[at + 1];
      let sum = 0;
      for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) sum += rows[i * k + a] * T[a * k + b] * rows[j * k + b];
      V[i * n + j] += sum;
    }
  });
  const logV = factorInPlace(n, V);
  if (Number.isNaN(logV)) return null;
  const inverse = inverseOfLower(n, V);
  const p = basis.length;
  const Q = basis.map((column) => timesLower(n, inverse, column));
  const y = timesLower(n, inverse, response);
  const gram = new Float64Array(p * p);
  for (let a = 0; a < p; a++) for (let b = 0; b <= a; b++) gram[a * p + b] = dot(Q[a], Q[b]);
  const logQ = factorInPlace(p, gram);
  if (Number.isNaN(logQ)) return null;
  const inverseQ = inverseOfLower(p, gram);
  /** L⁻¹Q made orthonormal. */
  const axes = Array.from({ length: p }, (_, a) => {
    const axis = new Float64Array(n);
    for (let b = 0; b <= a; b++) for (let i = 0; i < n; i++) axis[i] += inverseQ[a * p + b] * Q[b][i];
    return axis;
  });
  for (let pass = 0; pass < 2; pass++) {
    for (const axis of axes) {
      const along = dot(axis, y);
      for (let i = 0; i < n; i++) y[i] -= along * axis[i];
    }
  }
  const square = dot(y, y);
  const value = criterion(model, logV, logQ, square);
  const score = timesUpper(n, inverse, y);
  const projected = reml ? axes.map((axis) => timesUpper(n, inverse, axis)) : [];
  const weight = (reml ? n - p : n) / square;
  const gradient = new Float64Array(x.length);
  let first = 0;
  terms.forEach((term, t) => {
    const { k, rows, pairs } = term;
    const F = new Float64Array(k * k);
    for (let at = 0; at < pairs.length; at += 2) {
      const i = pairs[at];
      const j = pairs[at + 1];
      let entry = -weight * score[i] * score[j];
      for (let m = i; m < n; m++) entry += inverse[m * n + i] * inverse[m * n + j];
      for (const column of projected) entry -= column[i] * column[j];
      for (let a = 0; a < k; a++) {
        for (let b = 0; b < k; b++) {
          F[a * k + b] += entry * rows[i * k + a] * rows[j * k + b];
          if (i !== j) F[b * k + a] += entry * rows[i * k + a] * rows[j * k + b];
        }
      }
    }
    slopesOfT(term, parts[t]).forEach((slope, m) => {
      gradient[first + m] = dot(slope, F);
    });
    first += term.size;
  });
  return Number.isFinite(value) ? { value, gradient, residualShare: square } : null;
}

/** The criterion by reflections of [ZΛ Q y; I 0 0], which no ratio of variances costs digits. */
export function exactObjective(model: DenseModel, x: Float64Array): number {
  return exactPoint(model, x).value;
}

/** The same, with r² over that of the fixed part alone. */
export function exactPoint(model: DenseModel, x: Float64Array): Omit<DensePoint, "gradient"> {
  const { n, basis, response, terms } = model;
  const parts = partsOf(model, x);
  const columns: Float64Array[] = [];
  const effects = terms.reduce((sum, { k, levels }) => sum + k * levels, 0);
  const height = n + effects;
  terms.forEach((term, t) => {
    const { k, levels, codes, rows } = term;
    const factor = termFactor(term, parts[t]);
    for (let level = 0; level < levels; level++) {
      for (let c = 0; c < k; c++) {
        const column = new Float64Array(height);
        for (let i = 0; i < n; i++) {
          if (codes[i] !== level) continue;
          for (let a = 0; a < k; a++) column[i] += rows[i * k + a] * factor[a][c];
        }
        column[n + columns.length] = 1;
        columns.push(column);
      }
    }
  });
  const padded = (column: Float64Array) => {
    const out = new Float64Array(height);
    out.set(column);
    return out;
  };
  columns.push(...basis.map(padded), padded(response));
  const diagonal = reflect(height, columns);
  const logOf = (from: number, to: number) =>
    diagonal.slice(from, to).reduce((sum, pivot) => sum + 2 * Math.log(Math.abs(pivot)), 0);
  const last = columns.length - 1;
  const residualShare = diagonal[last] ** 2;
  return { value: criterion(model, logOf(0, effects), logOf(effects, last), residualShare), residualShare };
}

/** Diagonal of R; the last column's is the length of what the others leave of it. */
function reflect(height: number, columns: Float64Array[]): number[] {
  return columns.map((column, c) => {
    let length = 0;
    for (let i = c; i < height; i++) length = Math.hypot(length, column[i]);
    if (c === columns.length - 1 || length === 0) return length;
    const pivot = column[c] > 0 ? -length : length;
    const mirror = column.slice(c);
    mirror[0] -= pivot;
    const square = dot(mirror, mirror);
    for (let d = c + 1; d < columns.length; d++) {
      const other = columns[d];
      let along = 0;
      for (let i = 0; i < mirror.length; i++) along += mirror[i] * other[c + i];
      along *= 2 / square;
      for (let i = 0; i < mirror.length; i++) other[c + i] -= along * mirror[i];
    }
    return pivot;
  });
}

/** Lower Cholesky factor in place, by rows; log of the determinant, NaN where there is none. */
function factorInPlace(n: number, A: Float64Array): number {
  let log = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = A[i * n + j];
      for (let m = 0; m < j; m++) sum -= A[i * n + m] * A[j * n + m];
      if (i !== j) A[i * n + j] = sum / A[j * n + j];
      else if (sum > 0) {
        A[i * n + i] = Math.sqrt(sum);
        log += Math.log(sum);
      } else return Number.NaN;
    }
  }
  return log;
}

function inverseOfLower(n: number, L: Float64Array): Float64Array {
  const out = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    out[j * n + j] = 1 / L[j * n + j];
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let m = j; m < i; m++) sum -= L[i * n + m] * out[m * n + j];
      out[i * n + j] = sum / L[i * n + i];
    }
  }
  return out;
}

function timesLower(n: number, lower: Float64Array, v: Float64Array): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) out[i] += lower[i * n + j] * v[j];
  return out;
}

function timesUpper(n: number, lower: Float64Array, v: Float64Array): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) out[j] += lower[i * n + j] * v[i];
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
