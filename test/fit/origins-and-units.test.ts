// A fit is the same from any origin and in any unit of a predictor with random slopes.
import { describe, expect, it } from "vitest";
import { glmm, lmm } from "../../src/fit/fitting.js";
import { reopen, restore } from "../../src/fit/reopen.js";
import { confint } from "../../src/inference/intervals/confint.js";
import { predict } from "../../src/inference/predict.js";
import { satterthwaite } from "../../src/inference/satterthwaite.js";
import { polynomialSlopes } from "../support/polynomial-slopes.js";
import { loadTable } from "../support/reference.js";

function closeTo(found: ArrayLike<number>, expected: ArrayLike<number>, within: number): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const allowed = within * Math.max(1, Math.abs(expected[i]));
    expect(Math.abs(found[i] - expected[i]), `${i}: ${found[i]} for ${expected[i]}`).toBeLessThan(allowed);
  }
}

/** Six years of five groups, where the criterion of lme4's kind of optimizer in raw years stops at 107.424866. */
const years = [2007, 2008, 2009, 2010, 2011, 2012];
const responses = [
  [-0.7597117539, -1.737588527, 1.175605794, -3.536721087, 1.917007987, 1.480832937],
  [-3.128839487, -0.2711706472, 0.4549289864, -3.139904, -0.717930742, 0.7929959968],
  [-1.389628088, -1.6948236, -1.179025343, -1.645788849, 0.2768011673, 0.9885194971],
  [-3.348782248, -0.4910084221, -2.396642627, 0.9377916387, -0.7419678258, -1.921909819],
  [-0.5854450064, -1.067760603, -0.3310969112, 0.4290785882, -1.496539848, 0.2907170352],
];

describe("random curves over time", () => {
  it("have the optimum of centered years", async () => {
    const data = {
      y: responses.flat(),
      g: responses.flatMap((row, g) => row.map(() => String(g))),
      t: responses.flatMap(() => years),
    };
    const fit = await lmm("y ~ t + I(t^2) + (t + I(t^2) | g)", data);
    expect(Math.abs(fit.objective - 106.980257)).toBeLessThan(1e-6);
    expect(fit.convergence.converged).toBe(true);
  });

  it.each(Array.from({ length: 12 }, (_, i) => i + 1))("%i are those of centered time", async (seed) => {
    for (const degree of [2, 3]) {
      const { data, raw, centered, reml, weights } = polynomialSlopes(seed, degree);
      const [one, other] = [await lmm(raw, data, { reml, weights }), await lmm(centered, data, { reml, weights })];
      expect(Math.abs(one.objective - other.objective)).toBeLessThan(1e-6);
      expect([one, other].map(({ convergence }) => convergence.converged)).toEqual([true, true]);
      expect(one.isSingular).toBe(other.isSingular);
      closeTo(one.fitted(), other.fitted(), 1e-5);
    }
  });
});

const moves = [
  { name: "1e4 days later", shift: 1e4, unit: 1 },
  { name: "1e6 days later", shift: 1e6, unit: 1 },
  { name: "in units of 1e-13", shift: 0, unit: 1e13 },
  { name: "in units of 1e150", shift: 0, unit: 1e-150 },
  { name: "in units of 1e-150", shift: 0, unit: 1e150 },
  { name: "1e4 days later, in nanoseconds", shift: 1e4, unit: 8.64e13 },
];

