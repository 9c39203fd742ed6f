import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { printout } from "../report/r-fixtures.js";
import { runCli, sleepstudy } from "./run-cli.js";

const dataset = (name: string) => fileURLToPath(new URL(`../../datasets/${name}.csv`, import.meta.url));
const cbpp = dataset("cbpp");
const formula = "cbind(incidence, size - incidence) ~ period + (1 | herd)";
const types = ["--type", "herd=factor", "--type", "period=factor"];
const fitting = (...options: string[]) => ["fit", formula, cbpp, ...types, "--family", "binomial", ...options];
const json = async (...options: string[]) => JSON.parse((await runCli(fitting("--json", ...options))).out);
const withData = (text: string, name: string): string => text.replace(/^( {3}Data: ).*$/m, `$1${name}`);

describe("blup fit --family", () => {
  it("prints glmer's summary", async () => {
    const { code, out, err } = await runCli(fitting());
    expect(out).toBe(`${withData(printout("cbpp-laplace", "summary"), cbpp)}\n`);
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  it("names the quadrature and counts its constants into the likelihood", async () => {
    expect((await runCli(fitting("--nagq", "9"))).out).toMatch(/\(Adaptive\n {2}Gauss-Hermite Quadrature, nAGQ = 9\)/);
    expect((await json("--nagq", "9")).deviance).toBeCloseTo(183.9667, 3);
  });

  it("writes the JSON keys of a linear model and its own", async () => {
    const report = await json();
    expect(report).toMatchObject({
      method: "ML",
      family: "binomial",
      link: "logit",
      nAGQ: 1,
      dispersion: 1,
      shape: null,
      stdErrors: "hessian",
      nobs: 56,
      df: 5,
      sigma: 1,
      singular: false,
    });
    expect(report.deviance).toBeCloseTo(184.0525637295, 8);
    expect(report.fixef[1]).toMatchObject({ name: "period2" });
    expect(report.fixef[1].p).toBeCloseTo(0.00121165, 7);
  });

  it("takes proportions with trials as weights, and another link", async () => {
    const asked = [
      "fit",
      "I(incidence / size) ~ period + (1 | herd)",
      cbpp,
      ...types,
      "--family",
      "binomial",
      "--json",
    ];
    const { out } = await runCli([...asked, "--weights", "size", "--link", "probit"]);
    expect(JSON.parse(out)).toMatchObject({ link: "probit", weights: "size", nobs: 56 });
  });

  it("shows z and p in Markdown, and no residual", async () => {
    const { out } = await runCli(fitting("--markdown"));
    expect(out).toContain(
      "Generalized linear mixed model fit by maximum likelihood (Laplace Approximation), binomial (logit): `cbind(",
    );
    expect(out).toContain("|             |     Est. |      SE |     z |        p |  σ_herd |");
    expect(out).toContain("-2 log-likelihood 184.0526.");
    expect(out).not.toContain("Residual");
  });

  it("plans a generalized model", async () => {
    const { code, out } = await runCli(fitting("--plan"));
    expect(code).toBe(0);
    expect(out).toContain("Eliminated level by level: herd");
  });

  it("estimates or takes the shape of a negative binomial", async () => {
    const asked = ["fit", "TICKS ~ YEAR + (1 | BROOD)", dataset("grouseticks"), "--type", "YEAR=factor", "--json"];
    const given = JSON.parse((await runCli([...asked, "--family", "negbinomial", "--shape", "2"])).out);
    expect([given.shape, given.df]).toEqual([2, 4]);
    const found = JSON.parse((await runCli([...asked, "--family", "negbinomial"])).out);
    expect(found.df).toBe(5);
    expect(found.deviance).toBeLessThan(given.deviance);
  });
});

describe("bad usage of blup fit --family", () => {
  it.each([
    ["an unknown family", fitting("--family", "binomal"), 'unknown family "binomal"; did you mean "binomial"?'],
    ["REML", fitting("--reml"), "option '--reml' cannot be used with option '--family <NAME>'"],
    ["points that are no number", fitting("--nagq", "many"), "Expected a number."],
    [
      "the shape by its name in R",
      fitting("--family", "negbinomial", "--theta", "2"),
      'unknown option "--theta"; the shape of the negative binomial is --shape',
    ],
    ["half a point", fitting("--nagq", "0.5"), 'option "nAGQ" must be a whole number from 0 to 100, not 0.5'],
    [
      "a link without a family",
      ["fit", "Reaction ~ Days + (1 | Subject)", sleepstudy, "--link", "log"],
      "option --link is for generalized models; give --family, too",
    ],
    [
      "a response outside the family's support",
      ["fit", "Reaction ~ Days + (1 | Subject)", sleepstudy, "--family", "poisson"],
      'response "Reaction" has the value "249.56" in row 1; a poisson response is a whole number',
    ],
  ])("is refused: %s", async (_what, argv, message) => {
    const { code, err } = await runCli(argv);
    expect(err).toContain(message);
    expect(code).toBe(1);
  });
});
