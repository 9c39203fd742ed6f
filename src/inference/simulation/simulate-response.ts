// Responses drawn from nothing but a formula, a design and parameters.
import type { TableLike } from "../../data/to-table.js";
import { type UnfittedOptions, unfitted } from "../../fit/unfitted.js";
import {
  BY_VARIABLE,
  checkOptions,
  DRAWS,
  isNumbers,
  isPositive,
  isText,
  NUMBERS,
  type OptionRule,
  type OptionRules,
  record,
  SEED,
} from "../../options.js";
import { type SimulateOptions, simulate } from "../simulate.js";

/** Options of simulateResponse(): `seed` and the parameters. */
export interface SimulateResponseOptions extends UnfittedOptions, Pick<SimulateOptions, "seed" | "count"> {}

const VALUES: OptionRule = [(value) => typeof value === "object" && value !== null, "numbers, in order or by name"];
const COLUMN: OptionRule = [
  (value) => isText(value) || isNumbers(value),
  "a column, an expression or an array of numbers",
];

const RULES: OptionRules<SimulateResponseOptions> = {
  seed: SEED,
  count: DRAWS,
  fixef: VALUES,
  random: record('numbers by lme4\'s names, such as "sd_(Intercept)|subj"'),
  theta: VALUES,
  sigma: [(value) => value === 0 || isPositive(value), "a number that is not negative"],
  family: [isText, "the name of a family"],
  link: [isText, "the name of a link"],
  shape: [isPositive, "a positive number"],
  trials: NUMBERS,
  weights: COLUMN,
  offset: COLUMN,
  contrasts: BY_VARIABLE,
  types: BY_VARIABLE,
  levels: BY_VARIABLE,
};

/**
 * `count` responses of the model `formula` (what stands before its "~" counts for nothing) for the rows of `data`, which
 * have predictors and groups only. Throws a MixedModelError for a design that cannot be, OptionError for parameters that
 * are missing or that the model does not have.
 *
 * @example
 * const design = crossedDesign({ subject: 20, item: 10 }, { within: { condition: ["a", "b"] } });
 * const [rt] = simulateResponse("rt ~ condition + (1 | subject) + (1 | item)", design, {
 *   seed: 1,
 *   fixef: { "(Intercept)": 500, conditionb: 30 },
 *   random: { "sd_(Intercept)|subject": 40, "sd_(Intercept)|item": 20 },
 *   sigma: 80,
 * });
 */
export function simulateResponse(formula: string, data: TableLike, options: SimulateResponseOptions): Float64Array[] {
  checkOptions("simulateResponse()", options, RULES, { nsim: "count" });
  const { seed, count } = options;
  return simulate(unfitted(formula, data, options), { seed, count });
}
