// Responses drawn from nothing but a formula, a design and parameters.
import type { TableLike } from "../../data/to-table.js";
import { type UnfittedOptions, unfittedModel } from "../../model/unfitted-model.js";
import { checkOptions, isNumbers, type OptionChecks } from "../prediction/check-options.js";
import { checkSeed, DRAW_CHECKS, type SimulateOptions, simulate } from "../simulate.js";

export interface SimulateResponseOptions extends UnfittedOptions, Pick<SimulateOptions, "seed" | "count"> {}

const isRecord = (value: unknown) => typeof value === "object" && value !== null;
const isText = (value: unknown) => typeof value === "string";
const isPositive = (value: unknown) => typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY;
const VALUES = "numbers, in order or by name";

const CHECKS: OptionChecks<SimulateResponseOptions> = {
  ...DRAW_CHECKS,
  fixef: [isRecord, VALUES],
  random: [isRecord, 'numbers by lme4\'s names, such as "sd_(Intercept)|subj"'],
  theta: [isRecord, VALUES],
  sigma: [(value) => value === 0 || isPositive(value), "a number that is not negative"],
  family: [isText, "the name of a family"],
  link: [isText, "the name of a link"],
  shape: [isPositive, "a positive number"],
  trials: [isNumbers, "an array of numbers"],
  weights: [(value) => isText(value) || isNumbers(value), "a column, an expression or an array of numbers"],
  offset: [(value) => isText(value) || isNumbers(value), "a column, an expression or an array of numbers"],
  contrasts: [isRecord, "an object with one entry for a variable"],
  types: [isRecord, "an object with one entry for a variable"],
  levels: [isRecord, "an object with one entry for a variable"],
};

/**
 * `count` responses of the model `formula` (what stands before its "~" counts for nothing) for the rows of `data`, which
 * have predictors and groups only. Throws a MixedModelError for a design that cannot be, OptionError for parameters that
 * are missing or that the model does not have.
 */
export function simulateResponse(formula: string, data: TableLike, options: SimulateResponseOptions): Float64Array[] {
  checkSeed(options, "simulateResponse");
  checkOptions(options, "simulateResponse", CHECKS);
  const { seed, count } = options;
  return simulate(unfittedModel(formula, data, options), { seed, count });
}
