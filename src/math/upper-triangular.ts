// Products with small upper triangular matrices T, k × k column-major, or with none of them where T is null.

/** T M of a k × m matrix M. */
export function upperProduct(T: Float64Array | null, matrix: Float64Array): Float64Array {
  return eachColumn(T, matrix, (k, entries, at, out) => {
    for (let j = 0; j < k; j++) for (let i = 0; i <= j; i++) out[at + i] += entries[i + j * k] * matrix[at + j];
  });
}

/** T'M. */
export function upperTransposedProduct(T: Float64Array | null, matrix: Float64Array): Float64Array {
  return eachColumn(T, matrix, (k, entries, at, out) => {
    for (let j = 0; j < k; j++) for (let i = 0; i <= j; i++) out[at + j] += entries[i + j * k] * matrix[at + i];
  });
}

/** T⁻¹M. */
export function upperSolve(T: Float64Array | null, matrix: Float64Array): Float64Array {
  return eachColumn(T, matrix, (k, entries, at, out) => {
    for (let i = k - 1; i >= 0; i--) {
      let sum = matrix[at + i];
      for (let j = i + 1; j < k; j++) sum -= entries[i + j * k] * out[at + j];
      out[at + i] = sum / entries[i * (k + 1)];
    }
  });
}

/** Whether T is there and not diagonal. */
export function isMixing(T: Float64Array | null): T is Float64Array {
  if (T === null) return false;
  const k = Math.round(Math.sqrt(T.length));
  return T.some((entry, at) => entry !== 0 && at % (k + 1) !== 0);
}

function eachColumn(
  T: Float64Array | null,
  matrix: Float64Array,
  one: (k: number, entries: Float64Array, at: number, out: Float64Array) => void,
): Float64Array {
  if (T === null) return matrix;
  const k = Math.round(Math.sqrt(T.length));
  const out = new Float64Array(matrix.length);
  for (let at = 0; at < out.length; at += k) one(k, T, at, out);
  return out;
}
