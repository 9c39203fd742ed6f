import { describe, expect, it } from "vitest";
import { DataError, FormulaError } from "../../src/errors.js";
import { evaluated, plain, table } from "./support.js";

const data = table({
  x: [1, 2, null, 4],
  y: [2, -1, 3, 0.5],
  f: ["b", "a", null, "b"],
  o: { cells: ["low", "high", "mid", null], levels: ["low", "mid", "high"], ordered: true },
  l: [true, false, true, true],
  n: ["1", "2", "10", "2"],
});

describe("expressions", () => {
  it.each<[string, unknown]>([
    ["x + y", [3, 1, Number.NaN, 4.5]],
    ["-x^2", [-1, -4, Number.NaN, -16]],
    ["2 * y - 1", [3, -3, 5, 0]],
    ["x / 2", [0.5, 1, Number.NaN, 2]],
    ["x^0", [1, 1, 1, 1]],
    ["1^x", [1, 1, 1, 1]],
    ["2^-1", [0.5]],
    ["y^0.5", [Math.SQRT2, Number.NaN, Math.sqrt(3), Math.sqrt(0.5)]],
    ["l + 1", [2, 1, 2, 2]],
    ["x > 1", [0, 1, -1, 1]],
    ["x == 1 | y < 0", [1, 1, -1, 0]],
    ["x > 1 & y > 0", [0, 0, -1, 1]],
    ["!(x > 1)", [1, 0, -1, 0]],
    ["is.na(x)", [0, 0, 1, 0]],
    ["is.na(f) | l", [1, 0, 1, 1]],
    ['f == "b"', [1, 0, -1, 1]],
    ['"a" != f', [1, 0, -1, 1]],
    ['f == "absent"', [0, 0, -1, 0]],
    ['o >= "mid"', [0, 1, 1, -1]],
    ['"mid" > o', [1, 0, 0, -1]],
    ["n == 2", [0, 1, 0, 1]],
    ["n == f", [0, 0, -1, 0]],
    ['x == "4"', [0, 0, -1, 1]],
    ['l == "TRUE"', [1, 0, 1, 1]],
    ["I(x)", [1, 2, Number.NaN, 4]],
    ["pmin(x, y, 1)", [1, -1, Number.NaN, 0.5]],
    ["pmax(x, 3)", [3, 3, Number.NaN, 4]],
    ["ifelse(y > 0, x, -1)", [1, -1, Number.NaN, 4]],
    ['ifelse(x > 1, "some", "few")', ["few", "some", null, "some"]],
    ['ifelse(x > 1, "many", ifelse(y > 1, "few", f))', ["few", "many", null, "many"]],
    ["log(x, base = 2)", [0, 1, Number.NaN, 2]],
    ["round(2 * pi, digits = 3)", [6.283]],
    ["as.numeric(f)", [2, 1, Number.NaN, 2]],
    ["factor(x)", ["1", "2", null, "4"]],
    ['factor(n, levels = c("10", "2"))', [null, "2", "10", "2"]],
    ['factor(x, levels = c(4, 2), labels = c("four", "two"))', [null, "two", null, "four"]],
    ['factor(n, labels = c("s", "l", "s"))', ["s", "s", "l", "s"]],
    ["center(x)", [1 - 7 / 3, 2 - 7 / 3, Number.NaN, 4 - 7 / 3]],
    [
      "poly(y, deg = 2, raw = TRUE)",
      [
        [2, -1, 3, 0.5],
        [4, 1, 9, 0.25],
      ],
    ],
    ['dummy(f, "b")', [1, 0, Number.NaN, 1]],
  ])("%s", (expression, expected) => {
    const value = plain(evaluated(expression, data));
    expect(value).toEqual(expected);
  });

  it("prefer a column to the constant of its name", () => {
    expect(plain(evaluated("pi", table({ pi: [1, 2] })))).toEqual([1, 2]);
    expect(plain(evaluated("pi", data))).toEqual([Math.PI]);
  });

  it("sort the levels of numbers as numbers and name them as R does", () => {
    const value = evaluated("factor(v)", table({ v: [100000.5, 1e-5, 0.1 + 0.2, 1 / 3, 100000, -2.5, 1e20] }));
    const levels = ["-2.5", "1e-05", "0.3", "0.333333333333333", "100000", "100000.5", "1e+20"];
    expect(value).toMatchObject({ kind: "factor", levels });
  });

  // From R 4.2.2.
  it.each([
    [0.15, 1, 0.1],
    [0.25, 1, 0.2],
    [0.35, 1, 0.3],
    [0.45, 1, 0.4],
    [2.5, 0, 2],
    [-1.5, 0, -2],
    [0.5, 0, 0],
    [1234.5675, 3, 1234.568],
    [-2.675, 2, -2.67],
    [1255, -1, 1260],
    [1265, -1, 1260],
    [1e-20, 5, 0],
    [5.015, 2, 5.02],
    [2.345, 2, 2.35],
    [1e15 + 0.3, 1, 1e15 + 0.25],
    [12345678.5, -3, 12346000],
  ])("round %d to %i digits as R does", (x, digits, expected) => {
    expect(plain(evaluated(`round(v, ${digits})`, table({ v: [x, x] })))).toEqual([expected, expected]);
  });
});

