// The pseudo-inverse of a symmetric matrix whose entries have different units.
import { symmetricEigen } from "../math/symmetric-eigen.js";
import { eachEntry } from "./matrix-product.js";

export interface ScaledInverse {
  readonly inverse: Float64Array;
  /** Directions without curvature; left out of the inverse. */
  readonly flat: number;
  /** … and with negative curvature, as well. */
  readonly negative: number;
  /** Those that are left out. */
  readonly left: readonly Float64Array[];
}

/** Eigenvalues, of the matrix brought to a unit diagonal, that count as zero. */
const FLAT = 1e-7;

/** The inverse on the directions of positive curvature, n × n. */
export function scaledInverse(n: number, matrix: Float64Array): ScaledInverse {
  const scale = Float64Array.from({ length: n }, (_, i) => {
    const size = Math.abs(matrix[i * (n + 1)]);
    return size > 0 ? 1 / Math.sqrt(size) : 0;
  });
  const { values, vectors } = symmetricEigen(
    n,
    eachEntry(n, matrix, (entry, i, j) => entry * scale[i] * scale[j]),
  );
  const inverse = new Float64Array(n * n);
  let flat = 0;
  let negative = 0;
  const left: Float64Array[] = [];
  values.forEach((value, v) => {
    if (!(value > FLAT)) {
      if (value < -FLAT) negative++;
      else flat++;
      left.push(scale.map((size, i) => size * vectors[i + v * n]));
      return;
    }
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < n; i++) {
        inverse[i + j * n] += (scale[i] * vectors[i + v * n] * vectors[j + v * n] * scale[j]) / value;
      }
    }
  });
  return { inverse, flat, negative, left };
}
