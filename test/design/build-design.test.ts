import { describe, expect, it } from "vitest";
import { toTable } from "../../src/data/to-table.js";
import { buildDesign } from "../../src/design/build-design.js";
import { termOrder } from "../../src/design/random.js";
import { DesignError, OptionError, UnsupportedError } from "../../src/errors.js";
import type { FrameOptions } from "../../src/frame/model-frame.js";
import { frameOf, table } from "../frame/support.js";

const n = 24;
const cycle = <T>(...values: T[]) => Array.from({ length: n }, (_, i) => values[i % values.length]);
const blocks = <T>(...values: T[]) => Array.from({ length: n }, (_, i) => values[Math.floor((i * values.length) / n)]);
const data = table({
  y: Array.from({ length: n }, (_, i) => (i * 7) % 11),
  x: Array.from({ length: n }, (_, i) => (i * 5) % 13),
  z: Array.from({ length: n }, (_, i) => (i * i) % 7),
  f: cycle("u", "v", "w"),
  g: blocks("g1", "g2", "g3", "g4"),
  h: cycle("h1", "h2", "h3", "h4", "h5"),
  i: cycle(3, 1, 2),
  l: cycle(true, false),
  one: cycle("only"),
  id: Array.from({ length: n }, (_, i) => `id${i}`),
});

const design = (formula: string, options: FrameOptions = {}) => buildDesign(frameOf(formula, data, options));
const terms = (formula: string) =>
  design(formula).design.random.map(({ label, structure, names }) => [label, structure, names]);

describe("a design", () => {
  it("holds one copy of a column of the data, and has no column of ones in random terms", () => {
    const { fixed, random } = design("y ~ x + (1 + x | g)").design;
    const x = (data.columns.get("x") as { values: Float64Array }).values;
    expect(fixed.names).toEqual(["(Intercept)", "x"]);
    expect(fixed.assign).toEqual([-1, 0]);
    expect(fixed.columns[1]).toEqual(x);
    expect(fixed.columns[1]).not.toBe(x);
    expect(random[0].columns[0]).toBeNull();
    expect(random[0].columns[1]).toBe(fixed.columns[1]);
  });

  it("has copies of typed arrays: values, codes, weights and offset", () => {
    const y = Float64Array.from({ length: n }, (_, i) => (i * 7) % 11);
    const x = Float64Array.from({ length: n }, (_, i) => (i * 5) % 13);
    const codes = Int32Array.from({ length: n }, (_, i) => i % 4);
    const weights = new Float64Array(n).fill(2);
    const offset = new Float64Array(n).fill(1);
    const given = toTable({ y, x, g: { codes, levels: ["a", "b", "c", "d"] } });
    const built = buildDesign(frameOf("y ~ x + (x | g)", given, { weights, offset })).design;
    const pairs = [
      [built.response, y],
      [built.fixed.columns[1], x],
      [built.factors[0].codes, codes],
      [built.weights, weights],
      [built.offset, offset],
    ];
    for (const [own, theirs] of pairs) {
      expect(own).toEqual(theirs);
      expect(own).not.toBe(theirs);
    }
  });

  it("never writes into a column of the data", () => {
    const before = Float64Array.from((data.columns.get("x") as { values: Float64Array }).values);
    design("y ~ x * f * z + (x:z | g)");
    expect((data.columns.get("x") as { values: Float64Array }).values).toEqual(before);
  });

  it("codes random terms by their own formula, with default contrasts", () => {
    const { fixed, random } = design("y ~ f + (f | g) + (0 + f | h)", { contrasts: { f: "sum" } }).design;
    expect(fixed.names).toEqual(["(Intercept)", "f1", "f2"]);
    expect(random.map(({ names }) => names)).toEqual([
      ["fu", "fv", "fw"],
      ["(Intercept)", "fv", "fw"],
    ]);
  });

  it("writes out a double bar over nested factors effect by effect, so that lme4's order reverses the ties", () => {
    expect(design("y ~ x + (x || g/h)").design.random.map(({ factor, names }) => [factor, ...names])).toEqual([
      [0, "x"],
      [0, "(Intercept)"],
      [1, "x"],
      [1, "(Intercept)"],
    ]);
  });

  it("splits double bars by terms and keeps the block of a factor, with a notice", () => {
    expect(terms("y ~ x + (1 + x | g)")).toEqual([["1 + x | g", "us", ["(Intercept)", "x"]]]);
    expect(terms("y ~ x + (x + f + x:f || g)")).toEqual([
      ["1 | g", "us", ["(Intercept)"]],
      ["0 + x | g", "us", ["x"]],
      ["0 + f | g", "us", ["fu", "fv", "fw"]],
      ["0 + x:f | g", "us", ["x:fu", "x:fv", "x:fw"]],
    ]);
    expect(design("y ~ x + (x || g)").messages).toEqual([]);
    const { messages } = design("y ~ x + (0 + x + f || g)");
    expect(messages.map(({ code }) => code)).toEqual(["M_DOUBLE_BAR_FACTOR"]);
    expect(messages[0].message).toContain('so "f" keeps a full covariance block');
    expect(messages[0].message).toContain("diag(0 + x + f | g)");
  });

  it("keeps diag() terms whole", () => {
    expect(terms("y ~ x + diag(1 + x | g)")).toEqual([["1 + x | g", "diag", ["(Intercept)", "x"]]]);
    expect(terms("y ~ x + us(0 + x | g)")).toEqual([["0 + x | g", "us", ["x"]]]);
  });

  it("has each grouping factor once, those with more levels first", () => {
    const { random, factors } = design("y ~ x + (1 | g) + (0 + x | g) + (1 | h) + (1 | g:i)").design;
    expect(factors.map(({ name, levels }) => [name, levels.length])).toEqual([
      ["g:i", 12],
      ["h", 5],
      ["g", 4],
    ]);
    expect(random.map(({ factor, names }) => [factor, ...names])).toEqual([
      [0, "(Intercept)"],
      [1, "(Intercept)"],
      [2, "x"],
      [2, "(Intercept)"],
    ]);
  });

  it("reads numbers and logicals as groups", () => {
    const { factors } = design("y ~ x + (1 | i) + (1 | l)").design;
    expect(factors.map(({ levels }) => levels)).toEqual([
      ["1", "2", "3"],
      ["FALSE", "TRUE"],
    ]);
  });
});

