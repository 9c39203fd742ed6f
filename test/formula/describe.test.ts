import { expect, it } from "vitest";
import { describeFormula } from "../../src/formula/describe.js";

it.each([
  [
    "Reaction ~ Days + (Days | Subject)",
    ["Reaction depends on Days.", "The intercept and slope of Days vary by Subject, with a correlation."],
  ],
  [
    "log(rt) ~ a * b + (1 + a || subj) + (1 | item)",
    [
      "log(rt) depends on a, b and the interaction a:b.",
      "The intercept and slope of a vary by subj, independently of one another.",
      "The intercept varies by item.",
    ],
  ],
  [
    "y ~ 1 + (1 | school/class)",
    [
      "y has one mean.",
      "The intercept varies by each combination of class and school.",
      "The intercept varies by school.",
    ],
  ],
  [
    "y ~ 0 + f + offset(log(t)) + (0 + x | g) + (x + z + x:z | h)",
    [
      "y depends on f, without an intercept, with offset(log(t)) as a known part.",
      "The slope of x varies by g.",
      "The intercept, slope of x, slope of z and slope of x:z vary by h, all correlated.",
    ],
  ],
  ["y ~ . + (1 | g)", ["y depends on x and g.", "The intercept varies by g."]],
])("%s is said in words", (formula, words) => {
  expect(describeFormula(formula, ["x", "y", "g"])).toEqual(words);
});

it("a formula that cannot be read is refused as by parseFormula", () => {
  expect(() => describeFormula("y ~ (1 | g")).toThrow();
});
