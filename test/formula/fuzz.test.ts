import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormulaError } from "../../src/errors.js";
import type { Expression } from "../../src/formula/ast.js";
import { caretBlock } from "../../src/formula/caret.js";
import { deparse } from "../../src/formula/deparse.js";
import { expandFormula } from "../../src/formula/expand.js";
import { formatFormula } from "../../src/formula/format-formula.js";
import { parseExpression, parseFormula } from "../../src/formula/parser.js";
import { expand, formulaShape, shape } from "./support.js";

const seed = 20240229;

const TOKENS = [
  "y",
  "x",
  "a",
  "b",
  "g",
  "`my g`",
  "log",
  "I",
  "offset",
  "diag",
  "us",
  "poly",
  "0",
  "1",
  "2",
  "1e3",
  ".5",
  "2L",
  "TRUE",
  "NA",
  "'s'",
  '"t"',
  ".",
  "(",
  ")",
  "(",
  ")",
  ",",
  "=",
  "~",
  "|",
  "||",
  "+",
  "-",
  "*",
  "/",
  ":",
  "^",
  "%in%",
  "==",
  "<",
  "&",
  "!",
  "<-",
  "$",
  "`",
  "'",
  " ",
  "\n",
  "é",
  "if",
];

/** Reads the text as a formula and as an expression; a FormulaError must point into the text. */
function readAnyhow(text: string): void {
  const readers = [
    () => formatFormula(parseFormula(text)),
    () => expandFormula(parseFormula(text), ["y", "x", "a", "b", "g"]),
    () => deparse(parseExpression(text)),
  ];
  for (const read of readers) {
    try {
      read();
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      const { position, length, message } = error;
      const inside = position >= 0 && position <= text.length && length >= 1 && message.length > 10;
      if (!inside || caretBlock(error).split("\n").length !== 2) expect.unreachable(`${text}: ${message}`);
    }
  }
}

const SURROGATE = /\p{Cs}/u;
const span = { start: 0, end: 0 };
const name = fc.oneof(
  fc.constantFrom("x", "y.z", "Days", "é_1", "my var", "TRUE", ".", "a`b", "2nd"),
  fc
    .string({ minLength: 1, maxLength: 5, unit: "binary" })
    .filter((text) => !text.includes("\0") && !SURROGATE.test(text)),
);
const text = fc
  .string({ maxLength: 6, unit: "binary" })
  .filter((value) => !value.includes("\0") && !SURROGATE.test(value));
const callee = fc.constantFrom("f", "log", "my f", "if");
const atom = fc.oneof(
  fc.nat(1e6).map((n): Expression => ({ kind: "number", value: n / 8, ...span })),
  text.map((value): Expression => ({ kind: "string", value, ...span })),
  fc.boolean().map((value): Expression => ({ kind: "logical", value, ...span })),
  name.map((value): Expression => ({ kind: "name", name: value, ...span })),
  fc.constant<Expression>({ kind: "dot", ...span }),
);
const paren = (inner: Expression): Expression =>
  inner.kind === "binary" || inner.kind === "unary" ? { kind: "paren", inner, ...span } : inner;
const operator = fc.constantFrom(
  "+",
  "-",
  "*",
  "/",
  "^",
  ":",
  "%in%",
  "|",
  "||",
  "&",
  "&&",
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
);
const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    atom,
    fc.tuple(operator, tie("tree"), tie("tree")).map(
      ([op, left, right]): Expression => ({
        kind: "binary",
        operator: op as "+",
        left: paren(left),
        right: paren(right),
        ...span,
      }),
    ),
    fc
      .tuple(fc.constantFrom("-", "+", "!"), tie("tree"))
      .map(([op, operand]): Expression => ({ kind: "unary", operator: op as "-", operand: paren(operand), ...span })),
    fc.tuple(callee, fc.array(fc.tuple(fc.option(name), tie("tree")), { maxLength: 3 })).map(
      ([fn, args]): Expression => ({
        kind: "call",
        callee: fn,
        args: args.map(([argument, value]) => ({ name: argument, value })),
        ...span,
      }),
    ),
    tie("tree").map((inner): Expression => ({ kind: "paren", inner, ...span })),
  ),
}));

