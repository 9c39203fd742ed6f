// The basis X T in which the columns of X are stored: between coefficients β of the columns kept and γ of the basis.

export interface FixedColumns {
  /** Columns of X kept, ascending. */
  readonly kept: readonly number[];
  /** The rows of T at the columns kept, rank × rank, column-major upper triangle. */
  readonly triangle: Float64Array;
}

export function toGamma({ triangle }: FixedColumns, beta: Float64Array): Float64Array {
  const rank = beta.length;
  const gamma = beta.slice();
  for (let i = rank - 1; i >= 0; i--) {
    for (let j = i + 1; j < rank; j++) gamma[i] -= triangle[i + j * rank] * gamma[j];
    gamma[i] /= triangle[i * (rank + 1)];
  }
  return gamma;
}

/** β of γ, added to `beta`. */
export function toBeta(
  { triangle }: FixedColumns,
  gamma: Float64Array,
  beta: Float64Array = new Float64Array(gamma.length),
): Float64Array {
  const rank = gamma.length;
  for (let i = 0; i < rank; i++) for (let j = i; j < rank; j++) beta[i] += triangle[i + j * rank] * gamma[j];
  return beta;
}

/** R = T L⁻ᵀ with RR' = (X'V⁻¹X)⁻¹, upper triangular, of the lower factor L of T'X'V⁻¹XT. */
export function vcovRoot({ kept, triangle }: FixedColumns, factor: Float64Array): Float64Array {
  const rank = kept.length;
  const root = new Float64Array(rank * rank);
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j < rank; j++) {
      let sum = triangle[i + j * rank];
      for (let k = 0; k < j; k++) sum -= root[i + k * rank] * factor[j + k * rank];
      root[i + j * rank] = sum / factor[j + j * rank];
    }
  }
  return root;
}
