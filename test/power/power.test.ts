import { describe, expect, it } from "vitest";
import { type PowerOptions, power } from "../../src/index.js";
import { bundleWorker } from "../support/bundle-worker.js";

const paired = { units: { subj: 15 }, within: { cond: ["a", "b"] } };
const PAIRED: PowerOptions = {
  seed: 4,
  effects: { condb: 0.6 },
  random: { "sd_(Intercept)|subj": 2 },
  sigma: Math.SQRT1_2,
};
const formula = "y ~ cond + (1 | subj)";

/** Three standard errors of a share of so many replicates. */
const three = (share: number, count: number) => 3 * Math.sqrt((share * (1 - share)) / count);

describe("power()", () => {
  it("is that of the paired t test where the model is it", async () => {
    const { tests, singular, units, nobs } = await power(formula, paired, { ...PAIRED, replicates: 2000 });
    const [{ power: found, preview, coverage, bias }] = tests;
    // power.t.test(n = 15, delta = 0.6, sd = 1, type = "paired", strict = TRUE)
    expect(preview).toBeCloseTo(0.58042710888324189, 7);
    expect(Math.abs(found.estimate - 0.5804)).toBeLessThan(three(0.58, 2000));
    expect(Math.abs((coverage?.estimate ?? 0) - 0.95)).toBeLessThan(three(0.95, 2000));
    expect(Math.abs(bias?.value ?? 1)).toBeLessThan(3 * (bias?.stdError ?? 0));
    expect({ singular, units, nobs }).toEqual({ singular: 0, units: { subj: 15 }, nobs: 30 });
  });

  it("is that of the independent t test for groups of subjects measured twice", async () => {
    const design = { units: { subj: 40 }, between: { subj: { group: ["a", "b"] } }, repetitions: 2 };
    const options = {
      seed: 5,
      effects: { groupb: 0.8 },
      random: { "sd_(Intercept)|subj": 0.8 },
      sigma: Math.sqrt(0.72),
    };
    const { tests } = await power("y ~ group + (1 | subj)", design, { ...options, replicates: 1000 });
    // power.t.test(n = 20, delta = 0.8, sd = 1, strict = TRUE)
    expect(tests[0].preview).toBeCloseTo(0.69340419661545072, 7);
    expect(Math.abs(tests[0].power.estimate - 0.6934)).toBeLessThan(three(0.69, 1000));
  });

  it("keeps the level of every test where the hypothesis is true", async () => {
    const design = { units: { subj: 16 }, within: { cond: ["a", "b", "c"] }, repetitions: 2 };
    const { tests, joint } = await power("y ~ cond + (1 | subj)", design, {
      ...PAIRED,
      effects: {},
      replicates: 1000,
      tests: [
        "condb",
        { name: "kr", coefficient: "condc", df: "kenward-roger" },
        { name: "z", coefficient: "condb", df: "asymptotic" },
        { name: "above", coefficient: "condb", side: "greater" },
        { name: "10 %", contrast: { condb: 1, condc: -1 }, alpha: 0.1 },
        "cond",
        { name: "ratio", without: "y ~ 1 + (1 | subj)" },
      ],
    });
    const levels = [0.05, 0.05, 0.05, 0.05, 0.1, 0.05, 0.05];
    tests.forEach(({ power: { estimate }, name, isNull, typeS }, i) => {
      // Asymptotic tests are liberal in 96 rows, by less than a percent.
      expect(Math.abs(estimate - levels[i]), name).toBeLessThan(
        three(levels[i], 1000) + (i === 2 || i === 6 ? 0.01 : 0),
      );
      expect(isNull).toBe(i < 5);
      expect(typeS).toBeNull();
    });
    expect(joint?.any.estimate).toBeGreaterThan(0.1);
    expect(joint?.all.estimate).toBeLessThan(0.05);
  });

  it("has the errors of sign and size that follow from the noncentrality", async () => {
    const design = { units: { subj: 60 }, within: { cond: ["a", "b"] } };
    const z = 1;
    const options = { ...PAIRED, effects: { condb: z / Math.sqrt(60) }, df: "asymptotic" as const, replicates: 3000 };
    const [{ typeS, typeM }] = (await power(formula, design, options)).tests;
    // Of a normal estimate with mean 1 and standard error 1: P(z < −1.96 | |z| > 1.96), E(|z| | |z| > 1.96).
    expect(Math.abs((typeS?.estimate ?? 0) - 0.0090453)).toBeLessThan(three(0.00904, typeS?.count ?? 1));
    expect(Math.abs((typeM?.value ?? 0) - 2.4909)).toBeLessThan(3 * (typeM?.stdError ?? 0) + 0.03);
  });

  it("counts equivalence by two one-sided tests, and intervals that are narrow enough", async () => {
    const bound = (side: "greater" | "less", rhs: number) => ({ name: side, coefficient: "condb", side, rhs });
    const { tests, joint } = await power(formula, paired, {
      ...PAIRED,
      effects: { condb: 0.1 },
      replicates: 300,
      tests: [{ coefficient: "condb", equivalence: [-0.6, 0.9] }],
    });
    const both = await power(formula, paired, {
      ...PAIRED,
      effects: { condb: 0.1 },
      replicates: 300,
      tests: [bound("greater", -0.6), bound("less", 0.9)],
    });
    expect(joint).toBeNull();
    expect(tests[0].power.successes).toBe(both.joint?.all.successes);
    expect(tests[0].isNull).toBe(false);
    const [wide, narrow] = await Promise.all(
      [2, 0.9].map((width) =>
        power(formula, paired, { ...PAIRED, replicates: 200, tests: { coefficient: "condb", width } }),
      ),
    );
    expect(wide.tests[0].power.estimate).toBe(1);
    expect(narrow.tests[0].power.estimate).toBeLessThan(0.5);
  });

  it("draws and analyzes binomial, Poisson and lognormal responses", async () => {
    const design = { units: { subj: 20, item: 8 }, within: { cond: ["a", "b"] } };
    const random = { "sd_(Intercept)|subj": 0.8 };
    const shared = { seed: 6, random, replicates: 200 };
    const glm = { ...shared, effects: { "(Intercept)": 0.3, condb: 0 } };
    const text = "y ~ cond + (1 | subj)";
    for (const more of [{ family: "binomial", trials: 3 }, { family: "binomial" }, { family: "poisson" }] as const) {
      const { tests, failed, notConverged } = await power(text, design, { ...glm, ...more, tests: "condb" });
      expect({ failed, notConverged }).toEqual({ failed: 0, notConverged: 0 });
      expect(Math.abs(tests[0].power.estimate - 0.05)).toBeLessThan(three(0.05, 200));
    }
    const rt = { ...shared, effects: { "(Intercept)": 6, condb: 0.08 }, sigma: 0.4 };
    const raw = await power(text, design, { ...rt, lognormal: { shift: 200 } });
    const log = await power(text, design, { ...rt, lognormal: { analyzed: "log" } });
    const plain = await power(text, design, rt);
    expect(raw.tests[0].truth).toBeNull();
    expect(log.tests[0].power.successes).toBe(plain.tests[0].power.successes);
    expect(log.tests[0].preview).toBeNull();
  });

  it("has missing trials and units that leave", async () => {
    const design = { units: { subj: 12, item: 6 }, within: { cond: ["a", "b"] } };
    const options = { ...PAIRED, sigma: 1, effects: { condb: 0.4 }, replicates: 60 };
    const whole = await power(formula, design, options);
    const holes = await power(formula, design, { ...options, missing: 0.2, dropout: { subj: 0.3 } });
    expect(holes.failed).toBe(0);
    expect(holes.tests[0].preview).toBeNull();
    expect(holes.tests[0].power.estimate).toBeLessThan(whole.tests[0].power.estimate);
  });

  it("tells the type I error of random slopes left out", async () => {
    const design = { units: { subj: 20 }, within: { cond: ["0", "1"] }, repetitions: 5 };
    const { tests, simulated } = await power(formula, design, {
      seed: 2,
      simulated: "y ~ cond + (cond | subj)",
      effects: { cond: 0 },
      random: { "sd_(Intercept)|subj": 1, "sd_cond|subj": 1 },
      sigma: 1,
      types: { cond: "number" },
      replicates: 200,
      tests: "cond",
    });
    expect(simulated).toBe("y ~ cond + (cond | subj)");
    expect(tests[0].isNull).toBe(true);
    expect(tests[0].power.estimate).toBeGreaterThan(0.15);
    expect(tests[0].preview).toBeNull();
  });

  it("takes effects in units of standard deviations", async () => {
    const design = { units: { subj: 10 }, within: { cond: ["0", "1"] } };
    const options = { seed: 1, random: { "sd_(Intercept)|subj": 2, "sd_cond|subj": 2 }, sigma: 1, replicates: 2 };
    const truths = ["total", "sigma", "sd_(Intercept)|subj"].map(async (by) => {
      const effects = { cond: { d: 0.5, by } };
      const types = { cond: "number" } as const;
      const result = await power("y ~ cond + (cond || subj)", design, { ...options, types, effects });
      return result.tests[0].truth;
    });
    // Rows with cond 0 have the variance 4 + 1, those with 1 also that of slopes.
    expect(await Promise.all(truths)).toEqual([0.5 * Math.sqrt(7), 0.5, 1]);
  });

  it("has the same bits with any number of workers, and can be cancelled", async () => {
    const workerUrl = await bundleWorker("src/worker.ts");
    const options = { ...PAIRED, replicates: 120, tests: ["condb", { name: "F", term: "cond" }] };
    const here = await power(formula, paired, options);
    const counts: number[] = [];
    const onProgress = (done: number) => void counts.push(done);
    expect(await power(formula, paired, { ...options, workers: 2, workerUrl, onProgress })).toEqual(here);
    expect(counts).toHaveLength(5);
    expect(counts[4]).toBe(120);
    const stop = new AbortController();
    const stopped = power(formula, paired, { ...options, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(stopped).rejects.toThrow(/power\(\) cancelled after \d+ of 120 replicates/);
  });
});
