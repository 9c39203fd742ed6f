// Covariances of coefficients whose squares leave the range of numbers: in a unit of its own for each coefficient.
import { isRepresented, rootDeviation } from "../fit/fixed-effects.js";
import { gram } from "../math/matrix-product.js";
import { largest, powerNear, unitOfAll } from "../math/units.js";
import { quadraticForm } from "./quadratic-forms.js";

export interface UnitCovariance {
  /** d_i d_j Cov(β_i, β_j), rank × rank. */
  readonly vcov: Float64Array;
  /** Powers of two d; null where they are all one. */
  readonly units: Float64Array | null;
}

/** `vcov` as it is where all variances are numbers with their digits; `root` is R with RR' = vcov, upper triangular. */
export function unitCovariance(
  rank: number,
  vcov: Float64Array,
  root: (() => Float64Array) | undefined,
): UnitCovariance {
  const isPlain = Array.from({ length: rank }, (_, i) => vcov[i * (rank + 1)]).every(isRepresented);
  if (isPlain || root === undefined) return { vcov, units: null };
  const R = root();
  const units = Float64Array.from({ length: rank }, (_, i) => powerNear(rootDeviation(rank, R, i)));
  return {
    vcov: gram(
      rank,
      R.map((entry, at) => entry * units[at % rank]),
    ),
    units,
  };
}

/**
 * A row of weights over the coefficients times `size`, over those in their units: its largest entry is one unless units are null,
 * when only a row that is far from one is brought near.
 */
export function rowInUnits({ units }: Pick<UnitCovariance, "units">, row: ArrayLike<number>) {
  if (units === null) {
    const unit = unitOfAll(Float64Array.from(row));
    return unit === 1 ? { row, size: 1 } : { row: Float64Array.from(row, (weight) => weight * unit), size: 1 / unit };
  }
  // One after the other: their ratio may leave the range of numbers where neither does.
  const unit = powerNear(largest(Float64Array.from(row)));
  const own = Float64Array.from(row, (weight, i) => (weight * unit) / units[i]);
  const size = largest(own);
  return size > 0 && size < Number.POSITIVE_INFINITY
    ? { row: own.map((weight) => weight / size), size: size / unit }
    : { row: own, size: 1 };
}

/** The standard error of a row of weights over the coefficients. */
export function deviationOf(covariance: UnitCovariance, weights: ArrayLike<number>): number {
  const { row, size } = rowInUnits(covariance, weights);
  return Math.sqrt(quadraticForm(row, covariance.vcov)) * size;
}
