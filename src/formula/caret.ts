// The two lines that show where a formula went wrong.
import type { FormulaError } from "../errors.js";
import { checkArgument, isText, type OptionRule } from "../options.js";

const ERROR: OptionRule = [
  (value) => {
    const { formula, position, length } = Object(value);
    return isText(formula) && Number.isFinite(position) && Number.isFinite(length);
  },
  "a FormulaError",
];
const WIDTH = 76;
const ZERO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
const DOUBLE_WIDTH =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\p{Emoji_Presentation}]/u;

/**
 * The line of the formula that holds the error, and beneath it `^~~` under the offending characters.
 *
 * @example
 * try {
 *   parseFormula("rt ~ condition + (1 | subject");
 * } catch (error) {
 *   if (error instanceof FormulaError) console.log(caretBlock(error));
 * }
 */
export function caretBlock(error: FormulaError): string {
  checkArgument("error", error, ERROR);
  const text = error.formula;
  const position = Math.min(Math.max(error.position, 0), text.length);
  const lineStart = text.slice(0, position).search(/[^\r\n]*$/);
  const rest = text.slice(position).search(/[\r\n]/);
  const lineEnd = rest < 0 ? text.length : position + rest;
  const stop = Math.min(lineEnd, position + Math.max(1, error.length));

  let before = visible(text.slice(lineStart, position));
  let marked = visible(text.slice(position, stop));
  let after = visible(text.slice(stop, lineEnd));
  if (marked.length > WIDTH / 2) {
    after = marked.slice(WIDTH / 2).concat(after);
    marked = marked.slice(0, WIDTH / 2);
  }
  const room = WIDTH - marked.length;
  const ahead = Math.min(after.length, Math.max(room - before.length, Math.floor(room / 3)));
  if (before.length > room - ahead) before = ["…", ...before.slice(before.length - (room - ahead) + 1)];
  if (after.length > ahead) after = [...after.slice(0, ahead), "…"];

  const line = [...before, ...marked, ...after].join("");
  return `${line}\n${" ".repeat(columns(before))}^${"~".repeat(Math.max(0, columns(marked) - 1))}`;
}

/** Code points, with control characters (tabs too) as single blanks. */
function visible(text: string): string[] {
  return Array.from(text, (char) => (/\p{Cc}/u.test(char) ? " " : char));
}

function columns(chars: readonly string[]): number {
  let width = 0;
  for (const char of chars) width += ZERO_WIDTH.test(char) ? 0 : DOUBLE_WIDTH.test(char) ? 2 : 1;
  return width;
}
