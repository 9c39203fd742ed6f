// (X'V⁻¹X)⁻¹ from the factor of X'V⁻¹X in the basis of X that the core works in.

/** R = T L⁻ᵀ, rank × rank, of the upper-triangular basis T and the lower factor L; RR' is the inverse. */
export function vcovRoot(rank: number, triangle: Float64Array, factor: Float64Array): Float64Array {
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

/** RR' of an n × n matrix R. */
export function crossRows(n: number, root: Float64Array): Float64Array {
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
