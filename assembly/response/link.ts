// Links: the mean μ of a linear predictor η, and its derivatives.
import { logNormalTail, normalHazard, normalTail } from "./special";

// Codes as in src/family/family.ts.
export const IDENTITY: i32 = 0;
export const LOG: i32 = 1;
export const LOGIT: i32 = 2;
export const PROBIT: i32 = 3;
export const CLOGLOG: i32 = 4;
export const CAUCHIT: i32 = 5;
export const SQRT: i32 = 6;
export const INVERSE: i32 = 7;
export const INVERSE_SQUARE: i32 = 8;

/** Of the last call of `mean`: μ, dμ/dη, d²μ/dη², d³μ/dη³. */
export let mu: f64 = 0;
export let mu1: f64 = 0;
export let mu2: f64 = 0;
export let mu3: f64 = 0;

/** The mean and its derivatives, for links of means without an upper bound. False where η is outside the domain. */
export function mean(link: i32, eta: f64): bool {
  if (link == LOG) {
    mu = NativeMath.exp(eta);
    mu1 = mu;
    mu2 = mu;
    mu3 = mu;
    return mu > 0 && mu < Infinity;
  }
  if (link == IDENTITY) {
    mu = eta;
    mu1 = 1;
    mu2 = 0;
    mu3 = 0;
    return true;
  }
  if (link == SQRT) {
    mu = eta * eta;
    mu1 = 2 * eta;
    mu2 = 2;
    mu3 = 0;
    return true;
  }
  if (link == INVERSE) {
    mu = 1 / eta;
    mu1 = -mu * mu;
    mu2 = 2 * mu * mu * mu;
    mu3 = -6 * mu * mu * mu * mu;
    return mu == mu && Math.abs(mu) < Infinity;
  }
  mu = 1 / Math.sqrt(eta);
  const cube = mu * mu * mu;
  mu1 = -0.5 * cube;
  mu2 = 0.75 * cube * mu * mu;
  mu3 = -1.875 * cube * cube * mu;
  return eta > 0 && mu > 0;
}

/** Of the last call of `share`: log μ, log(1 − μ), p = μ'/(1 − μ), q = μ'/μ, r = μ''/μ', dr/dη. */
export let logShare: f64 = 0;
export let logRest: f64 = 0;
export let hazardUp: f64 = 0;
export let hazardDown: f64 = 0;
export let bend: f64 = 0;
export let bendSlope: f64 = 0;

/** A probability, in terms that keep their accuracy in both tails. False where η is outside the domain. */
export function share(link: i32, eta: f64): bool {
  if (link == LOGIT) {
    const e = NativeMath.exp(-Math.abs(eta));
    const small = e / (1 + e);
    const large = 1 / (1 + e);
    const rest = -NativeMath.log1p(e);
    hazardUp = eta > 0 ? large : small;
    hazardDown = eta > 0 ? small : large;
    logShare = eta > 0 ? rest : eta + rest;
    logRest = eta > 0 ? rest - eta : rest;
    bend = eta > 0 ? small - large : large - small;
    bendSlope = -2 * small * large;
    return true;
  }
  if (link == PROBIT) {
    hazardUp = normalHazard(eta);
    hazardDown = normalHazard(-eta);
    logShare = logNormalTail(-eta);
    logRest = logNormalTail(eta);
    bend = -eta;
    bendSlope = -1;
    return true;
  }
  if (link == CLOGLOG) {
    const e = NativeMath.exp(eta);
    const more = NativeMath.expm1(e);
    hazardUp = e;
    hazardDown = e > 700 ? 0 : e > 0 ? e / more : 1;
    logRest = -e;
    logShare = e > 1 ? NativeMath.log1p(-NativeMath.exp(-e)) : NativeMath.log(-NativeMath.expm1(-e));
    if (e < 1e-300) logShare = eta;
    bend = 1 - e;
    bendSlope = -e;
    return e < Infinity;
  }
  if (link == CAUCHIT) {
    const square = 1 + eta * eta;
    const tail =
      Math.abs(eta) > 1 ? NativeMath.atan(1 / Math.abs(eta)) : NativeMath.PI / 2 - NativeMath.atan(Math.abs(eta));
    const small = tail / NativeMath.PI;
    const density = 1 / (NativeMath.PI * square);
    const low = NativeMath.log(small);
    const high = NativeMath.log1p(-small);
    hazardUp = density / (eta > 0 ? small : 1 - small);
    hazardDown = density / (eta > 0 ? 1 - small : small);
    logShare = eta > 0 ? high : low;
    logRest = eta > 0 ? low : high;
    bend = (-2 * eta) / square;
    bendSlope = (-2 * (1 - eta * eta)) / (square * square);
    return square < Infinity;
  }
  const rest = -NativeMath.expm1(eta);
  hazardUp = NativeMath.exp(eta) / rest;
  hazardDown = 1;
  logShare = eta;
  logRest = NativeMath.log(rest);
  bend = 1;
  bendSlope = 0;
  return eta < 0;
}

/** μ of η for any link. */
export function inverseLink(link: i32, eta: f64): f64 {
  if (link == LOGIT) {
    const e = NativeMath.exp(-Math.abs(eta));
    return eta > 0 ? 1 / (1 + e) : e / (1 + e);
  }
  if (link == PROBIT) return normalTail(-eta);
  if (link == CLOGLOG) return -NativeMath.expm1(-NativeMath.exp(eta));
  if (link == CAUCHIT) {
    if (eta < -1) return NativeMath.atan(-1 / eta) / NativeMath.PI;
    return 0.5 + NativeMath.atan(eta) / NativeMath.PI;
  }
  mean(link, eta);
  return mu;
}

/** dμ/dη for any link. */
export function meanDerivative(link: i32, eta: f64): f64 {
  if (link >= LOGIT && link <= CAUCHIT) {
    if (!share(link, eta)) return NaN;
    const m = inverseLink(link, eta);
    return m < 0.5 ? hazardDown * m : hazardUp * NativeMath.exp(logRest);
  }
  mean(link, eta);
  return mu1;
}

/** η of μ for any link. */
export function linkFunction(link: i32, value: f64): f64 {
  if (link == IDENTITY) return value;
  if (link == LOG) return NativeMath.log(value);
  if (link == LOGIT) return NativeMath.log(value / (1 - value));
  if (link == PROBIT) return normalQuantile(value);
  if (link == CLOGLOG) return NativeMath.log(-NativeMath.log1p(-value));
  if (link == CAUCHIT) {
    if (value < 0.25) return -1 / NativeMath.tan(NativeMath.PI * value);
    return value > 0.75
      ? 1 / NativeMath.tan(NativeMath.PI * (1 - value))
      : NativeMath.tan(NativeMath.PI * (value - 0.5));
  }
  if (link == SQRT) return Math.sqrt(value);
  if (link == INVERSE) return 1 / value;
  return 1 / (value * value);
}

/** The normal quantile, by Newton's method on the logarithm of the smaller tail. */
function normalQuantile(value: f64): f64 {
  if (!(value > 0 && value < 1)) return value == 0 ? -Infinity : value == 1 ? Infinity : NaN;
  const tail = min(value, 1 - value);
  const target = NativeMath.log(tail);
  let x = tail > 0.02 ? 0.0 : Math.sqrt(-2 * target);
  for (let i = 0; i < 60; i++) {
    const step = (logNormalTail(x) - target) / normalHazard(x);
    x += step;
    if (Math.abs(step) <= 1e-16 * Math.abs(x)) break;
  }
  return value < 0.5 ? -x : x;
}
