import { beforeAll, describe, expect, it } from "vitest";
import { OptionError, UnsupportedError } from "../../../src/errors.js";
import type { LiveFit } from "../../../src/fit/fit.js";
import { glmm, lmm } from "../../../src/fit/fitting.js";
import { restore } from "../../../src/fit/reopen.js";
import { contrastTest } from "../../../src/inference/contrast-test.js";
import { ADJUSTMENTS, adjustedP, criticalValue } from "../../../src/inference/emmeans/adjustments.js";
import { contrastSet } from "../../../src/inference/emmeans/contrast-methods.js";
import { emmeans } from "../../../src/inference/emmeans/emmeans.js";
import { emmeansContrasts } from "../../../src/inference/emmeans/emmeans-contrasts.js";
import type { EmmeansOptions } from "../../../src/inference/emmeans/emmeans-options.js";
import { emtrends } from "../../../src/inference/emmeans/emtrends.js";
import type { MarginalResult } from "../../../src/inference/emmeans/marginal-result.js";
import { predict } from "../../../src/inference/predict.js";
import { normalTails } from "../../../src/math/distributions/distributions.js";
import { loadTable } from "../../support/reference.js";

let cake: LiveFit;
let ham: LiveFit;
let cbpp: LiveFit;

beforeAll(async () => {
  cake = await lmm("angle ~ recipe * temp + (1 | recipe:replicate)", await loadTable("cake"));
  ham = await lmm("Informed.liking ~ Product * Gender + (1 | Consumer)", await loadTable("ham"));
  const options = { family: "binomial" } as const;
  cbpp = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", await loadTable("cbpp"), options);
});

const estimates = ({ rows }: MarginalResult) => rows.map(({ estimate }) => estimate as number);

describe("marginal means", () => {
  it("are the predictions where nothing is averaged over", () => {
    const at = { temp: [180, 210] };
    const grid = { recipe: ["A", "B", "C", "A", "B", "C"], temp: [180, 180, 180, 210, 210, 210] };
    const expected = predict(cake, grid, { randomEffects: "none" });
    estimates(emmeans(cake, ["recipe", "temp"], { at })).forEach((estimate, i) => {
      expect(estimate).toBeCloseTo(expected[i], 10);
    });
  });

  it("are the mean of all rows where cells weigh as many as they have", () => {
    const rows = ham.fixedPart();
    const mean = rows.reduce((sum, value) => sum + value, 0) / rows.length;
    expect(estimates(emmeans(ham, [], { weights: "cells" }))[0]).toBeCloseTo(mean, 10);
  });

  it("are contrasts of the coefficients by their weights", () => {
    for (const row of emmeans(cake, "recipe", { df: "kenward-roger" }).rows) {
      const { estimate, stdError, df, p } = contrastTest(cake, row.weights, { df: "kenward-roger" });
      expect([row.estimate, row.stdError, row.df, row.p]).toEqual([estimate, stdError, df, p]);
    }
  });

  it("take covariates as they are told to", () => {
    const smallest = (values: Float64Array) => Math.min(...values);
    const byName = emmeans(cake, "recipe", { reduce: { temp: smallest } });
    expect(emmeans(cake, "recipe", { reduce: smallest })).toEqual(byName);
    expect(estimates(emmeans(cake, "recipe", { at: { temp: 175 } }))).toEqual(estimates(byName));
    const both = emmeans(cake, "recipe", { reduce: () => [175, 225] });
    expect(both.averagedOver).toEqual(["temp"]);
    expect(estimates(both)[0]).toBeCloseTo(estimates(emmeans(cake, "recipe"))[0], 10);
  });

  it("do not mind what a variable is called", async () => {
    const { columns } = await loadTable("cake");
    const renamed = { constructor: columns.get("recipe"), "a b": columns.get("temp"), y: columns.get("angle") };
    const data = Object.fromEntries(
      Object.entries(renamed).map(([name, column]) => [name, column?.kind === "number" ? column.values : column]),
    );
    const group = columns.get("replicate");
    const fit = await lmm("y ~ constructor * `a b` + (1 | constructor:toString)", { ...data, toString: group });
    expect(estimates(emmeans(fit, "constructor"))).toEqual(estimates(emmeans(cake, "recipe")));
    expect(estimates(emtrends(fit, "constructor", "a b"))).toEqual(estimates(emtrends(cake, "recipe", "temp")));
  });

  it("leave out rows that the model does not use", async () => {
    const table = await loadTable("cake");
    const part = await lmm("angle ~ recipe + temp + (1 | recipe:replicate)", table, { subset: 'recipe != "B"' });
    expect(emmeans(part, "recipe", { weights: "proportional" }).rows.map(({ levels }) => levels)).toEqual([
      { recipe: "A" },
      { recipe: "C" },
    ]);
  });

  it("add the offset that they are told to", () => {
    const shifted = estimates(emmeans(cake, "recipe", { offset: 5 }));
    estimates(emmeans(cake, "recipe")).forEach((estimate, i) => {
      expect(shifted[i]).toBeCloseTo(estimate + 5, 10);
    });
  });

  it("say where they average over what interacts", () => {
    const { warnings } = emmeans(cake, "recipe");
    expect(warnings.map(({ code }) => code)).toEqual(["M_INTERACTION"]);
    expect(warnings[0].message).toContain('recipe interacts with "temp"');
    expect(emmeans(cake, ["recipe", "temp"]).warnings).toEqual([]);
  });

  it("stay on the scale of a response whose transformation is not known", async () => {
    const fit = await lmm("abs(angle) ~ recipe + (1 | replicate)", await loadTable("cake"));
    const result = emmeans(fit, "recipe", { type: "response" });
    expect([result.type, result.scale]).toEqual(["link", null]);
    expect(result.warnings.map(({ code }) => code)).toContain("W_UNKNOWN_TRANSFORM");
  });

  it("are found where no intercept is, and where there is nothing but one", async () => {
    const table = await loadTable("cake");
    const without = await lmm("angle ~ 0 + recipe + (1 | replicate)", table);
    expect(estimates(emmeans(without, "recipe"))).toEqual([...without.beta]);
    const alone = await lmm("angle ~ 1 + (1 | replicate)", table);
    expect(estimates(emmeans(alone, []))).toEqual([...alone.beta]);
  });
});

