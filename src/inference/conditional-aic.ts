// Akaike's criterion for predictions of the groups at hand: the likelihood given the random effects, penalized by the
// degrees of freedom that the fitted values have, estimated covariances included. Greven & Kneib (2010), Biometrika 97.

import { log } from "../core/elementary.js";
import { columnsOf } from "../engine/column-directions.js";
import type { LinearSystem } from "../engine/linear-system.js";
import type { Direction, MixedSystem } from "../engine/types.js";
import { UnsupportedError } from "../errors.js";
import { usedResiduals } from "../fit/data-rows.js";
import { withExact } from "../fit/exact-only.js";
import { checkFit, type Fit, type LiveFit } from "../fit/fit.js";
import { fittedValues } from "../fit/fitted-values.js";
import { coordinatesAt } from "../likelihood/coordinates.js";
import { contract } from "../likelihood/directions.js";
import { profileHessian } from "../likelihood/hessian.js";
import { factorizeAt } from "../likelihood/linear/deviance.js";
import { scaledInverse } from "../math/scaled-inverse.js";
import { dot } from "../math/vectors.js";

/** The conditional criterion of Greven & Kneib, with what it is made of. */
export interface ConditionalAic {
  /** −2 `logLik` + 2 (`edf` + 1). */
  readonly caic: number;
  /** Log-density of the response given the random effects' modes. */
  readonly logLik: number;
  /** Σ ∂ŷ_i/∂y_i with the covariances estimated anew at every y. */
  readonly edf: number;
  /** Σ ∂ŷ_i/∂y_i at fixed covariances, the trace of the hat matrix: ρ of Vaida & Blanchard (2005), Biometrika 92. */
  readonly hatTrace: number;
  /** The criterion with `hatTrace` in place of `edf`, which favors models with more random effects than it should. */
  readonly caicFixedCovariance: number;
}

/**
 * The marginal `fit.aic` is about new groups, this one about those of the data. Throws UnsupportedError for a generalized model.
 *
 * @example
 * const { caic, edf } = conditionalAic(fit);
 */
export function conditionalAic(fit: Fit): ConditionalAic {
  checkFit(fit, "conditionalAic()");
  if (!fit.isLinear) {
    throw new UnsupportedError(`the conditional AIC of a ${fit.family} model is not defined here; use its aic`);
  }
  withExact(fit, "conditionalAic()");
  const logLik = conditionalLogLik(fit);
  const { hatTrace, correction } = degreesOfFreedom(fit);
  const edf = hatTrace + correction;
  return {
    caic: -2 * logLik + 2 * (edf + 1),
    logLik,
    edf,
    hatTrace,
    caicFixedCovariance: -2 * logLik + 2 * (hatTrace + 1),
  };
}

function conditionalLogLik(fit: LiveFit): number {
  const { weights } = fit.live.design;
  const squares = usedResiduals(fit, "scaled").reduce((sum, residual) => sum + residual * residual, 0);
  const logWeights = weights?.reduce((sum, weight) => sum + log(weight), 0) ?? 0;
  return -(fit.nobs * log(2 * Math.PI * fit.sigma * fit.sigma) - logWeights + squares) / 2;
}

/**
 * With e = y − ŷ and f_a = ∂ŷ/∂x_a for the free coordinates x of Λ, whose estimates move with y by −H⁻¹ ∂²d/∂x∂y, the
 * trace of ∂ŷ/∂y is that of the hat matrix plus (2c/r²) Σ_ab H⁻¹_ab f_a'(f_b + e ∂_b r²/r²).
 */
