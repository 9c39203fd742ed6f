// Satterthwaite's degrees of freedom: a variance ℓ'vcov(β)ℓ is matched with a multiple of chi-squared through the
// covariance of the estimated variance parameters. Kuznetsova, Brockhoff & Christensen (2017), J. Stat. Soft. 82(13).

import { columnsOf } from "../engine/column-directions.js";
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
import { sensitivityProduct } from "./level-sums.js";
import { quadraticForm } from "./quadratic-forms.js";

export interface Satterthwaite {
  /** vcov(β), rank × rank. */
  readonly vcov: Float64Array;
  readonly warnings: readonly Warning[];
  /** Degrees of freedom of the variance ℓ'vcov(β)ℓ; ℓ over the coefficients of the fit. */
  df(row: ArrayLike<number>): number;
}

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
  return likelihood.borrow(estimates, 2 * fit.par.length, (system) =>
    satterthwaiteIn(system, likelihood.terms, fit, estimates.lambdas),
  );
}

/** What of a fit its degrees of freedom follow from, besides its system. */
export type VarianceEstimates = Pick<LiveFit, "method" | "nobs" | "rank" | "par" | "sigma" | "vcov" | "isSingular">;

/**
 * From a system in which Λ may be moved, and Λ by factor where it is known.
 *
 * With s = σ² at its best for each θ, Var(s C) along the profile is δ'(2H⁻¹)δ for the derivatives δ of s ℓ'Cℓ, and σ²
 * at fixed θ adds 2 (ℓ'vcov ℓ)² / c.
 */
export function satterthwaiteIn(
  system: MixedSystem,
  terms: readonly TermBlock[],
  fit: VarianceEstimates,
  lambdas?: readonly Float64Array[],
): Satterthwaite {
  const reml = fit.method === "REML";
  const p = fit.rank;
  const residualCount = fit.nobs - (reml ? p : 0);
  const vcov = Float64Array.from(fit.vcov().flat());
  const unit = unitOf(fit.sigma * fit.sigma);
  const scaled = vcov.map((entry) => entry * unit);
  const variance = fit.sigma * fit.sigma * unit;
  const coordinates = coordinatesAt(system, terms, { theta: fit.par, lambdas });
  const directions = coordinates.directions();
  const free = coordinates.free().map((i) => directions[i]);
  const base = coordinates.base();
  factorizeAt(system, base);
  const sensitivities = system.fixedSensitivities();
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
  const { inverse, flat, negative } = scaledInverse(free.length, hessian);
  return {
    vcov,
    warnings: curvatureWarnings(fit, flat, negative),
    df(row) {
      const own = quadraticForm(row, scaled);
      const size = unitOf(own);
      const value = own * size;
      const slopes = changes.map((change) => quadraticForm(row, change) * size);
      const spread = 2 * quadraticForm(slopes, inverse) + (2 * value * value) / residualCount;
      return (2 * value * value) / spread;
    },
  };
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
