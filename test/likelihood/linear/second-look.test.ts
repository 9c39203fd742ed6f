// Huge ratios of variances: what rows say against the system, against differences and against other dense matrices.
import { describe, expect, it } from "vitest";
import { type Case, randomCase } from "../../../scripts/oracle/random-case.js";
import { judge } from "../../../scripts/oracle/verdict.js";
import { DenseRows } from "../../../src/engine/dense-rows.js";
import { LinearSystem } from "../../../src/engine/linear-system.js";
import type { EngineInput } from "../../../src/engine/types.js";
import { lmm, reopen, restore } from "../../../src/index.js";
import { denseObjective } from "../../../src/likelihood/linear/dense-deviance.js";
import { evaluate } from "../../../src/likelihood/linear/deviance.js";
import { normals } from "../../support/random-designs.js";

const NOTHING = { random: 0, bound: 50 };

function crossed(): EngineInput {
  const nobs = 60;
  const normal = normals(4);
  const column = () => Float64Array.from({ length: nobs }, () => normal());
  const codes = (levels: number) => Int32Array.from({ length: nobs }, (_, i) => (i * 7 + (i >> 2)) % levels);
  return {
    nobs,
    fixed: [new Float64Array(nobs).fill(1), column()],
    response: column(),
    weights: column().map((value) => 0.5 + value * value),
    offset: column(),
    factors: [
      { levelCount: 6, codes: codes(6), columns: [null, column()] },
      { levelCount: 5, codes: codes(5), columns: [null] },
    ],
  };
}

describe.each([true, false])("a model evaluated from its rows (REML %s)", (reml) => {
  const input = crossed();
  const system = new LinearSystem(input);
  const rows = new DenseRows(input, system.kept);
  const at = (scale: number) => [Float64Array.of(0.8, 0.3, 0, 0.5).map((x) => x * scale), Float64Array.of(1.2 * scale)];

  it("has the objective and the slopes of the system", () => {
    const value = evaluate(system, at(1), reml);
    const found = rows.evaluate(at(1));
    expect(denseObjective(system, found, reml)).toBeCloseTo(value, 10);
    expect(found.pwrss).toBeCloseTo(system.pwrss, 10);
    system.gradient(reml).forEach((slopes, f) => {
      rows.gradient(reml)[f].forEach((slope, i) => {
        expect(slope).toBeCloseTo(slopes[i], 9);
      });
    });
  });

  it("keeps its digits where standard deviations are a million times that of the residuals", () => {
    system.factors.forEach((_, f) => {
      system.setLambda(f, at(1)[f]);
    });
    system.factorize();
    const value = (scale: number) => denseObjective(system, rows.evaluate(at(scale)), reml);
    // The slope along Λ itself, by differences of the logarithm of the scale.
    const h = 1e-3;
    const difference = (value(1e6 * (1 + h)) - value(1e6 * (1 - h))) / (2 * h);
    rows.evaluate(at(1e6));
    const slopes = rows.gradient(reml);
    const slope = at(1e6).reduce((sum, lambda, f) => lambda.reduce((s, entry, i) => s + entry * slopes[f][i], sum), 0);
    expect(slope).toBeCloseTo(difference, 4);
  });
});

describe("random designs of huge ratios", () => {
  it.each([143, 246, 269, 310])(
    "have objectives that are those of their theta, or are not certified: %i",
    async (i) => {
      const verdict = await judge(randomCase(77, i, { extremes: 0.08 }), NOTHING);
      expect(verdict.outcome === "certified" ? verdict.mismatch : 0).toBeLessThan(1e-8);
    },
  );

  it("are certified where the rows hold the digits, and open again", async () => {
    const design: Case = randomCase(77, 143, { extremes: 0.08 });
    const fit = await lmm(design.formula, design.data, { reml: design.reml });
    expect(fit.theta[0]).toBeGreaterThan(1e5);
    expect(fit.convergence.converged).toBe(true);
    const again = await reopen(restore(JSON.stringify(fit)), design.data);
    expect(again.objective).toBe(fit.objective);
    expect(again.sigma).toBe(fit.sigma);
  });
});