describe("an expression that cannot be computed", () => {
  it.each<[string, number, number, string]>([
    ["x + Y", 4, 1, 'unknown variable "Y" in formula; did you mean "y"?'],
    ["zzz", 0, 3, 'unknown variable "zzz" in formula; the data have the columns x, y, f, o, l, n'],
    ["2 * lg(x)", 4, 5, 'unknown function "lg" in formula'],
    ["sqr(x)", 0, 6, 'did you mean "sqrt"?'],
    ["I(x:y)", 2, 3, '":" joins terms of a formula'],
    ["poly(x, degrees = 2)", 0, 20, 'unknown argument "degrees" of poly(); did you mean "degree"?'],
    ["poly(x, 0)", 8, 1, "degree of poly() must be 1, 2, …, not 0"],
    ["poly(x, y)", 8, 1, "this argument of poly() must be a constant number"],
    ["log()", 0, 5, 'log() needs its argument "x"'],
    ["sqrt(x, y)", 0, 10, "sqrt() takes one argument (x), not 2"],
    ["scale(x, scale = 1 > 0)", 17, 5, "must be a constant number"],
    ['x + "a"', 4, 3, 'text "a" is used where a number is expected'],
    ['f < "b"', 0, 1, '"f" is not an ordered factor; "<" needs numbers or an ordered factor'],
    ["poly(y, 2) + 1", 0, 10, "has 2 columns where one number a row is expected"],
    ["factor(x, levels = y)", 19, 1, "factor() expects its levels written out here"],
    ['factor(f, labels = c("p", "q", "r"))', 19, 16, '3 labels for 2 levels ("a", "b")'],
  ])("%s", (expression, position, length, message) => {
    let error: unknown;
    try {
      evaluated(expression, data);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(FormulaError);
    expect((error as FormulaError).message).toContain(message);
    expect(error).toMatchObject(message.includes("constant number") ? { position } : { position, length });
  });

  it.each<[string, string]>([
    ["f * 2", 'factor "f" (levels "a", "b") is used where a number is expected'],
    ["log(f)", 'factor "f" (levels "a", "b") is used where a number is expected'],
    ['o > "middle"', '"middle" is not a level of "o"'],
    ['relevel(f, ref = "A")', '"A" is not a level of "f"; did you mean "a"?'],
    ['dummy(f, "z")', '"z" is not a level of "f"; its levels are "a", "b"'],
    ["poly(x, 3)", '"x" has 3 distinct values; poly() of degree 3 needs more than 3'],
  ])("%s names the column at fault", (expression, message) => {
    const compute = () => evaluated(expression, data);
    expect(compute).toThrow(DataError);
    expect(compute).toThrow(message);
  });

  it("is told of decimal commas", () => {
    const commas = table({ rt: ["3,5", "4,25", "5"] });
    expect(() => evaluated("log(rt)", commas)).toThrow(
      "look like numbers with a decimal comma: write them with a point",
    );
  });

  it("of a column without variation says why it cannot be scaled", () => {
    expect(() => evaluated("scale(v)", table({ v: [2, 2, 2] }))).toThrow('"v" has the same value in every row');
  });
});
