// What lmm() and glmm() may be asked.
import type { FamilyName, LinkName } from "../family/family.js";
import type { ContrastSpec } from "../frame/contrasts.js";
import type { Iteration } from "../optimize/minimize.js";
import {
  BY_VARIABLE,
  COUNT,
  FLAG,
  FUNCTION,
  isArrayOf,
  isNumbers,
  isPositive,
  isRecord,
  isWhole,
  NUMBERS,
  type OptionRule,
  type OptionRules,
  oneOf,
  SIGNAL,
  TEXT,
} from "../options.js";

/** Options of lmm(); an unknown one, or a wrong value, is an OptionError that names it. */
export interface LmmOptions {
  /** REML (the default) or, if false, maximum likelihood. */
  readonly reml?: boolean | undefined;
  /**
   * "exact" unless given. "iterative" is for factors with too many levels that meet each other for the exact one: the
   * determinant is estimated, with an error that the fit tells.
   */
  readonly method?: "exact" | "iterative" | undefined;
  /** Vectors of random signs of the iterative method: 16 unless given; errors fall with the root of their number. */
  readonly probes?: number | undefined;
  /** What decides these vectors: 1 unless given. */
  readonly seed?: number | undefined;
  /** Precision weights: a column or an expression of columns, or one number for each row of the data. */
  readonly weights?: string | ArrayLike<number> | undefined;
  /** Known part of the predictor, in addition to offset() in the formula. */
  readonly offset?: string | ArrayLike<number> | undefined;
  /** Rows to use: a logical expression of columns, or one boolean for each row of the data. */
  readonly subset?: string | ArrayLike<boolean> | undefined;
  /** Contrasts by variable. */
  readonly contrasts?: Readonly<Record<string, ContrastSpec>> | undefined;
  /**
   * Rows with a missing value are left out and counted ("omit"), or refused ("fail"); "exclude" leaves them out and has NaN
   * in their places in what is told row by row, as R's na.exclude.
   */
  readonly naAction?: "omit" | "fail" | "exclude" | undefined;
  /** Column types, where the data's own are not meant. */
  readonly types?: Readonly<Record<string, "number" | "factor" | "ordered">> | undefined;
  /** Order of a factor's levels, by column. */
  readonly levels?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Where the optimizer starts: theta in lme4's order. */
  readonly start?: ArrayLike<number> | undefined;
  /** Steps of the search before it is given up with W_NOT_CONVERGED: 100 unless given. */
  readonly maxIterations?: number | undefined;
  /** Called at every step of the search; what it throws ends the fit. */
  readonly onIteration?: ((iteration: Iteration) => void) | undefined;
  /** Prints one line for each iteration with console.error. */
  readonly verbose?: boolean | undefined;
  /** Stops the fit with a CancelledError. */
  readonly signal?: AbortSignal | undefined;
  /** Name of the data for the summary's header. */
  readonly dataName?: string | undefined;
  /** Milliseconds spent on reading the data, for the record of times. */
  readonly readTime?: number | undefined;
}

/** Options of glmm(): those of lmm() but `reml`, and what generalized models have besides. */
export interface GlmmOptions extends Omit<LmmOptions, "reml" | "method" | "probes" | "seed" | "start"> {
  /** "binomial" unless given. */
  readonly family?: FamilyName | undefined;
  /** The family's default unless given. */
  readonly link?: LinkName | undefined;
  /** Quadrature points per random effect: 1 (the default) is the Laplace approximation, 0 the fast fit over theta. */
  readonly nAGQ?: number | undefined;
  /** Shape of the negative binomial, Var(y) = mu + mu²/shape; estimated with everything else unless given. */
  readonly shape?: number | undefined;
  /** Weights in the determinant of links that are not canonical: lme4's "expected" (default), glmmTMB's "observed". */
  readonly information?: "expected" | "observed" | undefined;
  /** Scale of families that have one: lme4's "moment" (the default), or maximum likelihood. */
  readonly dispersion?: "moment" | "ml" | undefined;
  /** Where the optimizer starts: theta in lme4's order, and coefficients of the columns of X that are kept. */
  readonly start?:
    | {
        /** In lme4's order; par where a structure ties entries of theta. */
        readonly theta?: ArrayLike<number> | undefined;
        /** Coefficients in the order of fixef(). */
        readonly beta?: ArrayLike<number> | undefined;
      }
    | undefined;
}

/** Options of every model. */
const COMMON_RULES: OptionRules<Omit<LmmOptions, "reml" | "method" | "probes" | "seed" | "start">> = {
  weights: columnOrArray("numbers", isNumbers),
  offset: columnOrArray("numbers", isNumbers),
  subset: columnOrArray("booleans", (value) => isArrayOf(value, (entry) => typeof entry === "boolean")),
  contrasts: BY_VARIABLE,
  naAction: oneOf("omit", "fail", "exclude"),
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
const COMMON_ALIASES = { data: "dataName", where: "subset" };

export const LMM_RULES: OptionRules<LmmOptions> = {
  reml: FLAG,
  ...COMMON_RULES,
  start: NUMBERS,
  method: [
    (value) => value === "exact" || value === "iterative",
    '"exact" or "iterative" (for maximum likelihood give reml: false)',
  ],
  probes: [(value) => isWhole(value, 2), "a whole number from 2 on"],
  seed: COUNT,
};

export const LMM_ALIASES = { ...COMMON_ALIASES, REML: "reml" };

/** As lme4's. */
const MOST_POINTS = 100;

export const GLMM_RULES: OptionRules<GlmmOptions> = {
  family: TEXT,
  link: TEXT,
  nAGQ: [(value) => isWhole(value, 0, MOST_POINTS), `a whole number from 0 to ${MOST_POINTS}`],
  shape: [isPositive, "a positive finite number"],
  information: oneOf("expected", "observed"),
  dispersion: oneOf("moment", "ml"),
  ...COMMON_RULES,
  start: [
    (value) => isRecord(value) && Object.entries(value as object).every(isStart),
    "an object with theta, beta or both, each an array of numbers",
  ],
};

export const GLMM_ALIASES = { ...COMMON_ALIASES, nagq: "nAGQ", theta: "shape", points: "nAGQ" };

/** A text that is not blank, or an array; a blank one is told no more than what may stand there. */
function columnOrArray(kind: string, isArray: (value: unknown) => boolean): OptionRule {
  const expected = "a column, an expression or an array";
  return [
    (value) => (typeof value === "string" ? value.trim() !== "" : isArray(value)),
    (value) => (typeof value === "string" ? expected : `${expected} of ${kind}`),
  ];
}

function isStart([name, value]: [string, unknown]): boolean {
  return (name === "theta" || name === "beta") && (value === undefined || isNumbers(value));
}
