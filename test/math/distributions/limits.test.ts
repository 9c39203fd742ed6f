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
import { RandomStream } from "../../../src/math/random-stream.js";
import { binomialVariate, gammaVariate, poissonVariate } from "../../../src/math/random-variates.js";
import { trigamma } from "../../../src/math/trigamma.js";
import { distributionTables, expectRelative } from "../../support/distribution-tables.js";

const table = distributionTables("distribution-limits");

function agrees(name: string, tails: (...row: number[]) => Tails, tolerance: (...row: number[]) => number): void {
  for (const row of table(name)) {
    const [lower, upper] = row.slice(-2);
    const actual = tails(...row);
    expectRelative(actual.lower, lower, tolerance(...row), `${name} ${row} lower`);
    expectRelative(actual.upper, upper, tolerance(...row), `${name} ${row} upper`);
  }
}

describe("at 1e-15 to 1e15 degrees of freedom and 0 to ∞, R has", () => {
  it("the tails of t", () => {
    agrees("student", studentTails, () => 1e-12);
  });

  it("the tails of chi-squared", () => {
    agrees("chiSquare", chiSquareTails, () => 1e-12);
  });

  it("the tails of F, as far as x / (1 + x) tells 1 from its neighbors", () => {
    agrees("f", fTails, (_, d1, d2) => {
      const least = Math.min(d1, d2);
      return 1e-12 + (Math.max(d1, d2) < Number.POSITIVE_INFINITY ? 2e-15 * Math.sqrt(least) : 0);
    });
  });

  it("the quantiles of t, chi-squared and F", () => {
    for (const [p, df, t] of table("studentQuantile")) {
      expectRelative(studentQuantile(p, "upper", df), t, 1e-12, `t ${p}, ${df}`);
    }
    for (const [p, df, x] of table("chiSquareQuantile")) {
      expectRelative(chiSquareQuantile(p, "upper", df), x, 1e-12, `chi-squared ${p}, ${df}`);
    }
    for (const [p, d1, d2, x] of table("fQuantile")) {
      expectRelative(fQuantile(p, "upper", d1, d2), x, 1e-11, `F ${p}, ${d1}, ${d2}`);
    }
  });

  it("the studentized range: of two by t, of more by integrals, for many degrees of freedom as far as ptukey() goes", () => {
    for (const [q, groups, df, upper] of table("rangeOfTwo")) {
      expectRelative(studentizedRangeTails(q, groups, df).upper, upper, 1e-12, `${q}, ${df}`);
    }
    for (const [q, groups, df, lower] of table("rangeFew")) {
      expectRelative(studentizedRangeTails(q, groups, df).lower, lower, 1e-11, `${q}, ${groups}, ${df}`);
    }
    for (const [q, groups, df, upper] of table("ptukey")) {
      expectRelative(studentizedRangeTails(q, groups, df).upper, upper, 2e-8, `${q}, ${groups}, ${df}`);
    }
  });

  it("the trigamma function", () => {
    for (const [x, value] of table("trigamma")) expectRelative(trigamma(x), value, 2e-14, `${x}`);
  });
});

const DF = [0, 1e-15, 8.7e-15, 1e-5, 0.02, 1, 2e6, 1e15, 1e200, Number.POSITIVE_INFINITY];
const VALUES = [0, 5e-324, 0.5, 1, 3.3, 1e10, 1.7e308, Number.POSITIVE_INFINITY];
const PROBABILITIES = [0, 1e-20, 0.05, 0.99, 1];
const NONE = [-1e-15, -1, -1e15, Number.NEGATIVE_INFINITY, Number.NaN];
const TAILS = ["lower", "upper"] as const;

/** All loops are bounded: that these return is what is tested. */
function expectTails({ lower, upper }: Tails, what: string): void {
  expect(lower >= 0 && lower <= 1 && upper >= 0 && upper <= 1, `${what}: ${lower}, ${upper}`).toBe(true);
  expect(Math.abs(lower + upper - 1), what).toBeLessThan(1e-12);
}

