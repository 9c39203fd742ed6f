// Everything that is estimated in a generalized model, from its design.
import type { Design } from "../design/design.js";
import { linearSolve } from "../math/linear-solve.js";
import { identity, multiply, transpose } from "../math/matrix-product.js";
import { symmetricEigen } from "../math/symmetric-eigen.js";
import type { GlmmSettings } from "./glmm-options.js";
import { type GlmmSystem, glmmSystem } from "./glmm-system.js";
import type { GlmmOptions, GlmmParts } from "./glmm-types.js";
import { type GlmmOptimum, optimizeGlmm } from "./optimize-glmm.js";
import { checkStart } from "./options.js";
import type { DevianceTerm } from "./profiled-deviance.js";
import { thetaNames } from "./term-layout.js";

export type GlmmEstimate = Pick<
  GlmmParts,
  | "totalWeights"
  | "functions"
  | "theta"
  | "beta"
  | "kept"
  | "spherical"
  | "modes"
  | "eta"
  | "mu"
  | "workingWeights"
  | "objective"
  | "sigma"
  | "shape"
  | "shapeEstimated"
  | "parameterCount"
  | "hessian"
  | "vcovHessian"
  | "vcovRX"
  | "conditionalCovariance"
  | "meanCrossProduct"
  | "convergence"
>;

/** Estimates of a design whose response is on the scale of the mean. */
export async function estimateGlmm(
  design: Design,
  trials: Float64Array | null,
  layout: readonly DevianceTerm[],
  settings: GlmmSettings,
  options: GlmmOptions,
): Promise<GlmmEstimate> {
  const glmm = glmmSystem(design, trials, settings);
  const { system, engine, functions, totalWeights } = glmm;
  const given = {
    theta: checkStart(options.start?.theta, thetaNames(design, layout)),
    beta: checkStart(
      options.start?.beta,
      engine.kept.map((column) => design.fixed.names[column]),
    ),
  };
  const meanCrossProducts = design.factors.map((_, f) => unweightedProducts(design, f));
  const optimum = await optimizeGlmm(glmm, layout, settings.nAGQ, options, given);
  const { theta, gamma, mode, value, convergence } = optimum;
  system.gradient();
  const covariances = design.factors.map((_, f) => system.conditionalCovariance(f));
  const eta = system.rows.eta();
  const mu = functions.linkInverse(eta);
  const beta = system.toBeta(gamma);
  const vcovHessian = optimum.hessian === null ? null : vcovOf(glmm, optimum);
  return {
    totalWeights,
    functions,
    theta,
    beta,
    kept: engine.kept,
    spherical: system.modes("spherical"),
    modes: system.modes("conditional"),
    eta,
    mu,
    workingWeights: system.rows.workingWeights(),
    objective: {
      objective: value,
      logLik: -value / 2,
      conditional: mode.conditional,
      devianceResidualSum: devianceSum(design, glmm, mu),
      pearson: pearsonSum(design, glmm, mu),
      penalty: mode.penalty,
      ldL2: mode.logDeterminant,
      ldRX2: system.logDeterminantFixed,
    },
    sigma: 1,
    shape: settings.shape,
    shapeEstimated: false,
    parameterCount: theta.length + beta.length,
    hessian: null,
    vcovHessian,
    vcovRX: vcovRX(glmm),
    conditionalCovariance: (factor) => covariances[factor],
    meanCrossProduct: (factor) => meanCrossProducts[factor],
    convergence,
  };
}

function devianceSum({ response }: Design, { functions, totalWeights }: GlmmSystem, mu: Float64Array): number {
  const unit = functions.unitDeviance(response, mu);
  return unit.reduce((sum, value, i) => sum + (totalWeights?.[i] ?? 1) * value, 0);
}

function pearsonSum({ response }: Design, { functions, totalWeights }: GlmmSystem, mu: Float64Array): number {
  const variance = functions.variance(mu);
  return variance.reduce((sum, value, i) => {
    return sum + ((totalWeights?.[i] ?? 1) * (response[i] - mu[i]) * (response[i] - mu[i])) / value;
  }, 0);
}

/** Twice the inverse Hessian's block of γ in the units of β; null where the Hessian is not positive definite. */
function vcovOf({ system }: GlmmSystem, { hessian, objective }: GlmmOptimum): Float64Array | null {
  if (hessian === null) return null;
  const n = objective.dimension;
  const p = system.rank;
  if (!hessian.every(Number.isFinite) || symmetricEigen(n, hessian).values[n - 1] <= 0) return null;
  const inverse = linearSolve(n, hessian, n, identity(n));
  if (inverse === null) return null;
  const block = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < p; i++) block[i + j * p] = 2 * inverse[n - p + i + (n - p + j) * n];
  }
  return toBetaUnits(system, block);
}

function vcovRX({ system }: GlmmSystem): Float64Array {
  const p = system.rank;
  const inverse = linearSolve(p, system.fixedInformation(), p, identity(p)) ?? new Float64Array(p * p).fill(Number.NaN);
  return toBetaUnits(system, inverse);
}

/** T V T' for a covariance V of γ, with β = T γ. */
function toBetaUnits(system: GlmmSystem["system"], covariance: Float64Array): Float64Array {
  const p = system.rank;
  const triangle = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    triangle.set(system.toBeta(Float64Array.from({ length: p }, (_, i) => (i === j ? 1 : 0))), j * p);
  }
  return multiply(p, p, p, multiply(p, p, p, triangle, covariance), transpose(p, p, triangle));
}

/** Σ_j Z_j'Z_j / nobs of one factor's columns. */
function unweightedProducts({ random, nobs }: Design, factor: number): Float64Array {
  const columns = random.filter((term) => term.factor === factor).flatMap((term) => term.columns);
  const k = columns.length;
  const out = new Float64Array(k * k);
  for (let b = 0; b < k; b++) {
    for (let a = 0; a <= b; a++) {
      const one = columns[a];
      const two = columns[b];
      let sum = 0;
      for (let i = 0; i < nobs; i++) sum += (one === null ? 1 : one[i]) * (two === null ? 1 : two[i]);
      out[a + b * k] = out[b + a * k] = sum / nobs;
    }
  }
  return out;
}
