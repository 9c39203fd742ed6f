// An orthonormal basis of the columns of X, found from Gram matrices alone (repeated Cholesky QR), and the columns
// that depend on earlier ones. Rank as R's default QR decides it: a column is dropped when what earlier columns leave
// of it is shorter than 1e-7 of its length.
import type { RowChunks } from "./row-chunks.js";

export interface FixedBasis {
  readonly kept: readonly number[];
  /** p × rank, column-major: X T has orthonormal columns. */
  readonly transform: Float64Array;
  /** rank × rank, column-major upper triangle: the rows of `transform` at the kept columns. */
  readonly triangle: Float64Array;
  /** Whether X is so far from dependent that coefficients to the accuracy of its Gram matrix are good enough. */
  readonly isClear: boolean;
  /** X'y of the response that came with it. */
  readonly projection: Float64Array;
}

const RANK_TOLERANCE = 1e-7;
/** Squared remainders above this are accurate enough that one pass suffices. */
export const CLEAR = 1e-4;
/** Squared remainders below this are rounding noise until another pass confirms them. */
const NOISE = 1e-12;
const FLOOR = 1e-15;
const MAX_PASSES = 6;

export function fixedBasis(chunks: RowChunks, columns: number, response: Float64Array): FixedBasis {
  const p = columns;
  const width = p + 1;
  const raw = chunks.rawGram(response);
  const transform = new Float64Array(p * p);
  const remainder = new Float64Array(p).fill(1);
  const dropped = new Uint8Array(p);
  let gram = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    const length = Math.sqrt(raw[j + j * width]);
    if (length > 0) transform[j + j * p] = 1 / length;
    else dropped[j] = 1;
  }
  for (let j = 0; j < p; j++) {
    for (let i = j; i < p; i++) gram[i + j * p] = raw[i + j * width] * transform[i + i * p] * transform[j + j * p];
  }
  let passes = 0;
  for (; passes < MAX_PASSES; passes++) {
    if (orthogonalize(gram, p, transform, remainder, dropped, passes > 0)) break;
    const next = chunks.basisGram(response, transform, p);
    gram = new Float64Array(p * p);
    for (let j = 0; j < p; j++) for (let i = j; i < p; i++) gram[i + j * p] = next[i + j * width];
  }
  const kept: number[] = [];
  for (let j = 0; j < p; j++) if (dropped[j] === 0) kept.push(j);
  const rank = kept.length;
  const basis = new Float64Array(p * rank);
  const triangle = new Float64Array(rank * rank);
  kept.forEach((column, j) => {
    basis.set(transform.subarray(column * p, (column + 1) * p), j * p);
    for (let i = 0; i < rank; i++) triangle[i + j * rank] = basis[kept[i] + j * p];
  });
  const projection = Float64Array.from({ length: p }, (_, j) => raw[p + j * width]);
  return { kept, transform: basis, triangle, isClear: passes === 0, projection };
}

/**
 * Least-squares coefficients of a response on the columns of X, p values, from X'y (`projection`), refined where X asks
 * for it by `remaining`, which gives (X T)'(y − X b) for coefficients b.
 */
export function leastSquares(
  { transform, isClear }: FixedBasis,
  projection: Float64Array,
  remaining: (coefficients: Float64Array) => Float64Array,
): Float64Array {
  const coefficients = project(transform, projection);
  if (isClear) return coefficients;
  const p = coefficients.length;
  remaining(coefficients).forEach((left, j) => {
    for (let i = 0; i < p; i++) coefficients[i] += transform[i + j * p] * left;
  });
  return coefficients;
}

/** T T'x for a p × rank matrix T. */
function project(transform: Float64Array, x: Float64Array): Float64Array {
  const p = x.length;
  const out = new Float64Array(p);
  for (let at = 0; at < transform.length; at += p) {
    let sum = 0;
    for (let i = 0; i < p; i++) sum += transform[at + i] * x[i];
    for (let i = 0; i < p; i++) out[i] += transform[at + i] * sum;
  }
  return out;
}

/** One Cholesky QR step on the transform; true when the new basis is accurate to working precision. */
function orthogonalize(
  gram: Float64Array,
  p: number,
  transform: Float64Array,
  remainder: Float64Array,
  dropped: Uint8Array,
  confirmed: boolean,
): boolean {
  const factor = new Float64Array(p * p);
  const pending = new Uint8Array(p);
  let done = true;
  for (let j = 0; j < p; j++) {
    if (dropped[j]) continue;
    const length = gram[j + j * p];
    let left = length;
    for (let c = 0; c < j; c++) {
      if (dropped[c] || pending[c]) continue;
      let sum = gram[j + c * p];
      for (let k = 0; k < c; k++) if (!dropped[k] && !pending[k]) sum -= factor[j + k * p] * factor[c + k * p];
      factor[j + c * p] = sum / factor[c + c * p];
      left -= factor[j + c * p] * factor[j + c * p];
    }
    const ratio = length > 0 ? left / length : 0;
    const size = remainder[j] * Math.sqrt(Math.max(confirmed ? left : ratio, 0));
    if (confirmed && size < RANK_TOLERANCE) {
      dropped[j] = 1;
      continue;
    }
    if (ratio < NOISE) pending[j] = 1;
    if (ratio < CLEAR) done = false;
    const norm = Math.sqrt(Math.max(left, FLOOR));
    remainder[j] *= norm;
    factor[j + j * p] = norm;
    const target = transform.subarray(j * p, (j + 1) * p);
    for (let c = 0; c < j; c++) {
      if (dropped[c] || pending[c]) continue;
      const x = factor[j + c * p];
      const source = transform.subarray(c * p, (c + 1) * p);
      for (let i = 0; i <= c; i++) target[i] -= x * source[i];
    }
    for (let i = 0; i <= j; i++) target[i] /= norm;
  }
  for (let j = 0; j < p; j++) {
    if (!dropped[j]) continue;
    if (takeOut(j, p, transform)) done = false;
    transform.fill(0, j * p, (j + 1) * p);
  }
  return done;
}

/** Frees later columns of the transform from column j, which depends on those before it; true where that changes any. */
function takeOut(j: number, p: number, transform: Float64Array): boolean {
  let changed = false;
  for (let later = j + 1; later < p; later++) {
    const share = transform[j + later * p] / transform[j * (p + 1)];
    if (!(Math.abs(share) > 0)) continue;
    for (let i = 0; i < j; i++) transform[i + later * p] -= share * transform[i + j * p];
    transform[j + later * p] = 0;
    changed = true;
  }
  return changed;
}
