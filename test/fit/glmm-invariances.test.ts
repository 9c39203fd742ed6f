// What must not change in a generalized model when the data are written differently, and what must change with them.
import { beforeAll, describe, expect, it } from "vitest";
import { glmm, type LiveFit, lmm, predict, restore, simulate } from "../../src/index.js";
import { RandomStream } from "../../src/math/random-stream.js";
import { poissonVariate } from "../../src/math/random-variates.js";
import { loadTable } from "../support/reference.js";

interface Herds {
  readonly incidence: readonly number[];
  readonly size: readonly number[];
  readonly period: readonly string[];
  readonly herd: readonly string[];
}

const formula = "cbind(incidence, size - incidence) ~ period + (1 | herd)";
let herds: Herds;
let base: LiveFit;

const estimates = (fit: LiveFit) => [...fit.fixef().map(({ estimate }) => estimate), ...fit.theta];
const errors = (fit: LiveFit) => fit.fixef().map(({ stdError }) => stdError);

function expectNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(actual[i] - value) / Math.max(1, Math.abs(value))).toBeLessThan(tolerance);
  }
}

/** log of the binomial coefficient, by sums of logarithms. */
function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}

beforeAll(async () => {
  const table = await loadTable("cbpp");
  const number = (name: string) => Array.from((table.columns.get(name) as { values: Float64Array }).values);
  const text = (name: string) => {
    const { codes, levels } = table.columns.get(name) as { codes: Int32Array; levels: readonly string[] };
    return Array.from(codes, (code) => levels[code]);
  };
  herds = { incidence: number("incidence"), size: number("size"), period: text("period"), herd: text("herd") };
  base = await glmm(formula, herds);
});

describe("a binomial model", () => {
  it("of single trials is that of their sums, but for the binomial coefficients", async () => {
    const rows = herds.size.flatMap((size, i) => Array.from({ length: size }, (_, k) => ({ i, k })));
    const single = {
      y: rows.map(({ i, k }) => (k < herds.incidence[i] ? 1 : 0)),
      period: rows.map(({ i }) => herds.period[i]),
      herd: rows.map(({ i }) => herds.herd[i]),
    };
    const fit = await glmm("y ~ period + (1 | herd)", single);
    const constant = herds.size.reduce((sum, size, i) => sum + 2 * logChoose(size, herds.incidence[i]), 0);
    expect(Math.abs(fit.objective - constant - base.objective)).toBeLessThan(1e-7);
    expectNear(estimates(fit), estimates(base), 1e-6);
    expectNear(errors(fit), errors(base), 1e-5);
  });

  it("reads the same response as numbers, logical, factor, proportion or pair", async () => {
    const y = herds.incidence.map((count) => (count > 1 ? 1 : 0));
    const { period, herd } = herds;
    const responses = {
      number: y,
      logical: y.map((value) => value === 1),
      factor: y.map((value) => (value === 1 ? "ill" : "healthy")),
    };
    const fits = await Promise.all(
      Object.values(responses).map((response) => glmm("response ~ period + (1 | herd)", { response, period, herd })),
    );
    for (const fit of fits) expect(estimates(fit)).toEqual(estimates(fits[0]));
    const proportion = await glmm("I(incidence / size) ~ period + (1 | herd)", herds, { weights: "size" });
    expect(proportion.objective).toBe(base.objective);
    expect(estimates(proportion)).toEqual(estimates(base));
    expect(proportion.weightsLabel).toBe("size");
  });

  it("with the levels of the response in the other order has the other signs", async () => {
    const turned = await glmm("cbind(size - incidence, incidence) ~ period + (1 | herd)", herds);
    expect(Math.abs(turned.objective - base.objective)).toBeLessThan(1e-7);
    expectNear(
      turned.fixef().map(({ estimate }) => -estimate),
      base.fixef().map(({ estimate }) => estimate),
      1e-6,
    );
  });

  it("does not depend on the names and the order of levels, nor on the order of rows", async () => {
    const order = herds.size.map((_, i) => (i * 23) % 56);
    const shuffled = {
      incidence: order.map((i) => herds.incidence[i]),
      size: order.map((i) => herds.size[i]),
      period: order.map((i) => herds.period[i]),
      herd: order.map((i) => `x${(Number(herds.herd[i]) * 7) % 16}`),
    };
    const fit = await glmm(formula, shuffled);
    expect(Math.abs(fit.objective - base.objective)).toBeLessThan(1e-7);
    expectNear(estimates(fit), estimates(base), 1e-6);
  });

  it("takes a constant offset out of the intercept", async () => {
    const fit = await glmm(formula, herds, { offset: herds.size.map(() => 1.5) });
    expect(Math.abs(fit.objective - base.objective)).toBeLessThan(1e-7);
    expect(fit.fixef()[0].estimate + 1.5).toBeCloseTo(base.fixef()[0].estimate, 6);
    expectNear(Array.from(fit.linearPredictor()), Array.from(base.linearPredictor()), 1e-6);
  });
});