describe.each(moves)("sleepstudy $name", ({ shift, unit }) => {
  const table = async () => {
    const { columns } = await loadTable("sleepstudy_w");
    const values = (name: string) => {
      const column = columns.get(name);
      return column?.kind === "number" ? Array.from(column.values) : [];
    };
    const subject = columns.get("Subject");
    const codes = subject?.kind === "factor" ? subject : null;
    const Subject = codes === null ? [] : Array.from(codes.codes, (code) => codes.levels[code]);
    const Days = values("Days");
    return { Reaction: values("Reaction"), Days, D: Days.map((day) => (day + shift) * unit), w: values("w"), Subject };
  };

  it("has the same fit, and everything that follows from it", async () => {
    const data = await table();
    const fit = await lmm("Reaction ~ Days + (D | Subject)", data, { weights: "w" });
    const own = await lmm("Reaction ~ Days + (Days | Subject)", data, { weights: "w" });
    expect(Math.abs(fit.objective - own.objective)).toBeLessThan(1e-6);
    expect(fit.convergence.converged).toBe(true);
    expect(fit.isSingular).toBe(false);
    const numbers = (one: typeof fit) => [one.sigma, ...one.beta, ...one.vcov().flat()];
    closeTo(numbers(fit), numbers(own), 1e-6);
    closeTo(fit.fitted(), own.fitted(), 1e-6);
    closeTo(predict(fit, data), own.fitted(), 1e-6);
    const [slopes, ownSlopes] = [fit, own].map((one) => one.varCorr()[0].sd[1]);
    closeTo([slopes * unit], [ownSlopes], 1e-6);
    const [modes, ownModes] = [fit, own].map((one) => one.ranef().Subject);
    closeTo(
      modes.values.map(([, slope]) => slope * unit),
      ownModes.values.map(([, slope]) => slope),
      1e-6,
    );
    closeTo(
      modes.condVar.map((block) => block[1][1] * unit * unit),
      ownModes.condVar.map((block) => block[1][1]),
      1e-5,
    );
    const degrees = (one: typeof fit) => [0, 1].map((i) => satterthwaite(one).df([1 - i, i]));
    closeTo(degrees(fit), degrees(own), 1e-4);
  });

  it("is profiled alike, and opened again to the bit", async () => {
    const data = await table();
    const fit = await lmm("Reaction ~ Days + (D | Subject)", data, { reml: false });
    const own = await lmm("Reaction ~ Days + (Days | Subject)", data, { reml: false });
    const limits = async (one: typeof fit, name: string) => {
      const { intervals } = await confint(one, { parameters: [name, "sigma", "Days"] });
      return intervals.map(({ lower, upper }) => [lower, upper]);
    };
    const [[lower, upper], ...others] = await limits(fit, "sd_D|Subject");
    const [expected, ...ownOthers] = await limits(own, "sd_Days|Subject");
    closeTo([lower * unit, upper * unit], expected, 1e-5);
    closeTo(others.flat(), ownOthers.flat(), 1e-5);
    const again = await reopen(restore(JSON.stringify(fit)), data);
    expect(again.objective).toBe(fit.objective);
    expect(again.ranef()).toEqual(fit.ranef());
  });
});

describe("correlations of coefficients", () => {
  it.each([
    [1e-200, 1],
    [1e-150, 1e150],
    [1e150, 1e-150],
    [1, 1e-180],
  ])("are those of ordinary units where the covariances leave the range: x by %d, y by %d", async (unit, by) => {
    const { data } = polynomialSlopes(3);
    const [x, y] = [data.c.map((c) => Number(c) * unit), data.y.map((value) => Number(value) * by)];
    const fit = await lmm("y ~ x + (1 | g)", { ...data, x, y });
    const own = await lmm("y ~ c + (1 | g)", data);
    closeTo(fit.correlation().flat(), own.correlation().flat(), 1e-9);
  });
});

describe("a Poisson model of years", () => {
  it("is that of centered years", async () => {
    const { data } = polynomialSlopes(7);
    const counts = data.y.map((y) => Math.max(0, Math.round(3 * Number(y) + 4)));
    const fits = await Promise.all(
      ["t", "c"].map((t) => glmm(`counts ~ c + (${t} | g)`, { ...data, counts }, { family: "poisson" })),
    );
    expect(Math.abs(fits[0].objective - fits[1].objective)).toBeLessThan(1e-6);
    closeTo(fits[0].fitted(), fits[1].fitted(), 1e-5);
    closeTo(fits[0].vcov().flat(), fits[1].vcov().flat(), 1e-5);
    const saved = restore(JSON.stringify(fits[0]));
    const { objective } = await reopen(saved, { ...data, counts });
    expect(Math.abs(objective - fits[0].objective)).toBeLessThan(1e-9);
  });
});

describe("squares of numbers of 1e-120", () => {
  it("have the fit of ordinary ones", async () => {
    const { data } = polynomialSlopes(2);
    const x = data.c.map((c) => Number(c) * 1e-120);
    const [fit, own] = [
      await lmm("y ~ c + (x + I(x^2) | g)", { ...data, x }),
      await lmm("y ~ c + (c + I(c^2) | g)", data),
    ];
    expect(Math.abs(fit.objective - own.objective)).toBeLessThan(1e-6);
    const [sd, ownSd] = [fit, own].map((one) => one.varCorr()[0].sd);
    closeTo([sd[0], sd[1] * 1e-120, sd[2] * 1e-240], ownSd, 1e-5);
    expect(fit.isSingular).toBe(own.isSingular);
  });
});

describe("independent columns of random effects beyond the squares of numbers", () => {
  it("are refused by name", async () => {
    const { data } = polynomialSlopes(1);
    const x = data.c.map((c) => Number(c) * 1e-120);
    await expect(lmm("y ~ c + diag(x + I(x^2) | g)", { ...data, x })).rejects.toThrow(
      /^random effect "I\(x\^2\)" of \(x \+ I\(x\^2\) \| g\) has values up to .*e-240, which leave no numbers for its variance/,
    );
  });
});
