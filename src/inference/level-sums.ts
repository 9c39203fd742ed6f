// Sums over levels of products of the fixed effects' sensitivities D = Z'V⁻¹X(X'V⁻¹X)⁻¹.

/**
 * Σ_l (a'D_l)'(b'D_l) symmetrized, p × p, for D as fixedSensitivities() gives it for one factor of k columns: the
 * change of (X'V⁻¹X)⁻¹ with T along (ab' + ba') / 2.
 */
export function sensitivityProduct(p: number, sensitivities: Float64Array, a: Float64Array, b: Float64Array) {
  const left = levelProducts(p, sensitivities, a);
  const right = a === b ? left : levelProducts(p, sensitivities, b);
  const out = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    for (let i = 0; i <= j; i++) {
      let sum = 0;
      for (let l = 0; l < left[i].length; l++) sum += left[i][l] * right[j][l] + left[j][l] * right[i][l];
      out[i + j * p] = out[j + i * p] = sum / 2;
    }
  }
  return out;
}

/** a'D_l for each of the p columns, by level. */
export function levelProducts(p: number, sensitivities: Float64Array, a: Float64Array): Float64Array[] {
  const k = a.length;
  const levels = sensitivities.length / (p * k);
  return Array.from({ length: p }, (_, c) => {
    const out = new Float64Array(levels);
    for (let l = 0, at = c * levels * k; l < levels; l++) {
      for (let i = 0; i < k; i++, at++) out[l] += a[i] * sensitivities[at];
    }
    return out;
  });
}
