// What power() and its kin may be asked.
import { OptionError } from "../errors.js";
import type { FamilyName, LinkName } from "../family/family.js";
import type { DfMethod } from "../fit/types.js";
import { DF_ALIASES, DF_RULE } from "../inference/df-method.js";
import type { RunOptions } from "../inference/fit-many.js";
import type { LmmOptions } from "../model/options.js";
import {
  BY_VARIABLE,
  checkOptions,
  DRAWS,
  FLAG,
  isPositive,
  isRecord,
  isText,
  isWhole,
  LEVEL,
  NAME,
  type OptionRule,
  type OptionRules,
  oneOf,
  RUN_RULES,
  record,
  SEED,
  SIDE,
  type Side,
  TEXT,
  wanted,
} from "../options.js";

/** A coefficient as it is, or in units of a standard deviation: the total one of a response, sigma, or a random effect's. */
export type EffectSize =
  | number
  | {
      /** In units of the standard deviation that `by` names. */
      readonly d: number;
      /** "total" unless given: of a response around its mean; "sigma"; or "sd_(Intercept)|subj". */
      readonly by?: string | undefined;
    };

/** One of coefficient, contrast, term or without, and how it is tested. */
export interface PowerTest {
  /** What it is called; after what it tests unless given. */
  readonly name?: string | undefined;
  /** A coefficient by its name. */
  readonly coefficient?: string | undefined;
  /** Weights of coefficients by name. */
  readonly contrast?: Readonly<Record<string, number>> | undefined;
  /** A term of the fixed part, by an F test of type III. */
  readonly term?: string | undefined;
  /** A smaller model, by the likelihood-ratio test; the boundary of variances is heeded. */
  readonly without?: string | undefined;
  /** Degrees of freedom; those of the options unless given. */
  readonly df?: DfMethod | undefined;
  /** Level of the test; that of the options unless given. */
  readonly alpha?: number | undefined;
  /** Of coefficients and contrasts: "greater" looks for effects above `rhs` only. */
  readonly side?: Side | undefined;
  /** The value under the hypothesis; 0 unless given. */
  readonly rhs?: number | undefined;
  /** Significant is an absolute t above this, whatever its p value. */
  readonly critical?: number | undefined;
  /** Bounds, or one for both sides: success is an effect shown to lie between them by two one-sided tests. */
  readonly equivalence?: number | readonly [number, number] | undefined;
  /** Success is an interval of level 1 − alpha that is at most so wide. */
  readonly width?: number | undefined;
}

/** Options of power(); `seed` must be given, an unknown one is an OptionError. */
export interface PowerOptions extends RunOptions, Pick<LmmOptions, "contrasts" | "types" | "levels" | "reml"> {
  /** A whole number; the same seed gives the same replicates on every machine, whatever the number of workers. */
  readonly seed: number;
  /** 1000 unless given. */
  readonly replicates?: number | undefined;
  /** Coefficients by name; those not named are zero, of a fit as they were estimated. */
  readonly effects?: Readonly<Record<string, EffectSize>> | undefined;
  /** Standard deviations and correlations by lme4's names: "sd_(Intercept)|subj", "cor_x.(Intercept)|subj". */
  readonly random?: Readonly<Record<string, number>> | undefined;
  /** Residual standard deviation. */
  readonly sigma?: number | undefined;
  /** Of a generalized model; a linear one unless given. */
  readonly family?: FamilyName | undefined;
  /** The family's default unless given. */
  readonly link?: LinkName | undefined;
  /** Of the negative binomial, in the simulation. */
  readonly shape?: number | undefined;
  /** As glmm()'s. */
  readonly nAGQ?: number | undefined;
  /** Of a binomial: a number for all rows, or a column. */
  readonly trials?: number | string | undefined;
  /** The formula that responses are drawn from, where it is not that of the analysis. */
  readonly simulated?: string | undefined;
  /** Coefficients and terms by name, or more; unless given each coefficient that is not zero, but for the intercept. */
  readonly tests?: string | PowerTest | readonly (string | PowerTest)[] | undefined;
  /** 0.05 unless given. */
  readonly alpha?: number | undefined;
  /** Degrees of freedom of tests that do not say; Satterthwaite's unless given, z for generalized models. */
  readonly df?: DfMethod | undefined;
  /** Of tests that do not say; "two-sided" unless given. */
  readonly side?: Side | undefined;
  /** What is drawn are logarithms of responses, less a shift; analyzed raw (the default), as "log" or "inverse" (−1000/y). */
  readonly lognormal?:
    | {
        /** What is added to all responses; 0 unless given. */
        readonly shift?: number | undefined;
        /** On which scale responses are analyzed; "raw" unless given. */
        readonly analyzed?: "raw" | "log" | "inverse" | undefined;
      }
    | undefined;
  /** Probability of a response to be missing. */
  readonly missing?: number | undefined;
  /** By grouping factor, the probability of a unit to leave after a uniform share of its rows. */
  readonly dropout?: Readonly<Record<string, number>> | undefined;
  /** Numbers of units in the place of those of the design, or of levels in the place of those of the data. */
  readonly sizes?: Readonly<Record<string, number>> | undefined;
  /** Of data: rows for each combination of their values, those there are in turn, in the place of as many as there are. */
  readonly perCell?: number | undefined;
  /** Of a fit: the tests also at its own estimates of coefficients, beside the `effects` that are given; false unless given. */
  readonly ownEstimates?: boolean | undefined;
  /** Where parameters are from, in words by their names ("sigma" among them); powerSentence() tells it. */
  readonly sources?: Readonly<Record<string, string>> | undefined;
  /** Of the intervals of power, 0.95 unless given. */
  readonly level?: number | undefined;
}

