// Commands that compare saved fits and make them smaller.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { machines, runCli, sleepstudy } from "./run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "blup-compare-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, `${name}.json`);
const lines = (text: string): string[] => text.split("\n");

beforeAll(async () => {
  const fits = [
    ["one", "Reaction ~ Days + (1 | Subject)", sleepstudy],
    ["two", "Reaction ~ Days + (Days | Subject)", sleepstudy],
    ["machines", "score ~ Machine + (1 | Worker/Machine)", machines],
  ];
  for (const [name, formula, data] of fits) {
    const { code, err } = await runCli(["fit", formula, data, "--output", at(name)]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
  }
});

describe("blup compare", () => {
  it("prints lme4's table, models by number of parameters under the names of their files", async () => {
    const { out, code } = await runCli(["compare", at("two"), at("one")]);
    expect(code).toBe(0);
    expect(lines(out).slice(0, 4)).toEqual([
      "Likelihood ratio tests",
      "    npar      AIC      BIC   logLik -2*log(L)  Chisq Df Pr(>Chisq) Pr(mixture)",
      "one    4 1802.079 1814.850 -897.039  1794.079                                 ",
      "two    6 1763.939 1783.097 -875.970  1751.939 42.139  2   7.07e-10    3.96e-10",
    ]);
    expect(out).toContain("one: Reaction ~ Days + (1 | Subject)\n");
  });

  it("prints CSV, JSON and criteria, and leaves REML fits alone when told to", async () => {
    const { out } = await runCli(["compare", at("one"), at("two"), "--csv", "--no-refit"]);
    expect(lines(out)[0]).toBe("model,npar,aic,bic,logLik,deviance,statistic,df,p,mixtureP");
    expect(Number(lines(out)[1].split(",")[5])).toBeCloseTo(1786.465, 3);
    const { title, rows } = JSON.parse(
      (await runCli(["compare", at("one"), at("two"), "--criteria", "bic", "--json"])).out,
    );
    expect(title).toBe("Models by BIC");
    expect(rows[0]).toMatchObject({ model: "two", npar: 6, delta: 0 });
  });

  it("bootstraps the ratio of two", async () => {
    const args = ["compare", at("two"), at("one"), "--bootstrap", "19", "--seed", "4"];
    const { out, code } = await runCli(args);
    expect(code).toBe(0);
    expect(lines(out)[0]).toBe("Parametric bootstrap test");
    expect(out).toContain("0 of 19 simulated ratios are as large as that of the data, or larger");
    expect((await runCli(args)).out).toBe(out);
  });

  it("says what it cannot compare", async () => {
    const { code, err } = await runCli(["compare", at("one")]);
    expect({ code, err }).toEqual({ code: 1, err: "error: one fit file is given; comparison needs two or more\n" });
    const other = await runCli(["compare", at("one"), at("machines")]);
    expect(other.err).toContain("models were not all fitted to the same size of dataset");
    const three = await runCli(["compare", at("one"), at("two"), at("two"), "--bootstrap", "9"]);
    expect(three.err).toContain("3 fit files are given; --bootstrap compares two");
    const same = await runCli(["compare", at("one"), at("one")]);
    expect(same.err).toMatch(/one\.json" is given twice; comparison needs different fits\n$/);
    expect((await runCli(["compare", at("one"), at("two"), "--bootstrap", "none"])).err).toContain(
      "Expected a whole number",
    );
  });
});

describe("blup drop1", () => {
  it("prints the test asked for", async () => {
    const { out } = await runCli(["drop1", at("machines")]);
    expect(lines(out)[0]).toBe("Single term deletions using Satterthwaite's method");
    const ratios = await runCli(["drop1", at("machines"), machines, "--test", "Chisq", "--term", "Machine"]);
    expect(lines(ratios.out)[1]).toMatch(/npar +AIC +LRT +Pr\(Chi\)/);
    expect((await runCli(["drop1", at("machines"), "--term", "Worker"])).err).toContain(
      'term "Worker" of scope is not in',
    );
  });
});

describe("blup ranova", () => {
  it("prints lmerTest's table", async () => {
    const { out } = await runCli(["ranova", at("two")]);
    expect(lines(out)[3]).toMatch(/^Days in \(Days \| +4 -893.233 1794.465 42.837 +2 +4.99e-10/);
    const whole = await runCli(["ranova", at("two"), "--whole", "--csv"]);
    expect(lines(whole.out)[2]).toMatch(/^\(Days \| Subject\),3,/);
  });
});

describe("blup simplify", () => {
  it("prints the path, or why a fit is singular", async () => {
    const { out } = await runCli(["simplify", at("two"), "--alpha", "0.1"]);
    expect(lines(out)[0]).toBe("Path to a parsimonious model (alpha = 0.1)");
    expect(out).toContain("Final model: Reaction ~ Days + (1 + Days || Subject)\n");
    const { out: explained } = await runCli(["simplify", at("two"), "--explain"]);
    expect(explained).toContain("the fit is regular");
    expect((await runCli(["simplify", at("two"), "--alpha", "2"])).err).toContain("Expected a number between 0 and 1");
  });
});
