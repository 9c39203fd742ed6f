// What the engine is given and what it answers: numbers only, no names.

/** One grouping factor with every random-effects column that varies by it (several terms side by side). */
export interface FactorInput {
  readonly levelCount: number;
  readonly codes: Int32Array;
  /** k columns of length nobs; null stands for ones. */
  readonly columns: readonly (Float64Array | null)[];
}

export interface EngineInput {
  readonly nobs: number;
  readonly fixed: readonly Float64Array[];
  readonly response: Float64Array;
  readonly weights: Float64Array | null;
  readonly offset: Float64Array | null;
  readonly factors: readonly FactorInput[];
  /** Rows that these stand for, where they are fewer; `nobs` unless given. */
  readonly observations?: number | undefined;
  /** Sum of the logarithms of weights that are in the rows already. */
  readonly logWeights?: number | undefined;
}

/** ∂Λ_f/∂x at one factor, of the directions in which second derivatives are wanted: vector · e_column' … */
export interface ColumnDirection {
  readonly factor: number;
  readonly column: number;
  readonly vector: Float64Array;
}

/** … or a k × k matrix, column-major. */
export interface WholeDirection {
  readonly factor: number;
  readonly matrix: Float64Array;
}

export type Direction = ColumnDirection | WholeDirection;

/** A vector over the random effects of one factor: levels × k, level by level. */
export interface EffectVector {
  readonly factor: number;
  readonly values: Float64Array;
}

/** Vectors z over all random effects, each on one level (−1 for none) of every factor. */
export interface EffectRows {
  readonly count: number;
  /** By factor, the level of each vector and its k values, vector by vector. */
  readonly factors: readonly { readonly levels: Int32Array; readonly values: Float64Array }[];
}

/** For vectors z: z'Cov(b | y, θ, β)z / σ², and ∂(z'b̂)/∂β of the kept columns, rank values a vector. */
export interface ConditionalForms {
  readonly variances: Float64Array;
  readonly slopes: Float64Array;
}

/** β and u at the current Λ; `spherical` and `conditionalMode` (b = Λu) by factor, levels × k, row by row. */
export interface Solution {
  /** Coefficients of the kept columns, in their order. */
  readonly beta: Float64Array;
  readonly spherical: readonly Float64Array[];
  readonly conditionalMode: readonly Float64Array[];
}

/**
 * The penalised least-squares system of one model at changing Λ. Λ_f is any k × k matrix (column-major, need not be
 * triangular); the objective depends on Λ_f Λ_f' alone. Call order: setLambda, factorize, then any of the others.
 */
