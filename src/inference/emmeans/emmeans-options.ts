// What the options of marginal means, trends, contrasts and joint tests must be.
import type { OptionRules } from "../intervals/options.js";
import type { EmmeansOptions, MarginalOptions } from "./emmeans.js";
import type { EmmeansContrastOptions } from "./emmeans-contrasts.js";
import type { EmtrendsOptions } from "./emtrends.js";
import type { JointTestsOptions } from "./joint-tests.js";
import { MARGINAL_WEIGHTS } from "./marginal-weights.js";

type Rule = readonly [(value: unknown) => boolean, string];

const isText = (value: unknown) => typeof value === "string";
const isObject = (value: unknown) => typeof value === "object" && value !== null;
const isFunction = (value: unknown) => typeof value === "function";
const finite: Rule = [Number.isFinite, "a finite number"];
const names: Rule = [(value) => isText(value) || isTexts(value), "a name or a list of names"];
/** What is looked up by name, where it is told what there is. */
const text: Rule = [isText, "a name"];
const type: Rule = [(value) => value === "link" || value === "response", '"link" or "response"'];
const level: Rule = [(value) => typeof value === "number" && value > 0 && value < 1, "a number between 0 and 1"];

const GRID = {
  by: names,
  at: [isObject, "an object of values by variable"],
  reduce: [
    (value) => isFunction(value) || (isObject(value) && Object.values(value as object).every(isFunction)),
    "a function, or functions by variable",
  ],
  df: text,
} satisfies Record<string, Rule>;

const MARGINAL: OptionRules<MarginalOptions> = {
  ...GRID,
  weights: [
    (value) => (MARGINAL_WEIGHTS as readonly unknown[]).includes(value),
    `one of ${MARGINAL_WEIGHTS.join(", ")}`,
  ],
  level,
  adjust: text,
};

export const EMMEANS_RULES: OptionRules<EmmeansOptions> = { ...MARGINAL, type, offset: finite, biasSigma: finite };

export const EMTRENDS_RULES: OptionRules<EmtrendsOptions> = { ...MARGINAL, delta: finite };

export const JOINT_TESTS_RULES: OptionRules<JointTestsOptions> = GRID;

export const CONTRAST_RULES: OptionRules<EmmeansContrastOptions> = {
  by: names,
  df: text,
  level,
  adjust: text,
  type,
  ref: names,
  reverse: [(value) => typeof value === "boolean", "true or false"],
};

/** A name or a list of names as a list. */
export function namesOf(given: string | readonly string[] | undefined): readonly string[] {
  if (given === undefined) return [];
  return [...new Set(typeof given === "string" ? [given] : given)];
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}
