import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generalizedDesign } from "../../scripts/generalized-starts/designs.js";
import { judge, optionsOf } from "../../scripts/generalized-starts/verdict.js";
import { glmm } from "../../src/fit/fitting.js";
import { loadTable } from "../support/reference.js";

interface Sample {
  readonly seed: number;
  readonly cases: readonly { index: number; family: string; link: string; objective: number }[];
}

const fixture = new URL("../fixtures/generalized-starts.json", import.meta.url);
const sample = JSON.parse(readFileSync(fixture, "utf8")) as Sample;

describe("random generalized models with small shapes and means near the edge of a link", () => {
  it.each(sample.cases)("$family $link, number $index, are no worse than glmmTMB's", async ({ index, objective }) => {
    const design = generalizedDesign(sample.seed, index);
    const fit = await glmm(design.formula, design.columns, optionsOf(design));
    expect(fit.convergence.converged).toBe(true);
    expect(fit.objective).toBeLessThan(objective + 1e-5 * (1 + Math.abs(objective)));
  });
});

describe("random generalized models from five other starts", () => {
  // Number 53 of seed 1 has a lower minimum at two variances of zero, 275 and 316 at large ones, 303 at another mode; 256
  // and 304 have no mode at their own start; 121 has a minimum beside which the approximation has none; what 209 of seed
  // 11 begins with follows a few large responses of 107.
  it.each([
    [1, 53],
    [1, 275],
    [7, 303],
    [7, 316],
    [7, 256],
    [7, 304],
    [1, 121],
    [11, 209],
    [31, 153],
    [3, 0],
    [3, 2],
    [3, 5],
    [3, 12],
    [3, 18],
  ])("seed %i, number %i: none leads lower", async (seed, index) => {
    const { outcome, above } = await judge(generalizedDesign(seed, index));
    expect(outcome).not.toBe("refused");
    expect(above).toBeLessThan(1e-5);
  });
});

const SEEDED = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
};

function rows() {
  const random = SEEDED(7);
  const data = {
    g: [] as string[],
    x: [] as number[],
    wins: [] as number[],
    losses: [] as number[],
    y: [] as number[],
  };
  for (let i = 0; i < 80; i++) {
    const x = 2 * random() - 1;
    const mean = Math.exp(((i % 10) - 4.5) / 10 + x);
    const wins = [0, 1, 2, 3].filter(() => random() < mean / (1 + mean)).length;
    data.g.push(`g${i % 10}`);
    data.x.push(x);
    data.wins.push(wins);
    data.losses.push(4 - wins);
    data.y.push(-Math.log(random()) * mean + 1e-3);
  }
  return data;
}

describe("a square root of which rows lie on either side of zero", () => {
  it("has the maximum that glmmTMB has", async () => {
    const design = generalizedDesign(47, 303);
    const { objective, theta, convergence } = await glmm(design.formula, design.columns, optionsOf(design));
    expect(convergence.converged).toBe(true);
    expect(objective).toBeCloseTo(139.448074484704, 7);
    expect(theta[0]).toBeCloseTo(0.1641, 4);
  });
});

describe("models with the edge of a link at every start", () => {
  it.each([10, 46, 70])("number %i of seed 31 has a value, and the warning", async (index) => {
    const design = generalizedDesign(31, index);
    const fit = await glmm(design.formula, design.columns, { ...optionsOf(design), nAGQ: 0 });
    expect(Number.isFinite(fit.objective)).toBe(true);
    expect(fit.convergence.converged).toBe(false);
    expect(fit.warnings.map(({ code }) => code)).toContain("W_NOT_CONVERGED");
  });
});

