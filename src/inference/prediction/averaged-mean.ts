// Means over the distribution of the random effects: E g⁻¹(η + √v Z), Z standard normal.
import { exp } from "../../core/elementary.js";
import { UnsupportedError } from "../../errors.js";
import type { Predictor } from "../../fit/predictor.js";
import { normalTails } from "../../math/distributions/distributions.js";

/** Half-width of the trapezoidal rule, in standard deviations. */
const REACH = 9;
/** Steps a standard deviation, and a unit of η: the rule converges as exp(−2π · steps · distance of the nearest pole). */
const STEPS = 8;
const STEPS_A_UNIT = 4;

/**
 * The averaged mean of each row and its derivative by η: closed forms for identity, log, sqrt and probit, else the
 * trapezoidal rule. Throws UnsupportedError for links under which there is no finite mean.
 */
export function averagedMean(
  predictor: Predictor,
  eta: Float64Array,
  variance: Float64Array,
): { mean: Float64Array; derivative: Float64Array } {
  const { link } = predictor;
  if (link === "identity") return { mean: eta, derivative: predictor.meanDerivative(eta) };
  if (link === "log") {
    const mean = predictor.mean(eta.map((x, i) => x + variance[i] / 2));
    return { mean, derivative: mean };
  }
  if (link === "sqrt") return { mean: eta.map((x, i) => x * x + variance[i]), derivative: eta.map((x) => 2 * x) };
  if (link === "probit") return averagedProbit(eta, variance);
  if (link === "inverse" || link === "1/mu^2") {
    const text = `a mean averaged over the random effects does not exist for the link "${link}"`;
    throw new UnsupportedError(`${text}; randomEffects: "none" gives that of a group whose effects are zero`);
  }
  return integrated(predictor, eta, variance);
}

function averagedProbit(eta: Float64Array, variance: Float64Array) {
  const scaled = eta.map((x, i) => x / Math.sqrt(1 + variance[i]));
  return {
    mean: scaled.map((x) => normalTails(x).lower),
    derivative: scaled.map((x, i) => exp((-x * x) / 2) / Math.sqrt(2 * Math.PI * (1 + variance[i]))),
  };
}

function integrated(predictor: Predictor, eta: Float64Array, variance: Float64Array) {
  const root = variance.map(Math.sqrt);
  const widest = root.reduce((most, s) => Math.max(most, s || 0), 0);
  const steps = Math.max(STEPS, Math.ceil(STEPS_A_UNIT * widest));
  const mean = new Float64Array(eta.length);
  const derivative = new Float64Array(eta.length);
  for (let node = -REACH * steps; node <= REACH * steps; node++) {
    const z = node / steps;
    const weight = exp((-z * z) / 2) / (Math.sqrt(2 * Math.PI) * steps);
    const at = eta.map((x, i) => x + root[i] * z);
    const value = predictor.mean(at);
    const slope = predictor.meanDerivative(at);
    for (let i = 0; i < eta.length; i++) {
      mean[i] += weight * value[i];
      derivative[i] += weight * slope[i];
    }
  }
  return { mean, derivative };
}
