import { describe, expect, it } from "vitest";
import { randomCase } from "../../../scripts/oracle/random-case.js";
import { judge } from "../../../scripts/oracle/verdict.js";
import { lmm, refitMany, reopen, restore } from "../../../src/index.js";

const fitOf = (seed: number, index: number) => {
  const { formula, data, reml, weights, offset } = randomCase(seed, index, { extremes: 0 });
  return lmm(formula, data, { reml, ...(weights !== null && { weights }), ...(offset !== null && { offset }) });
};

/** Designs of the oracle whose moments lead to a minimum above another, by number of parameters. */
const LOCAL: readonly (readonly [seed: number, index: number, gain: number])[] = [
  [11, 338, 8.7279],
  [11, 327, 0.0678],
  [11, 210, 1.2896],
  [11, 3, 2.9211],
  [11, 482, 2.6696],
  [11, 398, 10.1562],
  [11, 464, 6.1396],
  [11, 422, 3.3457],
  // Both minima are well determined: levels that differ in what they tell.
  [74, 367, 0.6872],
  [7103, 131, 3.663],
];

/** Outlying effects and predictors, and how much lower the other minimum is: curvature says that the data determine both. */
const OUTLYING = [
  {
    gain: 0.6112,
    y: [
      -2.5, -1.3, 0.9, -8, -3.3, 0.1, 3.1, -16.2, 4.2, 3.2, -0.8, 4.4, 6.7, -12.5, -7.8, 1.6, -0.4, 2.6, -0.4, 52.8,
      4.2,
    ],
    x: [
      0.7, 0.1, 0.5, -0.9, 0.7, -0.1, 3.2, 6.2, 0.1, -1.9, 0.5, -0.9, -0.6, -26.6, -0.8, -0.7, -1, 0.1, 1.4, -1.6, 0.1,
    ],
    g: "ccfbcedcgcegfebcefeag",
  },
  {
    gain: 1.6064,
    y: [-2.2, -5.1, -2.1, 3.1, 2.7, -6.1, 40.5, -14.2, 1.3, -6, -5.9, -5.4, -8.7, -1, -2.6, -5.1, -5.9, -10.4, -4.2],
    x: [0.4, -1, -0.2, 0.8, 0.4, -1.2, 1.6, -3.8, 0.4, -2.9, -0.9, -0.6, -1.9, 0.8, -1.8, -1, -0.1, -2.7, -0.6],
    g: "cccbbcacbbddccbcdcc",
  },
];

describe("searches from other starts", () => {
  it.each(LOCAL)("find the lower minimum of design %i-%i, %f below that of the moments", async (seed, index, gain) => {
    const fit = await fitOf(seed, index);
    expect(fit.convergence.converged).toBe(true);
    expect(fit.otherStarts?.gain).toBeCloseTo(gain, 3);
    const verdict = await judge(randomCase(seed, index, { extremes: 0 }), { random: 4, bound: 50 });
    expect(verdict.above).toBeLessThan(1e-9);
    expect(verdict.mismatch).toBeLessThan(1e-9);
  });

  it.each(OUTLYING)("are made where levels differ in what they tell: $gain lower", async ({ gain, y, x, g }) => {
    const fit = await lmm("y ~ 1 + x + (1 + x || g)", { y, x, g: [...g] });
    expect(fit.convergence.converged).toBe(true);
    expect(fit.otherStarts?.gain).toBeCloseTo(gain, 3);
  });

  it("leave the best one term at a time, for models of more than three parameters", async () => {
    for (const [seed, index] of [
      [411, 213],
      [7101, 52],
      [7103, 50],
    ]) {
      const fit = await fitOf(seed, index);
      expect(fit.par.length).toBeGreaterThan(3);
      expect(fit.convergence.converged).toBe(true);
      expect((await judge(randomCase(seed, index, { extremes: 0 }), { random: 6, bound: 50 })).above).toBeLessThan(
        1e-8,
      );
    }
  });

  it("find the local maximum of a likelihood that has no other, and say so", async () => {
    const fit = await fitOf(9001, 105);
    expect(fit.objective).toBeCloseTo(130.18327, 4);
    expect(fit.convergence.converged).toBe(true);
    expect(fit.warnings.map(({ code }) => code)).toContain("W_UNBOUNDED");
  });

  it("are not made where the data determine every standard deviation, and leave the fit as it is", async () => {
    const group = Array.from({ length: 120 }, (_, i) => i % 12);
    const y = group.map((g, i) => Math.sin(7 * g) * 2 + Math.sin(3 * i * i));
    const fit = await lmm("y ~ 1 + (1 | g)", { y, g: group.map(String) });
    expect(fit.otherStarts).toBeNull();
  });

  it("count their evaluations apart", async () => {
    const fit = await fitOf(11, 3);
    expect(fit.otherStarts?.starts).toBeGreaterThan(3);
    expect(fit.otherStarts?.evaluations).toBeGreaterThan(fit.convergence.evaluations);
  });

  it("are told by a saved fit, and not made again when it is opened", async () => {
    const { formula, data, reml } = randomCase(11, 482, { extremes: 0 });
    const fit = await lmm(formula, data, { reml });
    const saved = restore(JSON.stringify(fit));
    expect(saved.otherStarts).toEqual(fit.otherStarts);
    const again = await reopen(saved, data);
    expect(again.objective).toBe(fit.objective);
    expect(again.otherStarts).toEqual(fit.otherStarts);
  });

  it("are made for another response as for the data with that response", async () => {
    const fit = await fitOf(11, 338);
    const response = fit.live.design.response;
    const [again] = await refitMany(fit, [response]);
    expect(again.objective).toBe(fit.objective);
    expect([...again.theta]).toEqual([...fit.theta]);
  });

  it("and the moments recover from a start far outside", async () => {
    for (const [seed, index] of [
      [11, 338],
      [11, 327],
      [11, 482],
    ]) {
      const { formula, data, reml } = randomCase(seed, index, { extremes: 0 });
      const best = await lmm(formula, data, { reml });
      for (const size of [0, 1e-300, 1e-12, 1e3, 1e6, 1e12, 1e100, 1e300]) {
        const fit = await lmm(formula, data, { reml, start: best.theta.map(() => size) });
        expect(fit.convergence.converged).toBe(true);
        expect(fit.objective).toBeCloseTo(best.objective, 6);
      }
    }
  });
});