describe("trends", () => {
  it("are slopes of the lines", () => {
    const names = cake.fixef().map(({ name }) => name);
    const slope = cake.beta[names.indexOf("temp")];
    const trends = emtrends(cake, "recipe", "temp");
    expect(trends.estimateName).toBe("temp.trend");
    expect(estimates(trends)[0]).toBeCloseTo(slope, 10);
    expect(estimates(trends)[1]).toBeCloseTo(slope + cake.beta[names.indexOf("recipeB:temp")], 10);
  });

  it("come near the derivative of a curve as their step shrinks", async () => {
    const fit = await lmm("angle ~ log(temp) + (1 | replicate)", await loadTable("cake"));
    const [found] = estimates(emtrends(fit, [], "temp", { at: { temp: 200 }, delta: 1e-5 }));
    expect(Math.abs((found * 200) / fit.beta[1] - 1)).toBeLessThan(1e-6);
    expect(estimates(emtrends(fit, [], "log(temp)"))[0]).toBeCloseTo(fit.beta[1], 8);
  });
});

describe("contrasts", () => {
  it("of means that went through JSON are the same", () => {
    const means = emmeans(cake, "recipe", { df: "kenward-roger" });
    const copy = JSON.parse(JSON.stringify(means)) as MarginalResult;
    expect(emmeansContrasts(cake, copy)).toEqual(emmeansContrasts(cake, means));
  });

  it("of contrasts are interaction contrasts", () => {
    const cells = emmeans(ham, ["Product", "Gender"]);
    const inProducts = emmeansContrasts(ham, cells, "pairwise", { by: "Gender" });
    const twice = emmeansContrasts(ham, inProducts, "pairwise", { by: "contrast" });
    expect(twice.variables).toEqual(["contrast1", "contrast"]);
    const at = emmeansContrasts(ham, cells, ["pairwise", "pairwise"]);
    expect(estimates(twice)).toEqual(estimates(at).map((value) => expect.closeTo(value, 10)));
  });

  it("turn round where asked to", () => {
    const means = emmeans(cake, "recipe");
    const names = (method: "pairwise" | "revpairwise" | "consec" | "trt.vs.ctrl") =>
      emmeansContrasts(cake, means, method, { reverse: true }).rows.map(({ levels }) => levels.contrast);
    expect(names("pairwise")).toEqual(["B - A", "C - A", "C - B"]);
    expect(names("revpairwise")).toEqual(["A - B", "A - C", "B - C"]);
    expect(names("consec")).toEqual(["A - B", "B - C"]);
    expect(names("trt.vs.ctrl")).toEqual(["A - B", "A - C"]);
  });

  it("compare with the mean of several levels", () => {
    const means = emmeans(cake, "recipe");
    const { rows } = emmeansContrasts(cake, means, "trt.vs.ctrl", { ref: ["A", "B"] });
    const [a, b, c] = estimates(means);
    expect(rows.map(({ levels }) => levels.contrast)).toEqual(["C - avg(A,B)"]);
    expect(rows[0].estimate).toBeCloseTo(c - (a + b) / 2, 10);
  });

  it("are odds ratios against 1 on the scale of the response", () => {
    const means = emmeans(cbpp, "period", { type: "response" });
    const result = emmeansContrasts(cbpp, means, "trt.vs.ctrl");
    expect([result.estimateName, result.nullValue, result.scale]).toEqual(["odds.ratio", 1, "log odds ratio"]);
    const [first, second] = estimates(means);
    expect(estimates(result)[0]).toBeCloseTo(second / (1 - second) / (first / (1 - first)), 10);
  });

  it("stay on the link's scale where they are no differences", () => {
    const means = emmeans(cbpp, "period", { type: "response" });
    const result = emmeansContrasts(cbpp, means, { "mean of all": [0.25, 0.25, 0.25, 0.25] });
    expect([result.type, result.keptScale, result.estimateName]).toEqual(["link", "logit", "estimate"]);
  });

  it("put levels with a sign in parentheses", () => {
    expect(contrastSet("pairwise", ["3+", "x-y", "z"]).names).toEqual(["(3+) - (x-y)", "(3+) - z", "(x-y) - z"]);
  });

  it("by polynomials are orthogonal whole numbers", () => {
    // The table of Fisher & Yates for six levels.
    expect(contrastSet("poly", ["1", "2", "3", "4", "5", "6"]).weights).toEqual([
      [-5, -3, -1, 1, 3, 5],
      [5, -1, -4, -4, -1, 5],
      [-5, 7, 4, -4, -7, 5],
      [1, -3, 2, 2, -3, 1],
      [-1, 5, -10, 10, -5, 1],
    ]);
    for (const k of [3, 7, 12, 25]) {
      const { weights } = contrastSet("poly", Array.from({ length: k }, String));
      weights.forEach((a, i) => {
        expect(a.every(Number.isInteger)).toBe(true);
        for (const b of weights.slice(0, i)) expect(a.reduce((sum, x, j) => sum + x * b[j], 0)).toBe(0);
      });
    }
  });
});

