// The basis in which the columns of a random term are stored: Z̃ = ZT, T = R⁻¹, so that Z = Z̃R, b = Tb̃ and Λ̃ = RΛ.
import { largest, powerNear } from "../math/units.js";
import { orthonormalColumns } from "./orthonormal-columns.js";

/** Columns of n values; null stands for ones. */
type Columns = readonly (Float64Array | null)[];

/** Columns that stay between 1/WIDE and WIDE are not scaled. */
const WIDE = 65536;
/** Squared remainders above this need no rotation. */
const INDEPENDENT = 1e-4;
/** What is left of a column beside others is rounding below this share of its length. */
const DEPENDENT = 1e-14;
/** Splits a double into halves of 26 bits (Dekker 1971). */
const SPLIT = 134217729;

/**
 * T, k × k upper triangular column-major, such that the columns times T are orthogonal under the weights, with the length
 * of the first: a diagonal of powers of two where they are far from dependent, null where T is the identity. A column that
 * depends on those before it is only scaled.
 */
export function columnTransform(columns: Columns, nobs: number, weights: Float64Array | null): Float64Array | null {
  const k = columns.length;
  const units = columns.map((column) => {
    const size = column === null ? 1 : largest(column);
    return size > WIDE || size < 1 / WIDE ? powerNear(size) : 1;
  });
  const scaled = columns.map((column, j) => times(column, units[j]));
  const dependence = k === 1 ? null : orthogonalized(scaled, nobs, weights);
  if (dependence === null) {
    if (units.every((unit) => unit === 1)) return null;
    return Float64Array.from({ length: k * k }, (_, at) => (at % (k + 1) === 0 ? units[at % k] : 0));
  }
  const { transform, dropped } = dependence;
  const first = dropped.indexOf(0);
  const length = transform[first * (k + 1)];
  return transform.map((entry, at) => {
    const [row, column] = [at % k, Math.floor(at / k)];
    if (row === column && (dropped[column] === 1 || column === first)) return units[row];
    return (entry / length) * units[row];
  });
}

/** Null where the columns are far from dependent. Ones are written out, since what is null is never scaled. */
function orthogonalized(given: Columns, nobs: number, weights: Float64Array | null) {
  const columns = given.map((column) => column ?? new Float64Array(nobs).fill(1));
  const gramOf = (own: Columns) => weightedGram(own, nobs, weights);
  const found = orthonormalColumns(columns.length, gramOf(columns), (T) => gramOf(transformed(columns, T)), DEPENDENT);
  const { isClear, dropped, remainder } = found;
  const isIndependent = remainder.every((left, j) => dropped[j] === 1 || left * left > INDEPENDENT);
  return isClear || isIndependent ? null : found;
}

/** The columns times T. */
export function transformed(columns: Columns, transform: Float64Array | null): Columns {
  if (transform === null) return columns;
  const k = columns.length;
  const nobs = columns.find((column) => column !== null)?.length ?? 0;
  return columns.map((own, j) => {
    const others = transform.subarray(j * k, j * k + j);
    if (others.every((entry) => entry === 0)) return times(own, transform[j * (k + 1)]);
    return combination(columns.slice(0, j + 1), transform.subarray(j * k), nobs);
  });
}

/** Σ weights_i columns_i, in twice the precision: what is left of nearly dependent columns has all the digits of the data. */
function combination(columns: Columns, weights: Float64Array, nobs: number): Float64Array {
  const out = new Float64Array(nobs);
  const rest = new Float64Array(nobs);
  columns.forEach((column, i) => {
    const by = weights[i];
    const high = SPLIT * by - (SPLIT * by - by);
    for (let row = 0; row < nobs; row++) {
      const x = column === null ? 1 : column[row];
      const head = SPLIT * x - (SPLIT * x - x);
      const product = by * x;
      const error = high * head - product + high * (x - head) + (by - high) * head + (by - high) * (x - head);
      const sum = out[row] + product;
      const added = sum - out[row];
      rest[row] += out[row] - (sum - added) + (product - added) + error;
      out[row] = sum;
    }
  });
  for (let row = 0; row < nobs; row++) out[row] += rest[row];
  return out;
}

/** Z'WZ, lower triangle, column-major. */
function weightedGram(columns: Columns, nobs: number, weights: Float64Array | null): Float64Array {
  const k = columns.length;
  const out = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    const own = columns[j];
    for (let i = j; i < k; i++) {
      const other = columns[i];
      let sum = 0;
      for (let row = 0; row < nobs; row++) {
        const product = (own === null ? 1 : own[row]) * (other === null ? 1 : other[row]);
        sum += weights === null ? product : product * weights[row];
      }
      out[i + j * k] = sum;
    }
  }
  return out;
}

function times(column: Float64Array | null, unit: number): Float64Array | null {
  if (unit === 1) return column;
  return column === null ? null : column.map((value) => value * unit);
}
