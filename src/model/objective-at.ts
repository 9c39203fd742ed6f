// The objective of a model at a given point, without an optimizer: for checks and for plots of the likelihood.
import type { TableLike } from "../data/to-table.js";
import { OptionError } from "../errors.js";
import { familyValues } from "../family/family.js";
import { loadFunctions } from "../frame/load-functions.js";
import { estimatedParameter } from "../likelihood/generalized/around.js";
import { GeneralizedLikelihood } from "../likelihood/generalized/likelihood.js";
import type { GivenPoint, Likelihood } from "../likelihood/likelihood.js";
import { LinearLikelihood } from "../likelihood/linear/likelihood.js";
import { checkStart } from "../likelihood/start-values.js";
import { parNames } from "../likelihood/terms.js";
import { checkArgument, isNumbers, isRecord, NUMBERS, type OptionRule } from "../options.js";
import { buildModel, likelihoodModel, type Model } from "./build.js";
import type { GlmmOptions, LmmOptions } from "./options.js";
import { generalizedSpec, linearSpec } from "./spec.js";

/** Where a deviance is wanted: theta in lme4's order, and coefficients of the kept columns of X unless nAGQ is 0. */
export interface GlmmPoint {
  /** In lme4's order; par where a structure ties entries of theta. */
  readonly theta: ArrayLike<number>;
  /** Coefficients of the columns of X that are kept; not given for nAGQ 0, which finds them. */
  readonly beta?: ArrayLike<number>;
  /** Where they are estimated by maximum likelihood. */
  readonly dispersion?: number;
  /** Of the negative binomial, where it is estimated. */
  readonly shape?: number;
}

const POINT: OptionRule = [
  (value) => {
    const { theta, beta = [] } = Object(value) as GlmmPoint;
    return isRecord(value) && isNumbers(theta) && isNumbers(beta);
  },
  "an object with theta and, if given, beta, arrays of numbers",
];

/**
 * Profiled deviance or REML criterion of lmm(formula, data, options) at theta in lme4's order; errors as lmm(), and OptionError
 * where theta is so large that rounding leaves nothing of it.
 *
 * @example
 * const criterion = await objectiveAt("rt ~ condition + (1 | subject)", data, [0.5]);
 */
export async function objectiveAt(
  formula: string,
  data: TableLike,
  theta: ArrayLike<number>,
  options: Omit<LmmOptions, "start"> = {},
): Promise<number> {
  checkArgument("theta", theta, NUMBERS);
  await loadFunctions(formula, options);
  const model = buildModel(formula, data, linearSpec(options));
  return objectiveOf(model, new LinearLikelihood(likelihoodModel(model)), { theta }, {});
}

/**
 * The objective of glmm(formula, data, options) at a point, +Infinity where it has none; errors as glmm().
 *
 * @example
 * const formula = "correct ~ condition + (1 | subject)";
 * const deviance = await glmmObjectiveAt(formula, data, { theta: [0.5], beta: [0.2, 0.1] });
 */
export async function glmmObjectiveAt(
  formula: string,
  data: TableLike,
  point: GlmmPoint,
  options: Omit<GlmmOptions, "start"> = {},
): Promise<number> {
  checkArgument("point", point, POINT);
  await loadFunctions(formula, options);
  const model = buildModel(formula, data, generalizedSpec(options));
  const parameter = estimatedParameter(model.spec);
  const { theta, beta } = point;
  const { dispersion } = point;
  const given = {
    ...(parameter === "scale" && dispersion !== undefined && { dispersion }),
    ...(parameter === "own" && { family: familyValues(model.spec.family, point, ({ first }) => first) }),
  };
  const likelihood = new GeneralizedLikelihood({ ...likelihoodModel(model), spec: model.spec });
  return objectiveOf(model, likelihood, { theta, ...(beta !== undefined && { beta }) }, given);
}

function objectiveOf(
  { design }: Model,
  likelihood: Likelihood,
  { theta, beta }: Pick<GlmmPoint, "theta" | "beta">,
  family: Pick<GivenPoint, "dispersion" | "family">,
): number {
  const at = checkStart(theta, () => parNames(design));
  const coefficients = checkStart(beta, () => likelihood.kept.map((column) => design.fixed.names[column]));
  const value = likelihood.objectiveAt({
    theta: at as Float64Array,
    ...(coefficients !== null && { beta: coefficients }),
    ...family,
  });
  if (Number.isNaN(value)) {
    throw new OptionError(
      `theta is ${Array.from(theta).join(", ")}, where rounding leaves nothing of the objective`,
      "theta",
    );
  }
  return value;
}
