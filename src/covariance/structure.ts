// A covariance structure: how the entries of one random term's relative factor λ follow from free coordinates.

/** ∂λ along a coordinate: vector · e_column', or a k × k matrix, column-major. */
export type LambdaDirection =
  | { readonly column: number; readonly vector: Float64Array }
  | { readonly matrix: Float64Array };

/**
 * Coordinates of λ (k × k, column-major, not necessarily triangular) around a base point, no column of whose λ in white
 * units is shorter than `smallestScale`. Where T has a boundary it is even in a coordinate, so that a point of the
 * boundary is an ordinary stationary point and its multiplier a curvature.
 */
export interface CovarianceChart {
  readonly dimension: number;
  /** ∂λ/∂x_a at the base, one for each coordinate. */
  readonly directions: readonly LambdaDirection[];
  /** Coordinates of the base. */
  coordinates(): Float64Array;
  /** λ with the T of coordinates x, turned into the frame it would have as a base. */
  lambda(x: Float64Array, out: Float64Array): void;
  /** Makes the point of the last `lambda` call the base; returns ∂(new coordinates)/∂(old ones) there, n × n. */
  rebase(): Float64Array;
  /** Σ_ij D_ij (∂²T/∂x_a∂x_b)_ij, n × n, of the symmetric D with gradient = 2 D λ at the base: the curvature of T. */
  curvature(gradient: Float64Array): Float64Array;
  /** Σ_ij gradient_ij (∂²λ/∂x_a∂x_b)_ij, n × n: that part of it which λ itself has. Not there where λ is linear in x. */
  bend?(gradient: Float64Array): Float64Array;
  /** λ of the base with the columns of λ_white shorter than `threshold` put to exactly zero. */
  factor(threshold: number): Float64Array;
  /**
   * What each coordinate moves, as a length of λ_white: nothing depends to first order on one whose length is zero. Not
   * there where it is one column each, whose longest entry stands for its length.
   */
  lengths?(): number[];
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
  /** The least and the largest value. */
  readonly range: readonly [number, number];
}

export type NamedEntry = Pick<EntryParameter, "label" | "row" | "column">;

type Entry = readonly [row: number, column: number];

export interface CovarianceStructure {
  /** Among all structures; RandomDesign, reports and saved fits have it. */
  readonly name: string;
  /** What formulas call it; that of a name is its own where nothing has to be said of `hom`. */
  readonly call: string;
  /** Whether it has one standard deviation for all columns; null where formulas cannot say so. */
  readonly hom: boolean | null;
  /** A term of it as formulas have it, from its bar: "diag(1 + x | g)". */
  write(bar: string): string;
  /** Whether each correlation is a parameter of its own, there are none, or few parameters are behind all of them. */
  readonly correlations: "free" | "none" | "tied";
  /**
   * Whether it stays what it is under any invertible change of its columns: charts of such a one may be in any basis, those
   * of others are in the columns of the model.
   */
  readonly isInvariant: boolean;
  /** Whether the order of its columns matters. */
  readonly isOrdered: boolean;
  /** Names of special cases of it with fewer parameters, for more than one column. */
  readonly simpler: readonly string[];
  /** What intervals are given for: standard deviations, then correlations. */
  parameters(columns: readonly string[]): EntryParameter[];
  /** Whether few parameters are behind T: par, which determines T, has their values over sigma; else it is lme4's theta. */
  readonly isTied: boolean;
  /** The entries of par. */
  par(columns: readonly string[]): NamedEntry[];
  /** Their number for k columns. */
  parCount(k: number): number;
  /** Lower-triangular λ (k × k, column-major) of given par; throws OptionError for one beyond the range of a parameter. */
  fromPar(k: number, par: Float64Array): Float64Array;
  /** par of T = λλ', for any λ (k × k) that has a T of the structure. */
  toPar(k: number, lambda: Float64Array): Float64Array;
  /** The entries of the lower-triangular λ that lme4's theta has: `(Intercept)`, `Days.(Intercept)`. */
  theta(columns: readonly string[]): NamedEntry[];
  /** Basis B (k × k) that whitens columns with the given mean cross-product: λ = B λ_white. */
  basis(k: number, meanCrossProduct: Float64Array): Float64Array;
  /** Positions (row ≥ column) of entries of T in white units that have one value each, as far as moments need to know. */
  patterns(k: number): readonly (readonly Entry[])[];
  /** T of the structure near a symmetric matrix in white units; no variance in any direction is under `least`. */
  nearest(k: number, T: Float64Array, least: number): Float64Array;
  /** T that are all but the same, with one correlation or another: where T does not determine it, and the likelihood around it does. */
  elsewhere?(k: number, T: Float64Array, basis: Float64Array): Float64Array[];
  /** A chart whose base point has T (k × k, in the units of the columns), floored at `smallestScale`. */
  chart(k: number, T: Float64Array, basis: Float64Array): CovarianceChart;
}
