// Small products with symmetric matrices, column-major.

/** x'Ax. */
export function quadraticForm(x: ArrayLike<number>, a: Float64Array): number {
  const n = x.length;
  let sum = 0;
  for (let j = 0; j < n; j++) {
    let column = 0;
    for (let i = 0; i < n; i++) column += x[i] * a[i + j * n];
    sum += column * x[j];
  }
  return sum;
}

/** LAL' of the q rows of L, q × q. */
export function sandwich(rows: readonly ArrayLike<number>[], a: Float64Array): Float64Array {
  const n = Math.round(Math.sqrt(a.length));
  const products = rows.map((row) =>
    Float64Array.from({ length: n }, (_, j) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += row[i] * a[i + j * n];
      return sum;
    }),
  );
  const q = rows.length;
  return Float64Array.from({ length: q * q }, (_, at) => {
    const row = rows[Math.floor(at / q)];
    const product = products[at % q];
    let sum = 0;
    for (let j = 0; j < n; j++) sum += product[j] * row[j];
    return sum;
  });
}
