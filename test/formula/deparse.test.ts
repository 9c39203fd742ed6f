import { describe, expect, it } from "vitest";
import { deparse, quoteName } from "../../src/formula/deparse.js";
import { formatFormula } from "../../src/formula/format-formula.js";
import { parseExpression, parseFormula } from "../../src/formula/parser.js";
import { formatNumber } from "../../src/math/number-label.js";
import { shape } from "./support.js";

describe("deparse", () => {
  // From R: deparse(quote(...)), and for 2L the term label.
  it.each([
    ["a+b", "a + b"],
    ["a -b", "a - b"],
    ["a*b", "a * b"],
    ["a / b", "a/b"],
    ["a ^ b", "a^b"],
    ["a : b", "a:b"],
    ["a%in%b", "a %in% b"],
    ["a**2", "a^2"],
    ["- -a", "--a"],
    ["a + -b", "a + -b"],
    ["a^-b", "a^-b"],
    ["! a==b", "!a == b"],
    ["a&b|c", "a & b | c"],
    ["a&&b||c", "a && b || c"],
    ["a>=b", "a >= b"],
    ["a<b", "a < b"],
    ["( (a) )", "((a))"],
    ["I( Days^2 )", "I(Days^2)"],
    ["sin(2*pi*Time)", "sin(2 * pi * Time)"],
    ["I((response*639/640+0.5/640*100)/100)", "I((response * 639/640 + 0.5/640 * 100)/100)"],
    ["poly(Days,2L,raw=TRUE)", "poly(Days, 2, raw = TRUE)"],
    ["dummy(SOA,'long')", 'dummy(SOA, "long")'],
    ["f('a\"b')", 'f("a\\"b")'],
    ['f("a\'b\\n\\t\\\\")', 'f("a\'b\\n\\t\\\\")'],
    ["f('\\001\\x7f')", 'f("\\001\\177")'],
    ["f('\\r\\a\\b\\f\\v')", 'f("\\r\\a\\b\\f\\v")'],
    ["f('é')", 'f("é")'],
    ["f(`x y`=3)", "f(`x y` = 3)"],
    ["`a b`(x)", "`a b`(x)"],
    ["f()", "f()"],
    ["f(TRUE, FALSE, T)", "f(TRUE, FALSE, T)"],
  ])("writes %s as R does", (text, expected) => {
    expect(deparse(parseExpression(text))).toBe(expected);
    expect(shape(parseExpression(expected))).toEqual(shape(parseExpression(text)));
  });
});

describe("formatNumber", () => {
  // From R: deparse(1e5) and so on.
  it.each([
    [100, "100"],
    [1000, "1000"],
    [100000, "1e+05"],
    [123456, "123456"],
    [200000, "2e+05"],
    [1200000, "1200000"],
    [1e15, "1e+15"],
    [1.5e10, "1.5e+10"],
    [123456789012345680, "123456789012345680"],
    [299792458, "299792458"],
    [6.02e23, "6.02e+23"],
    [1e22, "1e+22"],
    [0.0001, "1e-04"],
    [1e-5, "1e-05"],
    [0.00012345, "0.00012345"],
    [0.1, "0.1"],
    [0.30000000000000004, "0.3"],
    [Math.PI, "3.14159265358979"],
    [1e-300, "1e-300"],
    [12345678.9, "12345678.9"],
    [0, "0"],
    [1e-15, "1e-15"],
    [Infinity, "Inf"],
    [5e-324, "4.94065645841247e-324"],
    [-0.5, "-0.5"],
    [-100000, "-1e+05"],
  ])("writes %d as R does", (value, expected) => {
    expect(formatNumber(value)).toBe(expected);
  });
});

describe("quoteName", () => {
  it.each(["a", "a.b", ".a", "._", "a_1", "é", "T", "pi"])("leaves %s alone", (name) => {
    expect(quoteName(name)).toBe(name);
  });

  it.each([
    "x y",
    "_x",
    ".5a",
    "1a",
    "a-b",
    "TRUE",
    "if",
    "function",
    "in",
    "NA_real_",
    "Inf",
    ".",
    "a`b",
    "a\\b",
    "a\nb",
  ])("puts %j into backquotes that read back", (name) => {
    expect(quoteName(name)[0]).toBe("`");
    expect(parseExpression(quoteName(name))).toMatchObject({ kind: "name", name });
  });
});

describe("formatFormula", () => {
  it.each([
    ["Reaction~Days+(Days|Subject)", "Reaction ~ Days + (Days | Subject)"],
    ["y~a*b-1+(1+x||g)+(1|a/b)", "y ~ a * b - 1 + (1 + x || g) + (1 | a/b)"],
    ["log( y )~.+offset(w)+cs(0+f|g,hom=TRUE)", "log(y) ~ . + offset(w) + cs(0 + f | g, hom = TRUE)"],
    ["~x", "~x"],
    ["y\n~\nx", "y ~ x"],
  ])("writes %j on one line with R's spaces", (text, expected) => {
    expect(formatFormula(parseFormula(text))).toBe(expected);
  });
});
