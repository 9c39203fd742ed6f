import { describe, expect, it } from "vitest";
import { IterativeSystem } from "../../src/engine/iterative/iterative-system.js";
import { LinearRows } from "../../src/engine/linear-system.js";
import type { LiveFit } from "../../src/fit/fit.js";
import { glmm, lmm } from "../../src/fit/fitting.js";
import { reopen, restore } from "../../src/fit/reopen.js";
import { anova } from "../../src/inference/anova.js";
import { compare } from "../../src/inference/comparison/compare.js";
import { influence } from "../../src/inference/diagnostics/influence.js";
import { leverages } from "../../src/inference/diagnostics/rows.js";
import { confint } from "../../src/inference/intervals/confint.js";
import { profile } from "../../src/inference/intervals/profile.js";
import { levelCoefficients } from "../../src/inference/level-coefficients.js";
import { predictions } from "../../src/inference/prediction/predictions.js";
import { engineInput } from "../../src/likelihood/terms.js";
import { RandomStream } from "../../src/math/random-stream.js";
import { summary } from "../../src/report/summary.js";
import { loadTable } from "../support/reference.js";

/** Ratings of items by raters; close ones where they stand on a line and meet near it, at random else. */
function ratings(rows: number, levels: readonly [number, number], { close = 0, slopes = false, seed = 5 } = {}) {
  const stream = new RandomStream(seed);
  const [raters, items] = levels;
  const effects = (count: number, sd: number) => Float64Array.from({ length: count }, () => sd * stream.normal());
  const [a, b, sa, sb] = [effects(raters, 0.8), effects(items, 0.6), effects(raters, 0.4), effects(items, 0.3)];
  const rater = Int32Array.from({ length: rows }, (_, i) => (i < raters ? i : Math.floor(stream.uniform() * raters)));
  const item = Int32Array.from(rater, (own, i) => {
    if (i < items) return i;
    if (close === 0) return Math.floor(stream.uniform() * items);
    const at = (own / raters) * items + close * items * stream.normal();
    return Math.max(0, Math.min(items - 1, Math.floor(at)));
  });
  const x = effects(rows, 1);
  const y = Float64Array.from(x, (value, i) => {
    const slope = 0.5 + (slopes ? sa[rater[i]] + sb[item[i]] : 0);
    return 1 + slope * value + a[rater[i]] + b[item[i]] + stream.normal();
  });
  const named = (codes: Int32Array, count: number) => ({
    codes,
    levels: Array.from({ length: count }, (_, i) => `l${i}`),
  });
  return { y, x, rater: named(rater, raters), item: named(item, items) };
}

/** Within three standard errors of the exact fit, and exact where it solves. */
function expectNear(iterative: LiveFit, exact: LiveFit): void {
  const errors = iterative.monteCarlo as NonNullable<LiveFit["monteCarlo"]>;
  expect(iterative.convergence.converged).toBe(true);
  expect(Math.abs(iterative.objective - exact.objective)).toBeLessThan(3 * errors.objectiveError + 1e-6);
  iterative.theta.forEach((value, i) => {
    expect(Math.abs(value - exact.theta[i]), iterative.thetaNames[i]).toBeLessThan(3 * errors.thetaErrors[i] + 1e-7);
  });
  const other = exact.fixef();
  iterative.fixef().forEach(({ estimate, stdError }, i) => {
    expect(Math.abs(estimate - other[i].estimate)).toBeLessThan(0.02 * stdError);
    // It follows the variances, of which few levels leave a tenth open.
    expect(Math.abs(stdError / other[i].stdError - 1)).toBeLessThan(0.005 + errors.share);
  });
}

