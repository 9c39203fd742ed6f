import { beforeAll, describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.js";
import type { LiveFit } from "../../src/fit/fit.js";
import { lmm } from "../../src/fit/fitting.js";
import { contrastTest } from "../../src/inference/contrast-test.js";
import type { DfMethod } from "../../src/inference/df-method.js";
import { fixefTests } from "../../src/inference/fixef-tests.js";
import { loadTable } from "../support/reference.js";

let fit: LiveFit;

beforeAll(async () => {
  fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
});

describe("one contrast", () => {
  it("is the coefficient's t test where the row is a unit row", () => {
    const { effects } = fixefTests(fit);
    const { estimate, stdError, df, statistic, p } = contrastTest(fit, [0, 1]);
    expect({ name: "Days", estimate, stdError, df, statistic, p }).toEqual(effects[1]);
    // lmerTest: 10.467 (1.546), df 17, t 6.771.
    expect(df).toBeCloseTo(17, 4);
    expect(p).toBeCloseTo(3.2637881969e-6, 12);
  });

  it("names coefficients", () => {
    expect(contrastTest(fit, { "(Intercept)": 1, Days: 5 })).toEqual(contrastTest(fit, [1, 5]));
  });

  it("is tested against the right-hand side", () => {
    const { estimate, stdError, statistic } = contrastTest(fit, { Days: 1 }, { rhs: 10 });
    expect(statistic).toBeCloseTo((estimate - 10) / stdError, 12);
  });

  it.each([
    ["residual", 178, 1.7873e-10],
    ["asymptotic", Number.POSITIVE_INFINITY, 1.2747e-11],
  ] as const)("takes %s degrees of freedom", (df, count, p) => {
    const test = contrastTest(fit, [0, 1], { df });
    expect(test.df).toBe(count);
    // R: 2 * pt(-6.77148, 178), 2 * pnorm(-6.77148).
    expect(Math.abs(test.p / p - 1)).toBeLessThan(1e-3);
  });
});

describe("several contrasts", () => {
  it("make one F that is t² where they are one", () => {
    for (const df of ["satterthwaite", "kenward-roger", "residual", "asymptotic"] satisfies DfMethod[]) {
      const t = contrastTest(fit, [0, 1], { df });
      const f = contrastTest(fit, [[0, 1]], { df });
      expect(f.statistic).toBeCloseTo(t.statistic * t.statistic, 8);
      expect(f.denDf).toBeCloseTo(t.df, 8);
      expect(Math.abs(f.p / t.p - 1)).toBeLessThan(1e-9);
    }
  });

  it("may not contradict one another in their right-hand sides", () => {
    const L = [{ Days: 1 }, { Days: 2 }, { "(Intercept)": 1 }, { "(Intercept)": 100, Days: -3 }];
    const consistent = contrastTest(fit, L, { rhs: [10, 20, 250, 25000 - 30] });
    const two = contrastTest(fit, [{ Days: 1 }, { "(Intercept)": 1 }], { rhs: [10, 250] });
    expect(consistent.numDf).toBe(2);
    expect(Math.abs(consistent.statistic / two.statistic - 1)).toBeLessThan(1e-6);
    const refused = (rows: typeof L, rhs: number | number[]) => () => contrastTest(fit, rows, { rhs });
    expect(refused(L.slice(0, 2), 10)).toThrow(OptionError);
    expect(refused(L.slice(0, 2), 10)).toThrow(
      "rhs has 10 for contrast 2, which depends on the contrasts before it: with their values it is 20; no coefficients " +
        "satisfy both, leave the contrast out or give that value",
    );
    expect(refused(L, [10, 20, 250, 25000])).toThrow("rhs has 25000 for contrast 4");
    expect(() => contrastTest(fit, [0, 0], { rhs: 1 })).toThrow("rhs has 1 for contrast 1");
    expect(contrastTest(fit, L.slice(0, 2)).numDf).toBe(1);
  });

  it("count only as far as they are independent", () => {
    const two = contrastTest(fit, [
      [1, 0],
      [0, 1],
    ]);
    const three = contrastTest(fit, [
      [1, 0],
      [0, 1],
      [2, -1],
    ]);
    expect([two.numDf, three.numDf]).toEqual([2, 2]);
    expect(three.statistic).toBeCloseTo(two.statistic, 8);
  });

  it("are tested against their right-hand sides", () => {
    const [intercept, days] = fit.fixef().map(({ estimate }) => estimate);
    const rows = [{ "(Intercept)": 1, Days: 1 }, { Days: 2 }];
    expect(contrastTest(fit, rows, { rhs: [intercept + days, 2 * days] }).statistic).toBeCloseTo(0, 10);
  });

  it("have the sums of squares of the F", () => {
    const { sumSq, meanSq, numDf, statistic } = contrastTest(fit, [{ Days: 1 }]);
    expect(meanSq).toBeCloseTo(statistic * fit.sigma * fit.sigma, 8);
    expect(sumSq).toBe(meanSq * numDf);
  });
});

describe("bad contrasts and options", () => {
  it.each([
    [
      "a row of the wrong length",
      () => contrastTest(fit, [1, 2, 3]),
      /has 3 weights, but the model has 2 coefficients/,
    ],
    ["an unknown name", () => contrastTest(fit, { Dyas: 1 }), /"Dyas".*did you mean "Days"\?/],
    ["no rows", () => contrastTest(fit, [] as number[][]), /L has no rows/],
    ["a weight that is no number", () => contrastTest(fit, [1, Number.NaN]), /weight "NaN"/],
    ["too many right-hand sides", () => contrastTest(fit, [{ Days: 1 }], { rhs: [1, 2] }), /rhs has 2 values for 1/],
    ["an unknown option", () => contrastTest(fit, [0, 1], { ddf: 1 } as object), /unknown option "ddf"/],
    [
      "an unknown method",
      () => fixefTests(fit, { df: "satterthwait" as DfMethod }),
      /option "df" must be "satterthwaite", .*, not "satterthwait"/,
    ],
    ["an unknown option of fixefTests", () => fixefTests(fit, { type: "I" } as object), /unknown option "type"/],
  ])("%s is refused in words", (_, call, message) => {
    expect(call).toThrow(OptionError);
    expect(call).toThrow(message);
  });
});
