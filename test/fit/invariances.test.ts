// What must not change when the data are written differently, and what must change with them.
import { beforeAll, describe, expect, it } from "vitest";
import { type LiveFit, lmm } from "../../src/index.js";
import { loadTable } from "../support/reference.js";

type Columns = {
  Reaction: number[];
  Days: number[];
  w: number[];
  g2: string[];
  Subject: string[];
};

const formula = "Reaction ~ Days + (Days | Subject) + (1 | g2)";
let data: Columns;
let base: LiveFit;

function relative(a: number, b: number): number {
  return Math.abs(a - b) / Math.max(1, Math.abs(b));
}

function expectSame(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(relative(actual[i], value)).toBeLessThan(tolerance);
}

const estimates = (fit: LiveFit) => fit.fixef().map(({ estimate }) => estimate);

beforeAll(async () => {
  const table = await loadTable("sleepstudy_w");
  const number = (name: string) => Array.from((table.columns.get(name) as { values: Float64Array }).values);
  const text = (name: string) => {
    const { codes, levels } = table.columns.get(name) as { codes: Int32Array; levels: readonly string[] };
    return Array.from(codes, (code) => levels[code]);
  };
  data = {
    Reaction: number("Reaction"),
    Days: number("Days"),
    w: number("w"),
    g2: text("g2"),
    Subject: text("Subject"),
  };
  base = await lmm(formula, data, { weights: "w" });
});

describe("a fit", () => {
  it("does not depend on the order of rows", async () => {
    const order = data.Days.map((_, i) => (i * 77) % 180);
    const permuted = Object.fromEntries(
      Object.entries(data).map(([name, values]) => [name, order.map((i) => values[i])]),
    );
    const fit = await lmm(formula, permuted, { weights: "w" });
    expect(relative(fit.objective, base.objective)).toBeLessThan(1e-10);
    expectSame(estimates(fit), estimates(base), 1e-8);
    expectSame(fit.ranef().Subject.values.flat(), base.ranef().Subject.values.flat(), 1e-5);
    expect(fit.fitted()[0]).toBeCloseTo(base.fitted()[order[0]], 5);
  });

  it("does not depend on the names of levels", async () => {
    const renamed = data.Subject.map((name) => `${999 - Number(name)} of them`);
    const fit = await lmm(formula, { ...data, Subject: renamed }, { weights: "w" });
    expect(relative(fit.objective, base.objective)).toBeLessThan(1e-10);
    const effects = fit.ranef().Subject;
    const place = effects.levels.indexOf(`${999 - 308} of them`);
    expectSame(effects.values[place], base.ranef().Subject.values[0], 1e-5);
  });

  it("follows y → a + c y", async () => {
    const Reaction = data.Reaction.map((y) => 1000 + 3 * y);
    const fit = await lmm(formula, { ...data, Reaction }, { weights: "w" });
    const shifted = base.objective + 2 * (180 - base.rank) * Math.log(3);
    expect(relative(fit.objective, shifted)).toBeLessThan(1e-10);
    expectSame(
      estimates(fit),
      estimates(base).map((value, i) => 3 * value + (i === 0 ? 1000 : 0)),
      1e-8,
    );
    expect(fit.sigma / base.sigma).toBeCloseTo(3, 7);
    expectSame([...fit.theta], [...base.theta], 1e-5);
  });

  it("follows a rescaled and shifted covariate by the same path", async () => {
    const Days = data.Days.map((days) => 1000 * days);
    const fit = await lmm(formula, { ...data, Days }, { weights: "w" });
    expect(fit.convergence.evaluations).toBe(base.convergence.evaluations);
    // The REML criterion holds log|X'V⁻¹X|, which grows by log 1000².
    expect(relative(fit.objective, base.objective + 2 * Math.log(1000))).toBeLessThan(1e-10);
    expect(relative(1000 * estimates(fit)[1], estimates(base)[1])).toBeLessThan(1e-8);

    const later = await lmm("Reaction ~ I(Days - 4) + (I(Days - 4) | Subject) + (1 | g2)", data, { weights: "w" });
    expect(relative(later.objective, base.objective)).toBeLessThan(1e-10);
    expect(relative(estimates(later)[1], estimates(base)[1])).toBeLessThan(1e-7);
  });

  it("gives the same model for another coding of a factor", async () => {
    const coded = "Reaction ~ Days * g2 + (Days | Subject)";
    const treatment = await lmm(coded, data, { reml: false, weights: "w" });
    const sum = await lmm(coded, data, { reml: false, weights: "w", contrasts: { g2: "sum" } });
    expect(relative(sum.objective, treatment.objective)).toBeLessThan(1e-10);
    expectSame([...sum.fitted()], [...treatment.fitted()], 1e-6);
  });

  it("at a given theta takes a weight of 2 as two rows for everything but the count of rows", async () => {
    const twice = Object.fromEntries(Object.entries(data).map(([name, values]) => [name, [...values, ...values]]));
    const options = { maxIterations: 0, start: [0.9, 0.01, 0.2] };
    const rows = await lmm("Reaction ~ Days + (Days | Subject)", twice, options);
    const weights = await lmm("Reaction ~ Days + (Days | Subject)", data, { ...options, weights: data.w.map(() => 2) });
    expectSame(estimates(rows), estimates(weights), 1e-10);
    expectSame(rows.ranef().Subject.values.flat(), weights.ranef().Subject.values.flat(), 1e-9);
    expect(relative(rows.pwrss, weights.pwrss)).toBeLessThan(1e-10);
    expect(relative(rows.ldL2, weights.ldL2)).toBeLessThan(1e-10);
  });

  it("gives the same bits twice", async () => {
    const { timing: _, ...fit } = (await lmm(formula, data, { weights: "w" })).toJSON();
    const { timing: __, ...before } = base.toJSON();
    expect(JSON.stringify(fit)).toBe(JSON.stringify(before));
  });
});
