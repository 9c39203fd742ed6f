// One row's density p(y | η): −2 log p up to a constant, and what PIRLS and the gradient of its determinant need.
import {
  INVERSE,
  LOG,
  bend,
  bendSlope,
  hazardDown,
  hazardUp,
  logRest,
  logShare,
  mean,
  mu,
  mu1,
  mu2,
  mu3,
  share,
} from "./link";
import { HALF_LOG_TWO_PI, digamma, logGamma, logRising, risingSlope, stirling } from "./special";

// Codes as in src/family/family.ts.
export const BINOMIAL: i32 = 0;
export const POISSON: i32 = 1;
export const GAMMA: i32 = 2;
export const INVERSE_GAUSSIAN: i32 = 3;
export const GAUSSIAN: i32 = 4;
export const NEGATIVE_BINOMIAL: i32 = 5;

/** Of the last call of `density`, prior weight included: −2 log p less its constant, −½ of its slope, W. */
export let kernel: f64 = 0;
export let score: f64 = 0;
export let weight: f64 = 0;
/** dW/dη, the observed W_o = ½ d²(−2 log p)/dη², and dW_o/dη; only where asked for. */
export let weightSlope: f64 = 0;
export let observed: f64 = 0;
export let observedSlope: f64 = 0;

/** Fills the above; false where η is outside the domain of the link. `a` is the prior weight over the dispersion. */
export function density(family: i32, link: i32, shape: f64, y: f64, a: f64, eta: f64, derivatives: bool): bool {
  if (family == BINOMIAL) return binomial(link, y, a, eta, derivatives);
  if (!mean(link, eta)) return false;
  if (family != GAUSSIAN && !(mu > 0)) {
    // μ = 0 of a square root is fine for a count of zero.
    if (mu != 0 || y != 0 || link == INVERSE) return false;
  }
  if (family == POISSON || family == NEGATIVE_BINOMIAL) {
    return counts(family, shape, y, a, link == LOG ? eta : y > 0 ? NativeMath.log(mu) : 0, derivatives);
  }
  let variance = 1.0;
  let slope = 0.0;
  let curve = 0.0;
  const residual = y - mu;
  if (family == GAUSSIAN) {
    kernel = a * residual * residual;
  } else if (family == GAMMA) {
    variance = mu * mu;
    slope = 2 * mu;
    curve = 2;
    kernel = 2 * a * (residual / mu - NativeMath.log(y / mu));
  } else {
    variance = mu * mu * mu;
    slope = 3 * mu * mu;
    curve = 6 * mu;
    kernel = (a * residual * residual) / (y * mu * mu);
  }
  finish(residual, a, variance, slope, curve, derivatives);
  return true;
}

/** Poisson and negative binomial; (y − μ)/V and μ'²/V stay finite where μ is 0 by a square root. */
function counts(family: i32, shape: f64, y: f64, a: f64, logMean: f64, derivatives: bool): bool {
  if (family == POISSON) {
    kernel = -2 * a * (y * logMean - mu);
    if (mu == 0) {
      atZero(a, derivatives);
      return true;
    }
    finish(y - mu, a, mu, 1, 0, derivatives);
    return true;
  }
  const more = NativeMath.log1p(mu / shape);
  kernel = -2 * a * (y * (logMean - more) - shape * more);
  if (mu == 0) {
    atZero(a, derivatives);
    return true;
  }
  finish(y - mu, a, mu + (mu * mu) / shape, 1 + (2 * mu) / shape, 2 / shape, derivatives);
  return true;
}

/** y = 0 at η = 0 of a square root, where μ' vanishes with V: W = 4a. */
function atZero(a: f64, derivatives: bool): void {
  score = 0;
  weight = 4 * a;
  if (!derivatives) return;
  weightSlope = 0;
  observed = 2 * a;
  observedSlope = 0;
}

/** Score and weights of the means' derivatives and a variance function with derivatives `slope` and `curve`. */
function finish(residual: f64, a: f64, variance: f64, slope: f64, curve: f64, derivatives: bool): void {
  const unit = mu1 / variance;
  score = a * residual * unit;
  weight = a * mu1 * unit;
  if (!derivatives) return;
  const turn = mu2 / variance - unit * unit * slope;
  weightSlope = a * (2 * mu2 * unit - unit * unit * mu1 * slope);
  observed = weight - a * residual * turn;
  const cubic =
    (mu3 - (3 * mu1 * mu2 * slope) / variance - (mu1 * mu1 * mu1 * curve) / variance) / variance +
    2 * unit * unit * unit * slope * slope;
  observedSlope = weightSlope + a * mu1 * turn - a * residual * cubic;
}

