// A covariance structure: how the entries of one random term's relative factor λ follow from free coordinates.

/**
 * Coordinates of λ (k × k, column-major, not necessarily triangular) around a base point. λ is linear in them, so that
 * its second derivatives vanish; λ of the base has orthogonal columns in white units, none shorter than `smallestScale`.
 */
export interface CovarianceChart {
  readonly dimension: number;
  /** ∂λ/∂x_a = vector · e_column' at the base: one rank-one direction for each coordinate. */
  readonly directions: readonly { readonly column: number; readonly vector: Float64Array }[];
  /** Coordinates of the base. */
  coordinates(): Float64Array;
  /** λ with the T of coordinates x, turned into the frame it would have as a base. */
  lambda(x: Float64Array, out: Float64Array): void;
  /** Makes the point of the last `lambda` call the base; returns ∂(new coordinates)/∂(old ones) there, n × n. */
  rebase(): Float64Array;
  /** Σ_ij D_ij (∂²T/∂x_a∂x_b)_ij, n × n, of the symmetric D with gradient = 2 D λ at the base: the curvature of T. */
  curvature(gradient: Float64Array): Float64Array;
  /** λ of the base with the columns of λ_white shorter than `threshold` put to exactly zero. */
  factor(threshold: number): Float64Array;
}

/** Shortest column of a base's λ_white: T differs from zero by its square, while columns keep full relative accuracy. */
export const smallestScale = 1e-7;

/** A standard deviation or a correlation of a term that is a parameter of its structure: one entry of T that has it. */
export interface EntryParameter {
  readonly kind: "sd" | "cor";
  /** As lme4's names of intervals have it: `Days`, `Days.(Intercept)`. */
  readonly label: string;
  readonly row: number;
  readonly column: number;
}

export interface CovarianceStructure {
  /** Among all structures; RandomDesign, reports and saved fits have it. */
  readonly name: string;
  /** Whether each correlation is a parameter of its own, there are none, or few parameters are behind all of them. */
  readonly correlations: "free" | "none" | "tied";
  /** Whether each of its columns alone is a term of the same structure. */
  readonly isSeparable: boolean;
  /** A term of it as formulas have it, from what stands between the parentheses: "diag(1 + x | g)". */
  write(bar: string): string;
  /** What intervals are given for: standard deviations, then correlations. */
  parameters(columns: readonly string[]): EntryParameter[];
  /** Number of entries of lme4's theta for k columns. */
  thetaCount(k: number): number;
  /** Names of the entries of theta, as lme4 gives them: `Subject.(Intercept)`, `Subject.Days.(Intercept)`. */
  thetaNames(group: string, columns: readonly string[]): string[];
  /** Lower-triangular λ (k × k, column-major) of given theta. */
  fromTheta(k: number, theta: Float64Array): Float64Array;
  /** theta of the lower-triangular, nonnegative-diagonal factor of T = λλ', for any λ (k × k). */
  toTheta(k: number, lambda: Float64Array): Float64Array;
  /** Basis B (k × k) that whitens columns with the given mean cross-product: λ = B λ_white. */
  basis(k: number, meanCrossProduct: Float64Array): Float64Array;
  /** Positions (row, column; row ≥ column) of T's free entries in white units. */
  freeEntries(k: number): readonly (readonly [number, number])[];
  /** A chart whose base point has T (k × k, in the units of the columns), floored at `smallestScale`. */
  chart(k: number, T: Float64Array, basis: Float64Array): CovarianceChart;
}
