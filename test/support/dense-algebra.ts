// Dense matrices as arrays of rows, for the oracles of the tests.

export type Rows = Float64Array[];

export function zeros(rows: number, columns: number): Rows {
  return Array.from({ length: rows }, () => new Float64Array(columns));
}

/** Lower Cholesky factor, or null where the matrix is not positive definite. */
export function choleskyRows(matrix: Rows): Rows | null {
  const n = matrix.length;
  const factor = zeros(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i][j];
      for (let k = 0; k < j; k++) sum -= factor[i][k] * factor[j][k];
      if (i !== j) factor[i][j] = sum / factor[j][j];
      else if (sum > 0) factor[i][i] = Math.sqrt(sum);
      else return null;
    }
  }
  return factor;
}

/** L⁻¹v of a lower factor. */
export function lowerSolveRows(factor: Rows, v: Float64Array): Float64Array {
  const out = v.slice();
  for (let i = 0; i < out.length; i++) {
    const row = factor[i];
    let sum = out[i];
    for (let j = 0; j < i; j++) sum -= row[j] * out[j];
    out[i] = sum / row[i];
  }
  return out;
}

/** Indices of the columns that do not depend on those before them. */
export function independentColumns(columns: readonly Float64Array[]): number[] {
  const axes: Float64Array[] = [];
  const kept: number[] = [];
  columns.forEach((column, index) => {
    const rest = column.slice();
    for (let pass = 0; pass < 2; pass++) {
      for (const axis of axes) {
        const along = axis.reduce((sum, entry, i) => sum + entry * rest[i], 0);
        for (let i = 0; i < rest.length; i++) rest[i] -= along * axis[i];
      }
    }
    const length = Math.sqrt(rest.reduce((sum, entry) => sum + entry * entry, 0));
    const whole = Math.sqrt(column.reduce((sum, entry) => sum + entry * entry, 0));
    if (length <= 1e-7 * whole) return;
    kept.push(index);
    axes.push(rest.map((entry) => entry / length));
  });
  return kept;
}
