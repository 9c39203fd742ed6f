import { describe, expect, it } from "vitest";
import { glmm, lmm } from "../../../src/index.js";
import { drop1 } from "../../../src/inference/comparison/drop1.js";
import { drop1Table } from "../../../src/report/comparison-table.js";
import { tableText } from "../../../src/report/table-text.js";
import { type ComparisonRow, comparisons } from "../../support/comparison.js";
import { loadTable } from "../../support/reference.js";
import { smallData } from "../small-models.js";
import { expectClose } from "./expect-close.js";

type Rows = Awaited<ReturnType<typeof drop1>>["rows"];

function expectTests(rows: Rows, expected: readonly ComparisonRow[]): void {
  expect(rows.map(({ term }) => term)).toEqual(expected.map(({ term }) => term));
  rows.forEach((row, i) => {
    const wanted = expected[i];
    expect(row.df).toBe(wanted.df);
    for (const key of ["sumSq", "meanSq", "denDf", "statistic"] as const) {
      expectClose(row[key], wanted[key], 1e-4 * (wanted[key] ?? 1));
    }
    expectClose(row.p, wanted.p, 1e-3 * (wanted.p ?? 1));
  });
}

function expectRatios(rows: Rows, expected: readonly ComparisonRow[], tolerance: number): void {
  expect(rows.map(({ term }) => term)).toEqual(expected.map(({ term }) => term));
  rows.forEach((row, i) => {
    expect(row.df ?? undefined).toBe(expected[i].df);
    expectClose(row.aic, expected[i].aic, tolerance);
    expectClose(row.statistic, expected[i].statistic, tolerance);
    expectClose(row.p, expected[i].p, 1e-3 * (expected[i].p ?? 1));
  });
}

describe.each(comparisons.drop1)(
  "fixed terms of $formula",
  ({ data, formula, satterthwaite, kenward_roger, chisq }) => {
    it("are dropped by lmerTest's F tests, by Satterthwaite and by Kenward-Roger", async () => {
      const fit = await lmm(formula, await loadTable(data));
      expectTests((await drop1(fit)).rows, satterthwaite);
      expectTests((await drop1(fit, { df: "kenward-roger" })).rows, kenward_roger);
    });

    it("are dropped by lme4's likelihood ratios after fits by maximum likelihood", async () => {
      const { rows, warnings } = await drop1(await lmm(formula, await loadTable(data)), { test: "Chisq" });
      expectRatios(rows, chisq, 4e-6);
      expect(warnings.map(({ code }) => code)).toEqual(["M_REFIT_ML"]);
    });
  },
);

describe.each(comparisons.glmm)("fixed terms of $formula", ({ data, formula, family, chisq }) => {
  it("are dropped by lme4's likelihood ratios", async () => {
    const fit = await glmm(formula, await loadTable(data), { family });
    expectRatios((await drop1(fit)).rows, chisq, 5e-4);
  });
});

describe("terms to drop", () => {
  it("are those that no other term contains, unless a scope says less", async () => {
    const fit = await lmm("y ~ x * f + x2 + (1 | g)", smallData());
    const terms = async (options = {}) => (await drop1(fit, options)).rows.map(({ term }) => term);
    expect(await terms()).toEqual(["x2", "x:f"]);
    expect(await terms({ scope: ["x:f"] })).toEqual(["x:f"]);
    await expect(terms({ scope: ["x"] })).rejects.toThrow(
      'term "x" of scope is part of another term, which would have to go first; the terms that can be dropped are "x2", "x:f"',
    );
    await expect(terms({ scope: ["z"] })).rejects.toThrow('term "z" of scope is not in the model');
  });

  it("leave a model whose columns are coded anew, with as many degrees of freedom as by likelihood", async () => {
    const table = await loadTable("cake");
    const whole = await lmm("angle ~ 0 + recipe + temperature + (1 | recipe:replicate)", table);
    const plain = await lmm("angle ~ recipe + temperature + (1 | recipe:replicate)", table);
    const [recoded, expected] = [(await drop1(whole)).rows, (await drop1(plain)).rows];
    recoded.forEach((row, i) => {
      expect(row.df).toBe(expected[i].df);
      expect(row.statistic).toBeCloseTo(expected[i].statistic as number, 8);
      expect(row.denDf).toBeCloseTo(expected[i].denDf as number, 4);
    });
    const { rows } = await drop1(whole, { test: "Chisq" });
    expect(rows.map(({ df }) => df)).toEqual([null, 2, 5]);
  });

  it("count only what their going takes from a rank-deficient model", async () => {
    const data = smallData();
    const twice = data.x.map((value) => 2 * Number(value));
    const fit = await lmm("y ~ x + twice + f + (1 | g)", { ...data, twice });
    const { rows } = await drop1(fit);
    expect(rows.map(({ term, df }) => [term, df])).toEqual([
      ["x", 0],
      ["twice", 0],
      ["f", 2],
    ]);
  });

  it("take their contrasts with them", async () => {
    const options = { contrasts: { f: "sum" as const } };
    const { rows } = await drop1(await lmm("y ~ x + f + (1 | g)", smallData(), options), { test: "none" });
    const without = await lmm("y ~ x + (1 | g)", smallData(), { reml: false });
    expect(rows[2].aic).toBe(without.aic);
    expect(rows[2].p).toBeNull();
  });

  it("are dropped in the rows of the fit, whatever values they lack", async () => {
    const data = smallData();
    const gaps = data.x2.map((value, i) => (i % 9 === 4 ? Number.NaN : Number(value)));
    const fit = await lmm("y ~ x + gaps + (1 | g)", { ...data, gaps });
    const { rows } = await drop1(fit, { test: "Chisq" });
    const without = await lmm("y ~ x + (1 | g)", { ...data, gaps }, { reml: false, subset: "gaps > -100" });
    expect(rows[2].logLik).toBe(without.logLik);
  });
});

describe("a table of dropped terms", () => {
  it("reads as lmerTest's and as lme4's", async () => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    expect(tableText(drop1Table(await drop1(fit))).split("\n")).toEqual([
      "Single term deletions using Satterthwaite's method",
      "     Sum Sq Mean Sq NumDF DenDF F value   Pr(>F)",
      "Days  30031   30031     1    17  45.853 3.26e-06",
      "Model: Reaction ~ Days + (Days | Subject)",
    ]);
    expect(tableText(drop1Table(await drop1(fit, { test: "Chisq" }))).split("\n")).toEqual([
      "Single term deletions",
      "       npar      AIC    LRT  Pr(Chi)",
      "<none>      1763.939                ",
      "Days      1 1785.476 23.537 1.23e-06",
      "Model: Reaction ~ Days + (Days | Subject)",
      "refitting model(s) with ML (instead of REML)",
    ]);
  });

  it("is not there for tests that the model does not have", async () => {
    const fit = await lmm("y ~ x + (1 | g)", smallData());
    await expect(drop1(fit, { test: "chisq" as "Chisq" })).rejects.toThrow(
      'option "test" must be "F", "Chisq" or "none"',
    );
    await expect(drop1(fit, { test: "Chisq", df: "residual" })).rejects.toThrow('option "df" is for F tests');
    await expect(drop1(fit, { ddf: "residual" } as object)).rejects.toThrow(
      'unknown option "ddf" of drop1(); did you mean "df"?',
    );
    const herds = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", await loadTable("cbpp"));
    await expect(drop1(herds, { test: "F" })).rejects.toThrow('test "F" is for linear mixed models');
  });
});
