// Covariance matrices of β at the estimates of a generalized model: from the Hessian over all parameters, or from R_X.
import type { ResponseSystem } from "../../engine/response-system.js";
import { eachEntry, multiply, sandwiched } from "../../math/matrix-product.js";
import { symmetricEigen } from "../../math/symmetric-eigen.js";

/** Curvature, in units of each coordinate's own, that counts as none; and as a saddle where it is negative. */
const FLAT = 1e-7;
const NEGATIVE = -1e-5;
/** Share of γ in a flat direction beyond which nothing is known of its variance. */
const FLAT_SHARE = 1e-3;

/**
 * Twice the inverse Hessian's block of γ, which begins at `first`, in the units of β. Covariances that the data cannot tell apart leave flat
 * directions, which say nothing of β; null where a flat direction takes part of β, or the Hessian is that of a saddle.
 */
export function vcovByHessian(system: ResponseSystem, hessian: Float64Array, first: number): Float64Array | null {
  if (!hessian.every(Number.isFinite)) return null;
  const n = Math.sqrt(hessian.length);
  const p = system.rank;
  const scale = Float64Array.from({ length: n }, (_, i) => Math.sqrt(Math.abs(hessian[i * (n + 1)])) || 1);
  const scaled = eachEntry(n, hessian, (entry, i, j) => entry / (scale[i] * scale[j]));
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
export function vcovByRX(system: ResponseSystem): Float64Array {
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
function toBetaUnits(system: ResponseSystem, covariance: Float64Array): Float64Array {
  return sandwiched(betaUnits(system), covariance);
}

/** T of β = T γ. */
function betaUnits(system: ResponseSystem): Float64Array {
  const p = system.rank;
  const triangle = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    triangle.set(system.toBeta(Float64Array.from({ length: p }, (_, i) => (i === j ? 1 : 0))), j * p);
  }
  return triangle;
}
