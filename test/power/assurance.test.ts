import { describe, expect, it } from "vitest";
import { assurance, power } from "../../src/index.js";

const formula = "y ~ cond + (1 | subj)";
const design = { units: { subj: 15 }, within: { cond: ["a", "b"] } };
const study = { seed: 3, random: { "sd_(Intercept)|subj": 2 }, sigma: Math.SQRT1_2, tests: "condb" };

describe("assurance()", () => {
  it("is the average of the noncentral t over the range of an effect", async () => {
    const steps = 20;
    let average = 0;
    for (let i = 0; i < steps; i++) {
      const effects = { condb: 0.2 + (0.8 * (i + 0.5)) / steps };
      average +=
        ((await power(formula, design, { ...study, effects, replicates: 2 })).tests[0].preview as number) / steps;
    }
    const { tests, replicates } = await assurance(formula, design, { ...study, priors: { condb: [0.2, 1] } });
    const [{ name, alpha, assurance: found }] = tests;
    expect({ name, alpha, replicates }).toEqual({ name: "condb", alpha: 0.05, replicates: 1000 });
    expect(Math.abs(found.estimate - average)).toBeLessThan(3 * found.stdError);
  });

  it("draws normal effects, deviations and sigma, and is power where the prior is a point, nearly", async () => {
    const point = { condb: { mean: 0.6, sd: 1e-9 }, sigma: { mean: Math.SQRT1_2, sd: 1e-9 } };
    const near = await assurance(formula, design, { ...study, replicates: 200, priors: point });
    const there = await power(formula, design, { ...study, replicates: 200, effects: { condb: 0.6 } });
    expect(near.tests[0].assurance).toEqual(there.tests[0].power);
    const wide = { "sd_(Intercept)|subj": [0.1, 4] as const, sigma: [0.2, 3] as const };
    const noisy = await assurance(formula, design, {
      ...study,
      replicates: 200,
      effects: { condb: 0.6 },
      priors: wide,
    });
    expect(noisy.tests[0].assurance.estimate).not.toBe(there.tests[0].power.estimate);
  });

  it("refuses priors of what the model does not have, of nothing, and beside an effect", async () => {
    const asked = { ...study, replicates: 2 };
    await expect(assurance(formula, design, { ...asked, priors: { cond: [0, 1] } })).rejects.toThrow(
      'priors names "cond", which the model does not have; did you mean "condb"?',
    );
    await expect(assurance(formula, design, { ...asked, priors: {} })).rejects.toThrow(
      'option "priors" must be an object',
    );
    await expect(assurance(formula, design, { ...asked, priors: { condb: [1, 0] } })).rejects.toThrow(
      "ranges [low, high]",
    );
    await expect(
      assurance(formula, design, { ...asked, effects: { condb: 1 }, priors: { condb: [0, 1] } }),
    ).rejects.toThrow('"condb" has both an effect and a prior');
  });
});
