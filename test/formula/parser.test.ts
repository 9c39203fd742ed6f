import { describe, expect, it } from "vitest";
import type { Expression } from "../../src/formula/ast.js";
import { formatFormula } from "../../src/formula/format-formula.js";
import { parseExpression, parseFormula } from "../../src/formula/parser.js";
import { formulaError, formulaShape, shape } from "./support.js";
import { TERMS } from "./terms-cases.js";

/** Every operation in parentheses, as a Lisp would have it. */
function grouped(node: Expression): string {
  if (node.kind === "binary") return `(${grouped(node.left)} ${node.operator} ${grouped(node.right)})`;
  if (node.kind === "unary") return `(${node.operator}${grouped(node.operand)})`;
  if (node.kind === "paren") return grouped(node.inner);
  if (node.kind === "number") return String(node.value);
  return node.kind === "name" ? node.name : node.kind;
}

describe("parseExpression", () => {
  // From R: the nesting of the calls that quote() returns.
  it.each([
    ["a + b * c", "(a + (b * c))"],
    ["a - b - c", "((a - b) - c)"],
    ["a / b / c", "((a / b) / c)"],
    ["a^b^c", "(a ^ (b ^ c))"],
    ["-a^2", "(-(a ^ 2))"],
    ["-1:2", "((-1) : 2)"],
    ["2^-1:3", "((2 ^ (-1)) : 3)"],
    ["2^-a^b", "(2 ^ (-(a ^ b)))"],
    ["a**2", "(a ^ 2)"],
    ["- -a", "(-(-a))"],
    ["-a:b", "((-a) : b)"],
    ["-a %in% b", "((-a) %in% b)"],
    ["a:b %in% c", "((a : b) %in% c)"],
    ["a * b %in% c", "(a * (b %in% c))"],
    ["a + b > c - d", "((a + b) > (c - d))"],
    ["!a == b", "(!(a == b))"],
    ["!a & b", "((!a) & b)"],
    ["a * !b + c", "(a * (!(b + c)))"],
    ["-!a + b", "(-(!(a + b)))"],
    ["a | b & c", "(a | (b & c))"],
    ["a || b | c", "((a || b) | c)"],
    ["a & b && c", "((a & b) && c)"],
    ["a < b | c >= d & e != f", "((a < b) | ((c >= d) & (e != f)))"],
    ["a<b", "(a < b)"],
    ["(a + b) * c", "((a + b) * c)"],
  ])("groups %s by R's precedences", (text, expected) => {
    expect(grouped(parseExpression(text))).toBe(expected);
  });

  it("reads TRUE and FALSE as logical, T, F and pi as names", () => {
    expect(["TRUE", "FALSE", "T", "pi", "`TRUE`"].map((text) => parseExpression(text).kind)).toEqual([
      "logical",
      "logical",
      "name",
      "name",
      "name",
    ]);
  });

  it("reads calls with positional and named arguments", () => {
    expect(shape(parseExpression("poly (x, 2L, raw = TRUE, 'my arg' = \"a\", `b c` = .5)"))).toEqual({
      kind: "call",
      callee: "poly",
      args: [
        { name: null, value: { kind: "name", name: "x" } },
        { name: null, value: { kind: "number", value: 2 } },
        { name: "raw", value: { kind: "logical", value: true } },
        { name: "my arg", value: { kind: "string", value: "a" } },
        { name: "b c", value: { kind: "number", value: 0.5 } },
      ],
    });
  });

  it("reads calls without arguments and with a quoted name", () => {
    expect(shape(parseExpression("`my f`()"))).toEqual({ kind: "call", callee: "my f", args: [] });
  });

  it("takes a bar for or", () => {
    expect(shape(parseExpression("(a | b)"))).toMatchObject({ kind: "paren", inner: { operator: "|" } });
  });
});

describe("parseFormula", () => {
  it("splits at ~ and keeps the source", () => {
    const ast = parseFormula("log(y) ~ x + (1 | g)");
    expect(ast.source).toBe("log(y) ~ x + (1 | g)");
    expect(ast.response).toMatchObject({ kind: "call", callee: "log", start: 0, end: 6 });
    expect(ast.predictors).toMatchObject({ kind: "binary", operator: "+", start: 9, end: 20 });
  });

  it("has no response for a one-sided formula", () => {
    expect(parseFormula("~ x").response).toBeNull();
  });

  it("takes line breaks for blanks", () => {
    expect(formulaShape(parseFormula("\ufeffy\n~\r\n\ta +\n\u00a0b\n"))).toEqual(
      formulaShape(parseFormula("y ~ a + b")),
    );
  });

  it("gives every node the span of its text", () => {
    const text = "y ~ -a + `b c`:f(d, k = 'x')^2 + (1 | g)";
    const spans: string[] = [];
    const visit = (node: Expression): void => {
      spans.push(text.slice(node.start, node.end));
      if (node.kind === "binary") [node.left, node.right].forEach(visit);
      else if (node.kind === "unary") visit(node.operand);
      else if (node.kind === "paren") visit(node.inner);
      else if (node.kind === "call") for (const { value } of node.args) visit(value);
    };
    visit(parseFormula(text).predictors);
    expect(spans).toEqual([
      "-a + `b c`:f(d, k = 'x')^2 + (1 | g)",
      "-a + `b c`:f(d, k = 'x')^2",
      "-a",
      "a",
      "`b c`:f(d, k = 'x')^2",
      "`b c`",
      "f(d, k = 'x')^2",
      "f(d, k = 'x')",
      "d",
      "'x'",
      "2",
      "(1 | g)",
      "1 | g",
      "1",
      "g",
    ]);
  });

  it.each(TERMS)("reads %s again from its own formatting", (text) => {
    const ast = parseFormula(text);
    const formatted = formatFormula(ast);
    expect(formulaShape(parseFormula(formatted))).toEqual(formulaShape(ast));
    expect(formatFormula(parseFormula(formatted))).toBe(formatted);
  });
});

describe("nesting", () => {
  it("may be 150 levels deep", () => {
    expect(parseFormula(`y ~ ${"(".repeat(150)}x${")".repeat(150)}`).predictors.kind).toBe("paren");
  });

  it.each([
    ["parentheses", "(", 4],
    ["calls", "f(", 4],
    ["minus signs", "-", 4],
    ["negations", "!", 4],
    ["powers", "x^", 4],
  ])("of %s without end is refused before the stack ends", (_, piece, start) => {
    for (const count of [1000, 200_000]) {
      const error = formulaError(() => parseFormula(`y ~ ${piece.repeat(count)}x`));
      expect(error.message).toBe("formula is nested more than 200 levels deep; compute a column first");
      expect(error.position).toBeGreaterThan(start + 100);
    }
  });

  it("refuses a computation that an evaluator could not follow", () => {
    const error = formulaError(() => parseExpression(`x${" + x".repeat(600)}`));
    expect(error.message).toBe("expression holds a computation of more than 500 steps; compute a column first");
    expect(parseExpression(`x${" + x".repeat(400)}`).kind).toBe("binary");
  });
});
