import { describe, expect, it } from "vitest";
import { denseModel } from "../scripts/oracle/dense-model.js";
import { densePoint, exactObjective } from "../scripts/oracle/dense-objective.js";
import { type Case, randomCase } from "../scripts/oracle/random-case.js";
import { ALLOWED, judge, ownCoordinates } from "../scripts/oracle/verdict.js";
import { lmm } from "../src/index.js";

const sample = (seed: number, count: number): Case[] =>
  Array.from({ length: count }, (_, i) => randomCase(seed, i, { extremes: 0 }));

describe("the dense oracle of random designs", () => {
  it("has the same objective by the covariance of the rows and by reflections, and slopes as differences say", async () => {
    for (const design of sample(3, 8)) {
      const fit = await lmm(design.formula, design.data, { reml: design.reml });
      const model = denseModel(fit, design.reml);
      expect(model).not.toBeNull();
      if (model === null) continue;
      const x = ownCoordinates(model, fit.par).map((entry, i) => Math.min(Math.max(entry, -3), 3) + 0.1 + 0.01 * i);
      const point = densePoint(model, x);
      expect(point?.value).toBeCloseTo(exactObjective(model, x), 9);
      x.forEach((entry, m) => {
        const at = (by: number) => exactObjective(model, x.with(m, entry + by));
        const slope = (at(1e-4) - at(-1e-4)) / 2e-4;
        expect(Math.abs((point?.gradient[m] ?? Number.NaN) - slope)).toBeLessThan(1e-5 * (1 + Math.abs(slope)));
      });
    }
  });

  it("draws the same designs for the same seed", () => {
    expect(randomCase(5, 2, { extremes: 1 })).toEqual(randomCase(5, 2, { extremes: 1 }));
  });

  it("finds no error that is not typed, nothing silent, no objective that is not that of its theta, and no other minimum below", async () => {
    for (const design of sample(1, 60)) {
      const verdict = await judge(design, { random: 0, bound: 50 });
      expect(verdict.outcome, verdict.words).not.toBe("raw");
      expect(verdict.silent).toEqual([]);
      if (verdict.outcome !== "certified") continue;
      expect(verdict.mismatch).toBeLessThan(ALLOWED.mismatch);
      expect(verdict.above, verdict.id).toBeLessThan(ALLOWED.above);
    }
  });

  it("finds no minimum below that of two columns whose effects are large and correlated", async () => {
    const verdict = await judge(randomCase(8103, 69, { extremes: 0.08 }), { random: 6, bound: 50 });
    expect(verdict.outcome).toBe("certified");
    expect(verdict.above).toBeLessThan(ALLOWED.above);
  });
});
