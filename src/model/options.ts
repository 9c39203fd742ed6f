// The options of lmm(), checked once at the door.
import type { ColumnRequests } from "../data/column-types.js";
import { OptionError } from "../errors.js";
import type { ContrastSpec } from "../frame/contrasts.js";
import type { FrameOptions } from "../frame/model-frame.js";
import { nearest } from "../nearest-name.js";
import type { Iteration, MinimizeOptions } from "../optimize/minimize.js";

export interface LmmOptions {
  /** REML (the default) or, if false, maximum likelihood. */
  readonly reml?: boolean | undefined;
  /** Precision weights: a column or an expression of columns, or one number for each row of the data. */
  readonly weights?: string | ArrayLike<number> | undefined;
  /** Known part of the predictor, in addition to offset() in the formula. */
  readonly offset?: string | ArrayLike<number> | undefined;
  /** Rows to use: a logical expression of columns, or one boolean for each row of the data. */
  readonly subset?: string | ArrayLike<boolean> | undefined;
  /** Contrasts by variable. */
  readonly contrasts?: Readonly<Record<string, ContrastSpec>> | undefined;
  /** Rows with a missing value are left out and counted ("omit"), or refused ("fail"). */
  readonly naAction?: "omit" | "fail" | undefined;
  /** Column types, where the data's own are not meant. */
  readonly types?: Readonly<Record<string, "number" | "factor" | "ordered">> | undefined;
  /** Order of a factor's levels, by column. */
  readonly levels?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Where the optimizer starts: theta in lme4's order. */
  readonly start?: ArrayLike<number> | undefined;
  readonly maxIterations?: number | undefined;
  readonly onIteration?: ((iteration: Iteration) => void) | undefined;
  /** Prints one line for each iteration with console.error. */
  readonly verbose?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Name of the data for the summary's header. */
  readonly dataName?: string | undefined;
  /** Milliseconds spent on reading the data, for the record of times. */
  readonly readTime?: number | undefined;
}

/** What an option's value must be, in words, where it is not; null where it is. */
export type Check = (value: unknown) => string | null;

const isBoolean: Check = (value) => (typeof value === "boolean" ? null : "true or false");
const isFunction: Check = (value) => (typeof value === "function" ? null : "a function");
export const isText: Check = (value) => (typeof value === "string" ? null : "a text");
export const isRecord: Check = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? null
    : "an object with one entry for a variable";
export const isNumbers: Check = (value) =>
  isArrayOf(value, (entry) => typeof entry === "number") ? null : "an array of numbers";

/** Options of every model. */
export const COMMON_CHECKS: Readonly<Record<Exclude<keyof LmmOptions, "reml" | "start">, Check>> = {
  weights: (value) => columnOrArray(value, isNumbers, "numbers"),
  offset: (value) => columnOrArray(value, isNumbers, "numbers"),
  subset: (value) =>
    columnOrArray(value, (array) => (isArrayOf(array, isFlag) ? null : "an array of booleans"), "booleans"),
  contrasts: isRecord,
  naAction: (value) => (value === "omit" || value === "fail" ? null : '"omit" or "fail"'),
  types: isRecord,
  levels: isRecord,
  maxIterations: (value) =>
    Number.isInteger(value) && (value as number) >= 0 ? null : "a whole number that is not negative",
  onIteration: isFunction,
  verbose: isBoolean,
  signal: (value) => (value instanceof AbortSignal ? null : "an AbortSignal"),
  dataName: isText,
  readTime: (value) => (typeof value === "number" && value >= 0 ? null : "a number of milliseconds"),
};

const CHECKS: Readonly<Record<keyof LmmOptions, Check>> = { reml: isBoolean, ...COMMON_CHECKS, start: isNumbers };

const ALIASES = { REML: "reml", method: "reml", data: "dataName", where: "subset" };

/** The options as given, after each name and kind of value has been checked; throws OptionError. */
export function checkOptions(options: LmmOptions): LmmOptions {
  checkRecord(options, CHECKS, ALIASES);
  return options;
}

/**
 * Throws OptionError for an option that `checks` does not have or refuses; `aliases` are names of other programs, `caller`
 * whose options they are where that is to be said.
 */
export function checkRecord(
  options: object,
  checks: Readonly<Record<string, Check>>,
  aliases: Readonly<Record<string, string>>,
  caller?: string,
): void {
  if (isRecord(options) !== null) throw new OptionError(`options must be an object, not ${shown(options)}`, "options");
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) {
      const known = Object.keys(checks);
      const close = (Object.hasOwn(aliases, name) ? aliases[name] : null) ?? nearest(name, known);
      const hint = close ? `did you mean "${close}"?` : `the options are ${known.join(", ")}`;
      const whose = caller === undefined ? "" : ` of ${caller}`;
      throw new OptionError(`unknown option "${name}"${whose}; ${hint}`, name);
    }
    if (value === undefined) continue;
    const expected = checks[name](value);
    if (expected !== null) throw new OptionError(`option "${name}" must be ${expected}, not ${shown(value)}`, name);
  }
}

/** `start` as a Float64Array, or null; throws OptionError where its length or a value cannot be theta. */
export function checkStart(start: ArrayLike<number> | undefined, names: readonly string[]): Float64Array | null {
  if (start === undefined) return null;
  if (start.length !== names.length) {
    const text = `option "start" has ${start.length} values; this model's theta has ${names.length}: ${names.join(", ")}`;
    throw new OptionError(text, "start");
  }
  const theta = Float64Array.from(start);
  const bad = theta.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new OptionError(`option "start" has ${theta[bad]} for ${names[bad]}; expected a finite number`, "start");
  }
  return theta;
}

/** What toTable() wants of the options. */
export function tableOptions({ types, levels }: Pick<LmmOptions, "types" | "levels">): ColumnRequests {
  return { types, levels };
}

/** What modelFrame() wants of the options. */
export function frameOptions({
  subset,
  weights,
  offset,
  contrasts,
  naAction,
}: Omit<LmmOptions, "start">): FrameOptions {
  return { subset, weights, offset, contrasts, naAction };
}

/** What the minimizer wants of the options. */
export function minimizerOptions(options: Omit<LmmOptions, "start">): MinimizeOptions {
  const { maxIterations, signal, onIteration, verbose } = options;
  const report = (iteration: Iteration) => {
    if (verbose) console.error(iterationLine(iteration));
    onIteration?.(iteration);
  };
  return {
    onIteration: report,
    ...(maxIterations !== undefined && { maxIterations }),
    ...(signal !== undefined && { signal }),
  };
}

function iterationLine({ iteration, evaluations, objective, gradientNorm }: Iteration): string {
  return `iteration ${iteration}: objective ${objective}, gradient ${gradientNorm.toPrecision(3)}, evaluations ${evaluations}`;
}

function columnOrArray(value: unknown, isArray: Check, kind: string): string | null {
  if (typeof value === "string") return value.trim() === "" ? "a column, an expression or an array" : null;
  return isArray(value) === null ? null : `a column, an expression or an array of ${kind}`;
}

function isFlag(entry: unknown): boolean {
  return typeof entry === "boolean";
}

function isArrayOf(value: unknown, test: (entry: unknown) => boolean): boolean {
  if (ArrayBuffer.isView(value)) return !(value instanceof DataView) && test((value as Float64Array)[0] ?? 0);
  return Array.isArray(value) && value.every(test);
}

function shown(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}
