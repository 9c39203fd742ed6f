// An orthonormal basis of columns, found from their Gram matrices alone (repeated Cholesky QR), and those that depend on
// earlier ones: a column is dropped when what earlier columns leave of it is shorter than some share of its length.

export interface OrthonormalColumns {
  /** p × p, column-major upper triangle: the columns times T are orthonormal, and zero where one is dropped. */
  readonly transform: Float64Array;
  /** By column, 1 where it depends on those before it. */
  readonly dropped: Uint8Array;
  /** What the columns before it leave of the length of each that is not dropped. */
  readonly remainder: Float64Array;
  /** Whether the columns are so far from dependent that the first Gram matrix was good enough. */
  readonly isClear: boolean;
}

/** Squared remainders above this are accurate enough that one pass suffices. */
export const CLEAR = 1e-4;
/** Squared remainders below this are rounding noise until another pass confirms them. */
const NOISE = 1e-12;
const FLOOR = 1e-15;
const MAX_PASSES = 6;

/**
 * Of p columns with Gram matrix `raw`; `gramOf` gives that of the columns times T. Lower triangles, `stride` a column.
 * `tolerance`: the share of its length that is left of a column at least.
 */
export function orthonormalColumns(
  p: number,
  raw: Float64Array,
  gramOf: (transform: Float64Array) => Float64Array,
  tolerance: number,
  stride = p,
): OrthonormalColumns {
  const transform = new Float64Array(p * p);
  const remainder = new Float64Array(p).fill(1);
  const dropped = new Uint8Array(p);
  let gram = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    const length = Math.sqrt(raw[j + j * stride]);
    if (length > 0) transform[j + j * p] = 1 / length;
    else dropped[j] = 1;
  }
  for (let j = 0; j < p; j++) {
    for (let i = j; i < p; i++) gram[i + j * p] = raw[i + j * stride] * transform[i + i * p] * transform[j + j * p];
  }
  let passes = 0;
  for (; passes < MAX_PASSES; passes++) {
    if (orthogonalize(gram, p, transform, remainder, dropped, passes > 0 ? tolerance : null)) break;
    const next = gramOf(transform);
    gram = new Float64Array(p * p);
    for (let j = 0; j < p; j++) for (let i = j; i < p; i++) gram[i + j * p] = next[i + j * stride];
  }
  return { transform, dropped, remainder, isClear: passes === 0 };
}

/** One Cholesky QR step on the transform, which drops columns where a tolerance is given; true when the new basis is accurate to working precision. */
function orthogonalize(
  gram: Float64Array,
  p: number,
  transform: Float64Array,
  remainder: Float64Array,
  dropped: Uint8Array,
  tolerance: number | null,
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
    const size = remainder[j] * Math.sqrt(Math.max(tolerance === null ? ratio : left, 0));
    if (tolerance !== null && size < tolerance) {
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
