/** Correlations of k ≥ 2 columns that follow from one parameter. */
export interface Correlation {
  readonly isOrdered: boolean;
  /** The least and the largest ρ. */
  range(k: number): readonly [number, number];
  /** W with WW' = R at an angle, and its first and second derivative by it; columns of W vanish at the ends or nowhere. */
  root(k: number, cosine: number, sine: number): readonly [Float64Array, Float64Array, Float64Array];
  /** d where the correlation of two columns i > j is ρᵈ, or as moments may take it. */
  distance(i: number, j: number): number;
}
