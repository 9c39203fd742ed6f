// Orthogonal polynomials over a set of points by Stieltjes' three-term recurrence (Kennedy & Gentle 1980, p. 343):
// the polynomials of poly(x, k) and of polynomial contrasts.

/** p₀ = 1, p₁ = x − α₀, pₖ₊₁ = (x − αₖ) pₖ − (νₖ / νₖ₋₁) pₖ₋₁, where νₖ = Σ pₖ². */
export interface PolynomialRecurrence {
  readonly alpha: readonly number[];
  /** One more than `alpha`. */
  readonly norms: readonly number[];
}

/** The recurrence of the polynomials up to `degree` that are orthogonal over `points`, of which NaN are left out. */
export function polynomialRecurrence(points: Float64Array, degree: number): PolynomialRecurrence {
  const x = points.filter((value) => !Number.isNaN(value));
  const alpha: number[] = [];
  const norms: number[] = [x.length];
  let previous = new Float64Array(x.length);
  let current = new Float64Array(x.length).fill(1);
  for (let k = 0; k < degree; k++) {
    alpha.push(weightedMean(x, current, norms[k]));
    const ratio = k === 0 ? 0 : norms[k] / norms[k - 1];
    const next = new Float64Array(x.length);
    let norm = 0;
    for (let i = 0; i < x.length; i++) {
      const value = (x[i] - alpha[k]) * current[i] - ratio * previous[i];
      next[i] = value;
      norm += value * value;
    }
    norms.push(norm);
    previous = current;
    current = next;
  }
  return { alpha, norms };
}

/** Columns p₁/√ν₁ … of the recurrence at `points`, one Float64Array a degree. */
export function polynomialColumns({ alpha, norms }: PolynomialRecurrence, points: Float64Array): Float64Array[] {
  const n = points.length;
  let previous = new Float64Array(n);
  let current = new Float64Array(n).fill(1);
  return alpha.map((center, k) => {
    const ratio = k === 0 ? 0 : norms[k] / norms[k - 1];
    const root = Math.sqrt(norms[k + 1]);
    const next = new Float64Array(n);
    const column = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      next[i] = (points[i] - center) * current[i] - ratio * previous[i];
      column[i] = next[i] / root;
    }
    previous = current;
    current = next;
    return column;
  });
}

/** Σ x p² / Σ p², in two passes so that a large offset of x costs no digits. */
function weightedMean(x: Float64Array, p: Float64Array, norm: number): number {
  let mean = 0;
  for (let pass = 0; pass < 2; pass++) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += (x[i] - mean) * p[i] * p[i];
    mean += sum / norm;
  }
  return mean;
}
