import { describe, expect, it } from "vitest";
import {
  chiSquareQuantile,
  chiSquareTails,
  fQuantile,
  fTails,
  normalQuantile,
  normalTails,
  studentQuantile,
  studentTails,
  studentTwoSided,
} from "../../../src/math/distributions/distributions.js";
import { studentizedRangeQuantile, studentizedRangeTails } from "../../../src/math/distributions/studentized-range.js";
import type { Tails } from "../../../src/math/distributions/tails.js";
import { distributionTables, expectRelative } from "../../support/distribution-tables.js";

const table = distributionTables("distributions");

/** R's two tails, at the end of each row, to twelve digits. */
function agrees(name: string, arity: number, tails: (...parameters: number[]) => Tails): void {
  for (const row of table(name)) {
    const { lower, upper } = tails(...row.slice(0, arity));
    expectRelative(lower, row[arity], 1e-12, `${name} ${row} lower`);
    expectRelative(upper, row[arity + 1], 1e-12, `${name} ${row} upper`);
  }
}

describe("tail probabilities", () => {
  it("are R's for the normal distribution, to 37 standard deviations", () => {
    agrees("normal", 1, (z) => normalTails(z));
  });

  it("are R's for t, from half a degree of freedom to a million", () => {
    agrees("student", 2, (t, df) => studentTails(t, df));
  });

  it("are R's for chi-squared", () => {
    agrees("chiSquare", 2, (x, df) => chiSquareTails(x, df));
  });

  it("are R's for F", () => {
    agrees("f", 3, (x, numerator, denominator) => fTails(x, numerator, denominator));
  });

  it("have their limits at infinite degrees of freedom", () => {
    expect(studentTails(1.7, Number.POSITIVE_INFINITY)).toEqual(normalTails(1.7));
    expect(fTails(2, 3, Number.POSITIVE_INFINITY)).toEqual(chiSquareTails(6, 3));
    expectRelative(studentTwoSided(-2, 1e12), 2 * normalTails(2).upper, 1e-11, "t");
  });

  it("are NaN for NaN, 0 and 1 at the ends", () => {
    expect(studentTails(Number.NaN, 3).upper).toBeNaN();
    expect(fTails(Number.NaN, 3, 4).lower).toBeNaN();
    expect(studentTails(Number.POSITIVE_INFINITY, 3)).toEqual({ lower: 1, upper: 0 });
    expect(fTails(0, 3, 4)).toEqual({ lower: 0, upper: 1 });
  });
});

describe("quantiles", () => {
  function agree(name: string, arity: number, quantile: (tail: "lower" | "upper", ...row: number[]) => number): void {
    for (const row of table(name)) {
      expectRelative(quantile("lower", ...row.slice(0, arity)), row[arity], 1e-12, `${name} ${row} lower`);
      expectRelative(quantile("upper", ...row.slice(0, arity)), row[arity + 1], 1e-12, `${name} ${row} upper`);
    }
  }

  it("are R's for the normal distribution, down to a probability of 1e-300", () => {
    agree("normalQuantile", 1, (tail, p) => normalQuantile(p, tail));
  });

  it("are R's for t", () => {
    agree("studentQuantile", 2, (tail, p, df) => studentQuantile(p, tail, df));
  });

  it("are R's for chi-squared", () => {
    agree("chiSquareQuantile", 2, (tail, p, df) => chiSquareQuantile(p, tail, df));
  });

  it("are R's for F", () => {
    agree("fQuantile", 3, (tail, p, numerator, denominator) => fQuantile(p, tail, numerator, denominator));
  });

  it("are exact where a formula is known: F with 1 and 1 degrees of freedom", () => {
    for (const p of [1e-12, 1e-6, 0.3]) {
      const root = Math.tan((Math.PI * p) / 2);
      expectRelative(fQuantile(p, "lower", 1, 1), root * root, 1e-13, `p = ${p}`);
    }
  });

  it("are NaN for what is no probability", () => {
    expect(normalQuantile(1.5, "lower")).toBeNaN();
    expect(fQuantile(-0.1, "upper", 2, 3)).toBeNaN();
  });
});

describe("the studentized range", () => {
  it("has the upper tails of numerical integration", () => {
    for (const [q, groups, df, upper] of table("range")) {
      expectRelative(studentizedRangeTails(q, groups, df).upper, upper, 1e-12, `${q}, ${groups}, ${df}`);
    }
  });

  it("is a t distribution for two groups, far into the tail", () => {
    for (const df of [1, 2, 7.5, 60, 1e4, Number.POSITIVE_INFINITY]) {
      for (const q of [0.1, 1, 3, 10, 40]) {
        const expected = studentTwoSided(q / Math.SQRT2, df);
        if (expected < 1e-290) continue;
        expectRelative(studentizedRangeTails(q, 2, df).upper, expected, 1e-12, `${q}, ${df}`);
      }
    }
  });

  it("agrees with ptukey() and qtukey() as far as those go", () => {
    for (const [q, groups, df, upper] of table("ptukey")) {
      expectRelative(studentizedRangeTails(q, groups, df).upper, upper, 2e-8, `${q}, ${groups}, ${df}`);
    }
    for (const [p, groups, df, q] of table("rangeQuantile")) {
      expectRelative(studentizedRangeQuantile(p, "upper", groups, df), q, 2e-7, `${p}, ${groups}, ${df}`);
    }
  });

  it("has quantiles that lead back to their probability", () => {
    for (const p of [0.9, 0.05, 1e-4]) {
      for (const df of [2, 30]) {
        const q = studentizedRangeQuantile(p, "upper", 4, df);
        expectRelative(studentizedRangeTails(q, 4, df).upper, p, 1e-11, `${p}, ${df}`);
      }
    }
  });
});
