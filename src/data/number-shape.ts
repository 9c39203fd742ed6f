// Numbers as people write them: a point or a comma before the decimals, digits in groups of three.
import { readNumber, trimBlanks } from "./read-number.js";

/** What stands before the decimals of a number. */
export type DecimalMark = "." | ",";

/** What number a text is; undefined where it is none, NaN where it is missing. */
export type ReadText = (text: string) => number | undefined;

/** Spaces, plain and not to be broken, and apostrophes. */
const NEUTRAL_GROUPS = " \u00a0\u2009\u202f'\u2019";

const MAY_BE_NUMBER = /^[\d.,+\-in]/i;

function pattern(decimal: string, groups: string): RegExp {
  const whole = `\\d+|[1-9]\\d{0,2}([${groups}])\\d{3}(?:\\1\\d{3})*`;
  return new RegExp(`^[+-]?(?:(?:${whole})(?:${decimal}\\d*)?|${decimal}\\d+)(?:[eE][+-]?\\d+)?$`);
}

const PATTERNS: Readonly<Record<DecimalMark, RegExp>> = {
  ".": pattern("\\.", `,${NEUTRAL_GROUPS}`),
  ",": pattern(",", `.${NEUTRAL_GROUPS}`),
};

/**
 * The number that a text spells with `mark` before its decimals, its digits in groups or not; undefined where it is none.
 * `group` is the one sign that may stand between groups; by default any one that is not the mark.
 */
export function readMarked(text: string, mark: DecimalMark, group?: string): number | undefined {
  const body = trimBlanks(text);
  if (!MAY_BE_NUMBER.test(body)) return undefined;
  const match = PATTERNS[mark].exec(body);
  if (match === null) return /^[+-]?[in]/i.test(body) ? readNumber(body) : undefined;
  const between: string | undefined = match[1];
  if (between === undefined) return Number(body.replace(",", "."));
  if (group !== undefined && between !== group) return undefined;
  return Number(body.replaceAll(between, "").replace(",", "."));
}

/** Whether a number's digits are in groups, read with `mark`. */
export function isGrouped(text: string, mark: DecimalMark): boolean {
  return PATTERNS[mark].exec(trimBlanks(text))?.[1] !== undefined;
}
