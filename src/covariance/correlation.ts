/** Correlations of k ≥ 2 columns that follow from one parameter. */
export interface Correlation {
  /** Whether they are powers of ρ by the columns' distance in their order, or all of them ρ. */
  readonly isOrdered: boolean;
  /** The least and the largest ρ. */
  range(k: number): readonly [number, number];
  /** W with WW' = R at an angle, and its first and second derivative by it; columns of W vanish at the ends or nowhere. */
  root(k: number, cosine: number, sine: number): readonly [Float64Array, Float64Array, Float64Array];
}
