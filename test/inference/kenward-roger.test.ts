import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.js";
import type { LiveFit } from "../../src/fit/fit.js";
import { lmm } from "../../src/fit/fitting.js";
import { kenwardRoger } from "../../src/inference/kenward-roger.js";
import { DenseInference } from "../support/dense-inference.js";
import { fitSmall, idleFactor, smallData, smallModels, someRows } from "./small-models.js";

/** The published formulas for a hypothesis with q rows. */
function publishedTest(a1: number, a2: number, q: number): { df: number; scaling: number } {
  const b = (a1 + 6 * a2) / (2 * q);
  const g = ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2);
  const [c1, c2, c3] = [g, q - g, q + 2 - g].map((c) => c / (3 * q + 2 * (1 - g)));
  const expectation = 1 / (1 - a2 / q);
  const variance = ((2 / q) * (1 + c1 * b)) / ((1 - c2 * b) ** 2 * (1 - c3 * b));
  const rho = variance / (2 * expectation * expectation);
  const df = 4 + (q + 2) / (q * rho - 1);
  return { df, scaling: df / (expectation * (df - 2)) };
}

function expectPublished(fit: LiveFit, tolerance: number, oracle = new DenseInference(fit)): void {
  const { vcov, test } = kenwardRoger(fit);
  oracle.adjustedVcov().forEach((row, i) => {
    row.forEach((entry, j) => {
      const scale = Math.sqrt(oracle.vcov[i][i] * oracle.vcov[j][j]);
      expect(Math.abs(vcov[i + j * fit.rank] - entry) / scale).toBeLessThan(tolerance);
    });
  });
  const rows = someRows(fit);
  for (const hypothesis of [...rows.map((row) => [row]), rows.slice(1, 3), rows.slice(0, fit.rank)]) {
    const { a1, a2 } = oracle.moments(hypothesis);
    const expected = publishedTest(a1, a2, hypothesis.length);
    const actual = test(hypothesis);
    expect(Math.abs(actual.df / expected.df - 1)).toBeLessThan(tolerance);
    expect(Math.abs(actual.scaling / expected.scaling - 1)).toBeLessThan(tolerance);
  }
}

describe.each(smallModels.filter(({ options }) => options?.reml !== false))("Kenward-Roger of $title", (model) => {
  it("has the covariance matrix and tests of n × n matrices", async () => {
    expectPublished(await fitSmall(model), 1e-7);
  });

  it("has them by differences of gradients too", async () => {
    // As if the model were so large that exact second derivatives are out of reach.
    const fit = await fitSmall(model, { exactCost: Number.POSITIVE_INFINITY });
    const oracle = new DenseInference(fit);
    Object.defineProperty(fit.live.design, "nobs", { value: 1e6 });
    expectPublished(fit, 1e-5, oracle);
    expect(fit.live.likelihood.lend(fit.live.estimates).objective(true)).toBe(fit.objective);
  });
});

describe("Kenward-Roger", () => {
  it("has an answer for a singular fit", async () => {
    const data = smallData();
    const without = await lmm("y ~ x + f + (1 + x | g)", data);
    const fit = await lmm("y ~ x + f + (1 + x | g) + (1 | idle)", { ...data, idle: idleFactor(without) });
    expect(fit.isSingular).toBe(true);
    expectPublished(fit, 1e-6);
  });

  it("leaves combinations of variances out that the data do not tell apart, and says so", async () => {
    const fit = await lmm("y ~ x + (1 | g) + (0 + f | g)", smallData());
    const { vcov, warnings } = kenwardRoger(fit);
    expect(warnings.map(({ code }) => code)).toEqual(["W_DF_CURVATURE"]);
    expect([...vcov].every(Number.isFinite)).toBe(true);
  });

  it("is refused for a fit by maximum likelihood", async () => {
    const fit = await lmm("y ~ x + (1 | g)", smallData(), { reml: false });
    expect(() => kenwardRoger(fit)).toThrow(OptionError);
    expect(() => kenwardRoger(fit)).toThrow(/for REML fits/);
  });
});