function degreesOfFreedom(fit: LiveFit): { hatTrace: number; correction: number } {
  const reml = fit.method === "REML";
  const c = fit.nobs - (reml ? fit.rank : 0);
  const { weights, response } = fit.live.design;
  const weigh = (i: number) => weights?.[i] ?? 1;
  const residuals = usedResiduals(fit, "response");
  const { likelihood, estimates } = fit.live;
  return likelihood.borrow(estimates, 2 * fit.par.length, (system) => {
    const coordinates = coordinatesAt(system, likelihood.terms, estimates);
    const directions = coordinates.directions();
    const free = coordinates.free().map((i) => directions[i]);
    const lambdas = coordinates.base();
    factorizeAt(system, lambdas);
    const { pwrss, responseUnit: unit } = system;
    const hatTrace = traceOfHat(system, fit.rank, fit.nobs - fit.rank);
    const products = system.scoreProducts();
    const inverse = scaledInverse(free.length, profileHessian(system, reml, coordinates)).inverse;
    const slopes = contract(products, free).map((score) => -2 * score);
    factorizeAt(system, lambdas);
    let correction = 0;
    try {
      const changes = free.map((direction) =>
        residualsIn(fit, system, changeOfPredictor(fit, direction, lambdas[direction.factor], residuals)),
      );
      // In the units of pwrss.
      const stored = changes.map((change) => change.map((value) => value * unit));
      const left = residuals.map((value) => value * unit);
      stored.forEach((one, a) => {
        stored.forEach((other, b) => {
          let sum = 0;
          for (let i = 0; i < one.length; i++) {
            sum += weigh(i) * one[i] * (other[i] + (left[i] * slopes[b]) / pwrss);
          }
          correction += ((2 * c) / pwrss) * inverse[a + b * free.length] * sum;
        });
      });
    } finally {
      system.setResponse(response);
      factorizeAt(system, lambdas);
    }
    return { hatTrace, correction };
  });
}

/** tr(I − P) = p + tr(PZTZ'), whose second part is what the gradient of log|V| + log|X'V⁻¹X| says along Λ itself. */
function traceOfHat(system: MixedSystem, rank: number, residualCount: number): number {
  const gradient = system.gradient(true);
  const products = system.scoreProducts();
  const share = residualCount / system.pwrss;
  return system.factors.reduce((sum, _, factor) => {
    const lambda = system.lambda(factor);
    return lambda.reduce(
      (total, entry, i) => total + entry * (gradient[factor][i] / 2 + share * products[factor][i]),
      sum,
    );
  }, rank);
}

/** Z ∂T Z'We by row, with the offset, for the change of T along a direction. */
function changeOfPredictor(
  fit: LiveFit,
  direction: Direction,
  lambda: Float64Array,
  residuals: Float64Array,
): Float64Array {
  const { stored: design } = fit.live.likelihood;
  const { factor } = direction;
  const k = Math.round(Math.sqrt(lambda.length));
  const columns = design.random.filter((term) => term.factor === factor).flatMap((term) => term.columns);
  const { codes, levels } = design.factors[factor];
  const scores = new Float64Array(levels.length * k);
  columns.forEach((values, at) => {
    for (let row = 0; row < codes.length; row++) {
      scores[codes[row] * k + at] += (values?.[row] ?? 1) * (design.weights?.[row] ?? 1) * residuals[row];
    }
  });
  const effects = fit.modes.map(({ length }) => new Float64Array(length));
  for (const { column, vector } of columnsOf(direction)) {
    const along = lambda.subarray(column * k, (column + 1) * k);
    for (let start = 0; start < scores.length; start += k) {
      const score = scores.subarray(start, start + k);
      const [byVector, byLambda] = [dot(vector, score), dot(along, score)];
      for (let i = 0; i < k; i++) effects[factor][start + i] += vector[i] * byLambda + along[i] * byVector;
    }
  }
  return fittedValues(design, [], new Float64Array(0), effects);
}

/** The residuals of `values`, offset included, as the response of the model at its covariances. */
function residualsIn({ live: { likelihood } }: LiveFit, system: LinearSystem, values: Float64Array): Float64Array {
  system.setResponse(values);
  system.factorize();
  const { beta, conditionalMode } = system.solve();
  const fitted = fittedValues(likelihood.stored, system.kept, beta, conditionalMode);
  return values.map((value, i) => value - fitted[i]);
}