describe("the iterative method", () => {
  it("agrees with the exact one on InstEval, students and lecturers", async () => {
    const table = await loadTable("InstEval");
    const formula = "y ~ service + (1 | s) + (1 | d)";
    const fit = await lmm(formula, table, { method: "iterative" });
    expectNear(fit, await lmm(formula, table));
    expect(fit.monteCarlo?.share).toBeLessThan(0.003);
  });

  it("agrees with it on InstEval with departments, and by maximum likelihood", async () => {
    const table = await loadTable("InstEval");
    const formula = "y ~ service + (1 | s) + (1 | d) + (1 | dept)";
    expectNear(
      await lmm(formula, table, { method: "iterative", reml: false, seed: 3 }),
      await lmm(formula, table, { reml: false }),
    );
  });

  it.each([1, 2, 3])("agrees with it on random designs, slopes by both factors included, seed %i", async (seed) => {
    const plain = ratings(9000, [300, 250]);
    expectNear(
      await lmm("y ~ x + (1 | rater) + (1 | item)", plain, { method: "iterative", seed }),
      await lmm("y ~ x + (1 | rater) + (1 | item)", plain),
    );
    const slopes = ratings(9000, [300, 250], { slopes: true });
    const formula = "y ~ x + (1 + x | rater) + (1 + x | item)";
    expectNear(await lmm(formula, slopes, { method: "iterative", seed }), await lmm(formula, slopes));
  });

  it("finds variances of zero", async () => {
    const data = ratings(4000, [120, 90]);
    const formula = "y ~ x + (1 + x || rater) + (1 | item)";
    const [fit, exact] = [await lmm(formula, data, { method: "iterative" }), await lmm(formula, data)];
    expectNear(fit, exact);
    expect(fit.isSingular).toBe(exact.isSingular);
  });

  it.each([1, 2, 3, 4, 5, 6])("converges with a third factor without variance, seed %i", async (seed) => {
    const data = ratings(900, [40, 25], { seed });
    const third = Array.from(data.x, (value) => `c${Math.floor(Math.abs(1000 * value)) % 7}`);
    const formula = "y ~ x + (1 + x | rater) + (1 | item) + (1 | third)";
    const [fit, exact] = [
      await lmm(formula, { ...data, third }, { method: "iterative", seed }),
      await lmm(formula, { ...data, third }),
    ];
    expect(fit.convergence.converged).toBe(true);
    const error = fit.monteCarlo?.objectiveError ?? 0;
    expect(Math.abs(fit.objective - exact.objective)).toBeLessThan(4 * error + 1e-6);
  });

  it.each([
    { name: "InstEval", close: null },
    { name: "a clustered design", close: 0.02 },
  ])("covers the objective by two standard errors in at least 36 of 40 sets of probes: $name", async ({ close }) => {
    const data = close === null ? await loadTable("InstEval") : ratings(20000, [500, 400], { close });
    const exact = await lmm(
      close === null ? "y ~ service + (1 | s) + (1 | d)" : "y ~ x + (1 | rater) + (1 | item)",
      data,
    );
    const { likelihood, estimates } = exact.live;
    const rows = new LinearRows(engineInput(likelihood.stored));
    const refuse = (question: string): never => {
      throw new Error(question);
    };
    let covered = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const system = new IterativeSystem(rows, { probes: 16, seed }, refuse);
      estimates.lambdas.forEach((lambda, f) => {
        system.setLambda(f, lambda);
      });
      system.factorize();
      if (Math.abs(system.objective(true) - exact.objective) <= 2 * system.objectiveError) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(36);
  });

  it("gives the same bits again, and others for another seed", async () => {
    const data = ratings(3000, [90, 80]);
    const of = (seed: number) => lmm("y ~ x + (1 | rater) + (1 | item)", data, { method: "iterative", seed });
    const [one, again, other] = [await of(1), await of(1), await of(2)];
    expect(JSON.stringify({ ...again.toJSON(), timing: 0 })).toBe(JSON.stringify({ ...one.toJSON(), timing: 0 }));
    expect(other.objective).not.toBe(one.objective);
  });

  it("tells its errors in summary, JSON and a saved fit, with z tests", async () => {
    const fit = await lmm("y ~ x + (1 | rater) + (1 | item)", ratings(3000, [90, 80]), {
      method: "iterative",
      probes: 8,
    });
    const text = summary(fit);
    expect(text).toContain("Linear mixed model fit by REML, iterative method. z-tests");
    expect(text).toMatch(/log-likelihood -\d+\.\d+ ± [\d.e-]+ \(Monte Carlo\); variance parameters: Monte-Carlo error/);
    const saved = restore(JSON.stringify(fit));
    expect(saved.monteCarlo).toEqual(fit.monteCarlo);
    expect(saved.monteCarlo).toMatchObject({ probes: 8, seed: 1 });
    expect(saved.title.method).toContain("iterative method");
    expect(saved.record.options).toMatchObject({ method: "iterative", probes: 8 });
  });

  it("answers what takes a few solutions as the exact method does", async () => {
    const data = ratings(3000, [90, 80]);
    const formula = "y ~ x + (1 + x | rater) + (1 | item)";
    const [fit, exact] = [await lmm(formula, data, { method: "iterative" }), await lmm(formula, data)];
    // At the same theta nothing but rounding is between them.
    const { theta, lambdas } = exact.live.estimates;
    const at = fit.live.likelihood.at({ theta, lambdas });
    for (const factor of exact.live.design.factors.keys()) {
      const expected = exact.live.likelihood.conditionalCovariance(exact.live.estimates, factor);
      fit.live.likelihood.conditionalCovariance(at, factor).forEach((value, i) => {
        expect(Math.abs(value - expected[i])).toBeLessThan(1e-10);
      });
    }
    const rows = { x: [0.5, 2], rater: ["l3", "new"], item: ["l9", "l1"] };
    const [found, expected] = [fit, exact].map((one) => {
      return predictions(one, rows, { interval: "prediction", newLevels: "population" });
    });
    for (const key of ["estimate", "lower", "upper"] as const) {
      expect(found[key]).toHaveLength(2);
      found[key].forEach((value, i) => {
        expect(Math.abs(value - expected[key][i])).toBeLessThan(1e-3);
      });
    }
    const some = levelCoefficients(fit, { group: "rater", levels: ["l7", "l2"] });
    expect(some.map(({ level, name }) => `${level} ${name}`)).toEqual([
      "l7 (Intercept)",
      "l7 x",
      "l2 (Intercept)",
      "l2 x",
    ]);
    const all = levelCoefficients(exact);
    for (const { level, name, estimate, stdError } of some) {
      const own = all.find((one) => one.group === "rater" && one.level === level && one.name === name);
      expect(estimate).toBeCloseTo(own?.estimate ?? Number.NaN, 3);
      expect(stdError).toBeCloseTo(own?.stdError ?? Number.NaN, 3);
    }
    const again = await reopen(restore(JSON.stringify(fit)), data);
    expect(again.monteCarlo).not.toBeNull();
    again.beta.forEach((value, i) => {
      expect(value).toBeCloseTo(fit.beta[i], 10);
    });
  });

  it("refuses what wants the exact method, in words", async () => {
    const fit = await lmm("y ~ x + (1 | rater) + (1 | item)", ratings(3000, [90, 80]), { method: "iterative" });
    const words = /wants? the exact method, and this model was fitted by the iterative one/;
    expect(() => anova(fit, { df: "satterthwaite" })).toThrow(words);
    expect(() => anova(fit, { df: "kenward-roger" })).toThrow(words);
    expect(() => leverages(fit)).toThrow(words);
    await expect(confint(fit)).rejects.toThrow(words);
    await expect(profile(fit)).rejects.toThrow(words);
    await expect(influence(fit, { group: "item" })).rejects.toThrow(words);
    expect((await confint(fit, { method: "wald" })).intervals).toHaveLength(5);
    expect(anova(fit).method).toBe("asymptotic");
  });

  it("compares log-likelihoods where they are four errors apart, and says where they are not", async () => {
    const data = ratings(6000, [200, 150], { close: 0.02 });
    const noise = Float64Array.from(data.x, (_, i) => (i * 7919) % 101);
    const of = (formula: string) => lmm(formula, { ...data, noise }, { method: "iterative", reml: false });
    const [empty, plain, more] = [
      await of("y ~ 1 + (1 | rater) + (1 | item)"),
      await of("y ~ x + (1 | rater) + (1 | item)"),
      await of("y ~ x + noise + (1 | rater) + (1 | item)"),
    ];
    const { models, warnings } = compare([empty, plain, more]);
    expect(models[1].test?.p).toBeLessThan(1e-10);
    expect(models[2].test).toBeNull();
    expect(warnings.map(({ code }) => code)).toContain("W_MONTE_CARLO");
    const told = warnings.map(({ message }) => message).join();
    expect(told).toMatch(/m3 and m2 are not tested: .* less than 4 Monte-Carlo errors/);
  });

  it("has slopes that are those of its objective within their errors, on average over the probes", () => {
    const data = ratings(6000, [150, 120], { slopes: true });
    const columns = [null, data.x];
    const rows = new LinearRows({
      nobs: data.y.length,
      fixed: [new Float64Array(data.y.length).fill(1), data.x],
      response: data.y,
      weights: null,
      offset: null,
      factors: [data.rater, data.item].map(({ codes, levels }) => ({ codes, levelCount: levels.length, columns })),
    });
    const refuse = (question: string): never => {
      throw new Error(question);
    };
    const system = new IterativeSystem(rows, { probes: 64, seed: 4 }, refuse);
    const base = [Float64Array.of(0.8, 0.1, 0, 0.4), Float64Array.of(0.6, -0.1, 0, 0.3)];
    const valueAt = (lambdas: readonly Float64Array[]) => {
      lambdas.forEach((lambda, f) => {
        system.setLambda(f, lambda);
      });
      system.factorize();
      return system.objective(true);
    };
    // The basis is frozen after three evaluations.
    for (let i = 0; i < 3; i++) valueAt(base);
    const slopes = system.gradient(true);
    const byProbe = system.gradientByProbe();
    const step = 1e-4;
    for (const f of [0, 1]) {
      for (const i of [0, 1, 3]) {
        const moved = (by: number) => {
          return base.map((lambda, at) => lambda.map((entry, j) => entry + (at === f && j === i ? by : 0)));
        };
        const difference = (valueAt(moved(step)) - valueAt(moved(-step))) / (2 * step);
        const own = byProbe.map((slope) => slope[f][i]);
        const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
        const variance = own.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (own.length - 1);
        expect(Math.abs(difference - slopes[f][i])).toBeLessThan(4 * Math.sqrt((2 * variance) / own.length) + 1e-4);
      }
    }
  });

  it("is refused for generalized models, and its options without it", async () => {
    const data = ratings(300, [30, 20]);
    const wrong = { method: "iterative" } as object;
    await expect(glmm("y ~ x + (1 | rater)", data, wrong)).rejects.toThrow(/"method" is for linear mixed models/);
    await expect(lmm("y ~ x + (1 | rater)", data, { probes: 8 })).rejects.toThrow(/"probes" is for method "iterative"/);
    await expect(lmm("y ~ x + (1 | rater)", data, { method: "iterative", probes: 1 })).rejects.toThrow(/2 on, not 1/);
  });
});
