// Derivatives of Λ along coordinates, and what follows from them.
import { columnsOf } from "../engine/column-directions.js";
import type { Direction } from "../engine/types.js";
import { matrixOf } from "../math/matrix-product.js";
import { dot } from "../math/vectors.js";

/** ∂objective/∂Λ by factor along each direction. */
export function contract(byFactor: readonly Float64Array[], directions: readonly Direction[]): Float64Array {
  return Float64Array.from(directions, (direction) => {
    const slopes = byFactor[direction.factor];
    if ("matrix" in direction) return dot(direction.matrix, slopes);
    const { column, vector } = direction;
    return dot(vector, slopes.subarray(column * vector.length, (column + 1) * vector.length));
  });
}

/** Λ + by · ∂Λ by factor. */
export function movedAlong(lambdas: readonly Float64Array[], direction: Direction, by: number): Float64Array[] {
  return lambdas.map((lambda, f) => {
    if (f !== direction.factor) return lambda;
    const out = lambda.slice();
    for (const { column, vector } of columnsOf(direction)) {
      vector.forEach((entry, r) => {
        out[r + column * vector.length] += by * entry;
      });
    }
    return out;
  });
}

/** ∂T = ∂Λ Λ' + Λ ∂Λ' of the direction's factor, K × K. */
export function changeOfT(direction: Direction, lambda: Float64Array): Float64Array {
  const k = Math.round(Math.sqrt(lambda.length));
  const pieces = columnsOf(direction);
  return matrixOf(k, k, (i, j) =>
    pieces.reduce(
      (sum, { column, vector }) => sum + (vector[i] * lambda[j + column * k] + lambda[i + column * k] * vector[j]),
      0,
    ),
  );
}
