// The options of lmm(), checked once at the door.
import type { ColumnRequests } from "../data/column-types.js";
import { OptionError } from "../errors.js";
import type { ContrastSpec } from "../frame/contrasts.js";
import type { FrameOptions } from "../frame/model-frame.js";
import type { Iteration, MinimizeOptions } from "../optimize/minimize.js";
import {
  BY_VARIABLE,
  checkOptions,
  FLAG,
  FUNCTION,
  isArrayOf,
  isNumbers,
  isWhole,
  NUMBERS,
  type OptionRule,
  type OptionRules,
  oneOf,
  SIGNAL,
  TEXT,
} from "../options.js";

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

/** Options of every model. */
export const COMMON_RULES: OptionRules<Omit<LmmOptions, "reml" | "start">> = {
  weights: columnOrArray("numbers", isNumbers),
  offset: columnOrArray("numbers", isNumbers),
  subset: columnOrArray("booleans", (value) => isArrayOf(value, (entry) => typeof entry === "boolean")),
  contrasts: BY_VARIABLE,
  naAction: oneOf("omit", "fail"),
  types: BY_VARIABLE,
  levels: BY_VARIABLE,
  maxIterations: [(value) => isWhole(value, 0), "a whole number that is not negative"],
  onIteration: FUNCTION,
  verbose: FLAG,
  signal: SIGNAL,
  dataName: TEXT,
  readTime: [(value) => typeof value === "number" && value >= 0, "a number of milliseconds"],
};

/** What other programs call them. */
export const COMMON_ALIASES = { data: "dataName", where: "subset" };

const RULES: OptionRules<LmmOptions> = { reml: FLAG, ...COMMON_RULES, start: NUMBERS };

const ALIASES = { ...COMMON_ALIASES, REML: "reml", method: "reml" };

/** The options as given, after each name and kind of value has been checked; throws OptionError. */
export function checkLmmOptions(options: LmmOptions): LmmOptions {
  checkOptions(null, options, RULES, ALIASES);
  return options;
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

/** A text that is not blank, or an array; a blank one is told no more than what may stand there. */
function columnOrArray(kind: string, isArray: (value: unknown) => boolean): OptionRule {
  const expected = "a column, an expression or an array";
  return [
    (value) => (typeof value === "string" ? value.trim() !== "" : isArray(value)),
    (value) => (typeof value === "string" ? expected : `${expected} of ${kind}`),
  ];
}
