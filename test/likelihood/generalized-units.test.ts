// Responses of generalized models with a scale in far units: the same model, and the same answers about it.
import { describe, expect, it } from "vitest";
import { confint, DataError, type GlmmOptions, glmm } from "../../src/index.js";

const GROUPS = 12;
const NOBS = 96;

/** Two digits each, from a recurrence: means about e, spread by a predictor, groups and noise. */
function sample() {
  let state = 20;
  const next = () => {
    state = (state * 73 + 41) % 1009;
    return state / 1009 - 0.5;
  };
  const shifts = Array.from({ length: GROUPS }, () => 0.5 * next());
  const x = Array.from({ length: NOBS }, () => 3 * next());
  const g = x.map((_, i) => `g${i % GROUPS}`);
  const w = x.map((_, i) => 1 + (i % 3));
  const y = x.map((value, i) => Math.round(100 * (2.7 + 0.25 * value + shifts[i % GROUPS] + 0.8 * next())) / 100);
  return { x, g, w, y };
}

const FAMILIES = [
  ["gaussian", 0, ["identity", "log", "inverse"]],
  ["gamma", 2, ["inverse", "log", "identity"]],
  ["inverse-gaussian", 3, ["1/mu^2", "inverse", "log", "identity"]],
] as const;
const POWERS = { identity: 1, log: 0, inverse: -1, "1/mu^2": -2 } as const;
const CASES = FAMILIES.flatMap(([family, variance, links]) => links.map((link) => [family, link, variance] as const));
const UNITS = [1e-150, 1e-13, 1e-6, 1e6, 1e13, 1e150];

const near = (value: number, expected: number, within = 1e-7) => {
  expect(Math.abs(value - expected)).toBeLessThan(within * Math.max(1e-3, Math.abs(expected)));
};

describe.each(CASES)("%s with the link %s", (family, link, variance) => {
  const { y, ...rest } = sample();
  const fitted = (unit: number, options: GlmmOptions = {}) =>
    glmm("y ~ x + (1 | g)", { ...rest, y: y.map((value) => value * unit) }, { family, link, ...options });

  it.each(UNITS)("is the same model of a response times %d", async (unit) => {
    const tooFar = family === "inverse-gaussian" && Math.abs(Math.log10(unit)) > 100;
    if (tooFar) {
      const error = await fitted(unit).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(DataError);
      expect(error).toMatchObject({ column: "y", message: expect.stringContaining("another unit") });
      return;
    }
    for (const options of [{}, { weights: "w" }, { dispersion: "ml" }] as const) {
      const plain = await fitted(1, options);
      const far = await fitted(unit, options);
      const predictor = unit ** POWERS[link];
      const shift = link === "log" ? Math.log(unit) : 0;
      const sigma = unit ** (1 - variance / 2);
      const hasWeights = "weights" in options && family !== "gaussian";
      const count = hasWeights ? rest.w.reduce((sum, weight) => sum + weight, 0) : NOBS;
      expect(far.convergence.converged).toBe(plain.convergence.converged);
      near(far.logLik + count * Math.log(unit), plain.logLik);
      near(far.beta[0] / predictor - shift, plain.beta[0]);
      near(far.beta[1] / predictor, plain.beta[1]);
      near(far.theta[0] / predictor, plain.theta[0], 1e-6);
      near(far.sigma / sigma, plain.sigma);
      far.vcov().forEach((row, i) => {
        near(Math.sqrt(row[i]) / predictor, Math.sqrt(plain.vcov()[i][i]), 1e-6);
      });
      near(far.fitted()[5] / unit, plain.fitted()[5]);
      near(far.residuals("pearson")[5] / sigma, plain.residuals("pearson")[5], 1e-6);
      near(far.residuals("working")[5] / predictor, plain.residuals("working")[5], 1e-6);
      near(far.ranef().g.values[1][0] / predictor, plain.ranef().g.values[1][0], 1e-6);
      expect(far.isSingular).toBe(plain.isSingular);
    }
  });

  it("has the same profile intervals", async () => {
    const intervals = async (unit: number) => confint(await fitted(unit, { dispersion: "ml" }), { method: "profile" });
    const { intervals: plain } = await intervals(1);
    const { intervals: far } = await intervals(1e13);
    expect(far.length).toBe(plain.length);
    far.forEach((own, i) => {
      const { name, kind } = own;
      const factor = kind === "sigma" ? 1e13 ** (1 - variance / 2) : 1e13 ** POWERS[link];
      const shift = name === "(Intercept)" && link === "log" ? Math.log(1e13) : 0;
      near(own.lower / factor - shift, plain[i].lower, 1e-4);
      near(own.upper / factor - shift, plain[i].upper, 1e-4);
    });
  });
});
