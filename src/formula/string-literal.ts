// R's quoted text: 'a', "a" and `a`, with R's escapes, read and written.

import { FormulaError } from "../errors.js";

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\u0007",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  '"': '"',
  "'": "'",
  "`": "`",
  " ": " ",
  "\n": "\n",
};

const CODE_ESCAPE =
  /x([0-9a-fA-F]{1,2})|([0-7]{1,3})|u\{([0-9a-fA-F]{1,4})\}|u([0-9a-fA-F]{1,4})|U\{([0-9a-fA-F]{1,8})\}|U([0-9a-fA-F]{1,8})/y;

/** Reads the quoted text that begins at `start`; `end` is one past its closing quote. */
export function readQuoted(source: string, start: number): { value: string; end: number } {
  const quote = source[start];
  let value = "";
  let at = start + 1;
  while (at < source.length && source[at] !== quote) {
    if (source[at] !== "\\") {
      value += source[at];
      at += 1;
      continue;
    }
    const escaped = readEscape(source, at);
    value += escaped.value;
    at = escaped.end;
  }
  if (at >= source.length) {
    const what = quote === "`" ? "name" : "text";
    throw new FormulaError(`quoted ${what} ${source.slice(start, start + 20)} has no closing ${quote}`, source, start);
  }
  return { value, end: at + 1 };
}

function readEscape(source: string, at: number): { value: string; end: number } {
  const simple = SIMPLE_ESCAPES[source[at + 1] ?? ""];
  if (simple !== undefined) return { value: simple, end: at + 2 };
  CODE_ESCAPE.lastIndex = at + 1;
  const match = CODE_ESCAPE.exec(source);
  if (match !== null) {
    const digits = match[1] ?? match[3] ?? match[4] ?? match[5] ?? match[6];
    const code = digits === undefined ? Number.parseInt(match[2]!, 8) : Number.parseInt(digits, 16);
    const end = at + 1 + match[0].length;
    if (code > 0 && code <= 0x10ffff) return { value: String.fromCodePoint(code), end };
    throw new FormulaError(`escape "${source.slice(at, end)}" is not a character`, source, at, end - at);
  }
  const shown = source.slice(at, at + 2);
  throw new FormulaError(
    `escape "${shown}" is not known in quoted text; write "\\\\" for a backslash`,
    source,
    at,
    shown.length,
  );
}

const WRITTEN_ESCAPES: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\t": "\\t",
  "\r": "\\r",
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
  "\\": "\\\\",
};

/** The text in the given quotes as R's deparse writes it: control characters as octal escapes. */
export function writeQuoted(value: string, quote: '"' | "`"): string {
  let out = quote as string;
  for (const char of value) {
    const code = char.charCodeAt(0);
    if (char === quote) out += `\\${quote}`;
    else if (WRITTEN_ESCAPES[char] !== undefined) out += WRITTEN_ESCAPES[char];
    else if (code < 0x20 || code === 0x7f) out += `\\${code.toString(8).padStart(3, "0")}`;
    else out += char;
  }
  return out + quote;
}
