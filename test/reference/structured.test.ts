// Covariance structures against glmmTMB, and against other formulas of the same model.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it, test } from "vitest";
import { type FamilyName, glmm, lmm } from "../../src/index.js";
import { loadTable } from "../support/reference.js";

interface TmbFit {
  readonly id: string;
  readonly dataset: string;
  readonly formula: string;
  readonly family: string;
  readonly REML: boolean;
  readonly objective: number;
  readonly npar: number;
  readonly fixef: { readonly estimate: readonly number[]; readonly se: readonly number[] };
  readonly terms: readonly { readonly natural: { readonly sd: number | readonly number[]; readonly rho: number } }[];
}

const folder = fileURLToPath(new URL("../fixtures/reference/structured/", import.meta.url));
const fits = readdirSync(folder).map((file) => JSON.parse(readFileSync(folder + file, "utf8")) as TmbFit);

/** The formula as lme4 writes it. */
function ours(formula: string): string {
  return formula
    .replace(/homcs\((.*?)\)$/, "cs($1, hom = TRUE)")
    .replace(/hetar1\((.*\|.*?)\)$/, "ar1($1, hom = FALSE)");
}

describe.each(fits)("$id", ({ dataset, formula, family, REML, objective, npar, fixef, terms }) => {
  it("has glmmTMB's optimum", async () => {
    const table = await loadTable(dataset);
    const isLinear = family.startsWith("gaussian");
    const fit = isLinear
      ? await lmm(ours(formula), table, { reml: REML })
      : await glmm(ours(formula), table, { family: family.replace("()", "") as FamilyName });
    expect(fit.convergence.converged).toBe(true);
    expect(Math.abs(fit.objective - objective)).toBeLessThan(1e-8 * objective);
    expect(fit.df).toBe(npar);
    fit.fixef().forEach(({ estimate, stdError }, i) => {
      expect(Math.abs(estimate - fixef.estimate[i])).toBeLessThan(1e-5 * fixef.se[i]);
      if (!isLinear) expect(stdError / fixef.se[i]).toBeCloseTo(1, 5);
    });
    const [{ natural }] = terms;
    const scale = fit.par.length - 1;
    const sds = Array.from(fit.par.subarray(0, scale), (sd) => sd * (isLinear ? fit.sigma : 1));
    const expected = typeof natural.sd === "number" ? [natural.sd] : natural.sd;
    expect(sds.length).toBe(expected.length);
    sds.forEach((sd, i) => {
      expect(sd / expected[i]).toBeCloseTo(1, 5);
    });
    expect(fit.par[scale]).toBeCloseTo(natural.rho, 5);
  });
});

/** Pairs of formulas that are one model; the first with a structure, the second without. */
const same: [string, string, string, { family: FamilyName } | { reml: boolean }][] = [
  [
    "Machines",
    "score ~ Machine + diag(0 + Machine | Worker, hom = TRUE)",
    "score ~ Machine + (1 | Worker:Machine)",
    { reml: true },
  ],
  [
    "Machines",
    "score ~ Machine + cs(0 + Machine | Worker, hom = TRUE)",
    "score ~ Machine + (1 | Worker) + (1 | Worker:Machine)",
    { reml: false },
  ],
  ["sleepstudy", "Reaction ~ Days + cs(Days | Subject)", "Reaction ~ Days + (Days | Subject)", { reml: true }],
  [
    "sleepstudy",
    "Reaction ~ Days + ar1(Days | Subject, hom = FALSE)",
    "Reaction ~ Days + (Days | Subject)",
    { reml: true },
  ],
  ["sleepstudy", "Reaction ~ Days + cs(1 | Subject)", "Reaction ~ Days + (1 | Subject)", { reml: true }],
  ["sleepstudy", "Reaction ~ Days + ar1(1 | Subject)", "Reaction ~ Days + (1 | Subject)", { reml: true }],
  ["sleepstudy", "Reaction ~ Days + diag(1 | Subject, hom = TRUE)", "Reaction ~ Days + (1 | Subject)", { reml: true }],
  [
    "sim_counts",
    "over ~ age + diag(0 + factor(time) | nest, hom = TRUE)",
    "over ~ age + (1 | nest:factor(time))",
    { family: "poisson" },
  ],
  [
    "sim_counts",
    "ts ~ age + cs(0 + factor(time) | nest, hom = TRUE)",
    "ts ~ age + (1 | nest) + (1 | nest:factor(time))",
    { family: "poisson" },
  ],
  ["sim_counts", "ts ~ age + cs(age | nest)", "ts ~ age + (age | nest)", { family: "poisson" }],
];

test.each(same)("%s: %s is %s", async (dataset, structured, plain, options) => {
  const table = await loadTable(dataset);
  const fitted = (formula: string) =>
    "family" in options ? glmm(formula, table, options) : lmm(formula, table, options);
  const [one, other] = [await fitted(structured), await fitted(plain)];
  expect(one.convergence.converged).toBe(true);
  expect(Math.abs(one.objective - other.objective)).toBeLessThan(1e-8 * Math.abs(other.objective));
  expect(one.df).toBe(other.df);
  one.fixef().forEach(({ estimate, stdError }, i) => {
    const expected = other.fixef()[i];
    expect(Math.abs(estimate - expected.estimate)).toBeLessThan(1e-5 * expected.stdError);
    expect(stdError / expected.stdError).toBeCloseTo(1, 5);
  });
});
