import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { glmm, type LiveFit, lmm } from "../../../src/index.js";
import { compare } from "../../../src/inference/comparison/compare.js";
import { compareTable } from "../../../src/report/comparison-table.js";
import { tableText } from "../../../src/report/table-text.js";
import { comparisons } from "../../support/comparison.js";
import {
  caseOptions,
  cases,
  datasetPath,
  glmmCaseOptions,
  glmmCases,
  loadTable,
  lowerFit,
  referenceFit,
} from "../../support/reference.js";
import { smallData } from "../small-models.js";
import { expectClose } from "./expect-close.js";

const fitAll = (formulas: readonly string[], data: Parameters<typeof lmm>[1], reml: boolean): Promise<LiveFit[]> =>
  Promise.all(formulas.map((formula) => lmm(formula, data, { reml })));

describe.each(comparisons.anova)("models of $data", ({ data, reml, formulas, rows }) => {
  it("have lme4's criteria and likelihood ratios, REML fits fitted anew", async () => {
    const { models, warnings } = compare(await fitAll(formulas, await loadTable(data), reml));
    expect(models.map(({ npar }) => npar)).toEqual(rows.map(({ npar }) => npar));
    models.forEach((model, i) => {
      expectClose(model.logLik, rows[i].logLik, 1e-6);
      expectClose(model.deviance, (rows[i].logLik as number) * -2, 2e-6);
      expectClose(model.aic, rows[i].AIC, 2e-6);
      expectClose(model.bic, rows[i].BIC, 2e-6);
      expect(model.test?.df).toBe(rows[i].df);
      expectClose(model.test?.statistic, rows[i].statistic, 2e-6);
      expectClose(model.test?.p, rows[i].p, 1e-5 * (rows[i].p ?? 1));
    });
    expect(warnings.some(({ code }) => code === "M_REFIT_ML")).toBe(reml);
  });
});

interface RatioOfReferences {
  readonly small: string;
  readonly large: string;
  readonly chisq: number;
  readonly df: number;
  readonly p: number;
}

/** Tested at the beginning of the path to a parsimonious model. */
const TESTED_ELSEWHERE = "kb07-full-max-ml";

const { tests } = JSON.parse(
  readFileSync(new URL("../../fixtures/reference/other/anova-lrt.json", import.meta.url), "utf8"),
) as { readonly tests: readonly RatioOfReferences[] };

/** How much lower than the reference's an optimum is known to be. */
function rise(id: string, lower: ReturnType<typeof lowerFit>): number {
  return lower === null ? 0 : referenceFit(id).objective - (lower.objective as number);
}

describe("likelihood ratios of reference fits", () => {
  for (const { small, large, chisq, df, p } of tests.filter((test) => test.large !== TESTED_ELSEWHERE)) {
    const names = [small, large];
    const models = names.map((name) => [...cases, ...glmmCases].find(({ id }) => id === name));
    if (models.some((model) => model === undefined || datasetPath(model.dataset) === null)) {
      it.skip(`${small} and ${large} (data not here)`);
      continue;
    }
    it(`${small} in ${large}`, async () => {
      const fits: LiveFit[] = [];
      for (const model of models) {
        if (model === undefined) continue;
        const table = await loadTable(model.dataset);
        if ("family" in model) fits.push(await glmm(model.formula, table, glmmCaseOptions(model)));
        else fits.push(await lmm(model.formula, table, caseOptions(model)));
      }
      const { test } = compare(fits).models[1];
      expect(test?.df).toBe(df);
      const [lower, better] = [lowerFit(small), lowerFit(large)];
      const expected = chisq - rise(small, lower) + rise(large, better);
      // lme4's Laplace approximation has been optimized to about this much.
      expectClose(test?.statistic, expected, "family" in (models[0] ?? {}) ? 1e-4 : 5e-5);
      if (lower === null && better === null) expectClose(test?.p, p, 1e-3 * p);
    });
  }
});

