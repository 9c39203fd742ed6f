import { describe, expect, it } from "vitest";
import type { LiveFit } from "../../src/fit/fit.js";
import { fixefTests, glmm, lmm, reopen, restore, summary, toReportJson } from "../../src/index.js";
import {
  caseOptions,
  cases,
  datasetPath,
  glmmCaseOptions,
  glmmCases,
  glmmReference,
  loadTable,
  referenceFit,
} from "../support/reference.js";

/** Rows; larger models are put together in the same way. */
const LARGEST = 1200;

/** Distance of two lists of numbers, relative to the largest; what is below 1e-6 throughout counts as zero. */
function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const scale = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  const miss = Array.from(expected, (value, i) => Math.abs(actual[i] - value));
  return Math.max(0, ...miss) / scale;
}

function expectSame(again: LiveFit, fit: LiveFit, tolerance: number): void {
  expect(again.theta).toEqual(fit.theta);
  expect(Math.abs(again.objective - fit.objective) / Math.max(1, Math.abs(fit.objective))).toBeLessThan(1e-10);
  expect(distance(again.beta, fit.beta)).toBeLessThanOrEqual(tolerance);
  expect(distance(again.vcov().flat(), fit.vcov().flat())).toBeLessThanOrEqual(tolerance);
  expect(distance(again.fitted(), fit.fitted())).toBeLessThanOrEqual(tolerance);
  expect(distance([again.sigma], [fit.sigma])).toBeLessThanOrEqual(tolerance);
  for (const [group, { values, condVar }] of Object.entries(fit.ranef())) {
    expect(distance(again.ranef()[group].values.flat(), values.flat())).toBeLessThanOrEqual(tolerance);
    expect(distance(again.ranef()[group].condVar.flat(2), condVar.flat(2))).toBeLessThanOrEqual(tolerance);
  }
  expect(again.warnings).toEqual(fit.warnings);
}

describe("a linear model put together with its data again is the fit it was", () => {
  for (const model of cases) {
    if (!model.supported || datasetPath(model.dataset) === null || referenceFit(model.id).N > LARGEST) continue;
    it(model.id, async () => {
      const table = await loadTable(model.dataset);
      const fit = await lmm(model.formula, table, { ...caseOptions(model), dataName: model.dataset });
      const restored = restore(JSON.stringify(toReportJson(fit)));
      expect(summary(restored)).toBe(summary(fit));
      const again = await reopen(restored, table);
      expectSame(again, fit, 0);
    });
  }
});

describe("a generalized model put together with its data again is the fit it was", () => {
  for (const model of glmmCases) {
    if (!model.supported || datasetPath(model.dataset) === null || glmmReference(model.id).N > LARGEST) continue;
    it(model.id, async () => {
      const table = await loadTable(model.dataset);
      const fit = await glmm(model.formula, table, { ...glmmCaseOptions(model), dataName: model.dataset });
      const restored = restore(JSON.stringify(fit));
      expect(summary(restored)).toBe(summary(fit));
      expectSame(await reopen(restored, table), fit, 1e-5);
    });
  }
});

const formula = "Reaction ~ Days + (Days | Subject)";

