// The options of a function, checked once at its door: their names, their values, and the words of a refusal.
import { OptionError } from "./errors.js";
import { didYouMean } from "./names.js";

/** What holds of a value, what it must be in words, and whether there is no default. */
export type OptionRule = readonly [
  test: (value: unknown) => boolean,
  expected: string | ((value: unknown) => string),
  need?: "required",
];

export type OptionRules<T> = Readonly<Record<keyof T, OptionRule>>;

/** Names of other programs, by which an option may be asked for in vain, and ours. */
export type OptionAliases = Readonly<Record<string, string>>;

export const isText = (value: unknown) => typeof value === "string";
export const isTexts = (value: unknown) => Array.isArray(value) && isArrayOf(value, isText);
/** Of one that can be called: a class cannot. */
export const isFunction = (value: unknown) =>
  typeof value === "function" && !Function.prototype.toString.call(value).startsWith("class");
export const isRecord = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
export const isRecordOf = (value: unknown, test: (entry: unknown) => boolean) =>
  isRecord(value) && Object.values(value as object).every(test);
export const isNumbers = (value: unknown) => isArrayOf(value, (entry) => typeof entry === "number");
export const isPositive = (value: unknown) => typeof value === "number" && value > 0 && value < Infinity;

/** Of an array whose entries pass the test; one entry speaks for those of a typed array. */
export function isArrayOf(value: unknown, test: (entry: unknown) => boolean): boolean {
  if (ArrayBuffer.isView(value)) return isAttached(value) && test((value as Float64Array)[0] ?? 0);
  return Array.isArray(value) && value.findIndex((entry) => !test(entry)) < 0;
}

/** Of a typed array whose memory has not gone to somebody else. */
function isAttached(value: ArrayBufferView): boolean {
  try {
    return (value as Float64Array).keys() !== undefined;
  } catch {
    return false;
  }
}

export function isWhole(value: unknown, least: number, most = Infinity): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

export const FLAG: OptionRule = [(value) => typeof value === "boolean", "true or false"];
export const FUNCTION: OptionRule = [isFunction, "a function"];
export const TEXT: OptionRule = [isText, "a text"];
export const NAME: OptionRule = [isText, "a name"];
export const NAMES: OptionRule = [isTexts, "an array of names"];
export const NUMBERS: OptionRule = [isNumbers, "an array of numbers"];
/** Of objects, whose kind shows where they are used. */
export const LIST: OptionRule = [(value) => Array.isArray(value), "an array"];
export const COUNT: OptionRule = [(value) => isWhole(value, 1), "a whole number from 1 on"];
/** Of draws, fits or points; each takes memory. */
export const DRAWS: OptionRule = [
  (value) => isWhole(value, 1, MOST_DRAWS),
  (value) => (isWhole(value, 1) ? "at most 10 million" : "a whole number from 1 on"),
];
const MOST_DRAWS = 1e7;
export const SEED: OptionRule = [Number.isSafeInteger, "a whole number", "required"];
/** Of a test or of an interval. */
export const LEVEL: OptionRule = [
  (value) => typeof value === "number" && value > 0 && value < 1,
  "a number between 0 and 1",
];
export const SIGNAL: OptionRule = [(value) => value instanceof AbortSignal, "an AbortSignal"];
export const BY_VARIABLE = record("an object with one entry for a variable");

/** Of work that workers may share. */
export const RUN_RULES = {
  workers: [(value: unknown) => value === "auto" || isWhole(value, 0), 'a count or "auto"'],
  workerUrl: [(value: unknown) => isText(value) || value instanceof URL, "a URL"],
  signal: SIGNAL,
  onProgress: FUNCTION,
} satisfies Record<string, OptionRule>;

/** One of these texts; two at least. @__NO_SIDE_EFFECTS__ */
export function oneOf(...values: readonly string[]): OptionRule {
  const quoted = values.map((value) => `"${value}"`);
  const expected = `${quoted.slice(0, -1).join(", ")} or ${quoted[quoted.length - 1]}`;
  return [(value) => values.includes(value as string), expected];
}

/** Where a hypothesis is wrong, or an interval ends. */
export type Side = "two-sided" | "greater" | "less";
export const SIDE = oneOf("two-sided", "greater", "less");

/** An object, whose entries are checked where they are used. @__NO_SIDE_EFFECTS__ */
export function record(expected: string): OptionRule {
  return [isRecord, expected];
}