// From R: rev(order(c(…))) where the numbers of levels do not decrease already.
describe("the order of random terms", () => {
  it.each([
    [
      [92, 92, 12, 12],
      [0, 1, 2, 3],
    ],
    [
      [22, 22, 22, 156, 16],
      [3, 2, 1, 0, 4],
    ],
    [
      [5, 5],
      [0, 1],
    ],
    [
      [3, 7, 7],
      [2, 1, 0],
    ],
  ])("for %j levels is %j", (levels, order) => {
    expect(termOrder(levels)).toEqual(order);
  });
});

describe("a design that cannot be fitted says why", () => {
  it.each<[string, FrameOptions, new (...args: never[]) => Error, string]>([
    [
      "y ~ x + (1 | one)",
      {},
      DesignError,
      '(1 | one) has one level of "one" in the rows used; grouping factors must have > 1',
    ],
    [
      "y ~ x + (1 | id)",
      {},
      DesignError,
      '(1 | id) has 24 levels of "id" for 24 observations; number of levels of each grouping',
    ],
    ["y ~ x + (1 + x + z | g:i)", {}, DesignError, "number of observations (=24) <= number of random effects (=36)"],
    ["y ~ x + (f | g:l)", {}, DesignError, "number of observations (=24) <= number of random effects (=24)"],
    [
      "y ~ one + (1 | g)",
      {},
      DesignError,
      'factor "one" has the one level "only" in the rows used; contrasts can be applied only to',
    ],
    ["y ~ 0 + x + (0 + one | g)", {}, DesignError, "contrasts can be applied only to factors with 2 or more levels"],
    [
      "y ~ x + toep(1 + x | g)",
      {},
      UnsupportedError,
      'covariance structure "toep" of toep(1 + x | g) is not supported; us, diag, cs, ar1 are',
    ],
    [
      "y ~ x + us(x | g, hom = TRUE)",
      {},
      UnsupportedError,
      'argument "hom = TRUE" of us(x | g) is not supported; us() takes a bar only',
    ],
    [
      "y ~ x + cs(x | g, hom = 1)",
      {},
      UnsupportedError,
      'argument "hom = 1" of cs(x | g) is not supported; cs() takes hom = TRUE or hom = FALSE',
    ],
    [
      "y ~ x + f + (1 | g)",
      { contrasts: { x: "sum" } },
      OptionError,
      'contrasts are given for "x", which is a variable of numbers',
    ],
    [
      "y ~ x + f + (1 | g)",
      { contrasts: { F: "sum" } },
      OptionError,
      'which is not in the fixed part of the formula; did you mean "f"?',
    ],
    [
      "y ~ x + (f | g)",
      { contrasts: { f: "sum" } },
      OptionError,
      "contrasts are for factors of the fixed part: it has none",
    ],
    ["y ~ f + (1 | g)", { contrasts: { f: "treatment(q)" } }, OptionError, 'base level "q"'],
    ["y ~ x + (1 | poly(x, 2))", {}, DesignError, '"poly(x, 2)" has 2 columns and cannot be a grouping factor'],
  ])("%s %j", (formula, options, kind, message) => {
    const built = () => design(formula, options);
    expect(built).toThrow(kind);
    expect(built).toThrow(message);
  });
});
