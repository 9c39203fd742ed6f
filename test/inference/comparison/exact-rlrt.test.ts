import { describe, expect, it } from "vitest";
import { glmm, lmm } from "../../../src/index.js";
import { exactRlrt } from "../../../src/inference/comparison/exact-rlrt.js";
import { exactRlrtTable } from "../../../src/report/comparison-table.js";
import { tableText } from "../../../src/report/table-text.js";
import { comparisons } from "../../support/comparison.js";
import { loadTable } from "../../support/reference.js";
import { smallData } from "../small-models.js";

describe.each(comparisons.rlrt)("the variance of $formula", (reference) => {
  it("has RLRsim's ratio, and its p value as far as simulations agree", async () => {
    const fit = await lmm(reference.formula, await loadTable(reference.data));
    const simulations = 20_000;
    const { statistic, p } = exactRlrt(fit, { seed: 2, simulations });
    expect(statistic).toBeCloseTo(reference.statistic, 5);
    const variance = reference.p * (1 - reference.p) * (1 / simulations + 1 / reference.nsim);
    expect(Math.abs(p - reference.p)).toBeLessThan(4 * Math.sqrt(variance) + 1 / simulations);
  });
});

describe("the distribution of the exact ratio", () => {
  it("is that of F where the design is balanced", async () => {
    // R: pf(5 * c(0.6, 0.8, 1)^2, 4, 20, lower.tail = FALSE)
    const expected = [0.168482068, 0.034831624, 0.005859375];
    const g = Array.from({ length: 25 }, (_, i) => `g${Math.floor(i / 5)}`);
    for (const [at, spread] of [0.6, 0.8, 1].entries()) {
      // Mean squares of 12.5 spread² between groups and of 2.5 within them.
      const y = g.map((_, i) => (i % 5) - 2 + spread * (Math.floor(i / 5) - 2));
      const simulations = 20_000;
      const { p } = exactRlrt(await lmm("y ~ 1 + (1 | g)", { y, g }), { seed: 3, simulations });
      const tail = expected[at];
      expect(Math.abs(p - tail)).toBeLessThan(4 * Math.sqrt((tail * (1 - tail)) / simulations));
    }
  });

  it("is the same for the same seed", async () => {
    const fit = await lmm("y ~ x + f + (1 | g)", smallData(), { weights: "w" });
    const options = { seed: 8, simulations: 500 };
    expect(exactRlrt(fit, options)).toEqual(exactRlrt(fit, options));
    expect(tableText(exactRlrtTable(exactRlrt(fit, options))).split("\n")[0]).toBe(
      "Exact restricted likelihood ratio test",
    );
  });

  it("is there for one variance of a linear model by REML", async () => {
    const seed = { seed: 1 };
    const slopes = await lmm("y ~ x + (x | g)", smallData());
    expect(() => exactRlrt(slopes, seed)).toThrow("tests the only variance of a model; this one has several");
    const ml = await lmm("y ~ x + (1 | g)", smallData(), { reml: false });
    expect(() => exactRlrt(ml, seed)).toThrow("fit the model by REML");
    const herds = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", await loadTable("cbpp"));
    expect(() => exactRlrt(herds, seed)).toThrow("is for linear mixed models, not for binomial ones");
    expect(() => exactRlrt(ml, {} as never)).toThrow('exactRlrt() needs its option "seed"');
  });
});
