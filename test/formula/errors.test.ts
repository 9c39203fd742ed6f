import { describe, expect, it } from "vitest";
import { parseExpression } from "../../src/formula/parser.js";
import { expand, formulaError } from "./support.js";

describe("a formula that cannot be parsed", () => {
  it.each([
    ["", 0, 1, "formula is empty; write response ~ predictors"],
    ["  \n", 0, 1, "formula is empty; write response ~ predictors"],
    ["Days + x", 0, 8, 'formula has no "~"; write response ~ predictors'],
    ["y ~", 3, 1, 'formula ends after "~"; write the predictors, or 1 for an intercept alone'],
    ["y ~ x +", 7, 1, 'formula ends after "+"; write what comes next, or remove it'],
    ["y ~ x ~ z", 6, 1, '"~" appears twice; a formula has one, between response and predictors'],
    ["y + ~ x", 4, 1, '"~" follows "+"; write a variable between them'],
    ["y ~ f(x ~ z)", 8, 1, '"~" stands inside parentheses; it belongs between response and predictors'],
    ["y = x", 2, 1, '"=" names an argument of a function; write "==" to compare, and "~" before the predictors'],
    ["y ~ f(x == 1 = 2)", 13, 1, '"=" names an argument of a function; write "==" to compare'],
    ["y ~ (x + z", 4, 1, '"(" is never closed; add ")"'],
    ["y ~ x + (1 | g", 8, 1, '"(" is never closed; add ")"'],
    ["y ~ log(x", 7, 1, '"(" is never closed; add ")"'],
    ["y ~ x)", 5, 1, '")" closes nothing; remove it or add "("'],
    ["y ~ (x + )", 9, 1, '")" follows "+"; write a term between them'],
    ["y ~ ()", 4, 2, '"()" is empty; write a term between ( and )'],
    ["y ~ f(x, )", 9, 1, 'argument 2 of "f" is empty; write a value or remove the comma'],
    ["y ~ f(, x)", 6, 1, 'argument 1 of "f" is empty; write a value or remove the comma'],
    ["y ~ x z", 6, 1, '"z" follows "x"; an operator such as + is missing between them'],
    ["y ~ x (1 | g) (1 | h)", 14, 1, '"(" follows ")"; an operator such as + is missing between them'],
    ["y ~ 'a' b", 8, 1, "\"b\" follows 'a'; an operator such as + is missing between them"],
    ["y ~ x, z", 5, 1, '"," follows "x"; join terms with "+"'],
    ["y ~ (x, z)", 6, 1, '"," separates the arguments of a function; between terms write "+"'],
    ["y ~ * x", 4, 1, '"*" cannot follow "~"; write a variable, a number or a function there'],
    ["* y ~ x", 0, 1, '"*" cannot begin the formula; write a variable, a number or a function there'],
    ["y ~ x + * z", 8, 1, '"*" cannot follow "+"; write a variable, a number or a function there'],
    ["y ~ a < b < c", 10, 1, '"<" cannot follow "<" directly; join two comparisons with &'],
    ["y ~ function(x) x", 4, 8, '"function" is a reserved word of R; a column of that name needs backquotes'],
    ["y ~ if", 4, 2, '"if" is a reserved word of R; a column of that name needs backquotes'],
    ["y ~ NULL", 4, 4, '"NULL" stands for nothing; remove it'],
    ["y ~ NA", 4, 2, '"NA" is a missing value, which no term can hold; rows with missing values are dropped anyway'],
  ])("%j is refused with its place", (text, position, length, message) => {
    expect(formulaError(() => expand(text))).toMatchObject({ message, position, length, formula: text });
  });
});

