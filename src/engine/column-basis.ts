// The basis in which the random-effects columns of a grouping factor are stored: Z = Z̃R.

/**
 * Between what belongs to the columns of Z and what belongs to the stored ones. Arguments and results are lists of vectors
 * of the factor's columns, one after the other.
 */
export interface ColumnBasis {
  /** Rx: effects b, columns of Λ and its directions. */
  into(x: Float64Array): Float64Array;
  /** R⁻¹x. */
  outOf(x: Float64Array): Float64Array;
  /** R⁻ᵀx: rows of Z, and whatever forms inner products with effects. */
  formsInto(x: Float64Array): Float64Array;
  /** R'x. */
  formsOutOf(x: Float64Array): Float64Array;
  /** R'AR of each symmetric k × k matrix A. */
  productsOutOf(a: Float64Array): Float64Array;
  /** R⁻¹CR⁻ᵀ of each symmetric k × k matrix C. */
  covariancesOutOf(c: Float64Array): Float64Array;
  /** BR' of each k × k matrix B that stands before products of the columns. */
  weightsInto(b: Float64Array): Float64Array;
  /** Σ vec(A) vec(A)' of blocks A, laid out as fourthMoments, whose rows are these columns … */
  rowMomentsOutOf(moments: Float64Array): Float64Array;
  /** … and whose columns are. */
  columnMomentsOutOf(moments: Float64Array): Float64Array;
}

const same = (x: Float64Array): Float64Array => x;

/** Of columns that are stored as they are. */
export const ownBasis: ColumnBasis = {
  into: same,
  outOf: same,
  formsInto: same,
  formsOutOf: same,
  productsOutOf: same,
  covariancesOutOf: same,
  weightsInto: same,
  rowMomentsOutOf: same,
  columnMomentsOutOf: same,
};
