import { describe, expect, it } from "vitest";
import { DataError, FormulaError, OptionError } from "../../src/errors.js";
import type { FrameOptions } from "../../src/frame/model-frame.js";
import { numericResponse } from "../../src/frame/numeric-response.js";
import { frameOf, table } from "./support.js";

const data = table({
  y: [1, 2, 3, 4, null, 6, 7, 8],
  x: [0.5, 1, null, 2, 2.5, 3, 3.5, 4],
  f: ["a", "a", "b", "b", "c", null, "a", "b"],
  g: ["p", "p", "q", "q", "r", "r", "s", "s"],
  w: [1, 2, 1, 2, 1, 2, 1, null],
  l: [true, true, true, true, true, true, true, true],
});

describe("a model frame", () => {
  it("copies numbers once, where every row is used", () => {
    const whole = table({ y: [1, 2, 3], x: [1, 4, 9], g: ["p", "q", "p"] });
    const frame = frameOf("y ~ x + (1 | g)", whole);
    const x = frame.variables.get("x");
    const own = frame.predictors.columns.get("x");
    expect(frame.rows).toBeNull();
    expect(own).toEqual(whole.columns.get("x"));
    expect(own?.kind === "number" && own.values).not.toBe((whole.columns.get("x") as { values: Float64Array }).values);
    expect(x?.kind === "number" && x.columns[0]).toBe(own?.kind === "number" && own.values);
  });

  it("leaves out rows with missing values and counts them by variable", () => {
    const frame = frameOf("y ~ x + f + (1 | g)", data, { weights: "w" });
    expect([...(frame.rows ?? [])]).toEqual([0, 1, 3, 6]);
    expect(frame.dropped).toEqual({ total: 4, byVariable: { y: 1, x: 1, f: 1, w: 1 } });
    expect([...numericResponse(frame)]).toEqual([1, 2, 4, 7]);
    expect([...(frame.weights ?? [])]).toEqual([1, 2, 2, 1]);
  });

  it("leaves out a row that lacks any column of cbind()", () => {
    const frame = frameOf("cbind(y, x) ~ 1 + (1 | g)", data);
    expect([...(frame.rows ?? [])]).toEqual([0, 1, 3, 5, 6, 7]);
    expect(frame.dropped).toEqual({ total: 2, byVariable: { "cbind(y, x)": 2 } });
  });

  it("drops levels that no row has, but keeps both of a logical", () => {
    const { variables } = frameOf("y ~ x + f + l + (1 | g)", data);
    expect(variables.get("f")).toMatchObject({ levels: ["a", "b"] });
    expect(variables.get("g")).toMatchObject({ levels: ["p", "q", "s"] });
    expect(variables.get("l")).toMatchObject({ levels: ["FALSE", "TRUE"], logical: true });
  });

  // R: model.frame(y ~ scale(x), d, subset = y < 5)
  it("computes scale() over all rows, also those outside the subset", () => {
    const six = table({ x: [1, 2, null, 4, 50, 6], y: [1, 2, 3, 4, 5, 6], g: ["p", "q", "p", "q", "p", "q"] });
    const frame = frameOf("y ~ scale(x) + (1 | g)", six, { subset: "y < 5" });
    const scaled = frame.variables.get("scale(x)");
    const expected = [-0.55250625145308241, -0.50487640218988572, -0.40961670366349218];
    expect(frame.dropped).toEqual({ total: 1, byVariable: { "scale(x)": 1 } });
    for (const [i, value] of expected.entries()) {
      expect(scaled?.kind === "number" && scaled.columns[0][i]).toBeCloseTo(value, 14);
    }
  });

  it("takes subset, weights and offset as arrays too", () => {
    const options = { subset: [true, true, false, true, true, true, false, false], weights: [1, 1, 1, 3, 1, 1, 1, 1] };
    const frame = frameOf("y ~ 1 + (1 | g)", data, { ...options, offset: new Float64Array(8).fill(2) });
    expect([...(frame.rows ?? [])]).toEqual([0, 1, 3, 5]);
    expect([...(frame.weights ?? [])]).toEqual([1, 1, 3, 1]);
    expect([...(frame.offset ?? [])]).toEqual([2, 2, 2, 2]);
  });

  it("adds up the offsets of formula and options", () => {
    const { offset, dropped } = frameOf("y ~ offset(x) + offset(2 * w) + (1 | g)", data, {
      offset: "y",
      subset: "y <= 4",
    });
    expect([...(offset ?? [])]).toEqual([0.5 + 2 + 1, 1 + 4 + 2, 2 + 4 + 4]);
    expect(dropped.byVariable).toEqual({ "offset(x)": 1 });
  });

  it("says which transform made NaN of complete data", () => {
    const { notices, dropped } = frameOf("y ~ log(x - 0.75) + (1 | g)", data);
    expect(dropped).toEqual({ total: 3, byVariable: { y: 1, "log(x - 0.75)": 2 } });
    expect(notices).toMatchObject([{ code: "W_NAN_PRODUCED" }]);
    expect(notices[0].message).toContain(
      'NaNs produced: "log(x - 0.75)" is not a number in 1 row whose data are complete',
    );
  });

  it("takes a text that names a column for that column", () => {
    const odd = table({ y: [1, 2, 3], "a - b": [1, 2, 4], g: ["p", "q", "p"] });
    expect([...(frameOf("y ~ 1 + (1 | g)", odd, { weights: "a - b" }).weights ?? [])]).toEqual([1, 2, 4]);
  });
});