const isShare = (value: unknown) => typeof value === "number" && value >= 0 && value < 1;
const isSize = (value: unknown) =>
  Number.isFinite(value) || (isRecord(value) && Number.isFinite((value as { d?: unknown }).d));

/** An object whose entries pass the test. @__NO_SIDE_EFFECTS__ */
function byName(expected: string, test: (value: unknown) => boolean): OptionRule {
  return [(value) => isRecord(value) && Object.values(value as object).every(test), expected];
}

export const POWER_RULES: OptionRules<PowerOptions> = {
  seed: SEED,
  replicates: [
    (value) => isWhole(value, 2) && DRAWS[0](value),
    (value) => (isWhole(value, 2) ? wanted(DRAWS, value) : "a whole number from 2 on"),
  ],
  effects: byName("numbers by coefficient, or { d, by } for those in units of a standard deviation", isSize),
  random: byName('numbers by lme4\'s names, such as "sd_(Intercept)|subj"', Number.isFinite),
  sigma: [isPositive, "a positive number"],
  family: TEXT,
  link: TEXT,
  shape: [isPositive, "a positive number"],
  nAGQ: [(value) => isWhole(value, 0, 100), "a whole number from 0 to 100"],
  trials: [(value) => isText(value) || isWhole(value, 1), "a whole number from 1 on, or a column"],
  simulated: [isText, "a formula"],
  tests: [(value) => isText(value) || typeof value === "object", "names, or objects that say what is tested"],
  alpha: LEVEL,
  df: DF_RULE,
  side: SIDE,
  lognormal: record("an object with shift, analyzed or both"),
  missing: [isShare, "a probability from 0 on and below 1"],
  dropout: byName("probabilities by grouping factor, from 0 on and below 1", isShare),
  sizes: record("counts by unit or grouping factor"),
  perCell: [(value) => isWhole(value, 1), "a whole number from 1 on"],
  ownEstimates: FLAG,
  sources: byName("texts by the name of a parameter", isText),
  level: LEVEL,
  contrasts: BY_VARIABLE,
  types: BY_VARIABLE,
  levels: BY_VARIABLE,
  reml: FLAG,
  ...RUN_RULES,
};

export const POWER_ALIASES = {
  nsim: "replicates",
  count: "replicates",
  fixef: "effects",
  beta: "effects",
  varCorr: "random",
  test: "tests",
  extend: "sizes",
  ...DF_ALIASES,
};

export const LOGNORMAL_RULES: OptionRules<NonNullable<PowerOptions["lognormal"]>> = {
  shift: [(value) => Number.isFinite(value) && (value as number) >= 0, "a number that is not negative"],
  analyzed: oneOf("raw", "log", "inverse"),
};

const NUMBER: OptionRule = [Number.isFinite, "a number"];
const TEST_RULES: OptionRules<PowerTest> = {
  name: NAME,
  coefficient: NAME,
  contrast: byName("weights by coefficient", Number.isFinite),
  term: NAME,
  without: [isText, "a formula"],
  df: DF_RULE,
  alpha: LEVEL,
  side: SIDE,
  rhs: NUMBER,
  critical: [isPositive, "a positive number"],
  equivalence: [
    (value) => isPositive(value) || (Array.isArray(value) && value.length === 2 && value[0] < value[1]),
    "a positive bound, or two, the lower first",
  ],
  width: [isPositive, "a positive number"],
};

const KINDS = ["coefficient", "contrast", "term", "without"] as const;
/** Ways to succeed that do not go together. */
const GOALS = ["critical", "equivalence", "width"] as const;

/** Throws OptionError for a test that says nothing, or too much. */
export function checkTest(test: PowerTest): void {
  checkOptions("a test", test, TEST_RULES, { ...DF_ALIASES, conf: "alpha", alternative: "side" });
  const kinds = KINDS.filter((kind) => test[kind] !== undefined);
  if (kinds.length !== 1) {
    const said = kinds.length === 0 ? "nothing" : kinds.join(" and ");
    throw new OptionError(`a test has one of ${KINDS.join(", ")}, not ${said}`, "tests");
  }
  const goals = GOALS.filter((goal) => test[goal] !== undefined);
  if (goals.length > 1)
    throw new OptionError(`a test has one of ${GOALS.join(", ")}, not ${goals.join(" and ")}`, "tests");
  const isRow = kinds[0] === "coefficient" || kinds[0] === "contrast";
  const others = [...goals, ...(["side", "rhs"] as const).filter((name) => test[name] !== undefined)];
  if (!isRow && others.length > 0) {
    throw new OptionError(`"${others[0]}" is for tests of a coefficient or a contrast, not of a ${kinds[0]}`, "tests");
  }
  if (kinds[0] === "without" && test.df !== undefined) {
    throw new OptionError(
      '"df" is for tests of coefficients, contrasts and terms; a likelihood ratio has none',
      "tests",
    );
  }
  if (test.side !== undefined && test.side !== "two-sided" && (test.equivalence ?? test.width) !== undefined) {
    throw new OptionError(`"side" is for tests of significance; leave it out beside ${goals[0]}`, "tests");
  }
}
