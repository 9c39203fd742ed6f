// The lower-triangular factor that lme4 calls Λ, from any factor of the same covariance matrix.
import { unitOfAll } from "../math/units.js";
import { norm } from "../math/vectors.js";

/**
 * Lower-triangular L with nonnegative diagonal and LL' = λλ' (k × k, column-major), by orthogonalizing the rows of λ;
 * a row that depends on those before it gets a zero column, as a semidefinite Cholesky factor has.
 */
export function lowerFactor(k: number, lambda: Float64Array): Float64Array {
  const factor = new Float64Array(k * k);
  const axes = new Float64Array(k * k);
  const row = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    for (let c = 0; c < k; c++) row[c] = lambda[i + c * k];
    const unit = unitOfAll(row);
    if (unit !== 1) for (let c = 0; c < k; c++) row[c] *= unit;
    const length = norm(row);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        let dot = 0;
        for (let c = 0; c < k; c++) dot += row[c] * axes[c + j * k];
        factor[i + j * k] += dot;
        for (let c = 0; c < k; c++) row[c] -= dot * axes[c + j * k];
      }
    }
    const rest = norm(row);
    if (rest > 1e-12 * length) {
      factor[i + i * k] = rest;
      for (let c = 0; c < k; c++) axes[c + i * k] = row[c] / rest;
    }
    if (unit !== 1) for (let j = 0; j <= i; j++) factor[i + j * k] /= unit;
  }
  return factor;
}
