import { describe, expect, it } from "vitest";
import { powerSearch } from "../../src/index.js";

const formula = "y ~ cond + (1 | subj)";
const design = { units: { subj: 15 }, within: { cond: ["a", "b"] } };
const study = { effects: { condb: 0.6 }, random: { "sd_(Intercept)|subj": 2 }, sigma: Math.SQRT1_2 };

/** power.t.test(n, delta = 0.6, sd = 1, type = "paired", strict = TRUE) of R. */
const TRUE_POWER: Readonly<Record<number, number>> = {
  22: 0.7653745,
  23: 0.7852468,
  24: 0.8036714,
  25: 0.8207219,
  26: 0.836473,
};

describe("powerSearch()", () => {
  it("finds the size of a paired t test within a few errors of the power wanted", async () => {
    for (const seed of [1]) {
      const found = await powerSearch(formula, design, { ...study, seed, along: "subj", error: 0.01 });
      const truth = TRUE_POWER[found.value as number];
      expect(Math.abs(truth - 0.8)).toBeLessThan(0.04);
      expect(found.power.stdError).toBeLessThanOrEqual(0.01);
      const [lower, upper] = found.limits as readonly [number, number];
      expect(lower).toBeLessThan(found.value as number);
      expect(upper - lower).toBeLessThan(4);
      expect(found.replicates).toBe(found.trials.reduce((sum, { replicates }) => sum + replicates, 0));
    }
  });

  it("finds the smallest effect", async () => {
    const { value, limits } = await powerSearch(formula, design, { ...study, seed: 1, along: "condb", error: 0.01 });
    // power.t.test(n = 15, power = 0.8, type = "paired", strict = TRUE)$delta
    expect(Math.abs((value as number) - 0.7780262)).toBeLessThan(0.04);
    expect((limits as readonly number[])[0]).toBeLessThan(value as number);
  });

  it("keeps groups balanced, works without a preview, and says where the power is never reached", async () => {
    const groups = { units: { subj: 20 }, between: { subj: { group: ["a", "b"] } }, repetitions: 2 };
    const options = {
      ...study,
      effects: { groupb: 1 },
      random: { "sd_(Intercept)|subj": 0.8 },
      sigma: 0.8,
      seed: 2,
      error: 0.02,
    };
    const found = await powerSearch("y ~ group + (1 | subj)", groups, { ...options, along: "subj", missing: 0.05 });
    expect((found.value as number) % 2).toBe(0);
    expect(found.trials[0].preview).toBeNull();
    const items = { units: { subj: 20, item: 4 }, between: { item: { kind: ["a", "b"] } } };
    const ceiling = await powerSearch("y ~ kind + (1 | subj) + (1 | item)", items, {
      ...options,
      effects: { kindb: 0.5 },
      random: { "sd_(Intercept)|subj": 0.8, "sd_(Intercept)|item": 0.8 },
      along: "subj",
      range: [4, 60],
    });
    expect(ceiling.value).toBeNull();
    expect(ceiling.warnings.map(({ code }) => code)).toEqual(["W_POWER_NOT_REACHED"]);
  });

  it("refuses an unknown test", async () => {
    await expect(powerSearch(formula, design, { ...study, seed: 1, along: "subj", test: "cond" })).rejects.toThrow(
      'test "cond" is none of the tests: condb',
    );
  });
});
