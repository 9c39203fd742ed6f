// From the scale of the linear predictor to that of the response, and to ratios.

import { exp, expm1, log, pow } from "../../core/elementary.js";
import { distributions } from "../../family/distribution.js";
import type { LiveFit } from "../../fit/fit.js";
import type { Predictor } from "../../fit/predictor.js";
import { responseTransform } from "../../model/formula-terms.js";

export interface ResponseScale {
  /** Of the linear predictor: "logit", "log(mu + 1)". */
  readonly name: string;
  /** What a mean is called on the scale of the response: "prob", "rate", "response", "ratio". */
  readonly response: string;
  /** What a difference of two becomes, null where that is nothing with a name. */
  readonly ratio: "odds.ratio" | "ratio" | null;
  /** The response's value at η. */
  inverse(eta: number): number;
  derivative(eta: number): number;
}

type Pair = Pick<ResponseScale, "inverse" | "derivative">;

const LN2 = Math.LN2;
const LN10 = Math.LN10;
const power = (base: number, rate: number): Pair => ({
  inverse: (eta) => pow(base, eta),
  derivative: (eta) => rate * pow(base, eta),
});
const exponential: Pair = { inverse: exp, derivative: exp };

const TRANSFORMS: Readonly<Record<string, Pair>> = {
  log: exponential,
  log2: power(2, LN2),
  log10: power(10, LN10),
  log1p: { inverse: expm1, derivative: exp },
  sqrt: {
    inverse: (eta) => Math.max(0, eta) * Math.max(0, eta),
    derivative: (eta) => 2 * Math.max(0, eta),
  },
  exp: { inverse: log, derivative: (eta) => 1 / eta },
};

const RATIOS: Readonly<Record<string, "odds.ratio" | "ratio">> = {
  log: "ratio",
  log2: "ratio",
  log10: "ratio",
  logit: "odds.ratio",
};

/** Links whose mean is not defined for negative η. */
const HALF_LINE = ["sqrt", "inverse", "1/mu^2"];

/** The scale of a fit's estimates: its link, or what its formula does to the response; null for the response's own. */
export function responseScale(fit: LiveFit): ResponseScale | null {
  if (!fit.isLinear) {
    return fit.link === "identity" ? null : linkScale(fit.predictor);
  }
  const transform = responseTransform(fit.live.frame.formula);
  if (transform === null || !Object.hasOwn(TRANSFORMS, transform.name)) return null;
  const { name, shift } = transform;
  const { inverse, derivative } = TRANSFORMS[name];
  return {
    name: shift === 0 ? name : `${name}(mu ${shift < 0 ? "-" : "+"} ${Math.abs(shift)})`,
    response: "response",
    ratio: RATIOS[name] ?? null,
    inverse: (eta) => inverse(eta) - shift,
    derivative,
  };
}

/** The function around the response of a linear model that cannot be undone, such as "asin"; null where there is none. */
export function unknownTransform(fit: LiveFit): string | null {
  if (!fit.isLinear) return null;
  const transform = responseTransform(fit.live.frame.formula);
  return transform === null || Object.hasOwn(TRANSFORMS, transform.name) ? null : transform.name;
}

/** The scale of differences on `scale`, or null where their inverse has no meaning. */
export function ratioScale(scale: ResponseScale | null): ResponseScale | null {
  if (scale === null || scale.ratio === null) return null;
  const { ratio } = scale;
  if (ratio === "odds.ratio") return { name: "log odds ratio", response: ratio, ratio, ...exponential };
  const name = scale.name.replace(/\(.*/, "");
  return { name, response: ratio, ratio, ...TRANSFORMS[name] };
}

/**
 * The scale on which means over a normal η of standard deviation `sigma` are, to the second order: μ + σ²/2 μ″.
 * The derivatives beyond the first are differences.
 */
export function biasAdjustedScale(scale: ResponseScale, sigma: number): ResponseScale {
  const step = 5e-4;
  const half = (sigma * sigma) / 2;
  const second = (eta: number) => (scale.derivative(eta + step) - scale.derivative(eta - step)) / (2 * step);
  return {
    ...scale,
    inverse: (eta) => scale.inverse(eta) + half * second(eta),
    derivative: (eta) => scale.derivative(eta) + (half * (second(eta + step) - second(eta - step))) / (2 * step),
  };
}

function linkScale({ family, link, mean, meanDerivative }: Predictor): ResponseScale {
  const domain = (eta: number) => Float64Array.of(HALF_LINE.includes(link) ? Math.max(0, eta) : eta);
  return {
    name: link,
    response: distributions[family].meanName,
    ratio: RATIOS[link] ?? null,
    inverse: (eta) => mean(domain(eta))[0],
    derivative: (eta) => meanDerivative(domain(eta))[0],
  };
}