function binomial(link: i32, y: f64, a: f64, eta: f64, derivatives: bool): bool {
  if (!share(link, eta)) return false;
  const p = hazardUp;
  const q = hazardDown;
  let sum = 0.0;
  if (y > 0) sum += y * logShare;
  if (y < 1) sum += (1 - y) * logRest;
  kernel = -2 * a * sum;
  score = a * (y * q - (1 - y) * p);
  weight = a * p * q;
  if (!derivatives) return true;
  const r = bend;
  weightSlope = weight * (2 * r + p - q);
  const up = p * (r + p);
  const down = q * (r - q);
  observed = a * ((1 - y) * up - y * down);
  const upSlope = up * (r + p) + p * (bendSlope + up);
  const downSlope = down * (r - q) + q * (bendSlope - down);
  observedSlope = a * ((1 - y) * upSlope - y * downSlope);
  return true;
}

/** What `kernel` leaves out of −2 log p; `a` prior weight (binomial: with `trials`), `phi` the dispersion. */
export function constant(family: i32, shape: f64, y: f64, a: f64, trials: f64, phi: f64): f64 {
  if (family == BINOMIAL) {
    if (!(trials > 1)) return 0;
    const successes = Math.round(y * trials);
    const choose = logGamma(trials + 1) - logGamma(successes + 1) - logGamma(trials - successes + 1);
    return -2 * (a / trials) * choose;
  }
  if (family == POISSON) return 2 * a * logGamma(y + 1);
  if (family == NEGATIVE_BINOMIAL) return -2 * a * (logRising(shape, y) - logGamma(y + 1));
  if (family == GAUSSIAN) return NativeMath.log((2 * NativeMath.PI * phi) / a);
  if (family == GAMMA) return -2 * a * (gammaConstant(1 / phi) - NativeMath.log(y));
  return a * NativeMath.log(2 * NativeMath.PI * phi * y * y * y);
}

/** ν log ν − ν − log Γ(ν), by Stirling's series where ν is large. */
function gammaConstant(nu: f64): f64 {
  if (nu < 12) return nu * NativeMath.log(nu) - nu - logGamma(nu);
  return 0.5 * NativeMath.log(nu) - HALF_LOG_TWO_PI - stirling(nu);
}

/** ∂(Σ constant)/∂ log φ by unit of `a` (gamma, inverse gaussian) or by row (gaussian). */
export function constantSlope(family: i32, phi: f64): f64 {
  if (family != GAMMA) return 1;
  const nu = 1 / phi;
  return 2 * nu * (NativeMath.log(nu) - digamma(nu));
}

/** V(μ). */
export function varianceFunction(family: i32, shape: f64, value: f64): f64 {
  if (family == BINOMIAL) return value * (1 - value);
  if (family == POISSON) return value;
  if (family == GAMMA) return value * value;
  if (family == INVERSE_GAUSSIAN) return value * value * value;
  if (family == NEGATIVE_BINOMIAL) return value + (value * value) / shape;
  return 1;
}

/** 2 (log p at the saturated mean − log p at μ), dispersion and prior weight 1. */
export function unitDeviance(family: i32, shape: f64, y: f64, value: f64): f64 {
  if (family == BINOMIAL) return 2 * (divergence(y, value) + divergence(1 - y, 1 - value));
  if (family == POISSON) return 2 * (divergence(y, value) - (y - value));
  if (family == GAMMA) return 2 * ((y - value) / value - NativeMath.log(y / value));
  if (family == INVERSE_GAUSSIAN) return ((y - value) * (y - value)) / (y * value * value);
  if (family == NEGATIVE_BINOMIAL) {
    return 2 * (divergence(y, value) - (y + shape) * NativeMath.log((y + shape) / (value + shape)));
  }
  return (y - value) * (y - value);
}

/** y log(y/μ), 0 for y = 0. */
function divergence(y: f64, value: f64): f64 {
  return y > 0 ? y * NativeMath.log(y / value) : 0;
}

/** Of the negative binomial by log shape: ∂(−2 log p), ∂score, ∂W and ∂W_o of the last row. */
export let kernelByShape: f64 = 0;
export let scoreByShape: f64 = 0;
export let weightByShape: f64 = 0;
export let observedByShape: f64 = 0;

/** Fills the above, after `density` with derivatives of the same row. */
export function shapeDerivatives(shape: f64, y: f64, a: f64): void {
  const ratio = mu / shape;
  const share = ratio / (1 + ratio);
  const more = NativeMath.log1p(ratio);
  kernelByShape = -2 * a * ((y + shape) * share - shape * more + risingSlope(shape, y));
  scoreByShape = 0;
  weightByShape = 0;
  observedByShape = 0;
  if (mu == 0) return;
  const variance = mu * (1 + ratio);
  const slope = 1 + 2 * ratio;
  const unit = mu1 / variance;
  scoreByShape = a * (y - mu) * unit * share;
  weightByShape = a * mu1 * unit * share;
  // V falls by μ share (1 + ratio) = V share, V' by 2 ratio.
  const turn = (mu2 / variance) * share + unit * unit * (2 * ratio - 2 * slope * share);
  observedByShape = weightByShape - a * (y - mu) * turn;
}
