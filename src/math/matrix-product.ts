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

/** B'M B for square matrices. */
export function congruent(b: Float64Array, m: Float64Array): Float64Array {
  const size = Math.round(Math.sqrt(m.length));
  // Zeros of B are passed over on both sides.
  const half = transpose(size, size, multiply(size, size, size, m, b));
  return transpose(size, size, multiply(size, size, size, half, b));
}

/** B M B' for square matrices. */
export function sandwiched(b: Float64Array, m: Float64Array): Float64Array {
  const size = Math.round(Math.sqrt(m.length));
  return multiply(size, size, size, multiply(size, size, size, b, m), transpose(size, size, b));
}

/** RR' of an n × n matrix R. */
export function gram(n: number, root: Float64Array): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += root[i + k * n] * root[j + k * n];
      out[i + j * n] = out[j + i * n] = sum;
    }
  }
  return out;
}

/** S_ac T_bd at row a + k_s b and column c + k_s d. */
export function kronecker(s: Float64Array, t: Float64Array): Float64Array {
  const ks = Math.round(Math.sqrt(s.length));
  const kt = Math.round(Math.sqrt(t.length));
  const size = ks * kt;
  const out = new Float64Array(size * size);
  let at = 0;
  for (let d = 0; d < kt; d++) {
    for (let c = 0; c < ks; c++) {
      for (let b = 0; b < kt; b++) {
        for (let a = 0; a < ks; a++, at++) out[at] = s[a + c * ks] * t[b + d * kt];
      }
    }
  }
  return out;
}

export function identity(k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) out[i + i * k] = 1;
  return out;
}

/** The matrix with the given entry at each place. */
export function matrixOf(rows: number, columns: number, entry: (row: number, column: number) => number): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let j = 0; j < columns; j++) for (let i = 0; i < rows; i++) out[i + j * rows] = entry(i, j);
  return out;
}

/** A matrix with each entry changed. */
export function eachEntry(
  rows: number,
  matrix: Float64Array,
  change: (entry: number, row: number, column: number) => number,
): Float64Array {
  const out = new Float64Array(matrix.length);
  for (let at = 0, column = 0; at < out.length; column++) {
    for (let row = 0; row < rows; row++, at++) out[at] = change(matrix[at], row, column);
  }
  return out;
}
