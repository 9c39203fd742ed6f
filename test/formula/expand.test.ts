import { describe, expect, it } from "vitest";
import { deparse } from "../../src/formula/deparse.js";
import { requireResponse } from "../../src/formula/expand.js";
import { expand, formulaError } from "./support.js";
import { TERMS } from "./terms-cases.js";

const labels = (text: string, columns: readonly string[] = []) =>
  expand(text, columns).fixed.terms.map(({ label }) => label);

describe("expandFormula on fixed effects", () => {
  it.each(TERMS)("reads %s as R's terms() does", (formula, intercept, expected) => {
    const { fixed } = expand(formula);
    expect(fixed.intercept).toBe(intercept);
    expect(fixed.terms.map(({ label }) => label)).toEqual(expected);
  });

  it("labels a term by the labels of its variables", () => {
    for (const { label, variables } of expand("y ~ a * log(b) * `x y`").fixed.terms) {
      expect(variables.map(deparse).join(":")).toBe(label);
    }
  });

  it("leaves random terms out of the fixed effects wherever they stand in the sum", () => {
    expect(labels("y ~ (1 | g) + a + ((b | h) + c)")).toEqual(["a", "c"]);
    expect(expand("y ~ (1 | g) - 1 + a").fixed.intercept).toBe(false);
    expect(expand("y ~ (1 | g)").fixed).toEqual({ intercept: true, terms: [] });
  });

  it("keeps a sum of 20000 terms without running out of stack", () => {
    const names = Array.from({ length: 20000 }, (_, i) => `x${i}`);
    expect(labels(`y ~ ${names.join(" + ")}`)).toEqual(names);
  });
});

describe("the dot", () => {
  const columns = ["y", "a", "b", "c", "x y"];

  // From R: attr(terms(f, data = d), "term.labels").
  it.each([
    ["y ~ .", ["a", "b", "c", "`x y`"]],
    ["log(y) ~ .", ["a", "b", "c", "`x y`"]],
    ["y ~ . - a", ["b", "c", "`x y`"]],
    ["y ~ .^2", ["a", "b", "c", "`x y`", "a:b", "a:c", "a:`x y`", "b:c", "b:`x y`", "c:`x y`"]],
    ["y ~ .:a", ["a", "a:b", "a:c", "a:`x y`"]],
    ["y ~ a * .", ["a", "b", "c", "`x y`", "a:b", "a:c", "a:`x y`"]],
    ["I(y + a) ~ .", ["b", "c", "`x y`"]],
    ["y ~ . + I(a^2)", ["a", "b", "c", "`x y`", "I(a^2)"]],
    ["y ~ . - b:c", ["a", "b", "c", "`x y`"]],
  ])("stands in %s for the columns that the response leaves", (formula, expected) => {
    expect(labels(formula, columns)).toEqual(expected);
  });

  it("includes the grouping factors, as in lme4", () => {
    expect(labels("y ~ . + (1 | c)", columns)).toEqual(["a", "b", "c", "`x y`"]);
  });
});

describe("offsets", () => {
  it("are collected once each, in order, and are no terms", () => {
    const { fixed, offsets } = expand("y ~ a + offset(log(b)) + offset(c) + offset(log(b))");
    expect(offsets.map(deparse)).toEqual(["offset(log(b))", "offset(c)"]);
    expect(fixed.terms.map(({ label }) => label)).toEqual(["a"]);
  });
});

describe("requireResponse", () => {
  it("gives the response of a two-sided formula", () => {
    expect(deparse(requireResponse(expand("log(y) ~ a")))).toBe("log(y)");
  });

  it("points at the ~ of a one-sided formula", () => {
    const error = formulaError(() => requireResponse(expand(" ~ a")));
    expect(error.message).toBe('"~" has no response before it; write response ~ predictors');
    expect(error.position).toBe(1);
  });
});