describe("a random effect that is small in the unit of the response only", () => {
  it.each([
    ["gamma", "inverse"],
    ["gaussian", "inverse"],
    ["inverse-gaussian", "1/mu^2"],
    ["gamma", "identity"],
  ] as const)("%s %s: is not called singular", async (family, link) => {
    const random = SEEDED(11);
    const g = Array.from({ length: 120 }, (_, i) => `g${i % 12}`);
    const effects = Array.from({ length: 12 }, () => 0.3 * random());
    const y = g.map((_, i) => Math.exp(0.2 * random()) / (1 + effects[i % 12]));
    for (const factor of [1e-4, 1e-3, 1, 1e3, 6e4, 1e6]) {
      const columns = { g, y: y.map((value) => factor * value) };
      const { isSingular, warnings } = await glmm("y ~ 1 + (1 | g)", columns, { family, link, dispersion: "ml" });
      expect({ factor, isSingular, warnings }).toEqual({ factor, isSingular: false, warnings: [] });
    }
  });
});

describe("a start far outside", () => {
  const models = [
    ["cbind(wins, losses) ~ x + (1 | g)", { family: "binomial" }],
    ["wins ~ x + (1 | g)", { family: "poisson" }],
    ["y ~ x + (1 | g)", { family: "gamma", link: "log" }],
    ["y ~ x + (1 | g)", { family: "gaussian", link: "log", dispersion: "ml", information: "observed" }],
  ] as const;

  it.each(models)("of %s %o ends where the model's own does", async (formula, options) => {
    const own = await glmm(formula, rows(), options);
    for (const start of [
      { theta: [1e12] },
      { theta: [1e200] },
      { beta: [1e300, 0] },
      { theta: [1e5], beta: [-1e5, 3] },
    ]) {
      const fit = await glmm(formula, rows(), { ...options, start });
      expect(fit.convergence.converged).toBe(true);
      expect(Math.abs(fit.objective - own.objective)).toBeLessThan(1e-7 * (1 + Math.abs(own.objective)));
    }
  });
});

describe("a row without trials", () => {
  it("is kept and changes nothing", async () => {
    const data = rows();
    const { g, x, wins, losses } = data;
    const fit = await glmm("cbind(wins, losses) ~ x + (1 | g)", data);
    const more = { g: [...g, "g1", "other"], x: [...x, 3, 0.5], wins: [...wins, 0, 0], losses: [...losses, 0, 0] };
    const same = await glmm("cbind(wins, losses) ~ x + (1 | g)", more);
    expect(same.nobs).toBe(82);
    expect(same.objective).toBeCloseTo(fit.objective, 9);
    same.fixef().forEach(({ estimate, stdError }, i) => {
      expect(estimate).toBeCloseTo(fit.fixef()[i].estimate, 8);
      expect(stdError).toBeCloseTo(fit.fixef()[i].stdError, 8);
    });
    expect(same.ranef().g.values.at(-1)).toEqual([0]);
    expect([...same.residuals("pearson")].slice(-2).every((residual) => residual === 0)).toBe(true);
  });
});

describe("separated counts with nAGQ 0", () => {
  it("have an answer with the warning", async () => {
    const { g, x } = rows();
    const h = g.map((name) => (name < "g5" ? "a" : "b"));
    const y = g.map((name, i) => (name < "g5" ? 0 : 2 + (i % 3)));
    for (const family of ["poisson", "negbinomial"] as const) {
      const fit = await glmm("y ~ h + x + (1 | g)", { g, x, h, y }, { family, nAGQ: 0 });
      expect(fit.warnings.map(({ code }) => code)).toContain("W_SEPARATION");
      expect(Number.isFinite(fit.objective)).toBe(true);
    }
  });
});

