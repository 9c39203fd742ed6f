import { describe, expect, it } from "vitest";
import { deparse } from "../../src/formula/deparse.js";
import { expand } from "./support.js";

describe("grouping factors", () => {
  // From reformulas::expandGrpVar, which lme4 2.1 uses.
  it.each([
    ["a/b", ["b:a", "a"]],
    ["a/b/c", ["c:b:a", "b:a", "a"]],
    ["a:b", ["a:b"]],
    ["b:a", ["b:a"]],
    ["(a:b)", ["a:b"]],
    ["a:b:c", ["a:b:c"]],
    ["a*b", ["a", "b", "a:b"]],
    ["a*b*c", ["a", "b", "c", "a:b", "a:c", "b:c", "a:b:c"]],
    ["a*b - a", ["b", "a:b"]],
    ["a + b", ["a", "b"]],
    ["a/(b + c)", ["c:a", "b:a", "a"]],
    ["(a/b)", ["b:a", "a"]],
    ["a/b:c", ["c:b:a", "a"]],
    ["a:b/c", ["c:b:a", "b:a"]],
    ["(a:b)/c", ["c:b:a", "b:a"]],
    ["(a + b)/c", ["c:b:a", "b", "a"]],
    ["a/b + c", ["b:a", "c", "a"]],
    ["a/a", ["a"]],
    ["a %in% b", ["a:b"]],
    ["factor(r)/a", ["a:factor(r)", "factor(r)"]],
    ["a:factor(r)", ["a:factor(r)"]],
    ["`m g`/a", ["a:`m g`", "m g"]],
    ["`m g`", ["m g"]],
  ])("of (1 | %s) are named as lme4 names them", (group, expected) => {
    expect(expand(`y ~ (1 | ${group})`).random.map(({ groupLabel }) => groupLabel)).toEqual(expected);
  });

  it("list their components in the order of the label", () => {
    const [deep] = expand("y ~ (1 | a/b/factor(c))").random;
    expect(deep!.group.map(deparse)).toEqual(["factor(c)", "b", "a"]);
  });
});

describe("random terms", () => {
  it("come in the order of the formula", () => {
    const { random } = expand("y ~ (1 | b) + x + (x | a) + (0 + z | b)");
    expect(random.map(({ label }) => label)).toEqual(["1 | b", "x | a", "0 + z | b"]);
  });

  it.each([
    ["1", true, []],
    ["x", true, ["x"]],
    ["1 + x", true, ["x"]],
    ["0 + x", false, ["x"]],
    ["x - 1", false, ["x"]],
    ["-1 + x", false, ["x"]],
    ["x * f", true, ["x", "f", "x:f"]],
    ["f/x", true, ["f", "f:x"]],
    ["sin(2 * pi * t) + I(x^2)", true, ["sin(2 * pi * t)", "I(x^2)"]],
    ["x > 0", true, ["x > 0"]],
  ])("with %s before the bar have R's intercept and terms", (left, intercept, labels) => {
    const [term] = expand(`y ~ (${left} | g)`).random;
    expect(term!.predictors.intercept).toBe(intercept);
    expect(term!.predictors.terms.map(({ label }) => label)).toEqual(labels);
    expect(term!.label).toBe(`${left} | g`);
  });

  it("number their variables afresh, whatever the fixed effects hold", () => {
    const { fixed, random } = expand("y ~ b:a + (a:b | g)");
    expect(fixed.terms[0]!.label).toBe("b:a");
    expect(random[0]!.predictors.terms[0]!.label).toBe("a:b");
  });

  it("know a double bar, which `/` spreads over both factors", () => {
    const { random } = expand("y ~ (1 + x || a/b)");
    expect(random.map(({ label, doubleBar, structure }) => [label, doubleBar, structure])).toEqual([
      ["1 + x || b:a", true, "us"],
      ["1 + x || a", true, "us"],
    ]);
  });

  it("know the name and the arguments of a covariance structure", () => {
    const { random } = expand("y ~ us(x | g) + diag(1 + z | h) + cs(0 + f | g, hom = TRUE) + ar1((t | g), 3)");
    expect(random.map(({ structure }) => structure)).toEqual(["us", "diag", "cs", "ar1"]);
    expect(random.map(({ label }) => label)).toEqual(["x | g", "1 + z | h", "0 + f | g", "t | g"]);
    const args = random.map(({ structureArgs }) => structureArgs.map(({ name, value }) => [name, deparse(value)]));
    expect(args).toEqual([[], [], [["hom", "TRUE"]], [[null, "3"]]]);
  });

  it("span the text from parenthesis to parenthesis", () => {
    const text = "y ~ x + (x | g) + diag(1 | h)";
    expect(expand(text).random.map(({ start, end }) => text.slice(start, end))).toEqual(["(x | g)", "diag(1 | h)"]);
  });

  it("are recognized through further parentheses", () => {
    expect(expand("y ~ (((1 | g)) + +(1 | h))").random.map(({ groupLabel }) => groupLabel)).toEqual(["g", "h"]);
  });

  it("are not seen in functions where a bar means or", () => {
    const { fixed, random } = expand("y ~ I(a | b) + ifelse(a | b, 1, 0) + factor(a | b) + (1 | g)");
    expect(fixed.terms.map(({ label }) => label)).toEqual(["I(a | b)", "ifelse(a | b, 1, 0)", "factor(a | b)"]);
    expect(random).toHaveLength(1);
  });

  it("may be missing", () => {
    expect(expand("y ~ x").random).toEqual([]);
  });
});
