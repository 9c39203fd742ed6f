import v8 from "node:v8";
import vm from "node:vm";
import { describe, expect, it, test } from "vitest";
import {
  anova,
  confint,
  type FactorColumn,
  type GlmmOptions,
  glmm,
  type LiveFit,
  lmm,
  type NumberColumn,
  predictions,
  reopen,
  restore,
  toTable,
} from "../../src/index.js";
import { loadTable } from "../support/reference.js";

const FORMULA = "Reaction ~ Days + (Days | Subject)";

test("a fit of which the system was let go, as more than 256 are kept, answers to the last bit as before", async () => {
  const table = await loadTable("sleepstudy");
  const told = async (fit: Awaited<ReturnType<typeof lmm>>) => ({
    json: { ...fit.toJSON(), timing: null },
    modes: fit.ranef().Subject.condVar,
    vcov: fit.vcov(),
    tests: anova(fit, { df: "kenward-roger" }),
    upper: predictions(fit).upper,
    refit: (await fit.refit(fit.fitted().map((y, i) => y + (i % 7)))).theta,
    intervals: await confint(fit, { method: "wald" }),
  });
  const first = await lmm(FORMULA, table);
  const second = await first.refit(first.fitted().map((y, i) => y + (i % 5)));
  const before = [await told(first), await told(second)];
  const fits = [];
  for (let i = 0; i < 300; i++) fits.push(await lmm(FORMULA, table));
  expect([await told(first), await told(second)]).toEqual(before);
  expect(fits[0].objective).toBe(first.objective);
});

describe("a generalized fit of which the system was let go", () => {
  const BINOMIAL = "cbind(incidence, size - incidence) ~ period + (1 | herd)";
  const models: [string, string, GlmmOptions][] = [
    ["binomial", BINOMIAL, {}],
    ["by quadrature", BINOMIAL, { nAGQ: 7 }],
    ["of nAGQ 0", BINOMIAL, { nAGQ: 0 }],
    ["with slopes", "incidence ~ size + (size | herd)", { family: "poisson" }],
    [
      "with a moment estimate of its scale",
      "I(incidence + 0.5) ~ period + (1 | herd)",
      { family: "gamma", link: "log" },
    ],
    ["with a shape", "incidence ~ period + (1 | herd)", { family: "negbinomial" }],
  ];
  const told = async (fit: LiveFit, isLate: boolean) => ({
    first: isLate ? fit.ranef() : fit.warnings,
    json: { ...fit.toJSON(), timing: null },
    modes: fit.ranef().herd.condVar,
    vcov: fit.vcov("RX"),
    predicted: predictions(fit),
    intervals: await confint(fit, { method: "wald" }),
    refit: (await fit.refit(fit.live.design.response)).theta,
  });

  it.each(models)("answers to the last bit as before: %s", async (_, formula, options) => {
    const table = await loadTable("cbpp");
    const made = async () => {
      const fit = await glmm(formula, table, options);
      return [fit, await reopen(restore(JSON.stringify(fit)), table), await fit.refit(fit.live.design.response)];
    };
    for (const isLate of [false, true]) {
      const [whole, late] = [await made(), await made()];
      const before = [];
      for (const fit of whole) before.push(await told(fit, isLate));
      for (let i = 0; i < 257; i++) await glmm(BINOMIAL, table);
      const after = [];
      for (const fit of late) after.push(await told(fit, isLate));
      expect(after).toEqual(before);
    }
  });
});

test("fits that are searched for at the same time do not take one another's systems", async () => {
  const table = await loadTable("sleepstudy");
  const alone = await lmm(FORMULA, table);
  const together = await Promise.all(Array.from({ length: 400 }, () => lmm(FORMULA, table)));
  expect(together.every(({ objective, theta }) => objective === alone.objective && theta[1] === alone.theta[1])).toBe(
    true,
  );
  expect(together[0].ranef()).toEqual(alone.ranef());
});

test("fits of the same data share copies of them, for as long as the data are the same", async () => {
  const sleep = await loadTable("sleepstudy");
  const y = (sleep.columns.get("Reaction") as NumberColumn).values.slice();
  const data = toTable({
    y,
    x: (sleep.columns.get("Days") as NumberColumn).values.slice(),
    g: sleep.columns.get("Subject") as FactorColumn,
  });
  const [one, two] = [await lmm("y ~ x + (1 | g)", data), await lmm("y ~ x + (x | g)", data)];
  expect(one.live.design.response).toBe(two.live.design.response);
  y[3] += 1;
  const three = await lmm("y ~ x + (1 | g)", data);
  expect(three.live.design.response[3]).toBe(one.live.design.response[3] + 1);
  expect(three.objective).not.toBe(one.objective);
});

test("a kept fit of sleepstudy holds less than 7,000 bytes", async () => {
  const table = await loadTable("sleepstudy");
  v8.setFlagsFromString("--expose-gc");
  const gc: () => void = vm.runInNewContext("gc");
  const fits: unknown[] = [];
  const held = async (count: number) => {
    while (fits.length < count) fits.push(await lmm(FORMULA, table));
    gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  // The first leave code, and those systems behind that are kept whatever comes.
  const [before, after] = [await held(600), await held(1600)];
  expect((after - before) / 1000).toBeLessThan(7000);
});

test("fits of one formula and the same data share what it says, and the levels and codes of their groups", async () => {
  const sleep = await loadTable("sleepstudy");
  const [Reaction, Days] = ["Reaction", "Days"].map((name) => (sleep.columns.get(name) as NumberColumn).values);
  const { codes, levels } = sleep.columns.get("Subject") as FactorColumn;
  const words = Array.from(codes, (code) => `s${levels[code]}`);
  for (const Subject of [words, Float64Array.from(codes)]) {
    const data = toTable({ Reaction, Days, Subject });
    const [one, two] = [await lmm(FORMULA, data), await lmm(FORMULA, data)];
    expect(one.live.frame.formula).toBe(two.live.frame.formula);
    expect(one.live.design.factors[0].levels).toBe(two.live.design.factors[0].levels);
    expect(one.live.design.factors[0].codes).toBe(two.live.design.factors[0].codes);
    expect(two.groups).toEqual({ Subject: 18 });
  }
});

test("a formula with a dot, or with a bar in no parentheses, is expanded for the columns of each table", async () => {
  const sleep = await loadTable("sleepstudy");
  const [y, x] = ["Reaction", "Days"].map((name) => (sleep.columns.get(name) as NumberColumn).values);
  const g = sleep.columns.get("Subject") as FactorColumn;
  const z = y.map((value, i) => value * (i % 3));
  for (const formula of ["y ~ . - g + (1 | g)", "y ~ 1 | g"]) {
    for (const others of [{ x }, { x, z }, { z }]) {
      const names = (await lmm(formula, toTable({ y, g, ...others }))).fixef().map(({ name }) => name);
      expect(names).toEqual(["(Intercept)", ...(formula.includes(".") ? Object.keys(others) : [])]);
    }
  }
});
