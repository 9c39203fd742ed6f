// The text of a number, as R reads it in a file.

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^[+-]?inf(?:inity)?$/i;
const NOT_A_NUMBER = /^[+-]?nan$/i;

/** The number that a text spells (decimal, exponent, Inf, NaN, blanks around it; not hexadecimal), or undefined. */
export function readNumber(text: string): number | undefined {
  if (DECIMAL.test(text)) return Number(text);
  const body = trimBlanks(text);
  if (DECIMAL.test(body)) return Number(body);
  if (INFINITE.test(body)) return body.startsWith("-") ? -Infinity : Infinity;
  return NOT_A_NUMBER.test(body) ? Number.NaN : undefined;
}

/** A text without the ASCII blanks at its ends. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  return text.slice(start, end);
}
