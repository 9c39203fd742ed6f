import { describe, expect, it } from "vitest";
import { type PowerCurve, power, powerCurve, powerStream } from "../../src/index.js";
import { bundleWorker } from "../support/bundle-worker.js";

const formula = "y ~ cond + (1 | subj)";
const design = { units: { subj: 15 }, within: { cond: ["a", "b"] } };
const study = {
  seed: 4,
  effects: { condb: 0.6 },
  random: { "sd_(Intercept)|subj": 2 },
  sigma: Math.SQRT1_2,
  replicates: 100,
};

describe("powerCurve()", () => {
  it("is power() at each point", async () => {
    const { points, along, isFinal } = await powerCurve(formula, design, {
      ...study,
      along: { subj: [8, 15], condb: [0.6, 0.9] },
    });
    expect(along).toEqual(["subj", "condb"]);
    expect(isFinal).toBe(true);
    expect(points.map(({ at }) => at)).toEqual([
      { subj: 8, condb: 0.6 },
      { subj: 8, condb: 0.9 },
      { subj: 15, condb: 0.6 },
      { subj: 15, condb: 0.9 },
    ]);
    const { at: _, ...one } = points[1];
    expect(one).toEqual(await power(formula, design, { ...study, sizes: { subj: 8 }, effects: { condb: 0.9 } }));
  });

  it("shares random numbers along the curve: a larger effect is significant wherever a smaller one is", async () => {
    const { points } = await powerCurve(formula, design, {
      ...study,
      tests: { coefficient: "condb", side: "greater" },
      along: { condb: [0.2, 0.3, 0.4, 0.5] },
    });
    const found = points.map(({ tests }) => tests[0].power.successes);
    expect(found).toEqual([...found].sort((a, b) => a - b));
    const bias = points.map(({ tests }) => tests[0].bias?.value ?? 0);
    for (const value of bias) expect(value).toBeCloseTo(bias[0], 6);
  });

  it("varies sigma, standard deviations, alpha, repetitions and what is missing", async () => {
    for (const along of [
      { sigma: [0.5, 1] },
      { "sd_(Intercept)|subj": [1, 2] },
      { alpha: [0.01, 0.1] },
      { repetitions: [1, 2] },
      { missing: [0, 0.2] },
    ]) {
      const { points } = await powerCurve(formula, design, { ...study, replicates: 10, along });
      expect(points.map(({ at }) => Object.values(at)[0])).toEqual(Object.values(along)[0]);
    }
    await expect(powerCurve(formula, design, { ...study, along: { subjects: [1] } })).rejects.toThrow(
      'effects names "subjects", which the model does not have',
    );
    await expect(powerCurve(formula, design, { ...study, along: {} })).rejects.toThrow("along has no values");
  });
});

describe("powerStream()", () => {
  it("tells previews, then the curve after each round, and ends with that of powerCurve(), in workers too", async () => {
    const workerUrl = await bundleWorker("src/worker.ts");
    const options = { ...study, along: { subj: [8, 12] }, rounds: [20, 50] };
    const seen: PowerCurve[] = [];
    for await (const curve of powerStream(formula, design, { ...options, workers: 2, workerUrl })) seen.push(curve);
    expect(seen.map(({ replicates, isFinal }) => [replicates, isFinal])).toEqual([
      [0, false],
      [20, false],
      [50, false],
      [100, true],
    ]);
    expect(seen[0].points[0].tests[0].preview).toBeGreaterThan(0.2);
    expect(seen[3]).toEqual(await powerCurve(formula, design, options));
    const { points } = await powerCurve(formula, design, { ...options, replicates: 20 });
    expect(seen[1].points).toEqual(points);
  });

  it("stops when nobody reads on, and when it is told to", async () => {
    for await (const { replicates } of powerStream(formula, design, {
      ...study,
      replicates: 100_000,
      along: { subj: [8] },
    })) {
      if (replicates > 0) break;
    }
    const stop = new AbortController();
    const read = async () => {
      for await (const _ of powerStream(formula, design, {
        ...study,
        replicates: 100_000,
        along: { subj: [8] },
        signal: stop.signal,
      }))
        stop.abort();
    };
    await expect(read()).rejects.toThrow(/power\(\) cancelled after \d+ of 100000 replicates/);
  });
});
