// The options of a question to a fitted model, checked once at the door.
import { OptionError } from "../errors.js";
import { checkRecord, isNumbers, isRecord } from "../model/options.js";

/** What holds of a value, what it must be in words, and whether there is no default. */
export type OptionRule = readonly [test: (value: unknown) => boolean, expected: string, need?: "required"];

export type OptionRules<T> = Readonly<Record<keyof T, OptionRule>>;

const isFunction = (value: unknown) => typeof value === "function";
const isText = (value: unknown) => typeof value === "string";
const isWhole = (value: unknown, least: number) => Number.isInteger(value) && (value as number) >= least;

export const FLAG: OptionRule = [(value) => typeof value === "boolean", "true or false"];
export const FUNCTION: OptionRule = [isFunction, "a function"];
export const NAME: OptionRule = [isText, "a name"];
export const NAMES: OptionRule = [(value) => Array.isArray(value) && value.every(isText), "an array of names"];
export const NUMBERS: OptionRule = [(value) => isNumbers(value) === null, "an array of numbers"];
export const COUNT: OptionRule = [(value) => isWhole(value, 1), "a whole number from 1 on"];
export const SEED: OptionRule = [Number.isSafeInteger, "a whole number", "required"];
/** Of a test or of an interval. */
export const LEVEL: OptionRule = [
  (value) => typeof value === "number" && value > 0 && value < 1,
  "a number between 0 and 1",
];
export const SIGNAL: OptionRule = [(value) => value instanceof AbortSignal, "an AbortSignal"];

/** Of work that workers may share. */
export const RUN_RULES = {
  workers: [(value: unknown) => value === "auto" || isWhole(value, 0), 'a count or "auto"'],
  workerUrl: [(value: unknown) => isText(value) || value instanceof URL, "a URL"],
  signal: SIGNAL,
  onProgress: FUNCTION,
} satisfies Record<string, OptionRule>;

export function oneOf(...values: readonly string[]): OptionRule {
  const quoted = values.map((value) => `"${value}"`);
  const expected = `${quoted.slice(0, -1).join(", ")} or ${quoted[quoted.length - 1]}`;
  return [(value) => values.includes(value as string), expected];
}

/** An object, whose entries are checked where they are used. */
export function record(expected: string): OptionRule {
  return [(value) => isRecord(value) === null, expected];
}

/**
 * Throws OptionError for an option that `rules` do not have, that has a value it cannot have, or that is required and
 * not given; `aliases` are names of other programs by which an option may be asked for in vain.
 */
export function checkOptions<T extends object>(
  caller: string,
  options: T,
  rules: OptionRules<T>,
  aliases: Readonly<Record<string, string>> = {},
): void {
  const entries = Object.entries<OptionRule>(rules);
  const checks = entries.map(([name, [test, expected]]) => {
    return [name, (value: unknown) => (test(value) ? null : expected)] as const;
  });
  checkRecord(options, Object.fromEntries(checks), aliases, caller);
  for (const [name, [, expected, need]] of entries) {
    if (need === undefined || options[name as keyof T] !== undefined) continue;
    throw new OptionError(`${caller} needs its option "${name}", ${expected}`, name);
  }
}