export interface MixedSystem {
  readonly nobs: number;
  /** Columns of X kept, ascending; `rank` of them. */
  readonly kept: readonly number[];
  readonly rank: number;
  readonly factors: readonly { readonly levelCount: number; readonly columnCount: number }[];
  /** By which the response is multiplied in here, a power of two: sums of its squares are in the square of that. */
  readonly responseUnit: number;
  /** Residual sum of squares of the response on the fixed effects alone, y₀'y₀. */
  readonly leastSquaresResidual: number;
  /** Mean cross-product Σ_j A_jj / nobs of a factor's columns, k × k. */
  meanCrossProduct(factor: number): Float64Array;
  /** Z_j'Z_j of each level of a factor, levels × k × k. */
  crossProducts(factor: number): Float64Array;
  setLambda(factor: number, lambda: Float64Array): void;
  /** A copy of Λ_f as it was set last. */
  lambda(factor: number): Float64Array;
  /** Factors the system at the current Λ; throws FactorizationError. */
  factorize(): void;
  /** Profiled deviance (reml false) or REML criterion, in deviance units, weights included. */
  objective(reml: boolean): number;
  /**
   * The same, but of a response whose residuals are far from one for that response times a power of two. Searches see
   * it: their tolerances and their rounding do not depend on the unit.
   */
  relativeObjective(reml: boolean): number;
  /** Penalised residual sum of squares r². */
  readonly pwrss: number;
  readonly ldL2: number;
  readonly ldRX2: number;
  solve(): Solution;
  /** ∂objective/∂Λ_f for each factor, k × k column-major: 2G of docs/math.md. */
  gradient(reml: boolean): Float64Array[];
  /** Σ_j g_j u_j' by factor, k × k column-major, g = Z'Py; −2 of it is ∂pwrss/∂Λ_f. In the units of pwrss. */
  scoreProducts(): Float64Array[];
  /** Average information H_AI in the given directions, n × n. */
  averageInformation(reml: boolean, directions: readonly Direction[]): Float64Array;
  /** Whether fourthMoments is affordable; its cost relative to one factorize() + objective. */
  readonly exactCost: number;
  /**
   * Σ over level pairs (l of s, h of t) of Q_lh[a,b] Q_lh[c,d], with Q = Z'PZ, for each pair of factors s ≤ t:
   * entry [(a + k_s b) + k_s k_t (c + k_s d)]; list order (0,0), (0,1) …, (0,T), (1,1) …
   */
  fourthMoments(reml: boolean): Float64Array[];
  /** Σ_j Q_jj by factor, k × k, of the Q of the last `fourthMoments`. */
  projectedTraces(): Float64Array[];
  /**
   * D = Z'V⁻¹X(X'V⁻¹X)⁻¹ by factor, rank × levels × k: the vectors of one kept column of X after the other. The change
   * of unscaledVcov() with T is D'(∂T)D. Costs one solution a column.
   */
  fixedSensitivities(): Float64Array[];
  /** h_a'Z'PZh_b, n × n, with P free of X whatever the method. Costs one forward solve a vector. */
  projectedGram(vectors: readonly EffectVector[]): Float64Array;
  /** The sums needed by the moment start. */
  moments(): StartMoments;
  /**
   * The sums of moments() with every level j of one factor weighted by its own matrix B_j; `weights` by factor,
   * levels × k × k, column-major a level.
   */
  weightedMoments(weights: readonly Float64Array[]): WeightedMoments;
  /** (X'V⁻¹X)⁻¹ of the kept columns, rank × rank; times σ² it is vcov(β). */
  unscaledVcov(): Float64Array;
  /** Cov(b | y, θ, β) / σ² of each level of one factor, levels × k × k. */
  conditionalCovariance(factor: number): Float64Array;
  /** What the data leave open of z'b, one forward solve a vector. */
  conditionalForms(rows: EffectRows): ConditionalForms;
}

/**
 * Σ over entries of the cross-product blocks A = Z'Z, on the OLS residual y₀ of the response. Where `traces` is there,
 * A is Z'(I − X(X'X)⁻¹X')Z throughout, which makes the start exact for balanced designs under REML.
 */
export interface StartMoments {
  /** Σ_j (Z_j'y₀)(Z_j'y₀)' by factor, k × k. */
  readonly scores: readonly Float64Array[];
  /** Σ_{j,h} A_jh[a,b] A_jh[c,d] by pair of factors s ≤ t, laid out as fourthMoments. */
  readonly pairs: readonly Float64Array[];
  /** Σ_j A_jj of the projected A by factor, k × k. */
  readonly traces?: readonly Float64Array[];
}

/** Sums over B_j A_jh, one factor weighted at a time. */
export interface WeightedMoments {
  /** Σ_j (B_j Z_j'y₀)(B_j Z_j'y₀)' by factor, k × k. */
  readonly scores: readonly Float64Array[];
  /** Σ_j B_j A_jj B_j' by factor, k × k. */
  readonly traces: readonly Float64Array[];
  /** [s][t]: Σ_{j,h} (B_j A_jh)[a,b] (B_j A_jh)[c,d] for weighted factor s and any factor t, laid out as fourthMoments. */
  readonly pairs: readonly (readonly Float64Array[])[];
}
