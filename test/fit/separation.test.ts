import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { heavyCase, separatedCase } from "../../scripts/words/separation-case.js";
import { separationFault } from "../../scripts/words/separation-check.js";
import { type GlmmOptions, glmm, readCsv } from "../../src/index.js";

const fixture = (name: string) =>
  readCsv(readFileSync(new URL(`../fixtures/words/${name}.csv`, import.meta.url), "utf8"));

async function told(formula: string, data: Record<string, unknown>, options: GlmmOptions = {}) {
  const fit = await glmm(formula, data as Record<string, number[]>, options);
  return fit.warnings.filter(({ code }) => code.startsWith("W_")).map(({ code, message }) => `${code} ${message}`);
}

/** 24 rows of four groups; y as given, in the order of a column of 0, 0.5, … */
const x = Array.from({ length: 24 }, (_, i) => i / 2);
const g = x.map((_, i) => `g${i % 4}`);
const f = x.map((_, i) => ["a", "b", "c"][i % 3]);
const mixed = x.map((_, i) => ((i * 7) % 5 < 2 ? 1 : 0));

describe("separation", () => {
  it("is not seen in a predictor with a heavy tail", async () => {
    const fit = await glmm("dead ~ dose + (1 | batch)", await fixture("dose-not-separated"));
    const [, dose] = fit.fixef();
    expect(dose.estimate).toBeCloseTo(0.497, 3);
    expect(dose.statistic).toBeCloseTo(4.46, 2);
    expect(fit.warnings.map(({ code }) => code)).toEqual(["M_SINGULAR"]);
  });

  it("is not seen in models with heavy tails that exact arithmetic finds not separated", async () => {
    const faults = [];
    for (let seed = 0; seed < 40; seed++) {
      faults.push(await separationFault(heavyCase(seed)));
    }
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  });

  it("is told with the coefficients and rows of exact arithmetic, columns dropped or not", async () => {
    const faults = [];
    for (let seed = 0; seed < 28; seed++) {
      faults.push(await separationFault(separatedCase(seed)));
    }
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  });

  it("is complete where all rows are told apart", async () => {
    const y = x.map((value) => (value > 5 ? 1 : 0));
    const [message] = await told("y ~ x + (1 | g)", { y, x, g });
    expect(message).toMatch(
      /^W_SEPARATION complete separation: in all 24 rows .* so that "\(Intercept\)" runs to minus infinity \(.*\), "x" runs to infinity \(/,
    );
  });

  it("names a threshold's constant with either end where zero lies in its middle", async () => {
    const centered = x.map((value) => value - 5.75);
    const y = centered.map((value) => (value > 0 ? 1 : 0));
    const [message] = await told("y ~ centered + (1 | g)", { y, centered, g });
    expect(message).toMatch(/"\(Intercept\)" runs to plus or minus infinity \(.*, "centered" runs to infinity/);
  });

  it("is not there where one row of either kind stands at the other's place", async () => {
    const y = x.map((value) => (value > 5 ? 1 : 0));
    y[4] = 1;
    y[20] = 0;
    expect(await told("y ~ x + (1 | g)", { y, x, g })).toEqual([]);
  });

  it("is the same with columns that are dropped", async () => {
    const y = mixed.map((value, i) => (f[i] === "c" ? 0 : value));
    const data = { y, x, g, f, c: f.map((value) => (value === "c" ? 1 : 0)), twice: x.map((value) => 2 * value + 1) };
    const plain = /quasi-complete separation: in 8 of 24 rows .* so that "fc" runs to minus infinity \(/;
    expect((await told("y ~ x + f + (1 | g)", data))[0]).toMatch(plain);
    expect((await told("y ~ x + twice + f + c + (1 | g)", data))[0]).toMatch(plain);
    const first = /so that "c" runs to minus infinity \([^"]*; the estimate/;
    expect((await told("y ~ c + x + f + (1 | g)", data))[0]).toMatch(first);
  });

  it("is of rows whose trials all ended alike", async () => {
    const trials = x.map((_, i) => 2 + (i % 3));
    const wins = trials.map((count, i) => (f[i] === "b" ? count : i % count));
    const data = { wins, losses: trials.map((count, i) => count - wins[i]), f, g };
    expect((await told("cbind(wins, losses) ~ f + (1 | g)", data))[0]).toMatch(
      /in 8 of 24 rows .* "fb" runs to infinity/,
    );
  });

  it("is of counts of zero, under a link that has no zero", async () => {
    const y = mixed.map((value, i) => (f[i] === "c" ? 0 : 1 + value));
    const data = { y, f, g, x };
    for (const options of [{ family: "poisson" }, { family: "negbinomial", shape: 2 }] as const) {
      expect((await told("y ~ f + x + (1 | g)", data, options))[0]).toMatch(
        /in 8 of 24 rows .* "fc" runs to minus inf/,
      );
    }
    expect((await told("y ~ f + (1 | g)", data, { family: "poisson", link: "sqrt" })).join()).not.toMatch(/separation/);
  });

  it("is of successes only where the link has no end for them", async () => {
    const ones = mixed.map((value, i) => (f[i] === "c" ? 1 : value));
    const zeros = mixed.map((value, i) => (f[i] === "c" ? 0 : value));
    for (const link of ["logit", "probit", "cloglog", "cauchit"] as const) {
      expect((await told("y ~ f + (1 | g)", { y: zeros, f, g }, { link }))[0]).toMatch(/"fc" runs to minus infinity/);
    }
    expect((await told("y ~ f + (1 | g)", { y: ones, f, g }, { link: "probit" }))[0]).toMatch(/"fc" runs to infinity/);
  });

  it("is of gaussian responses below zero that a log link cannot reach", async () => {
    const y = mixed.map((value, i) => (f[i] === "c" ? -1 - value / 2 : 5 + value + i / 10));
    const [message] = await told("y ~ f + (1 | g)", { y, f, g }, { family: "gaussian", link: "log", dispersion: "ml" });
    expect(message).toMatch(/in 8 of 24 rows .* "fc" runs to minus infinity/);
  });
});

describe("a variance without end", () => {
  it("is not seen in an intercept far from the data", async () => {
    const data = await fixture("year-poisson");
    for (const [formula, codes] of [
      ["y ~ year + (year | g)", []],
      ["y ~ t + (t | g)", ["W_SCALE_X"]],
    ] as const) {
      const fit = await glmm(formula, data, { family: "poisson" });
      expect(fit.objective).toBeCloseTo(915.093198, 5);
      expect(fit.warnings.map(({ code }) => code)).toEqual(codes);
    }
  });

  it("is told where a factor decides the response", async () => {
    const rows = Array.from({ length: 240 }, (_, i) => i);
    const level = rows.map((i) => `l${i % 8}`);
    const y = rows.map((i) => (i % 8 < 4 ? 1 : 0));
    const messages = await told("y ~ 1 + (1 | level)", { y, level });
    expect(messages.join()).toMatch(/W_RUNAWAY_VARIANCE .* "\(Intercept\)" by "level" has \d/);
  });
});