/** One that a result always knows. */
export const isNumber = (value: unknown) => typeof value === "number" && !Number.isNaN(value);
/** Any number, NaN included, or what JSON makes of that. */
export const isCell = (value: unknown) => value === null || typeof value === "number";
/** One of the names of a table's entries. @__NO_SIDE_EFFECTS__ */
export function isKeyOf(table: object): Test {
  return (value) => isText(value) && Object.hasOwn(table, value as string);
}
/** A text, or none. */
export const isName = (value: unknown) => value === null || isText(value);

type Test = (value: unknown) => boolean;

/** What holds of the members of a `T` that a function reads; of a list, what holds of every entry. */
export type Shape<T> =
  | Test
  | (T extends readonly (infer E)[] ? readonly [Shape<E>] : { readonly [K in keyof T]?: Shape<NonNullable<T[K]>> });

type AnyShape = Test | readonly [AnyShape] | { readonly [key: string]: AnyShape };

/** What the function `by` gives, as far as its shape is read. @__NO_SIDE_EFFECTS__ */
export function resultOf<T>(by: string, shape: Shape<T>): OptionRule {
  const misfit = (value: unknown) => misfitOf(value, shape);
  return [
    (value) => misfit(value) === null,
    (value) => {
      const place = misfit(value);
      return place ? `what ${by} gave, with its "${place}"` : `what ${by} gave`;
    },
  ];
}

/** Or null. @__NO_SIDE_EFFECTS__ */
export function orNull<T>(shape: Shape<T>): Test {
  return (value) => value === null || misfitOf(value, shape) === null;
}

/** Where a value is not of this shape: "" for all of it; null where it is. */
export function misfitOf<T>(value: unknown, shaped: Shape<T>): string | null {
  const shape = shaped as Test | Record<string | number, AnyShape>;
  if (typeof shape === "function") return shape(value) ? null : "";
  const isList = Array.isArray(shape);
  if (isList ? !Array.isArray(value) : !isRecord(value)) return "";
  // A huge array is not copied, and is left at its first misfit.
  const names = isList ? (value as unknown[]).keys() : Object.keys(shape);
  for (const name of names) {
    const place = misfitOf(
      (value as Record<string | number, unknown>)[name],
      shape[isList ? 0 : name] as Shape<unknown>,
    );
    if (place !== null) return `${isList ? `[${name}]` : name}${place === "" || place[0] === "[" ? "" : "."}${place}`;
  }
  return null;
}

/**
 * Throws OptionError for an option that `rules` do not have, that has a value it cannot have, or that is required and
 * not given. `caller` is whose options they are, null where that goes without saying; `shown` is how values are quoted.
 */
export function checkOptions<T extends object>(
  caller: string | null,
  options: T,
  rules: OptionRules<T>,
  aliases: OptionAliases = {},
  shown: (value: unknown) => string = valueText,
): void {
  if (!isRecord(options)) {
    // What map() passes on beside an entry is its place.
    const cure = typeof options === "number" ? "; in map() write (x) => f(x)" : "";
    throw new OptionError(`options must be an object, not ${shown(options)}${cure}`, "options");
  }
  const known = Object.keys(rules);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(rules, name)) {
      const alias = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
      const hint = didYouMean(name, known, `the options are ${known.join(", ")}`, alias);
      throw new OptionError(`unknown option "${name}"${caller === null ? "" : ` of ${caller}`}; ${hint}`, name);
    }
    const rule = rules[name as keyof T];
    if (value === undefined || rule[0](value)) continue;
    throw new OptionError(`option "${name}" must be ${wanted(rule, value)}, not ${shown(value)}`, name);
  }
  for (const [name, rule] of Object.entries<OptionRule>(rules)) {
    if (rule[2] === undefined || options[name as keyof T] !== undefined) continue;
    throw new OptionError(`${caller} needs its option "${name}", ${wanted(rule, undefined)}`, name);
  }
}

/** Throws OptionError for an argument, called `name`, of which the rule does not hold. */
export function checkArgument(name: string, value: unknown, rule: OptionRule): void {
  if (!rule[0](value)) throw new OptionError(`${name} must be ${wanted(rule, value)}, not ${valueText(value)}`, name);
}

/** What a rule says a value must be. */
export function wanted([, expected]: OptionRule, value: unknown): string {
  return typeof expected === "string" ? expected : expected(value);
}

/** A value as a name that may be unknown. */
export function nameText(value: unknown): string {
  return isText(value) ? (value as string) : valueText(value);
}

/** A value in a message; a text in quotes. */
export function valueText(value: unknown): string {
  if (isText(value)) return `"${value}"`;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return "an array";
  if (isRecord(value)) return "an object";
  return String(value);
}
