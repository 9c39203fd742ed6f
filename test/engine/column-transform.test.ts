import { describe, expect, test } from "vitest";
import { columnTransform, transformed } from "../../src/engine/column-transform.js";
import { lmm } from "../../src/index.js";

const nobs = 26;
const slope = Float64Array.from({ length: nobs }, (_, i) => ((i * 7) % 11) - 5);
const far = slope.map((value) => value + 1e4);
const g = Array.from({ length: nobs }, (_, i) => `a${i % 6}`);
const noise = Array.from({ length: nobs }, (_, i) => ((i * 13) % 17) / 17 - 0.5);
const y = noise.map((value, i) => 100 + (i % 6) + ((i * i) % 6) * 0.4 * slope[i] + value);

describe("the basis of columns far from their origin, whatever the size of the weights", () => {
  const weights = noise.map((value) => 1 + value);

  test.each([1e-77, 1e-8, 1, 1e8, 1e30, 1e77])("weights of %s: orthogonal columns of one length", (unit) => {
    const w = Float64Array.from(weights, (value) => value * unit);
    const [ones, other] = transformed([null, far], columnTransform([null, far], nobs, w));
    expect(ones).toBeNull();
    const sum = (of: (i: number) => number) => weights.reduce((total, weight, i) => total + weight * of(i), 0);
    const [own, column] = [sum(() => 1), other as Float64Array];
    expect(sum((i) => column[i] * column[i]) / own).toBeCloseTo(1, 12);
    expect(sum((i) => column[i]) / own).toBeCloseTo(0, 10);
  });

  test.each([1e-77, 1e30, 1e77])("weights of %s: the fit of weights near one", async (unit) => {
    const fitOf = (t: Float64Array, by: number) =>
      lmm("y ~ t + (t | g)", { y, t, g, w: weights.map((value) => value * by) }, { weights: "w" });
    const [fit, right] = [await fitOf(far, unit), await fitOf(slope, 1)];
    expect(fit.convergence.converged).toBe(true);
    expect(fit.objective).toBeCloseTo(right.objective, 7);
  });
});

test.each(["y ~ 1 + (1 + t || g)", "y ~ 1 + cs(1 + t | g, hom = TRUE) + (0 + t | h)", "y ~ 1 + ar1(1 + t | g)"])(
  "%s of a predictor of 1e150 has its warnings",
  async (formula) => {
    const t = slope.map((value) => value * 1e150);
    const h = Array.from({ length: nobs }, (_, i) => `b${i % 4}`);
    const fit = await lmm(formula, { y, t, g, h }, { reml: false });
    expect(() => fit.warnings).not.toThrow();
    expect(fit.objective).not.toBeNaN();
  },
);
