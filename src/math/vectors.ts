// Sums over vectors, entry by entry from the first, so that they have the same bits everywhere.

/** a'b. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Positions of the entries from the largest to the smallest, equal ones in their order; for short vectors. */
export function descendingOrder(v: Float64Array): Int32Array {
  const order = new Int32Array(v.length);
  for (let i = 1; i < v.length; i++) {
    let at = i;
    for (; at > 0 && v[order[at - 1]] < v[i]; at--) order[at] = order[at - 1];
    order[at] = i;
  }
  return order;
}

/** The Euclidean length. */
export function norm(v: Float64Array): number {
  return Math.sqrt(dot(v, v));
}
