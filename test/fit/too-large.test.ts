// Models with more random effects and parameters than their 60 rows tell of: how much is computed is counted, and said.
import { describe, expect, it } from "vitest";
import { stressData } from "../../scripts/stress-formulas.js";
import { glmm, lmm } from "../../src/fit/index.js";

const data = stressData();

describe("models that are large for their rows", () => {
  it("end where the fixed effects leave no doubt of any response, without other starts", async () => {
    const { convergence, warnings, objective, live } = await glmm(
      "b ~ (h * (F3 / poly(z, 4)) * I(x^36)) + (1 | h)",
      data,
    );
    expect(objective).toBeLessThan(1e-6);
    expect(convergence.converged).toBe(true);
    expect(convergence.evaluations).toBeLessThan(20);
    expect(live.estimates.otherStarts).toBe(null);
    expect(warnings.map(({ code }) => code)).toContain("W_SEPARATION");
  });

  it("stop after as many operations as rows admit, and say so, unless maxIterations is given", async () => {
    const formula = "b ~ I(x^27) + cs((poly(x, 4) %in% factor(h)) | F7)";
    const { convergence, warnings } = await glmm(formula, data);
    expect(convergence.converged).toBe(false);
    expect(convergence.message).toMatch(/^stopped after \d+ evaluations, .* for 60 observations unless maxIterations/);
    expect(warnings.map(({ code }) => code)).toContain("W_NOT_CONVERGED");
    const { convergence: told } = await glmm(formula, data, { maxIterations: 2 });
    expect(told.message).toBe("stopped after maxIterations = 2 iterations");
  });

  it("are searched from as many other starts as rows admit", async () => {
    const { live, objective } = await lmm("y ~ (factor(F0))^7 + cs((F1 / H1) | F8)", data);
    expect(live.estimates.otherStarts?.evaluations).toBeLessThan(300);
    expect(objective).toBeLessThan(270);
  });
});