describe("any text", () => {
  it("of random characters is read or refused with a FormulaError", () => {
    const garbage = fc.oneof(fc.string({ maxLength: 60, unit: "binary" }), fc.string({ maxLength: 60 }));
    fc.assert(fc.property(garbage, readAnyhow), { seed, numRuns: 500 });
  });

  it("of random bytes is read or refused with a FormulaError", () => {
    const bytes = fc.uint8Array({ maxLength: 80 }).map((data) => new TextDecoder("latin1").decode(data));
    fc.assert(
      fc.property(bytes, (soup) => [soup, `y ~ ${soup}`].forEach(readAnyhow)),
      { seed, numRuns: 200 },
    );
  });

  it("of random tokens is read or refused with a FormulaError", () => {
    const soup = fc.array(fc.constantFrom(...TOKENS), { maxLength: 25 }).map((tokens) => `y ~ ${tokens.join(" ")}`);
    fc.assert(fc.property(soup, readAnyhow), { seed, numRuns: 1000 });
  });

  it("of half surrogates is read or refused with a FormulaError", () => {
    for (const broken of ["y ~ \ud800", "y ~ '\udc00'", "y ~ `\ud800`", "\udc00 ~ x"]) readAnyhow(broken);
  });

  it("that is very long is read or refused with a FormulaError", () => {
    for (const piece of [
      "(1|g)+",
      "f(",
      "((",
      "a:",
      "!",
      "x^",
      "-",
      "`",
      "'",
      "a<b|",
      "1 ",
      ",",
      "(x|",
      "a/b+",
      "\\",
    ]) {
      readAnyhow(`y ~ ${piece.repeat(1000)}`);
      readAnyhow(`y ~ ${piece.repeat(1000)}1`);
    }
  });
});

describe("any tree", () => {
  it("is the same after writing and reading", () => {
    const property = fc.property(tree, (expression) => {
      const written = deparse(expression);
      expect(shape(parseExpression(written))).toEqual(shape(expression));
      expect(deparse(parseExpression(written))).toBe(written);
    });
    fc.assert(property, { seed, numRuns: 500 });
  });

  it("is the same after writing and reading as both sides of a formula", () => {
    const property = fc.property(tree, tree, (response, predictors) => {
      const ast = parseFormula(formatFormula({ response, predictors }));
      expect(formulaShape(ast)).toEqual({ response: shape(response), predictors: shape(predictors) });
    });
    fc.assert(property, { seed, numRuns: 500 });
  });
});

describe("any formula of columns", () => {
  const column = fc.constantFrom("a", "b", "c", "d");
  const { sum } = fc.letrec<{ sum: string }>((tie) => ({
    sum: fc.oneof(
      { maxDepth: 4 },
      column,
      fc
        .tuple(tie("sum"), fc.constantFrom("+", "*", ":", "/", "-", "%in%"), tie("sum"))
        .map(([l, op, r]) => `(${l}) ${op} (${r})`),
      tie("sum").map((inner) => `(${inner})^2`),
    ),
  }));
  const labels = (formula: string) => expand(formula).fixed.terms.map(({ label }) => label.split(":").sort().join(":"));

  it("has distinct terms in order of degree", () => {
    const property = fc.property(sum, (predictors) => {
      const found = labels(`y ~ ${predictors}`);
      expect(new Set(found).size).toBe(found.length);
      const degrees = found.map((label) => label.split(":").length);
      expect(degrees).toEqual([...degrees].sort((one, other) => one - other));
    });
    fc.assert(property, { seed, numRuns: 500 });
  });

  it("has the terms of u * v = u + v + u:v, and loses them when they are subtracted", () => {
    const property = fc.property(sum, sum, (u, v) => {
      fc.pre(labels(`y ~ ${u}`).length > 0);
      const crossed = labels(`y ~ (${u}) * (${v})`);
      expect(crossed.sort()).toEqual(labels(`y ~ (${u}) + (${v}) + (${u}):(${v})`).sort());
      expect(labels(`y ~ (${u}) - (${u})`)).toEqual([]);
    });
    fc.assert(property, { seed, numRuns: 500 });
  });

  it("means the same after formatting", () => {
    const property = fc.property(sum, (predictors) => {
      const ast = parseFormula(`y ~ ${predictors} + (1 | a/b)`);
      const again = expand(formatFormula(ast));
      expect(again.fixed.terms.map(({ label }) => label)).toEqual(
        expandFormula(ast, []).fixed.terms.map(({ label }) => label),
      );
      expect(again.random.map(({ label }) => label)).toEqual(["1 | b:a", "1 | a"]);
    });
    fc.assert(property, { seed, numRuns: 200 });
  });
});