describe("reopen", () => {
  it("gives a model that can be tested, predicted with and refitted", async () => {
    const table = await loadTable("sleepstudy");
    const fit = await lmm(formula, table);
    const again = await reopen(restore(JSON.stringify(fit)), table, { dataName: "again", readTime: 5 });
    expect([again.dataName, again.timing.read]).toEqual(["again", 5]);
    for (const df of ["satterthwaite", "kenward-roger"] as const) {
      const [actual, expected] = [again, fit].map((model) => fixefTests(model, { df }).effects.map(({ p }) => p));
      expect(distance(actual, expected)).toBeLessThan(1e-8);
    }
    expect((await again.refit(fit.fitted().map((mean, i) => mean + (i % 7)))).convergence.converged).toBe(true);
    expect(restore(JSON.stringify(again)).objective).toBe(again.objective);
  });

  it("keeps subset, missing values, types and levels", async () => {
    const data = {
      y: Array.from({ length: 60 }, (_, i) => (i === 7 ? null : ((i * 37) % 19) + (i % 6))),
      f: Array.from({ length: 60 }, (_, i) => i % 3),
      g: Array.from({ length: 60 }, (_, i) => `g${i % 6}`),
    };
    const options = { subset: "f < 2 | y > 3", types: { f: "number" }, contrasts: {}, dataName: "made up" } as const;
    const fit = await lmm("y ~ factor(f) + (1 | g)", data, options);
    const again = await reopen(restore(JSON.stringify(fit)), data);
    expectSame(again, fit, 0);
    expect([again.subsetLabel, again.dropped]).toEqual([fit.subsetLabel, fit.dropped]);
    const typed = { types: { f: "factor" }, levels: { f: ["2", "0", "1"] }, contrasts: { f: "sum" } } as const;
    const coded = await lmm("y ~ f + (1 | g)", data, typed);
    expectSame(await reopen(restore(JSON.stringify(coded)), data), coded, 0);
  });

  it("asks for weights, offset and subset that were arrays", async () => {
    const table = await loadTable("sleepstudy");
    const arrays = {
      weights: Array.from({ length: 180 }, (_, i) => 1 + (i % 3)),
      offset: Array.from({ length: 180 }, (_, i) => i % 5),
      subset: Array.from({ length: 180 }, (_, i) => i % 11 !== 0),
    };
    const fit = await lmm(formula, table, arrays);
    const restored = restore(JSON.stringify(fit));
    await expect(reopen(restored, table)).rejects.toThrow(
      'model was fitted with an array as "weights"; give it again in the options of reopen()',
    );
    expectSame(await reopen(restored, table, arrays), fit, 0);
    const plain = restore(JSON.stringify(await lmm(formula, table)));
    await expect(reopen(plain, table, { weights: arrays.weights })).rejects.toThrow(
      'option "weights" of reopen() is for a model that was fitted with an array of them',
    );
  });

  it("refuses data that are not those of the fit, in words", async () => {
    const table = await loadTable("sleepstudy");
    const restored = restore(JSON.stringify(await lmm("Reaction ~ factor(Days) + (1 | Subject)", table)));
    const [response, days, subject] = ["Reaction", "Days", "Subject"].map((name) => table.columns.get(name));
    if (response?.kind !== "number" || days?.kind !== "number" || subject?.kind !== "factor") throw new Error("types");
    const changed = (columns: object) => {
      const names = Array.from(subject.codes, (code) => subject.levels[code]);
      return reopen(restored, { Reaction: response.values, Days: days.values, Subject: names, ...columns });
    };
    const refusal = (what: string) => `data are not those the model was fitted to: ${what}`;
    await expect(changed({ Reaction: response.values.map((y, i) => (i === 3 ? Number.NaN : y)) })).rejects.toThrow(
      refusal("179 rows that can be used instead of 180"),
    );
    await expect(changed({ Days: days.values.map((day) => Math.min(day, 8)) })).rejects.toThrow(
      refusal("9 coefficients instead of 10"),
    );
    await expect(changed({ Days: days.values.map((day) => day + 1) })).rejects.toThrow(
      refusal('coefficient "factor(Days)2" instead of "factor(Days)1"'),
    );
    await expect(changed({ Subject: subject.codes.map((code) => code % 17) })).rejects.toThrow(
      refusal('level 1 of "Subject" is "0" instead of "308"'),
    );
    await expect(changed({ Reaction: response.values.map((y) => y + 1e-3) })).rejects.toThrow(
      /coefficient "\(Intercept\)" is .* instead of/,
    );
    await expect(changed({ Reaction: response.values.map((y) => y * 1.001) })).rejects.toThrow(
      /objective .* instead of/,
    );
  });
});