describe("a formula that has no meaning", () => {
  it.each([
    ["y ~ x | g | h", 6, 1, '"|" stands twice in a random term; write one bar'],
    ["y ~ x + (1 | h) | g", 8, 7, 'random term "(1 | h)" stands inside another one; add it to the formula on its own'],
    ["y ~ x * (1 | g)", 8, 7, 'random term "(1 | g)" cannot be part of an interaction; add it with "+"'],
    ["y ~ x:(1 | g) + z", 6, 7, 'random term "(1 | g)" cannot be part of an interaction; add it with "+"'],
    ["y ~ (x + (1 | g))^2", 9, 7, 'random term "(1 | g)" cannot be part of an interaction; add it with "+"'],
    ["y ~ diag(1 | g):x", 4, 11, 'random term "diag(1 | g)" cannot be part of an interaction; add it with "+"'],
    ["y ~ x - (1 | g)", 8, 7, 'random term "(1 | g)" cannot be removed with "-"; leave it out of the formula'],
    ["y ~ -(1 | g)", 5, 7, 'random term "(1 | g)" cannot be removed with "-"; leave it out of the formula'],
    ["y ~ (1 | (1 | g))", 9, 7, 'random term "(1 | g)" stands inside another one; add it to the formula on its own'],
    ["y ~ ((1 | g) | h)", 5, 7, 'random term "(1 | g)" stands inside another one; add it to the formula on its own'],
    ["y ~ (1 | g | h)", 7, 1, '"|" stands twice in a random term; write one bar'],
    ["y ~ (0 | g)", 4, 7, 'random term "(0 | g)" has no effects before the bar; write 1 for an intercept'],
    [
      "y ~ (x - x - 1 | g)",
      4,
      15,
      'random term "(x - x - 1 | g)" has no effects before the bar; write 1 for an intercept',
    ],
    ["y ~ (1 | 1)", 4, 7, 'random term "(1 | 1)" has no grouping factor after the bar; name a column'],
    ["y ~ (1 | 'g')", 9, 3, 'text "g" is not a variable; write column names without quotes'],
    ["y ~ diag(x || g)", 4, 12, 'random term "diag(x || g)" has both "diag" and "||"; write a single bar'],
    ["y ~ (. | g)", 5, 1, '"." cannot stand in a random term; name the variables'],
    ["y ~ (1 | .)", 9, 1, '"." cannot stand in a random term; name the variables'],
    ["y ~ (offset(w) + x | g)", 5, 9, 'offset "offset(w)" stands in a random term; add it to the fixed effects'],
    ["y ~ !(a | b)", 8, 1, '"|" stands in a computation; write I(!(a | b))'],
    ["(1 | g) ~ x", 1, 5, 'response "(1 | g)" holds a bar; random terms stand after "~", and I(a | b) means "or"'],
    [". ~ x", 0, 1, 'response "." holds "."; name the column'],
    ["3 ~ x", 0, 1, 'response "3" names no column; write response ~ predictors'],
    ["y ~ y + x", 4, 1, 'response "y" is also a predictor; remove it after "~"'],
    ["log(y) ~ x + log( y ):z", 13, 8, 'response "log(y)" is also a predictor; remove it after "~"'],
    ["y ~ (1 + y | g)", 9, 1, 'response "y" is also a predictor; remove it after "~"'],
    ["y ~ x + 'z'", 8, 3, 'text "z" is not a variable; write column names without quotes'],
    ["y ~ 2 * x", 4, 1, 'number "2" is not a term; write I(2 * x) to compute, or 0 or 1 for the intercept'],
    ["y ~ x^1", 6, 1, 'power "1" joins no terms; write a whole number of at least 2, or I(x^1) to compute'],
    ["y ~ x^z", 6, 1, 'power "z" joins no terms; write a whole number of at least 2, or I(x^z) to compute'],
    ["y ~ x^-1", 6, 2, 'power "-1" joins no terms; write a whole number of at least 2, or I(x^-1) to compute'],
    ["y ~ .", 4, 1, '"." has no columns to stand for'],
    ["y ~ log(.)", 8, 1, '"." cannot stand inside "log(.)"; name the variables'],
    ["y ~ x:offset(w)", 6, 9, 'offset "offset(w)" can only be added to the other terms, with "+"'],
    ["y ~ x - offset(w)", 8, 9, 'offset "offset(w)" can only be added to the other terms, with "+"'],
    ["y ~ offset(w, v)", 4, 12, 'offset "offset(w, v)" has 2 arguments; give it one'],
  ])("%j is refused with its place", (text, position, length, message) => {
    expect(formulaError(() => expand(text))).toMatchObject({ message, position, length, formula: text });
  });

  it("is refused when its interactions explode", () => {
    const names = Array.from({ length: 40 }, (_, i) => `x${i}`);
    const many = Array.from({ length: 3000 }, (_, i) => `x${i}`);
    for (const text of [
      `y ~ ${names.join("*")}`,
      `y ~ (${names.join("+")})^20`,
      `y ~ (${many.join("+")})^2`,
      `y ~ ${many.join("/")}`,
      `y ~ ${many.join(":")}`,
      `y ~ (1 | ${names.join("*")})`,
    ]) {
      const { message } = formulaError(() => expand(text));
      expect(message).toBe("formula expands to too many terms; name the interactions that you need");
    }
  });
});

describe("an expression that cannot be parsed", () => {
  it.each([
    ["", 0, 1, "expression is empty; write a column or a computation"],
    ["a ~ b", 2, 1, '"~" belongs in a formula, not in an expression of columns'],
    ["rt = 200", 3, 1, '"=" names an argument of a function; write "==" to compare'],
    ["rt >", 4, 1, 'expression ends after ">"; write what comes next, or remove it'],
    ["rt > 200 &", 10, 1, 'expression ends after "&"; write what comes next, or remove it'],
    ["200 < rt < 300", 9, 1, '"<" cannot follow "<" directly; join two comparisons with &'],
    ["x<-1", 1, 2, '"<-" is an assignment; for "less than minus" write "< -"'],
    ["rt != NA", 6, 2, '"NA" is a missing value, which no term can hold; rows with missing values are dropped anyway'],
  ])("%j is refused with its place", (text, position, length, message) => {
    expect(formulaError(() => parseExpression(text))).toMatchObject({ message, position, length, formula: text });
  });
});
