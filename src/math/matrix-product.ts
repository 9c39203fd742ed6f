// Products of small dense matrices, column-major.

/** A B of A (m × n) and B (n × p). */
export function multiply(m: number, n: number, p: number, a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(m * p);
  for (let j = 0; j < p; j++) {
    for (let k = 0; k < n; k++) {
      const scale = b[k + j * n];
      if (scale === 0) continue;
      for (let i = 0; i < m; i++) out[i + j * m] += a[i + k * m] * scale;
    }
  }
  return out;
}

/** A' of A (m × n). */
export function transpose(m: number, n: number, a: Float64Array): Float64Array {
  const out = new Float64Array(m * n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) out[j + i * n] = a[i + j * m];
  }
  return out;
}