describe("nesting", () => {
  const data = smallData();
  const between = async (small: string, large: string) => {
    const { models } = compare(await fitAll([small, large], data, false));
    return models[1].test;
  };

  it("is told from the columns' spaces, not from the formulas", async () => {
    const test = await between("y ~ f + (1 | g)", "y ~ 0 + f + x + (1 | g)");
    expect(test).toMatchObject({ df: 1, boundary: 0, mixtureP: null });
    const recoded = await between("y ~ x + I(x + x2) + (1 | g)", "y ~ x2 + x + f + (1 | g)");
    expect(recoded).toMatchObject({ df: 2, boundary: 0 });
  });

  it("is not there for other fixed effects, other groups, and other offsets", async () => {
    expect(await between("y ~ x + (1 | g)", "y ~ f + (1 | g)")).toBeNull();
    expect(await between("y ~ x + (1 | g)", "y ~ x + (1 + x2 | h)")).toBeNull();
    expect(await between("y ~ f + offset(x2) + (1 | g)", "y ~ f + x + (1 | g)")).toBeNull();
    expect(await between("y ~ f + offset(x) + (1 | g)", "y ~ f + x + (1 | g)")).toMatchObject({ df: 1 });
  });

  it("counts the variances that are zero in the smaller model", async () => {
    expect(await between("y ~ x + (1 | g)", "y ~ x + (1 + x | g)")).toMatchObject({ df: 2, boundary: 1 });
    expect(await between("y ~ x + (1 | g)", "y ~ x + (1 | g) + (1 | h)")).toMatchObject({ df: 1, boundary: 1 });
    expect(await between("y ~ x + (1 | g)", "y ~ x + (1 + x + x2 | g)")).toMatchObject({ df: 5, boundary: 2 });
    expect(await between("y ~ x + (1 | g)", "y ~ x + diag(1 + x | g) + (1 | h)")).toMatchObject({ df: 2, boundary: 2 });
    expect(await between("y ~ x + diag(1 + x | g)", "y ~ x + (1 + x | g)")).toMatchObject({ df: 1, boundary: 0 });
  });

  it("knows that correlations are no special case of independence", async () => {
    expect(await between("y ~ x + (1 + x | g)", "y ~ x + diag(1 + x + x2 + I(x^2) | g)")).toBeNull();
    expect(await between("y ~ x + diag(1 + x | g)", "y ~ x + diag(1 + x + x2 | g)")).toMatchObject({ boundary: 1 });
  });

  it("finds compound symmetry in a full covariance matrix, away from its boundary", async () => {
    const test = await between("y ~ x + (1 | g) + (1 | g:f)", "y ~ x + (1 + f | g)");
    expect(test).toMatchObject({ df: 4, boundary: 0, mixtureP: null });
  });

  it("takes a Poisson model for a negative binomial one without overdispersion", async () => {
    const table = await loadTable("grouseticks");
    const grouse = (family: "poisson" | "negbinomial") => glmm("TICKS ~ YEAR + (1 | BROOD)", table, { family });
    const [smaller, larger] = [await grouse("poisson"), await grouse("negbinomial")];
    expect(compare([larger, smaller]).models[1].test).toMatchObject({ df: 1, boundary: 1 });
    const gamma = await glmm("I(TICKS + 1) ~ YEAR + (1 | BROOD)", table, { family: "gamma", link: "log" });
    expect(() => compare([smaller, gamma])).toThrow('responses differ: "I(TICKS + 1)" of m2 is not "TICKS" of m1');
  });
});

