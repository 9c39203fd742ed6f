// Between the order of a factor's levels in the input and the one in which they are stored; `place` is where each level
// is stored, null where they keep their order.

/** A copy of `size` values a level, in the order of the input. */
export function inputOrder(values: Float64Array, place: Int32Array | null, size: number): Float64Array {
  const out = values.slice();
  place?.forEach((from, level) => {
    out.set(values.subarray(from * size, (from + 1) * size), level * size);
  });
  return out;
}

/** A copy of `size` values a level, in the order of the store. */
export function storedOrder(values: Float64Array, place: Int32Array | null, size: number): Float64Array {
  const out = values.slice();
  place?.forEach((to, level) => {
    out.set(values.subarray(level * size, (level + 1) * size), to * size);
  });
  return out;
}