describe("adjustments", () => {
  it("leave zero at the edge of an interval of level 1 - p", () => {
    const family = { tests: 6, compared: 4 };
    const statistic = 2.6;
    for (const method of ["none", "sidak", "bonferroni", "tukey", "dunnettx"] as const) {
      for (const df of [4.3, 30, Number.POSITIVE_INFINITY]) {
        const statistics = [statistic, ...new Array<number>(5).fill(0.1)];
        const [p] = adjustedP(statistics, new Array<number>(6).fill(df), method, family);
        expect(criticalValue(1 - (p as number), df, method, family)).toBeCloseTo(statistic, 7);
      }
    }
  });

  it("are R's p.adjust, a test that is missing counted", () => {
    // p.adjust(c(0.01, 0.02, 0.03, 0.04), method, n = 5), z of those p values.
    const z = [2.575829303548901, 2.3263478740408408, 2.1700903775845601, 2.053748910631823];
    const expected = {
      none: [0.01, 0.02, 0.03, 0.04],
      bonferroni: [0.05, 0.1, 0.15, 0.2],
      holm: [0.05, 0.08, 0.09, 0.09],
      hochberg: [0.05, 0.08, 0.08, 0.08],
      BH: [0.05, 0.05, 0.05, 0.05],
      BY: [0.1141666666666667, 0.1141666666666667, 0.1141666666666667, 0.1141666666666667],
    };
    const infinite = new Array<number>(4).fill(Number.POSITIVE_INFINITY);
    for (const [method, values] of Object.entries(expected)) {
      const family = { tests: 5, compared: null };
      const found = adjustedP([...z, null], [...infinite, null], method as keyof typeof expected, family);
      expect(found.slice(0, 4)).toEqual(values.map((value) => expect.closeTo(value, 12)));
      expect(found[4]).toBeNull();
    }
    expect(normalTails(z[0]).upper).toBeCloseTo(0.005, 12);
  });

  it("make one test no worse", () => {
    const means = emmeans(ham, "Gender");
    const [plain] = emmeansContrasts(ham, means, "pairwise", { adjust: "none" }).rows;
    for (const adjust of ADJUSTMENTS) {
      expect(emmeansContrasts(ham, means, "pairwise", { adjust }).rows[0]).toEqual(plain);
    }
  });
});

