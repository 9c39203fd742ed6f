// What the options of marginal means, trends, contrasts and joint tests must be.
import {
  FLAG,
  isFunction,
  isText,
  isTexts,
  LEVEL,
  NAME,
  type OptionRule,
  type OptionRules,
  oneOf,
  record,
} from "../../options.js";
import { DF_RULE } from "../df-method.js";
import type { EmmeansOptions, MarginalOptions } from "./emmeans.js";
import type { EmmeansContrastOptions } from "./emmeans-contrasts.js";
import type { EmtrendsOptions } from "./emtrends.js";
import type { JointTestsOptions } from "./joint-tests.js";
import { MARGINAL_WEIGHTS } from "./marginal-weights.js";

const isObject = (value: unknown) => typeof value === "object" && value !== null;
const finite: OptionRule = [Number.isFinite, "a finite number"];
const names: OptionRule = [(value) => isText(value) || isTexts(value), "a name or a list of names"];
const type = oneOf("link", "response");

const GRID = {
  by: names,
  at: record("an object of values by variable"),
  reduce: [
    (value) => isFunction(value) || (isObject(value) && Object.values(value as object).every(isFunction)),
    "a function, or functions by variable",
  ],
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
export function namesOf(given: string | readonly string[] | undefined): readonly string[] {
  if (given === undefined) return [];
  return [...new Set(typeof given === "string" ? [given] : given)];
}