describe("whatever the arguments", () => {
  it("tails are two probabilities that sum to 1", () => {
    for (const x of VALUES) {
      for (const df of DF) {
        const isLimit = x === df && x === Number.POSITIVE_INFINITY;
        if (!isLimit) expectTails(chiSquareTails(x, df), `chi-squared ${x}, ${df}`);
        if (df === 0) continue;
        expectTails(studentTails(x, df), `t ${x}, ${df}`);
        expectTails(studentizedRangeTails(x, 3, df), `range ${x}, ${df}`);
        for (const other of DF) if (other > 0) expectTails(fTails(x, df, other), `F ${x}, ${df}, ${other}`);
      }
    }
    for (const groups of [2, 2.56, 300, 1e15]) {
      for (const df of [8.7e-15, 20]) {
        for (const q of [0.1, 5, 1e10])
          expectTails(studentizedRangeTails(q, groups, df), `range ${q}, ${groups}, ${df}`);
      }
    }
  });

  it("quantiles are numbers or ∞", () => {
    const expectPoint = (x: number, what: string) => expect(x, what).not.toBeNaN();
    for (const p of PROBABILITIES) {
      for (const tail of TAILS) {
        expectPoint(normalQuantile(p, tail), `normal ${p}`);
        for (const df of DF) {
          expectPoint(chiSquareQuantile(p, tail, df), `chi-squared ${p}, ${df}`);
          if (df === 0) continue;
          expectPoint(studentQuantile(p, tail, df), `t ${p}, ${df}`);
          for (const other of [8.7e-15, 3, Number.POSITIVE_INFINITY]) {
            expectPoint(fQuantile(p, tail, df, other), `F ${p}, ${df}, ${other}`);
          }
        }
        for (const df of [8.7e-15, 1, 1e15, Number.POSITIVE_INFINITY]) {
          expectPoint(studentizedRangeQuantile(p, tail, 3, df), `range ${p}, ${df}`);
        }
      }
    }
  });

  it("there is NaN where there is no distribution, statistic or probability", () => {
    for (const wrong of NONE) {
      const all = [
        ...[studentTails(1, wrong), chiSquareTails(1, wrong), fTails(1, wrong, 3), fTails(1, 3, wrong)],
        ...[studentizedRangeTails(1, 3, wrong), studentizedRangeTails(1, wrong, 3)],
      ].flatMap(({ lower, upper }) => [lower, upper]);
      const points = [
        ...[normalQuantile(wrong, "upper"), studentQuantile(wrong, "upper", 3), studentQuantile(0.1, "upper", wrong)],
        ...[chiSquareQuantile(wrong, "lower", 3), chiSquareQuantile(0.1, "lower", wrong)],
        ...[fQuantile(wrong, "lower", 3, 3), fQuantile(0.1, "lower", wrong, 3), fQuantile(0.1, "lower", 3, wrong)],
        ...[studentizedRangeQuantile(wrong, "upper", 3, 3), studentizedRangeQuantile(0.1, "upper", 3, wrong)],
        ...[trigamma(wrong), gammaVariate(wrong, new RandomStream(1)), poissonVariate(wrong, new RandomStream(1))],
      ];
      for (const value of [...all, ...points]) expect(value, `${wrong}`).toBeNaN();
    }
    expect(studentTails(1, 0).upper).toBeNaN();
    expect(studentizedRangeTails(1, 1, 3).upper).toBeNaN();
    expect(studentizedRangeTails(1, 1e16, 3).upper).toBeNaN();
    expect(normalTails(Number.NaN).lower).toBeNaN();
  });

  it("draws with infinite parameters come back", () => {
    const stream = new RandomStream(1);
    const infinity = Number.POSITIVE_INFINITY;
    expect(poissonVariate(infinity, stream)).toBe(infinity);
    expect(gammaVariate(infinity, stream)).toBe(infinity);
    expect(binomialVariate(infinity, 0.5, stream)).toBeNaN();
    expect(poissonVariate(1e300, stream) / 1e300).toBeCloseTo(1, 6);
  });

  it("a critical value of very few degrees of freedom leads back to its probability", () => {
    for (const df of [0.005, 0.02, 0.5]) {
      const t = studentQuantile(0.025, "upper", df);
      expectRelative(studentTwoSided(t, df), 0.05, 1e-11, `t ${df}`);
      const q = studentizedRangeQuantile(0.05, "upper", 4, df);
      expectRelative(studentizedRangeTails(q, 4, df).upper, 0.05, 1e-10, `range ${df}`);
    }
    expect(studentQuantile(0.025, "upper", 8.7e-15)).toBe(Number.POSITIVE_INFINITY);
    expect(studentizedRangeQuantile(0.05, "upper", 4, 8.7e-15)).toBe(Number.POSITIVE_INFINITY);
  });
});