describe("rows of a binomial response with a weight of zero", () => {
  // lme4 1.1-31: glmer(p ~ x + (1 | g), weights = size) has the logLik of the rows that are left, and nobs of all.
  const { g, x, wins, losses } = rows();
  const none = (i: number) => i < 4;
  const size = g.map((_, i) => (none(i) ? 0 : 4));
  const left = (values: readonly unknown[]) => values.filter((_, i) => !none(i)) as number[];
  const forms = [
    ["proportions", "p ~ x + (1 | g)", { p: wins.map((won, i) => (none(i) ? i % 2 : won / 4)) }, size],
    ["proportions that are none", "p ~ x + (1 | g)", { p: wins.map((won, i) => (none(i) ? 0.3 : won / 4)) }, size],
    ["counts", "cbind(wins, losses) ~ x + (1 | g)", { wins, losses }, g.map((_, i) => (none(i) ? 0 : 1))],
    [
      "zeros and ones",
      "y ~ x + (1 | g)",
      { y: wins.map((won) => (won > 1 ? 1 : 0)) },
      g.map((_, i) => (none(i) ? 0 : 1)),
    ],
    [
      "levels",
      "y ~ x + (1 | g)",
      { y: wins.map((won) => (won > 1 ? "yes" : "no")) },
      g.map((_, i) => (none(i) ? 0 : 1)),
    ],
  ] as const;

  it.each(forms)("are kept and say nothing: %s", async (_name, formula, response, weights) => {
    const options = { family: "binomial" as const };
    const fit = await glmm(formula, { g, x, ...response }, { ...options, weights });
    const columns = Object.fromEntries(
      Object.entries({ g, x, ...response }).map(([name, values]) => [name, left(values)]),
    );
    const without = await glmm(formula, columns, { ...options, weights: left(weights) });
    expect(fit.nobs).toBe(80);
    expect(without.nobs).toBe(76);
    expect(fit.objective).toBeCloseTo(without.objective, 8);
    fit.fixef().forEach(({ estimate }, i) => {
      expect(estimate).toBeCloseTo(without.fixef()[i].estimate, 6);
    });
  });

  it("are refused where no row has another, and of other families", async () => {
    const zeros = g.map(() => 0);
    await expect(glmm("y ~ x + (1 | g)", { g, x, y: wins }, { family: "poisson", weights: size })).rejects.toThrow(
      "the weight in row 1 is zero",
    );
    await expect(
      glmm("cbind(wins, losses) ~ x + (1 | g)", { g, x, wins, losses }, { family: "binomial", weights: zeros }),
    ).rejects.toThrow("has no trials in any row");
  });
});

describe("separated successes with nAGQ 0", () => {
  it.each(["logit", "probit", "cloglog", "cauchit"] as const)("have an answer with the warning: %s", async (link) => {
    const { g, x, wins } = rows();
    const h = g.map((name) => (name < "g5" ? "a" : "b"));
    for (const same of [0, 1]) {
      const y = wins.map((won, i) => (h[i] === "a" ? same : won > 1 ? 1 : 0));
      const fit = await glmm("y ~ h + x + (1 | g)", { g, x, h, y }, { family: "binomial", link, nAGQ: 0 });
      expect(fit.warnings.map(({ code }) => code)).toContain("W_SEPARATION");
      expect(Number.isFinite(fit.objective)).toBe(true);
    }
  });
});

describe("effects that reproduce every response", () => {
  it("are named where they leave nothing to a scale", async () => {
    const random = SEEDED(5);
    const g = Array.from({ length: 14 }, (_, i) => `g${i >> 1}`);
    const days = g.map((_, i) => (i % 2) + random());
    const y = g.map(() => Math.exp(random()));
    const fit = glmm("y ~ days + cs(days | g)", { g, days, y }, { family: "gamma", link: "log" });
    await expect(fit).rejects.toThrow("can reproduce 14 of 14 observations");
  });
});

describe("responses that a model reproduces", () => {
  it.each(["moment", "ml"] as const)("end its search, and the fit says so: dispersion %s", async (dispersion) => {
    const fit = await glmm("size ~ period + (1 | herd)", await loadTable("cbpp"), {
      family: "gamma",
      link: "log",
      dispersion,
    });
    const { sigma, warnings } = await fit.refit(Float64Array.from(fit.fitted()));
    expect(sigma).toBeLessThan(1e-5);
    expect(warnings.map(({ code }) => code)).toContain("W_NOT_CONVERGED");
    expect(warnings[0].message).toContain("the model reproduces the responses all but exactly");
  });
});
