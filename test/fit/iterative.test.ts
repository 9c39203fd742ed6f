import { describe, expect, it } from "vitest";
import { IterativeSystem } from "../../src/engine/iterative/iterative-system.js";
import { LinearRows } from "../../src/engine/linear-system.js";
import type { LiveFit } from "../../src/fit/fit.js";
import { glmm, lmm } from "../../src/fit/fitting.js";
import { restore } from "../../src/fit/reopen.js";
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

  it("is refused for generalized models, and its options without it", async () => {
    const data = ratings(300, [30, 20]);
    const wrong = { method: "iterative" } as object;
    await expect(glmm("y ~ x + (1 | rater)", data, wrong)).rejects.toThrow(/"method" is for linear mixed models/);
    await expect(lmm("y ~ x + (1 | rater)", data, { probes: 8 })).rejects.toThrow(/"probes" is for method "iterative"/);
    await expect(lmm("y ~ x + (1 | rater)", data, { method: "iterative", probes: 1 })).rejects.toThrow(/2 on, not 1/);
  });
});
