// Everything that is estimated in a generalized model, from its design.
import type { Design } from "../design/design.js";
import { DesignError, FactorizationError } from "../errors.js";
import { responseFunctions } from "../family/family.js";
import { glmmResiduals } from "../family/residuals.js";
import { multiply, transpose } from "../math/matrix-product.js";
import { symmetricEigen } from "../math/symmetric-eigen.js";
import type { Model } from "./build.js";
import { checkStart } from "./checks.js";
import { type GlmmSystem, glmmSystem } from "./glmm-system.js";
import type { GlmmParts } from "./glmm-types.js";
import { type GlmmOptimum, optimizeGlmm } from "./optimize-glmm.js";
import type { FitSpec, Generalized } from "./spec.js";
import { thetaNames } from "./term-names.js";

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
  | "vcovHessian"
  | "vcovRX"
  | "conditionalCovariance"
  | "meanCrossProduct"
  | "convergence"
>;

/** What is needed of a model to estimate it. */
export interface GlmmModel extends Pick<Model, "design" | "trials" | "layout"> {
  readonly spec: Generalized<FitSpec>;
}

/** Estimates of a model; `optimize` finds the parameters. */
export async function estimateGlmm(
  { design, trials, layout, spec }: GlmmModel,
  optimize: typeof optimizeGlmm = optimizeGlmm,
): Promise<GlmmEstimate> {
  const glmm = glmmSystem(design, trials, spec);
  const { system, totalWeights } = glmm;
  const { kept } = system.blocks;
  const given = {
    theta: checkStart(spec.start.theta, thetaNames(design, layout)),
    beta: checkStart(
      spec.start.beta,
      kept.map((column) => design.fixed.names[column]),
    ),
  };
  const meanCrossProducts = design.factors.map((_, f) => unweightedProducts(design, f));
  const optimum = await optimize(glmm, layout, spec.search, given).catch(refuseDegenerate);
  const { theta, gamma, found, parameter, convergence } = optimum;
  const { mode, value, dispersion, shape } = found;
  const workingWeights = system.rows.workingWeights();
  const ldRX2 = system.logDeterminantFixed;
  const vcovHessian = optimum.hessian === null ? null : vcovOf(glmm, optimum);
  const fromRX = vcovRX(glmm);
  const functions = responseFunctions(spec.family, spec.link, shape);
  const eta = system.rows.eta();
  const mu = functions.linkInverse(eta);
  const residualRows = { functions, y: design.response, mu, eta, totalWeights, sigma: 1 };
  const beta = system.toBeta(gamma);
  let covariances: Float64Array[] | null = null;
  const hasScale = spec.family.dispersion === "scale";
  return {
    totalWeights,
    functions,
    theta,
    beta,
    kept,
    spherical: system.modes("spherical"),
    modes: system.modes("conditional"),
    eta,
    mu,
    workingWeights,
    objective: {
      objective: value,
      logLik: -value / 2,
      conditional: mode.conditional,
      devianceResidualSum: sumOfSquares(glmmResiduals(residualRows, "deviance")),
      pearson: sumOfSquares(glmmResiduals(residualRows, "pearson")),
      penalty: mode.penalty,
      ldL2: mode.logDeterminant,
      ldRX2,
    },
    sigma: hasScale ? Math.sqrt(dispersion) : 1,
    shape: spec.family.dispersion === "shape" ? shape : null,
    shapeEstimated: parameter === "shape",
    parameterCount: theta.length + beta.length + (hasScale || parameter === "shape" ? 1 : 0),
    vcovHessian,
    vcovRX: fromRX,
    conditionalCovariance: (factor) => {
      if (covariances === null) {
        system.gradient();
        covariances = design.factors.map((_, f) => system.conditionalCovariance(f));
      }
      return covariances[factor];
    },
    meanCrossProduct: (factor) => meanCrossProducts[factor],
    convergence,
  };
}

/** A pivot means nothing to a user: what it stands for are rows whose weights no arithmetic can hold together. */
function refuseDegenerate(error: unknown): never {
  if (!(error instanceof FactorizationError)) throw error;
  const text =
    "the model cannot be fitted: at the values that the optimizer reached or started from, the weights of the rows lie " +
    "too far apart to be computed with; look for offsets, responses or predictors of extreme size, or start elsewhere (start)";
  throw new DesignError(text, "linear predictor");
}

function sumOfSquares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

/** Curvature, in units of each coordinate's own, that counts as none; and as a saddle where it is negative. */
const FLAT = 1e-7;
const NEGATIVE = -1e-5;
/** Share of γ in a flat direction beyond which nothing is known of its variance. */
const FLAT_SHARE = 1e-3;

/**
 * Twice the inverse Hessian's block of γ in the units of β. Covariances that the data cannot tell apart leave flat
 * directions, which say nothing of β; null where a flat direction takes part of β, or the Hessian is that of a saddle.
 */
function vcovOf({ system }: GlmmSystem, { hessian, objective, parameter }: GlmmOptimum): Float64Array | null {
  if (hessian === null || !hessian.every(Number.isFinite)) return null;
  const n = objective.dimension;
  const p = system.rank;
  const first = n - p - (parameter === "none" ? 0 : 1);
  const scale = Float64Array.from({ length: n }, (_, i) => Math.sqrt(Math.abs(hessian[i * (n + 1)])) || 1);
  const scaled = hessian.map((entry, i) => entry / (scale[i % n] * scale[Math.floor(i / n)]));
  const { values, vectors } = symmetricEigen(n, scaled);
  const block = new Float64Array(p * p);
  for (let k = 0; k < n; k++) {
    const part = vectors.subarray(k * n + first, k * n + first + p);
    if (values[k] < NEGATIVE) return null;
    if (values[k] < FLAT) {
      if (part.some((entry) => Math.abs(entry) > FLAT_SHARE)) return null;
      continue;
    }
    for (let j = 0; j < p; j++) {
      const right = (2 * part[j]) / (values[k] * scale[first + j]);
      for (let i = 0; i < p; i++) block[i + j * p] += (part[i] / scale[first + i]) * right;
    }
  }
  return toBetaUnits(system, block);
}

/** Share of the largest eigenvalue of an information matrix that stands for less. */
const LEAST_INFORMATION = 1e-20;

/** A coefficient of which the data say nothing any more, as in separated data, has a huge but finite variance. */
function vcovRX({ system }: GlmmSystem): Float64Array {
  const p = system.rank;
  const { values, vectors } = symmetricEigen(p, system.fixedInformation());
  const axes = multiply(p, p, p, betaUnits(system), vectors);
  const covariance = new Float64Array(p * p);
  for (let k = 0; k < p; k++) {
    const value = Math.max(values[k], LEAST_INFORMATION * values[0], LEAST_INFORMATION);
    for (let j = 0; j < p; j++) {
      for (let i = 0; i < p; i++) covariance[i + j * p] += (axes[i + k * p] * axes[j + k * p]) / value;
    }
  }
  return covariance;
}

/** T V T' for a covariance V of γ. */
function toBetaUnits(system: GlmmSystem["system"], covariance: Float64Array): Float64Array {
  const p = system.rank;
  const triangle = betaUnits(system);
  return multiply(p, p, p, multiply(p, p, p, triangle, covariance), transpose(p, p, triangle));
}

/** T of β = T γ. */
function betaUnits(system: GlmmSystem["system"]): Float64Array {
  const p = system.rank;
  const triangle = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    triangle.set(system.toBeta(Float64Array.from({ length: p }, (_, i) => (i === j ? 1 : 0))), j * p);
  }
  return triangle;
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
