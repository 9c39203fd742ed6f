// Satterthwaite's degrees of freedom: a variance ℓ'vcov(β)ℓ is matched with a multiple of chi-squared through the
// covariance of the estimated variance parameters. Kuznetsova, Brockhoff & Christensen (2017), J. Stat. Soft. 82(13).

import { columnsOf } from "../engine/column-directions.js";
import type { LinearSystem } from "../engine/linear-system.js";
import type { MixedSystem } from "../engine/types.js";
import type { LiveFit } from "../fit/fit.js";
import type { Warning } from "../fit/types.js";
import { coordinatesAt } from "../likelihood/coordinates.js";
import { contract } from "../likelihood/directions.js";
import { profileHessian } from "../likelihood/hessian.js";
import { factorizeAt } from "../likelihood/linear/deviance.js";
import type { TermBlock } from "../likelihood/terms.js";
import { scaledInverse } from "../math/scaled-inverse.js";
import { unitOf } from "../math/units.js";
import { dot } from "../math/vectors.js";
import { rowInUnits, type UnitCovariance, unitCovariance } from "./coefficient-units.js";
import { sensitivityProduct } from "./level-sums.js";
import { quadraticForm } from "./quadratic-forms.js";

export interface Satterthwaite extends UnitCovariance {
  /** Coefficients of the fit, by their place, that have no degrees of freedom. */
  readonly without: readonly number[];
  readonly warnings: readonly Warning[];
  /**
   * Degrees of freedom of the variance ℓ'vcov(β)ℓ; ℓ over the coefficients of the fit. 0 where it depends on variances of
   * which the data say nothing.
   */
  df(row: ArrayLike<number>): number;
}

/** Degrees of freedom under which there are none. */
export const NONE = 1e-4;
/** Relative change of a variance along a direction that is left out from which on it depends on it. */
const OPEN = 1e-4;

/** Curvature for a move by the whole length of a column that is none. */
const NO_CURVATURE = 1e-6;

const known = new WeakMap<LiveFit, Satterthwaite>();

/** Computed once a fit, from the curvature of its profiled objective; costs less than the fit. */
export function satterthwaite(fit: LiveFit): Satterthwaite {
  const before = known.get(fit);
  if (before !== undefined) return before;
  const result = computed(fit);
  known.set(fit, result);
  return result;
}

function computed(fit: LiveFit): Satterthwaite {
  const { likelihood, estimates } = fit.live;
  const result = likelihood.borrow(estimates, 2 * fit.par.length, (system) =>
    satterthwaiteIn(system, likelihood.terms, fit, estimates.lambdas),
  );
  const { names } = fit.live.design.fixed;
  const without = result.without.map((i) => names[likelihood.kept[i]]);
  return { ...result, warnings: [...result.warnings, ...noneWarnings(without)] };
}

/** A system that may give a root of the covariances of coefficients, for those whose squares are no numbers. */
export type RootedSystem = MixedSystem & Partial<Pick<LinearSystem, "vcovRoot">>;

/** What of a fit its degrees of freedom follow from, besides its system. */
export type VarianceEstimates = Pick<LiveFit, "method" | "nobs" | "rank" | "par" | "sigma" | "vcov" | "isSingular">;

/**
 * From a system in which Λ may be moved, and Λ by factor where it is known.
 *
 * With s = σ² at its best for each θ, Var(s C) along the profile is δ'(2H⁻¹)δ for the derivatives δ of s ℓ'Cℓ, and σ²
 * at fixed θ adds 2 (ℓ'vcov ℓ)² / c.
 */