describe("a frame that cannot be made says why", () => {
  it.each<[string, FrameOptions, new (...args: never[]) => Error, string]>([
    ["y ~ X + (1 | g)", {}, FormulaError, 'unknown variable "X" in formula; did you mean "x"?'],
    ["~ x + (1 | g)", {}, FormulaError, "no response"],
    ["y ~ I(2) + (1 | g)", {}, FormulaError, '"I(2)" is a constant, not a variable'],
    ["y ~ log(x - 0.5) + (1 | g)", {}, DataError, '"log(x - 0.5)" has the non-finite value "-Inf" in row 1'],
    ["y ~ x + (1 | g)", { naAction: "fail" }, DataError, 'missing value in "y", row 5'],
    ["y ~ x + (1 | g)", { subset: "y > 100" }, DataError, "subset leaves none of the 8 rows: 0 (non-NA) cases"],
    ["y ~ I(x / 0 * 0) + (1 | g)", {}, DataError, "every row lacks a value: 0 (non-NA) cases"],
    ["y ~ x + (1 | g)", { subset: "x + 1" }, OptionError, 'subset "x + 1" must be a condition such as x > 0'],
    ["y ~ x + (1 | g)", { subset: "q > 1" }, FormulaError, 'unknown variable "q"'],
    ["y ~ x + (1 | g)", { subset: [true] }, OptionError, "subset has 1 value, but the data have 8 rows"],
    ["y ~ x + (1 | g)", { weights: [1, 2] }, OptionError, "weights has 2 values, but the data have 8 rows"],
    [
      "y ~ x + (1 | g)",
      { weights: "f" },
      DataError,
      'weights "f" is a factor (levels "a", "b", "c"); numbers were expected',
    ],
    [
      "y ~ x + (1 | g)",
      { weights: "x - 1" },
      DataError,
      'weights "x - 1" must be positive: the weight in row 1 is negative',
    ],
    ["y ~ x + (1 | g)", { weights: "x - 0.5" }, DataError, "the weight in row 1 is zero"],
    ["y ~ offset(g) + (1 | g)", {}, DataError, 'offset "g" is a factor'],
  ])("%s %j", (formula, options, kind, message) => {
    const made = () => frameOf(formula, data, options);
    expect(made).toThrow(kind);
    expect(made).toThrow(message);
  });

  it("names column and row of a refused missing value", () => {
    expect(() => frameOf("y ~ x + (1 | g)", data, { naAction: "fail" })).toThrow(
      expect.objectContaining({ column: "y", row: 4 }),
    );
  });

  it("refuses a table without rows", () => {
    const empty = table({ y: [], x: [], g: [] });
    expect(() => frameOf("y ~ poly(x, 2) + (1 | g)", empty)).toThrow("the data have no rows: 0 (non-NA) cases");
  });
});

describe("the response of a linear model", () => {
  it.each<[string, new (...args: never[]) => Error, string]>([
    ["f ~ x + (1 | g)", DataError, 'response must be numeric: "f" is a factor (levels "a", "b", "c")'],
    ["l ~ x + (1 | g)", DataError, 'response must be numeric: "l" is logical'],
    ["poly(y, 2) ~ x + (1 | g)", FormulaError, 'response "poly(y, 2)" has 2 columns'],
    ["cbind(y, w) ~ x + (1 | g)", FormulaError, 'response "cbind(y, w)" has 2 columns'],
  ])("cannot be that of %s", (formula, kind, message) => {
    const read = () => numericResponse(frameOf(formula, data));
    expect(read).toThrow(kind);
    expect(read).toThrow(message);
  });
});
