import { describe, expect, it } from "vitest";
import { glmm, lmm } from "../../../src/index.js";
import { explainSingularity } from "../../../src/inference/simplify/explain-singularity.js";
import { randomComponents } from "../../../src/inference/simplify/random-components.js";
import { singularityTable } from "../../../src/report/simplify-table.js";
import { tableText } from "../../../src/report/table-text.js";
import { datasetPath, loadTable } from "../../support/reference.js";
import { idleFactor, smallData } from "../small-models.js";

describe("principal components of random effects", () => {
  it("are lme4's rePCA", async () => {
    // R: summary(rePCA(lmer(Reaction ~ Days + (Days | Subject), sleepstudy, REML = FALSE)))
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"), { reml: false });
    const [{ group, names, sd, proportion, cumulative, supported }] = randomComponents(fit);
    expect({ group, names, supported }).toEqual({ group: "Subject", names: ["(Intercept)", "Days"], supported: 2 });
    sd.forEach((value, c) => void expect(value).toBeCloseTo([0.929426, 0.222571][c], 4));
    proportion.forEach((value, c) => void expect(value).toBeCloseTo([0.94576, 0.05424][c], 4));
    expect(cumulative[1]).toBe(1);
  });

  it.skipIf(datasetPath("KWDYZ") === null)("of KWDYZ are those of the published analysis", async () => {
    const fit = await lmm("rt ~ 1 + c1 + c2 + c3 + (1 + c1 + c2 + c3 | subj)", await loadTable("KWDYZ"), {
      reml: false,
    });
    const [{ sd, proportion, supported }] = randomComponents(fit);
    sd.forEach((value, c) => void expect(Math.abs(value - [0.81998, 0.28205, 0.1611, 0][c])).toBeLessThan(3e-4));
    proportion.forEach((value, c) => {
      expect(Math.abs(value - [0.86436, 0.10227, 0.03336, 0][c])).toBeLessThan(3e-4);
    });
    expect(supported).toBe(3);
  });

  it("take all terms of a grouping factor together", async () => {
    const fit = await lmm("y ~ x + (1 | g) + (0 + x | g) + (1 | h)", smallData());
    const [first, second] = randomComponents(fit);
    const [intercept, slope] = Array.from(fit.theta.subarray(0, 2)).sort((a, b) => b - a);
    expect([first.group, second.group]).toEqual(["g", "h"]);
    expect(first.sd[0]).toBeCloseTo(intercept, 12);
    expect(first.sd[1]).toBeCloseTo(slope, 12);
  });
});

describe("a singular fit", () => {
  it("with a variance of zero costs nothing to be without it", async () => {
    const data = smallData();
    const base = await lmm("y ~ x + (1 | g)", data, { reml: false });
    const fit = await lmm("y ~ x + (1 | g) + (1 | idle)", { ...data, idle: idleFactor(base) }, { reml: false });
    const { isSingular, directions, simpler, advice } = await explainSingularity(fit);
    expect(isSingular).toBe(true);
    expect(directions.map(({ words }) => words)).toEqual(["the variance of (Intercept) by idle is zero"]);
    expect(simpler).toHaveLength(1);
    expect(simpler[0]).toMatchObject({ change: "without (1 | idle)", formula: "y ~ x + (1 | g)", isSingular: false });
    expect(simpler[0].logLik).toBe(base.logLik);
    expect(Math.abs(simpler[0].largestShift.inStdErrors)).toBeLessThan(1e-6);
    expect(advice).toBe(
      "y ~ x + (1 | g) is regular with 1 parameter less at no cost in likelihood, and has the better AIC",
    );
  });

  it("with a combination of effects without variance names simpler models and what they cost", async () => {
    const formula = "response ~ instruction * plausibility * type + (1 + plausibility + type | id) + (1 | content)";
    const table = await loadTable("sk2011_1");
    const fit = await lmm(formula, table, { reml: false });
    const { directions, components, simpler, advice } = await explainSingularity(fit);
    expect(directions[0].kind).toBe("combination");
    expect(components.map(({ supported }) => supported)).toEqual([2, 1]);
    expect(simpler.map(({ change }) => change)).toEqual([
      "without correlations of (1 + plausibility + type | id)",
      "without plausibility in (1 + plausibility + type | id)",
      "without type in (1 + plausibility + type | id)",
    ]);
    for (const { formula: text, logLik, npar } of simpler) {
      const fresh = await lmm(text, table, { reml: false });
      expect([logLik, npar]).toEqual([fresh.logLik, fresh.df]);
    }
    expect(advice).toContain("instruction * plausibility * type + (1 + plausibility | id) + (1 | content) is regular");
    expect(simpler[2].test).toMatchObject({ df: 3, boundary: 1 });
  });

  it("is explained without other fits when told so, and as a table", async () => {
    const data = smallData();
    const base = await lmm("y ~ x + (1 | g)", data, { reml: false });
    const fit = await lmm("y ~ x + (1 | g) + (1 | idle)", { ...data, idle: idleFactor(base) }, { reml: false });
    const explanation = await explainSingularity(fit, { refit: false });
    expect(explanation.simpler).toEqual([]);
    const lines = tableText(singularityTable(explanation)).split("\n");
    expect(lines[0]).toBe("Principal components of the random effects, relative to sigma");
    expect(lines).toContain("(1 | idle): the variance of (Intercept) by idle is zero");
  });

  it("may be generalized", async () => {
    const table = await loadTable("gopherdat2");
    const fit = await glmm("shells ~ prev + offset(log(Area)) + (1 | Site)", table, { family: "poisson" });
    const { isSingular, simpler, advice } = await explainSingularity(fit);
    expect([isSingular, simpler.length]).toEqual([true, 0]);
    expect(advice).toContain("step by step");
  });
});

describe("a regular fit", () => {
  it("is said to be one", async () => {
    const explanation = await explainSingularity(await lmm("y ~ x + (1 | g)", smallData()));
    expect(explanation).toMatchObject({ isSingular: false, directions: [], simpler: [] });
    expect(explanation.advice).toContain("the fit is regular");
  });
});
