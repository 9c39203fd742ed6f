// The options of marginal means, trends, contrasts and joint tests, and what they must be.
import {
  FLAG,
  isArrayOf,
  isFunction,
  isNumber,
  isRecordOf,
  isText,
  isTexts,
  LEVEL,
  NAME,
  type OptionRule,
  type OptionRules,
  oneOf,
} from "../../options.js";
import { DF_RULE, type DfOptions } from "../df-method.js";
import type { Adjustment } from "./adjustments.js";
import type { ContrastChoice } from "./contrast-methods.js";
import { MARGINAL_WEIGHTS, type MarginalWeights } from "./marginal-weights.js";
import type { GridOptions } from "./reference-grid.js";

export interface MarginalOptions extends GridOptions, DfOptions {
  /** Variables within whose levels estimates are compared. */
  readonly by?: string | readonly string[] | undefined;
  /** "equal" unless given. */
  readonly weights?: MarginalWeights | undefined;
  /** Of confidence limits; 0.95 unless given. */
  readonly level?: number | undefined;
  /** "none" unless given. */
  readonly adjust?: Adjustment | "fdr" | undefined;
}

/** Options of emmeans(); an unknown one is an OptionError. */
export interface EmmeansOptions extends MarginalOptions {
  /** "link" (the default) for the scale of the linear predictor, "response" to transform estimates back. */
  readonly type?: "link" | "response" | undefined;
  /** Added to every mean in place of the average of the model's offset. */
  readonly offset?: number | undefined;
  /** Standard deviation about η for which back-transformed means are adjusted: without, they are medians of a log. */
  readonly biasSigma?: number | undefined;
}

/** Options of emtrends(); an unknown one is an OptionError. */
export interface EmtrendsOptions extends MarginalOptions {
  /** Step of the difference quotient; a thousandth of the covariate's range unless given. */
  readonly delta?: number | undefined;
}

/** What is not given is as in the means. */
export interface EmmeansContrastOptions extends DfOptions, ContrastChoice {
  /** Variables within whose levels estimates are contrasted. */
  readonly by?: string | readonly string[] | undefined;
  /** Of confidence limits. */
  readonly level?: number | undefined;
  /** The method's own unless given: "tukey" for pairs, "dunnettx" for comparisons with one level, … */
  readonly adjust?: Adjustment | "fdr" | undefined;
  /** "response" makes ratios of differences on a log scale and odds ratios of differences of logits. */
  readonly type?: "link" | "response" | undefined;
}

/** Options of jointTests(); an unknown one is an OptionError. */
export interface JointTestsOptions extends GridOptions, DfOptions {
  /** Variables within each of whose levels the tests are made. */
  readonly by?: string | readonly string[] | undefined;
}

const isObject = (value: unknown) => typeof value === "object" && value !== null;
const finite: OptionRule = [Number.isFinite, "a finite number"];
const names: OptionRule = [(value) => isText(value) || isTexts(value), "a name or a list of names"];
const type = oneOf("link", "response");

const isValue = (value: unknown) =>
  isText(value) || isNumber(value) || isArrayOf(value, (one) => isText(one) || isNumber(one));

const GRID = {
  by: names,
  at: [(value) => isRecordOf(value, isValue), "an object of values by variable"],
  reduce: [
    (value) => isFunction(value) || (isObject(value) && Object.values(value as object).every(isFunction)),
    "a function, or functions by variable",
  ],
  nesting: [(value) => isRecordOf(value, names[0]), "an object of names by variable"],
  df: DF_RULE,
} satisfies Record<string, OptionRule>;

const MARGINAL: OptionRules<MarginalOptions> = {
  ...GRID,
  weights: oneOf(...MARGINAL_WEIGHTS),
  level: LEVEL,
  adjust: NAME,
};

export const EMMEANS_RULES: OptionRules<EmmeansOptions> = { ...MARGINAL, type, offset: finite, biasSigma: finite };

export const EMTRENDS_RULES: OptionRules<EmtrendsOptions> = { ...MARGINAL, delta: finite };

export const JOINT_TESTS_RULES: OptionRules<JointTestsOptions> = GRID;

export const CONTRAST_RULES: OptionRules<EmmeansContrastOptions> = {
  by: names,
  df: DF_RULE,
  level: LEVEL,
  adjust: NAME,
  type,
  ref: names,
  reverse: FLAG,
};

/** A name or a list of names as a list. */
/** The variables of marginal means. */
export const VARIABLES: OptionRule = [(value) => isText(value) || isTexts(value), "a name or an array of names"];

export function namesOf(given: string | readonly string[] | undefined): readonly string[] {
  if (given === undefined) return [];
  return [...new Set(typeof given === "string" ? [given] : given)];
}
