// Cholesky factors of small dense symmetric matrices, column-major.

/** Lower factor L of A = LL' (n × n; upper triangle zero), or null where a pivot falls to `tolerance` of its diagonal. */
export function cholesky(n: number, matrix: Float64Array, tolerance = 0): Float64Array | null {
  const factor = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    let pivot = matrix[j + j * n];
    for (let k = 0; k < j; k++) pivot -= factor[j + k * n] * factor[j + k * n];
    if (!(pivot > tolerance * matrix[j + j * n]) || pivot <= 0) return null;
    const root = Math.sqrt(pivot);
    factor[j + j * n] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = matrix[i + j * n];
      for (let k = 0; k < j; k++) sum -= factor[i + k * n] * factor[j + k * n];
      factor[i + j * n] = sum / root;
    }
  }
  return factor;
}

/** Inverse of a lower-triangular n × n factor. */
export function invertLower(n: number, factor: Float64Array): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= factor[i + k * n] * inverse[k + j * n];
      inverse[i + j * n] = sum / factor[i + i * n];
    }
  }
  return inverse;
}