export function satterthwaiteIn(
  system: RootedSystem,
  terms: readonly TermBlock[],
  fit: VarianceEstimates,
  lambdas?: readonly Float64Array[],
): Satterthwaite {
  const reml = fit.method === "REML";
  const p = fit.rank;
  const residualCount = fit.nobs - (reml ? p : 0);
  const plain = Float64Array.from(fit.vcov().flat());
  const coordinates = coordinatesAt(system, terms, { theta: fit.par, lambdas });
  const directions = coordinates.directions();
  const places = coordinates.free();
  const free = places.map((i) => directions[i]);
  const lengths = coordinates.lengths();
  const base = coordinates.base();
  factorizeAt(system, base);
  const own = varianceUnits(system, fit, plain);
  const { vcov, units, scaled, variance, sensitivities } = own;
  const scores = contract(system.scoreProducts(), free);
  const changes = free.map((direction, i) => {
    const product = sum(
      columnsOf(direction).map(({ factor, column, vector }) => {
        const k = vector.length;
        return sensitivityProduct(
          p,
          sensitivities[factor],
          vector,
          base[factor].subarray(column * k, (column + 1) * k),
        );
      }),
    );
    return product.map((entry, at) => 2 * variance * entry + (-2 * scaled[at] * scores[i]) / system.pwrss);
  });
  const hessian = profileHessian(system, reml, coordinates);
  const { inverse, flat, negative, left } = scaledInverse(free.length, hessian);
  /** Directions without curvature, as long as the columns of λ that they move. */
  const open = left
    .map((direction) => {
      const longest = direction.reduce((most, part, i) => Math.max(most, Math.abs(part) / lengths[places[i]]), 0);
      return direction.map((part) => part / longest);
    })
    .filter((direction) => Math.abs(quadraticForm(direction, hessian)) < NO_CURVATURE);
  const df = (weights: ArrayLike<number>): number => {
    const { row } = rowInUnits(own, weights);
    const plain = quadraticForm(row, scaled);
    const size = unitOf(plain);
    const value = plain * size;
    const slopes = Float64Array.from(changes, (change) => quadraticForm(row, change) * size);
    if (open.some((direction) => Math.abs(dot(slopes, direction)) > OPEN * value)) return 0;
    const spread = 2 * quadraticForm(slopes, inverse) + (2 * value * value) / residualCount;
    const found = (2 * value * value) / spread;
    return found < NONE ? 0 : found;
  };
  const without = Array.from({ length: p }, (_, i) => i).filter((i) => {
    return df(Float64Array.from({ length: p }, (_unit, j) => (i === j ? 1 : 0))) === 0;
  });
  return { vcov, units, df, without, warnings: curvatureWarnings(fit, flat, negative) };
}

/** What σ² and vcov(β) are computed with, in units in which their products are numbers. */
export interface VarianceUnits extends UnitCovariance {
  /** vcov(β), and σ². */
  readonly scaled: Float64Array;
  readonly variance: number;
  /** By what `scaled` is a multiple of `vcov`. */
  readonly unit: number;
  /** fixedSensitivities() in the units of the coefficients. */
  readonly sensitivities: readonly Float64Array[];
}

/** Of a system at the estimates, and vcov(β), which is to be asked for before the system is moved. */
export function varianceUnits(
  system: RootedSystem,
  { sigma, rank }: VarianceEstimates,
  plain: Float64Array,
): VarianceUnits {
  const root = () => (system.vcovRoot?.() ?? new Float64Array(rank * rank)).map((entry) => entry * sigma);
  const { vcov, units } = unitCovariance(rank, plain, system.vcovRoot && root);
  const sensitivities = system.fixedSensitivities();
  if (units === null) {
    const unit = unitOf(sigma * sigma);
    return {
      vcov,
      units,
      unit,
      scaled: vcov.map((entry) => entry * unit),
      variance: sigma * sigma * unit,
      sensitivities,
    };
  }
  // Coefficient by coefficient: σ times its sensitivities is of the size of its standard error.
  const inUnits = sensitivities.map((values) => {
    const length = values.length / rank;
    return values.map((value, at) => value * sigma * units[Math.floor(at / length)]);
  });
  return { vcov, units, unit: 1, scaled: vcov, variance: 1, sensitivities: inUnits };
}

function noneWarnings(names: readonly string[]): Warning[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, 5);
  if (names.length > shown.length) shown.push(`${names.length - shown.length} more`);
  const message =
    `degrees of freedom: there are none for ${shown.join(", ")}, since the standard error depends on a variance of which the ` +
    "data say nothing, so that no p value is available; leave the random effect out whose variance is not identified";
  return [{ code: "W_DF_NONE", message }];
}

function sum([first, ...others]: readonly Float64Array[]): Float64Array {
  for (const other of others) for (let i = 0; i < first.length; i++) first[i] += other[i];
  return first;
}

function curvatureWarnings(fit: VarianceEstimates, flat: number, negative: number): Warning[] {
  const warnings: Warning[] = [];
  if (fit.isSingular) {
    const message =
      "degrees of freedom: boundary (singular) fit, so variances of zero are taken as known to be zero; " +
      "a model without them gives the same tests";
    warnings.push({ code: "W_DF_SINGULAR", message });
  }
  if (negative > 0 || flat > 0) {
    const what = negative > 0 ? "negative" : "no";
    const count = negative > 0 ? negative : flat;
    const message =
      `degrees of freedom: the objective has ${what} curvature in ${count} ` +
      `direction${count > 1 ? "s" : ""} of the variance parameters, which ${count > 1 ? "are" : "is"} left out; ` +
      "simplify the random effects";
    warnings.push({ code: "W_DF_CURVATURE", message });
  }
  return warnings;
}