describe("prior weights", () => {
  it("count rows as often as they say", async () => {
    const weights = herds.size.map((_, i) => 1 + (i % 3));
    const repeat = <T>(values: readonly T[]) => values.flatMap((value, i) => new Array<T>(weights[i]).fill(value));
    const repeated = {
      incidence: repeat(herds.incidence),
      size: repeat(herds.size),
      period: repeat(herds.period),
      herd: repeat(herds.herd),
    };
    for (const [text, family] of [
      [formula, "binomial"],
      ["incidence ~ period + offset(log(size)) + (1 | herd)", "poisson"],
    ] as const) {
      const weighted = await glmm(text, herds, { family, weights });
      const expanded = await glmm(text, repeated, { family });
      expect(Math.abs(weighted.objective - expanded.objective)).toBeLessThan(1e-7);
      expectNear(estimates(weighted), estimates(expanded), 1e-6);
      expectNear(errors(weighted), errors(expanded), 1e-5);
    }
  });
});

describe("a gaussian model with the identity link", () => {
  it("is the linear model by maximum likelihood", async () => {
    const table = await loadTable("sleepstudy");
    const text = "Reaction ~ Days + (Days | Subject)";
    const linear = await lmm(text, table, { reml: false });
    const fit = await glmm(text, table, { family: "gaussian", dispersion: "ml" });
    expect(Math.abs(fit.objective / linear.objective - 1)).toBeLessThan(1e-9);
    expectNear(
      fit.fixef().map(({ estimate }) => estimate),
      linear.fixef().map(({ estimate }) => estimate),
      1e-6,
    );
    expect(fit.sigma).toBeCloseTo(linear.sigma, 4);
    expectNear(
      fit.varCorr().flatMap(({ sd }) => sd),
      linear.varCorr().flatMap(({ sd }) => sd),
      1e-5,
    );
  });
});

describe("refit", () => {
  it("of the same response gives the same bits", async () => {
    const again = await base.refit(base.live.design.response);
    expect(again.objective).toBe(base.objective);
    expect(estimates(again)).toEqual(estimates(base));
  });

  it("checks the response as the family does", async () => {
    const odd = Float64Array.from(base.live.design.response);
    odd[4] = 0.013;
    await expect(base.refit(odd)).rejects.toThrow("of 22 trials, which is 0.286 successes, no whole number");
    await expect(base.refit([1, 2])).rejects.toThrow("response has 2 values; this model was fitted to 56 rows");
    await expect(base.refit(odd.fill(0))).rejects.toThrow("is constant");
    await expect(base.refit(odd.fill(Number.NaN))).rejects.toThrow("NaN in row 1; expected a finite number");
  });
});

