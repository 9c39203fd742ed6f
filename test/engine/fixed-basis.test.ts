import { expect, it } from "vitest";
import { LinearSystem } from "../../src/engine/linear-system.js";
import { DenseSystem } from "../support/dense-system.js";
import { randomModel } from "../support/random-designs.js";

it("a column that depends on badly scaled ones before it takes no part in the coefficients of those after it", () => {
  const { input } = randomModel(24, { factorCount: 1, columnCount: 2, nobs: 300 });
  const [ones, x] = input.fixed;
  const year = x.map((value) => 1000 + 5 * value);
  const fixed = [ones, year, x, year.map((value) => value * value), x.map((value) => value * value * value)];
  const [rows, dense] = [LinearSystem, DenseSystem].map((System) => {
    const system = new System({ ...input, fixed });
    system.setLambda(0, Float64Array.of(0.7, 0.2, 0, 0.5));
    system.factorize();
    return { kept: system.kept, beta: system.solve().beta, vcov: system.unscaledVcov() };
  });
  expect(rows.kept).toEqual([0, 1, 3, 4]);
  expect(dense.kept).toEqual(rows.kept);
  dense.beta.forEach((value, i) => {
    expect(Math.abs(rows.beta[i] / value - 1)).toBeLessThan(1e-4);
    expect(Math.abs(rows.vcov[i * 5] / dense.vcov[i * 5] - 1)).toBeLessThan(1e-4);
  });
});
