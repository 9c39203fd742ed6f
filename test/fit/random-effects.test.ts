import { describe, expect, it } from "vitest";
import type { Design } from "../../src/design/design.js";
import { groupCoefficients, randomEffects } from "../../src/fit/random-effects.js";

const design: Design = {
  nobs: 4,
  fixed: { names: ["(Intercept)"], columns: [new Float64Array(4).fill(1)], assign: [-1], terms: [] },
  factors: [{ name: "g", levels: ["p", "q"], codes: Int32Array.of(0, 0, 1, 1) }],
  random: [
    { label: "1 | g", structure: "us", factor: 0, names: ["(Intercept)"], columns: [null] },
    { label: "0 + x | g", structure: "us", factor: 0, names: ["x"], columns: [Float64Array.of(1, 2, 3, 4)] },
  ],
  response: Float64Array.of(1, 2, 3, 5),
  responseName: "y",
  weights: null,
  offset: null,
};
const modes = [Float64Array.of(1, 10, 2, 20)];

describe("random effects", () => {
  it("stand side by side for the terms of one factor", () => {
    const { g } = randomEffects(design, modes, () => new Float64Array(8), 1);
    expect(g.names).toEqual(["(Intercept)", "x"]);
    expect(g.values).toEqual([
      [1, 10],
      [2, 20],
    ]);
  });

  it("scale conditional variances by sigma squared, and ask for them only when they are read", () => {
    let asked = 0;
    const relativeCovariance = () => {
      asked += 1;
      return Float64Array.of(1, 2, 2, 5, 3, 4, 4, 7);
    };
    const effects = randomEffects(design, modes, relativeCovariance, 2);
    expect(asked).toBe(0);
    expect(effects.g.condVar[1]).toEqual([
      [12, 16],
      [16, 28],
    ]);
    expect(effects.g.condVar).toBe(effects.g.condVar);
    expect(asked).toBe(1);
  });

  it("add up to coefficients, where a column without a fixed effect comes first with a mean of zero", () => {
    const fixef = [{ name: "(Intercept)", estimate: 100, stdError: 1, statistic: 100 }];
    expect(groupCoefficients(design, fixef, modes)).toEqual({
      g: {
        names: ["x", "(Intercept)"],
        levels: ["p", "q"],
        values: [
          [10, 101],
          [20, 102],
        ],
      },
    });
  });
});