describe("simulate", () => {
  it("gives the same responses for the same seed", () => {
    const one = simulate(base, { seed: 1, count: 2 });
    expect(simulate(base, { seed: 1, count: 2 })).toEqual(one);
    expect(simulate(base, { seed: 2 })[0]).not.toEqual(one[0]);
    expect(one[0]).not.toEqual(one[1]);
  });

  it("draws shares of whole successes, which refit() takes", async () => {
    const [response] = simulate(base, { seed: 3 });
    const successes = response.map((share, i) => share * herds.size[i]);
    expect(successes.every((value) => Math.abs(value - Math.round(value)) < 1e-9)).toBe(true);
    const fit = await base.refit(response);
    expect(fit.convergence.converged).toBe(true);
  });

  it("has the mean of the model, with random effects given or drawn", () => {
    const count = 4000;
    for (const randomEffects of ["fitted", "new"] as const) {
      const draws = simulate(base, { seed: 4, count, randomEffects });
      const first = draws.map((draw) => draw[0]);
      const mean = first.reduce((sum, value) => sum + value, 0) / count;
      const spread = Math.sqrt(first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
      const expected = randomEffects === "fitted" ? base.fitted()[0] : populationMean(base);
      expect(Math.abs(mean - expected)).toBeLessThan((4 * spread) / Math.sqrt(count));
    }
  });

  it("asks for its seed and refuses what it does not know", () => {
    expect(() => simulate(base, {} as never)).toThrow('simulate() needs its option "seed"');
    expect(() => simulate(base, { seed: 1.5 })).toThrow('option "seed" must be a whole number, not 1.5');
    expect(() => simulate(base, { seed: 1, nsim: 3 } as never)).toThrow('unknown option "nsim" of simulate()');
    expect(() => simulate(base, { seed: 1, count: 0 })).toThrow('option "count" must be a whole number from 1 on');
  });

  it("draws from linear models, too", async () => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    const draws = simulate(fit, { seed: 5, count: 300 });
    const variance = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    };
    const [intercept] = fit.varCorr()[0].variance;
    const atDayZero = draws.flatMap((draw) => Array.from({ length: 18 }, (_, subject) => draw[10 * subject]));
    expect(variance(atDayZero) / (intercept + fit.sigma ** 2)).toBeCloseTo(1, 1);
    const refitted = await fit.refit(draws[0]);
    expect(refitted.nobs).toBe(180);
  });
});

/** Mean of the first row over the distribution of its random effect, by a fine sum. */
function populationMean(fit: LiveFit): number {
  const eta = fit.fixedPart()[0];
  const [sd] = fit.varCorr()[0].sd;
  let sum = 0;
  let weight = 0;
  for (let z = -6; z <= 6; z += 0.01) {
    const density = Math.exp((-z * z) / 2);
    sum += density / (1 + Math.exp(-eta - sd * z));
    weight += density;
  }
  return sum / weight;
}

describe("a saved generalized model", () => {
  it("predicts and tells its estimates as before", () => {
    const text = JSON.stringify(base);
    const restored = restore(text);
    const newData = { period: ["1", "4"], herd: ["2", "99"] };
    for (const type of ["link", "response"] as const) {
      const options = { type, newLevels: "population" } as const;
      expect(predict(restored, newData, options)).toEqual(predict(base, newData, options));
    }
    expect(restored.fixef()).toEqual(base.fixef());
    expect(restored.varCorr()).toEqual(base.varCorr());
    expect([restored.family, restored.link, restored.formula]).toEqual(["binomial", "logit", base.formula]);
    expect(JSON.stringify(restored)).toBe(text);
    expect(text.length).toBeLessThan(4000);
  });

  it("is told from a linear one", async () => {
    const linear = await lmm("Reaction ~ Days + (1 | Subject)", await loadTable("sleepstudy"));
    expect(restore(JSON.stringify(linear)).isLinear).toBe(true);
  });
});

describe("overdispersion", () => {
  it("is the ratio of Pearson's statistic to its degrees of freedom, and told where it is large", async () => {
    const stream = new RandomStream(11);
    const g = Array.from({ length: 300 }, (_, i) => `g${i % 10}`);
    const pure = g.map(() => poissonVariate(4, stream));
    const mixed = g.map((_, i) => poissonVariate(Math.floor(i / 10) % 2 === 0 ? 1 : 9, stream));
    const plain = await glmm("y ~ 1 + (1 | g)", { y: pure, g }, { family: "poisson" });
    expect(plain.overdispersion?.ratio).toBeCloseTo(1, 0);
    expect(plain.warnings.map(({ code }) => code)).not.toContain("W_OVERDISPERSED");
    const over = await glmm("y ~ 1 + (1 | g)", { y: mixed, g }, { family: "poisson" });
    const pearson = over.residuals("pearson").reduce((sum, value) => sum + value * value, 0);
    expect(over.overdispersion?.statistic).toBeCloseTo(pearson, 8);
    expect(over.overdispersion?.ratio).toBeGreaterThan(2);
    const told = over.warnings.find(({ code }) => code === "W_OVERDISPERSED");
    expect(told?.message).toContain('consider the family "negbinomial" or a random effect with one level for each row');
    expect((await glmm("y ~ 1 + (1 | g)", { y: mixed.map((y) => (y > 4 ? 1 : 0)), g })).overdispersion).toBeNull();
  });
});
