// An orthonormal basis of the columns of X, without those that depend on earlier ones.
import { orthonormalColumns } from "./orthonormal-columns.js";
import type { RowChunks } from "./row-chunks.js";

export interface FixedBasis {
  readonly kept: readonly number[];
  /** p × rank, column-major: X T has orthonormal columns, those of X in the units of the rows. */
  readonly transform: Float64Array;
  /** rank × rank, column-major upper triangle: the rows of T at the kept columns, for X as it is. */
  readonly triangle: Float64Array;
  /** Whether X is so far from dependent that coefficients to the accuracy of its Gram matrix are good enough. */
  readonly isClear: boolean;
  /** X'y of the response that came with it. */
  readonly projection: Float64Array;
}

/** As R's default QR decides it. */
const RANK = 1e-7;

export function fixedBasis(chunks: RowChunks, columns: number, response: Float64Array): FixedBasis {
  const p = columns;
  const width = p + 1;
  const raw = chunks.rawGram(response);
  const { transform, dropped, isClear } = orthonormalColumns(
    p,
    raw,
    (T) => chunks.basisGram(response, T, p),
    RANK,
    width,
  );
  const kept: number[] = [];
  for (let j = 0; j < p; j++) if (dropped[j] === 0) kept.push(j);
  const rank = kept.length;
  const basis = new Float64Array(p * rank);
  const triangle = new Float64Array(rank * rank);
  kept.forEach((column, j) => {
    basis.set(transform.subarray(column * p, (column + 1) * p), j * p);
    for (let i = 0; i < rank; i++) triangle[i + j * rank] = basis[kept[i] + j * p] * chunks.units.fixed[kept[i]];
  });
  const projection = Float64Array.from({ length: p }, (_, j) => raw[p + j * width]);
  return { kept, transform: basis, triangle, isClear, projection };
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
