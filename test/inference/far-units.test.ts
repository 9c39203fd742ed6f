import { describe, expect, it } from "vitest";
import {
  anova,
  confint,
  contrastTest,
  dfbetas,
  influence,
  lmm,
  predictions,
  reopen,
  restore,
} from "../../src/index.js";

const NOBS = 40;
const rows = Array.from({ length: NOBS }, (_, i) => i);
const c = rows.map((i) => Math.round(64 * Math.sin(3 * i * i)) / 64);
const g = rows.map((i) => `g${i % 8}`);
const y = rows.map((i) => 1 + 0.5 * c[i] + 2 * Math.sin(7 * (i % 8)) + Math.cos(5 * i * i * i));

/** t in units of `predictor`, y in units of `response`. */
const dataIn = (predictor: number, response: number, origin = 0) => ({
  t: c.map((value) => predictor * (origin + value)),
  y: y.map((value) => value * response),
  g,
});

const UNITS: readonly (readonly [predictor: number, response: number])[] = [
  [1e-13, 1e150],
  [1e-150, 1e13],
  [1e150, 1e-13],
  [1e150, 1e-100],
];

describe("coefficients whose variances are no numbers", () => {
  it.each(UNITS)(
    "have standard errors, tests and intervals for a predictor of %s and a response of %s",
    async (u, r) => {
      const near = await lmm("y ~ 1 + t + (1 | g)", dataIn(1, 1));
      const fit = await lmm("y ~ 1 + t + (1 | g)", dataIn(u, r));
      const [, known] = near.fixef();
      const [, found] = fit.fixef();
      expect(((found.stdError / r) * u) / known.stdError).toBeCloseTo(1, 10);
      expect(found.statistic / known.statistic).toBeCloseTo(1, 10);
      expect(restore(JSON.stringify(fit)).fixef()[1].stdError).toBe(found.stdError);
      expect((await reopen(restore(JSON.stringify(fit)), dataIn(u, r))).fixef()[1].stdError).toBe(found.stdError);
      expect(fit.warnings.map(({ code }) => code)).toContain("W_VCOV_RANGE");
      for (const df of ["satterthwaite", "kenward-roger", "residual"] as const) {
        const [one, other] = [near, fit].map((of) => contrastTest(of, [0, 1], { df }));
        expect(((other.stdError / r) * u) / one.stdError).toBeCloseTo(1, 8);
        expect(other.df / one.df).toBeCloseTo(1, 8);
        expect(other.p).toBeCloseTo(one.p, 8);
        const all = [
          [1, 0],
          [0, 1],
          [1, 1],
        ];
        const [whole, joint] = [near, fit].map((of, at) =>
          contrastTest(
            of,
            all.map(([a, b]) => [a, at === 0 ? b : b * u]),
            { df },
          ),
        );
        expect(joint.numDf).toBe(whole.numDf);
        expect(joint.statistic / whole.statistic).toBeCloseTo(1, 8);
      }
      expect(anova(fit).rows[0].p).toBeCloseTo(anova(near).rows[0].p as number, 8);
      const intervals = await Promise.all(
        [near, fit].map((of) => confint(of, { method: "wald", df: "satterthwaite" })),
      );
      const [expected, interval] = intervals.map((of) => of.intervals[of.intervals.length - 1]);
      expect((interval.lower / r) * u).toBeCloseTo(expected.lower, 8);
      const [one, other] = [near, fit].map((of) => predictions(of));
      expect(other.stdError[3] / r).toBeCloseTo(one.stdError[3], 8);
      expect(dfbetas(fit).values[1][4]).toBeCloseTo(dfbetas(near).values[1][4], 8);
      const deletions = await Promise.all([near, fit].map((of) => influence(of, { group: "g" })));
      const [before, after] = deletions.map((of) => of.deletions[2]);
      expect(after.dfbetas[1]).toBeCloseTo(before.dfbetas[1], 8);
      expect(after.cooksDistance).toBeCloseTo(before.cooksDistance, 8);
    },
  );
});

describe("influence", () => {
  const formulas = ["y ~ 1 + t + (1 | g)", "y ~ 1 + t + (1 + t | g)"];
  it.each(formulas)("of %s does not depend on the origin of a predictor", async (formula) => {
    const near = await influence(await lmm(formula, dataIn(1, 1)), { group: "g" });
    for (const [u, origin] of [
      [1, 1],
      [1, 2010],
      [1, 1e6],
      [365.25, 1e6],
      [1e-150, 1e3],
    ]) {
      const far = await influence(await lmm(formula, dataIn(u, 1, origin)), { group: "g" });
      far.deletions.forEach((found, i) => {
        for (const key of ["cooksDistance", "covRatio", "covTrace"] as const) {
          expect(Math.abs(found[key] / near.deletions[i][key] - 1)).toBeLessThan(1e-6);
        }
      });
    }
  });

  it("says what is left where a deletion leaves one row", async () => {
    const data = { y: [0.7, 0.8, -1.4], g: ["a", "a", "b"] };
    const { deletions } = await influence(await lmm("y ~ 1 + (1 | g)", data), { group: "g" });
    expect(deletions[0].problem).toBe('response "y" is constant: its only value is -1.4');
  });
});

describe("the rank of a hypothesis", () => {
  it("is the same in whatever unit its rows are", async () => {
    const fit = await lmm("y ~ 1 + t + (1 | g)", dataIn(1, 1));
    const plain = contrastTest(fit, [
      [1, 1],
      [1, 0],
    ]);
    for (const unit of [1e-4, 1e-3, 1e4, 1e-12, 1e150]) {
      const { numDf, statistic } = contrastTest(fit, [
        [1, 1],
        [unit, 0],
      ]);
      expect(numDf).toBe(plain.numDf);
      expect(statistic / plain.statistic).toBeCloseTo(1, 8);
    }
    expect(
      contrastTest(fit, [
        [1, 1],
        [1e-4, 1e-4],
      ]).numDf,
    ).toBe(1);
  });
});

describe("what is said of weights and starts", () => {
  it("does not take weights that have no decimals left for counts", async () => {
    const w = rows.map((i) => (1 + (i % 3) / 7) * 1e30);
    const fit = await lmm("y ~ 1 + t + (1 | g)", { ...dataIn(1, 1), w }, { weights: "w" });
    expect(fit.warnings.map(({ code }) => code)).not.toContain("M_PRECISION_WEIGHTS");
  });

  it("recovers from a start far outside at a far origin", async () => {
    const fit = await lmm("y ~ 1 + t + (1 + t | g)", dataIn(1, 1, 1e6));
    for (const start of [1e3, 1e8]) {
      const again = await lmm("y ~ 1 + t + (1 + t | g)", dataIn(1, 1, 1e6), { start: [start, start, start] });
      expect(again.convergence.converged).toBe(true);
      expect(again.objective).toBeCloseTo(fit.objective, 6);
    }
  });

  it("tells a profile of a likelihood without a maximum that no start helps", async () => {
    const t = [171.2109375, 256.81640625, 102.7265625, 730.5];
    const four = [0.6753578483273808, 0.846918112577167, -1.3605178711741226, 1.0214216654829023];
    const fit = await lmm("y ~ 1 + t + (1 | g)", { y: four, t, g: ["a", "b", "c", "a"] });
    const { warnings } = await confint(fit);
    const lower = warnings.find(({ code }) => code === "W_PROFILE_LOWER");
    expect(lower?.message).toContain("the likelihood has no maximum");
    expect(lower?.message).not.toContain("another start");
  });
});
