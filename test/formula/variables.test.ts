import { describe, expect, it } from "vitest";
import { parseExpression } from "../../src/formula/parser.js";
import { nodesOf, variablesOf } from "../../src/formula/variables.js";

describe("variablesOf", () => {
  it("lists names once, in order, without functions, argument names and texts", () => {
    const text = "ifelse(b > 1 & !a, log(c + b, base = d), 'e') * pi + `x y`^-a";
    expect(variablesOf(parseExpression(text))).toEqual(["b", "a", "c", "d", "pi", "x y"]);
  });

  it("is empty for constants", () => {
    expect(variablesOf(parseExpression("I(1) + TRUE"))).toEqual([]);
  });
});

describe("nodesOf", () => {
  it("goes from left to right, each node before what it holds", () => {
    const kinds = [...nodesOf(parseExpression("-(a) + f(b, 1)"))].map(({ kind }) => kind);
    expect(kinds).toEqual(["binary", "unary", "paren", "name", "call", "name", "number"]);
  });

  it("passes over the arguments of calls on request", () => {
    const kinds = [...nodesOf(parseExpression("a + f(b)"), false)].map(({ kind }) => kind);
    expect(kinds).toEqual(["binary", "name", "call"]);
  });
});
