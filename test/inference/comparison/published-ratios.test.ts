// Likelihood ratios that other programs state in their tests and documents.
import { expect, it } from "vitest";
import { withoutRandom } from "../../../src/fit/reduced.js";
import { glmm, lmm } from "../../../src/index.js";
import { compare } from "../../../src/inference/comparison/compare.js";
import { ranova } from "../../../src/inference/comparison/ranova.js";
import { datasetPath, loadTable } from "../../support/reference.js";

it("MixedModels.jl's test of an ordinary linear model against sleepstudy's has its p value", async () => {
  const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"), { reml: false });
  const { rows } = await ranova(fit, { reduceTerms: false });
  expect(rows[1].test?.df).toBe(3);
  expect(rows[1].test?.p).toBeCloseTo(5.9688e-32, 35);
});

it("MixedModels.jl's tests of a quadratic term and of a random effect in Contraception have their ratios", async () => {
  const table = await loadTable("Contraception");
  const fast = (fixed: string) => glmm(`use ~ ${fixed} + (1 | urban:district)`, table, { nAGQ: 0 });
  const linear = await fast("1 + age + urban + livch");
  const quadratic = await fast("1 + age + I(age^2) + urban + livch");
  const { test } = compare([linear, quadratic]).models[1];
  expect(Math.abs((test?.statistic ?? 0) - 38.0713)).toBeLessThan(2.1e-3);
  expect(Math.abs(2 * (quadratic.logLik - withoutRandom(linear).logLik) - 95.0725)).toBeLessThan(1.6e-3);
});

it.skipIf(datasetPath("KWDYZ") === null)("RePsychLing's test of all correlations in KWDYZ has its ratio", async () => {
  const table = await loadTable("KWDYZ");
  const fits = await Promise.all(
    ["|", "||"].map((bar) => lmm(`rt ~ 1 + c1 + c2 + c3 + (1 + c1 + c2 + c3 ${bar} subj)`, table, { reml: false })),
  );
  const { test } = compare(fits).models[1];
  expect(test).toMatchObject({ df: 6, boundary: 0 });
  expect(Math.abs((test?.statistic ?? 0) - 39.058)).toBeLessThan(5e-3);
});
