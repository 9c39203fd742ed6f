// Text → tokens. Knows what R can write and a formula cannot, so that each of these gets its own advice.

import { FormulaError } from "../errors.js";
import type { Span } from "./ast.js";
import { namePattern } from "./names.js";
import { readQuoted } from "./string-literal.js";

/** `text` is the operator, the name, or the unescaped string; `value` is set for numbers only. */
export interface Token extends Span {
  readonly kind: "number" | "string" | "name" | "operator" | "end";
  readonly text: string;
  readonly value: number;
  /** A name written in backquotes: never a reserved word, never the dot. */
  readonly quoted: boolean;
}

const BLANK = /[\s\uFEFF]*/y;
const NUMBER = /0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const NUMBER_TAIL = /[\p{L}\p{N}._]*/uy;
const PERCENT = /%[^%\n]*%/y;

const FORBIDDEN: readonly (readonly [string, string])[] = [
  ["<<-", 'is an assignment; for "less than minus" write "< -"'],
  ["<-", 'is an assignment; for "less than minus" write "< -"'],
  ["->>", 'is an assignment; for "minus, greater than" write "- >"'],
  ["->", "is an assignment; a formula has no place for one"],
  ["|>", "is not part of a formula; write the function call itself"],
  [":=", 'is not part of a formula; between response and predictors write "~"'],
  [":::", "is not part of a formula; write the function without its package"],
  ["::", "is not part of a formula; write the function without its package"],
  ["$", "is not part of a formula; write the name of the column alone"],
  ["@", "is not part of a formula; write the name of the column alone"],
  ["[", "is not part of a formula; select rows with a subset and columns by name"],
  ["]", "is not part of a formula; select rows with a subset and columns by name"],
  ["{", "is not part of a formula; group with ( and )"],
  ["}", "is not part of a formula; group with ( and )"],
  ["?", "is not part of a formula; use ifelse(test, yes, no) for a choice"],
  [";", "is not part of a formula; give one formula at a time"],
  ["#", "begins a comment in R, but a formula holds no comments"],
  ["\\", "is not part of a formula; write names with blanks in backquotes"],
];

const OPERATORS = [
  "**",
  "==",
  "!=",
  "<=",
  ">=",
  "&&",
  "||",
  "+",
  "-",
  "*",
  "/",
  "^",
  ":",
  "~",
  "|",
  "&",
  "!",
  "<",
  ">",
  "=",
  "(",
  ")",
  ",",
];

/** Characters that look like one of the keyboard, and that one. */
export const LOOKALIKES: Readonly<Record<string, string>> = {
  "−": "-",
  "–": "-",
  "—": "-",
  "×": "*",
  "÷": "/",
  "≤": "<=",
  "≥": ">=",
  "≠": "!=",
  "∼": "~",
  "˜": "~",
  "～": "~",
  "∣": "|",
  "│": "|",
  "｜": "|",
  "“": '"',
  "”": '"',
  "„": '"',
  "‘": "'",
  "’": "'",
  "（": "(",
  "）": ")",
  "，": ",",
};

/** All tokens of the text, the last one of kind "end"; throws FormulaError at the first character that fits nowhere. */
export function scan(source: string): Token[] {
  const tokens: Token[] = [];
  const names = namePattern();
  let at = endOf(BLANK, source, 0);
  while (at < source.length) {
    const token = nextToken(source, at, names);
    tokens.push(token);
    at = endOf(BLANK, source, token.end);
  }
  const end = tokens.length > 0 ? tokens[tokens.length - 1]!.end : 0;
  tokens.push({ kind: "end", text: "", value: 0, quoted: false, start: end, end });
  return tokens;
}

function nextToken(source: string, start: number, names: RegExp): Token {
  const char = source[start]!;
  const numberEnd = endOf(NUMBER, source, start);
  if (numberEnd > start) return numberToken(source, start, numberEnd);
  const nameEnd = endOf(names, source, start);
  if (nameEnd > start) return make("name", source.slice(start, nameEnd), start, nameEnd);
  if (char === '"' || char === "'") {
    const { value, end } = readQuoted(source, start);
    return make("string", value, start, end);
  }
  if (char === "`") return backquoted(source, start);
  if (char === "%") return percentOperator(source, start);
  for (const [text, advice] of FORBIDDEN) {
    if (source.startsWith(text, start)) throw new FormulaError(`"${text}" ${advice}`, source, start, text.length);
  }
  for (const text of OPERATORS) {
    if (source.startsWith(text, start)) {
      return make("operator", text === "**" ? "^" : text, start, start + text.length);
    }
  }
  throw unknownCharacter(source, start);
}

function numberToken(source: string, start: number, numberEnd: number): Token {
  const end = endOf(NUMBER_TAIL, source, numberEnd);
  const tail = source.slice(numberEnd, end);
  if (tail !== "" && tail !== "L") {
    const text = source.slice(start, end);
    throw new FormulaError(
      `"${text}" is neither a number nor a name; a name that begins with a digit needs backquotes`,
      source,
      start,
      end - start,
    );
  }
  return {
    kind: "number",
    text: source.slice(start, end),
    value: Number(source.slice(start, numberEnd)),
    quoted: false,
    start,
    end,
  };
}

function backquoted(source: string, start: number): Token {
  const { value, end } = readQuoted(source, start);
  if (value === "")
    throw new FormulaError("name `` is empty; write a column name between backquotes", source, start, 2);
  return { kind: "name", text: value, value: 0, quoted: true, start, end };
}

function percentOperator(source: string, start: number): Token {
  const end = endOf(PERCENT, source, start);
  if (end === start) throw new FormulaError('"%" has no partner; such operators are %in%, %% and %/%', source, start);
  const text = source.slice(start, end);
  if (text === "%in%" || text === "%%" || text === "%/%") return make("operator", text, start, end);
  throw new FormulaError(
    `operator "${text}" is not known; such operators are %in%, %% and %/%`,
    source,
    start,
    end - start,
  );
}

function unknownCharacter(source: string, start: number): FormulaError {
  const char = String.fromCodePoint(source.codePointAt(start)!);
  const meant = LOOKALIKES[char];
  const code = char.codePointAt(0)!;
  const shown = code < 0x20 || code === 0x7f ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}` : char;
  const advice = meant === undefined ? "write unusual names in backquotes" : `write ${meant} from the keyboard`;
  return new FormulaError(`character "${shown}" has no meaning in a formula; ${advice}`, source, start, char.length);
}

function make(kind: Token["kind"], text: string, start: number, end: number): Token {
  return { kind, text, value: 0, quoted: false, start, end };
}

function endOf(pattern: RegExp, source: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(source) ? pattern.lastIndex : start;
}
