import { describe, expect, it } from "vitest";
import { scan } from "../../src/formula/scanner.js";
import { formulaError } from "./support.js";

const texts = (source: string) => scan(source).map(({ text }) => text);

describe("scan", () => {
  it.each([
    ["1", 1],
    ["1L", 1],
    ["1e3", 1000],
    ["1E-3", 0.001],
    [".5", 0.5],
    ["5.", 5],
    ["1.5e+2", 150],
    ["0x1F", 31],
    ["007", 7],
    ["1e3L", 1000],
    ["0.1", 0.1],
    ["1e400", Infinity],
  ])("reads the number %s", (source, value) => {
    expect(scan(source)[0]).toMatchObject({ kind: "number", value, start: 0, end: source.length });
  });

  it.each(["a", "a.b", "a_b", ".a", "..a", "x1", "é", "größe_2", "年齢", "Ωmega", "a.1", "...", "ẋ"])(
    "reads the name %s",
    (source) => {
      expect(scan(source)[0]).toMatchObject({ kind: "name", text: source, quoted: false, end: source.length });
    },
  );

  // From R: what parse() makes of the same escapes.
  it.each([
    ["'a\"b'", 'a"b'],
    ['"a\'b"', "a'b"],
    ['"\\n\\t\\\\\\""', '\n\t\\"'],
    ["'\\x41\\101\\u00e9\\u{e9}\\U0001F600'", "AAéé😀"],
    ['""', ""],
  ])("reads the text %s", (source, text) => {
    expect(scan(source)[0]).toMatchObject({ kind: "string", text });
  });

  it("reads backquoted names with escapes", () => {
    expect(scan("`x \\` y`")[0]).toMatchObject({ kind: "name", text: "x ` y", quoted: true });
  });

  it("takes the longest operator", () => {
    expect(texts("a<=b>=c==d!=e&&f||g%in%h**i~j&k|l<m>n=o!p")).toEqual([
      "a",
      "<=",
      "b",
      ">=",
      "c",
      "==",
      "d",
      "!=",
      "e",
      "&&",
      "f",
      "||",
      "g",
      "%in%",
      "h",
      "^",
      "i",
      "~",
      "j",
      "&",
      "k",
      "|",
      "l",
      "<",
      "m",
      ">",
      "n",
      "=",
      "o",
      "!",
      "p",
      "",
    ]);
  });

  it("puts the end right after the last token", () => {
    expect(scan("y ~ x \n ").at(-1)).toMatchObject({ kind: "end", start: 5, end: 5 });
  });

  it.each([
    ["y ~ x <- 2", 6, 2, '"<-" is an assignment; for "less than minus" write "< -"'],
    ["y ~ d$x", 5, 1, '"$" is not part of a formula; write the name of the column alone'],
    ["y ~ d@x", 5, 1, '"@" is not part of a formula; write the name of the column alone'],
    ["y ~ x[1]", 5, 1, '"[" is not part of a formula; select rows with a subset and columns by name'],
    ["y ~ stats::poly(x)", 9, 2, '"::" is not part of a formula; write the function without its package'],
    ["y ~ {x}", 4, 1, '"{" is not part of a formula; group with ( and )'],
    ["y ~ x # days", 6, 1, '"#" begins a comment in R, but a formula holds no comments'],
    ["y ~ x; z", 5, 1, '";" is not part of a formula; give one formula at a time'],
    ["y ~ ?x", 4, 1, '"?" is not part of a formula; use ifelse(test, yes, no) for a choice'],
    ["y := x", 2, 2, '":=" is not part of a formula; between response and predictors write "~"'],
    ["y ~ x |> f()", 6, 2, '"|>" is not part of a formula; write the function call itself'],
    ["y ~ \\x", 4, 1, '"\\" is not part of a formula; write names with blanks in backquotes'],
    ["y ~ x %o% 2", 6, 3, 'operator "%o%" is not known; such operators are %in%, %% and %/%'],
    ["y ~ 5 % 2", 6, 1, '"%" has no partner; such operators are %in%, %% and %/%'],
    ["y ~ 2x", 4, 2, '"2x" is neither a number nor a name; a name that begins with a digit needs backquotes'],
    ["y ~ 1.2.3", 4, 5, '"1.2.3" is neither a number nor a name; a name that begins with a digit needs backquotes'],
    ["y ~ _x", 4, 1, 'character "_" has no meaning in a formula; write unusual names in backquotes'],
    ["y ~ x − 1", 6, 1, 'character "−" has no meaning in a formula; write - from the keyboard'],
    ["y ~ “x”", 4, 1, 'character "“" has no meaning in a formula; write " from the keyboard'],
    ["y ~ x + 😀", 8, 2, 'character "😀" has no meaning in a formula; write unusual names in backquotes'],
    ["y ~ \0", 4, 1, 'character "U+0000" has no meaning in a formula; write unusual names in backquotes'],
    ["y ~ `x + 1", 4, 1, "quoted name `x + 1 has no closing `"],
    ["y ~ f('x)", 6, 1, "quoted text 'x) has no closing '"],
    ["y ~ ``", 4, 2, "name `` is empty; write a column name between backquotes"],
    ["y ~ f('a\\qb')", 8, 2, 'escape "\\q" is not known in quoted text; write "\\\\" for a backslash'],
    ["y ~ f('\\U110000')", 7, 8, 'escape "\\U110000" is not a character'],
  ])("refuses %j with its place and advice", (source, position, length, message) => {
    const error = formulaError(() => scan(source));
    expect(error).toMatchObject({ message, position, length, formula: source });
  });
});