describe("what cannot be", () => {
  const asked: readonly (readonly [string, (fit: LiveFit) => unknown, string])[] = [
    [
      "a variable",
      (fit) => emmeans(fit, "recip"),
      '"recip" is not a variable of the model\'s fixed part; did you mean',
    ],
    ["a grouping factor", (fit) => emmeans(fit, "replicate"), "they are recipe, temp"],
    ["an option", (fit) => emmeans(fit, "recipe", { wieghts: "equal" } as EmmeansOptions), 'did you mean "weights"?'],
    [
      "weights",
      (fit) => emmeans(fit, "recipe", { weights: "even" as "equal" }),
      'option "weights" must be "equal", "proportional"',
    ],
    ["a level", (fit) => emmeans(fit, "recipe", { at: { recipe: "D" } }), 'which is not a level of "recipe"'],
    ["a number", (fit) => emmeans(fit, "recipe", { at: { temp: "hot" } }), 'at has the value "hot" for "temp"'],
    [
      "a confidence level",
      (fit) => emmeans(fit, "recipe", { level: 95 }),
      'option "level" must be a number between 0 and 1, not 95',
    ],
    ["an adjustment", (fit) => emmeans(fit, "recipe", { adjust: "tuckey" as "tukey" }), 'did you mean "tukey"?'],
    ["a trend of a factor", (fit) => emtrends(fit, "recipe", "recipe"), '"recipe" is a factor; trends are of numbers'],
    ["a trend of two", (fit) => emtrends(fit, "recipe", "temp * angle"), "must be of one variable, not of 2"],
    ["contrasts", (fit) => emmeansContrasts(fit, emmeans(fit, "recipe"), "pairwize" as "pairwise"), "did you mean"],
    [
      "weights of contrasts",
      (fit) => emmeansContrasts(fit, emmeans(fit, "recipe"), { a: [1, -1] }),
      "must have 3 finite",
    ],
    ["another model's means", (fit) => emmeansContrasts(fit, emmeans(ham, "Gender")), "are of another model"],
    ["groups", (fit) => emmeansContrasts(fit, emmeans(fit, "recipe"), "eff", { by: "temp" }), 'by has "temp"'],
    ["a reference", (fit) => emmeansContrasts(fit, emmeans(fit, "recipe"), "trt.vs.ctrl", { ref: "D" }), 'ref "D"'],
  ];

  it.each(asked)("is refused by name: %s", (_, ask, message) => {
    expect(() => ask(cake)).toThrow(OptionError);
    expect(() => ask(cake)).toThrow(message);
  });

  it("is a restored model, which has no data", () => {
    const restored = restore(JSON.stringify(cake)) as unknown as LiveFit;
    expect(() => emmeans(restored, "recipe")).toThrow(UnsupportedError);
  });

  it("is a t test of a generalized model", () => {
    expect(() => emmeans(cbpp, "period", { df: "satterthwaite" })).toThrow("is for linear mixed models");
  });

  it("is a grid of millions", () => {
    const values = Array.from({ length: 4000 }, (_, i) => i);
    expect(() =>
      emmeans(cake, "recipe", { at: { temp: [...values, ...values, ...values].concat(values) }, by: [] }),
    ).not.toThrow();
    expect(() => emmeans(cake, "recipe", { reduce: () => Array.from({ length: 2e6 }, (_, i) => i) })).toThrow(
      UnsupportedError,
    );
  });
});
