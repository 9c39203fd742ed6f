// Sums over vectors, entry by entry from the first, so that they have the same bits everywhere.

/** a'b. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The Euclidean length. */
export function norm(v: Float64Array): number {
  return Math.sqrt(dot(v, v));
}