describe("a comparison", () => {
  it("has the half p value where one variance is at the boundary", async () => {
    const [a, b] = await fitAll(
      ["diameter ~ 1 + (1 | plate)", "diameter ~ 1 + (1 | plate) + (1 | sample)"],
      await loadTable("Penicillin"),
      false,
    );
    const test = compare([a, b]).models[1].test;
    expect(test?.mixtureP).toBe((test?.p ?? 0) / 2);
  });

  it("reads as lme4 prints it, with the mixture beside", async () => {
    const formulas = ["Reaction ~ Days + (Days | Subject)", "Reaction ~ Days + (1 | Subject)"];
    const fits = await fitAll(formulas, await loadTable("sleepstudy"), true);
    const lines = tableText(compareTable(compare(fits, { names: ["slopes", "intercepts"] }))).split("\n");
    expect(lines.slice(0, 7)).toEqual([
      "Likelihood ratio tests",
      "           npar      AIC      BIC   logLik -2*log(L)  Chisq Df Pr(>Chisq)",
      "intercepts    4 1802.079 1814.850 -897.039  1794.079                     ",
      "slopes        6 1763.939 1783.097 -875.970  1751.939 42.139  2   7.07e-10",
      "           Pr(mixture)",
      "intercepts            ",
      "slopes        3.96e-10",
    ]);
    expect(lines.slice(7, 10)).toEqual([
      "intercepts: Reaction ~ Days + (1 | Subject)",
      "slopes: Reaction ~ Days + (Days | Subject)",
      "refitting model(s) with ML (instead of REML)",
    ]);
  });

  it("leaves REML fits as they are when told to, and refuses those of different fixed effects", async () => {
    const table = await loadTable("sleepstudy");
    const [a, b] = await fitAll(["Reaction ~ Days + (1 | Subject)", "Reaction ~ Days + (Days | Subject)"], table, true);
    const { models, warnings } = compare([a, b], { refit: false });
    expect(models.map(({ deviance }) => deviance)).toEqual([a.objective, b.objective]);
    expect(warnings.map(({ code }) => code)).toEqual(["M_BOUNDARY_TEST"]);
    const c = await lmm("Reaction ~ 1 + (1 | Subject)", table);
    expect(() => compare([a, c], { refit: false })).toThrow("REML fits of different fixed effects");
    const ml = await lmm("Reaction ~ Days + (1 | Subject)", table, { reml: false });
    expect(() => compare([ml, b], { refit: false })).toThrow("some fits are by REML and others by ML");
  });

  it("refuses models of other rows, responses, weights and approximations", async () => {
    const data = smallData();
    const fitted = (formula: string, options = {}) => lmm(formula, data, { reml: false, ...options });
    const base = await fitted("y ~ x + (1 | g)");
    const against = async (formula: string, options = {}) => compare([base, await fitted(formula, options)]);
    await expect(against("y ~ f + (1 | g)", { subset: "x > -1" })).rejects.toThrow("m1 has 54 rows, m2");
    await expect(against("log(y + 20) ~ f + (1 | g)")).rejects.toThrow('"log(y + 20)" of m2 is not "y" of m1');
    await expect(against("y ~ f + (1 | g)", { weights: "w" })).rejects.toThrow("weights of m2 are not those of m1");
    const low = await fitted("y ~ x + (1 | g)", { subset: data.y.map((_, i) => i > 0) });
    const high = await fitted("y ~ x + (1 | g)", { subset: data.y.map((_, i) => i < 53) });
    expect(() => compare([low, high])).toThrow("different rows of the data");
    const table = await loadTable("cbpp");
    const herds = (nAGQ: number) => glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", table, { nAGQ });
    const [laplace, quadrature] = [await herds(1), await herds(9)];
    expect(() => compare([laplace, quadrature])).toThrow('option "nAGQ" is 9 for m2 and 1 for m1');
  });

  it("refuses what it does not know", async () => {
    const fit = await lmm("y ~ x + (1 | g)", smallData());
    expect(() => compare([fit])).toThrow("comparison of 1 models; give at least two fits");
    expect(() => compare([fit, fit], { names: ["a"] })).toThrow('option "names" has 1 names for 2 models');
    expect(() => compare([fit, fit], { refitt: true } as object)).toThrow(
      'unknown option "refitt" of compare(); did you mean "refit"?',
    );
  });

  it("says that equal models and unrelated ones are not nested", async () => {
    const fits = await fitAll(["y ~ x + (1 | g)", "y ~ x2 + (1 | g)"], smallData(), false);
    const { models, warnings } = compare(fits);
    expect(models[1].test).toBeNull();
    expect(warnings[0].message).toContain("m1 is not nested in m2, so there is no test: it has as many parameters");
  });
});
