// Coefficients of the model fitted again to standardized variables.
import { type LiveFit, withData } from "../fit/fit.js";
import { standardizedModel } from "../fit/reduced.js";
import type { Warning } from "../fit/types.js";
import { checkOptions } from "../options.js";
import { type CoefficientEffectSize, EFFECT_SIZE_RULES, type EffectSizeOptions } from "./effect-sizes.js";
import { fixefTests } from "./fixef-tests.js";
import { studentLimits } from "./intervals/student-limits.js";

/** What the model of standardized variables says. */
export interface StandardizedCoefficients {
  /** Of the limits. */
  readonly level: number;
  /** The variables that were standardized, as the formula has them. */
  readonly variables: readonly string[];
  /** In the order of the coefficients, the intercept left out. */
  readonly rows: readonly CoefficientEffectSize[];
  /** Those of that model, and of its tests. */
  readonly warnings: readonly Warning[];
}

/**
 * β of the model fitted again after each numeric variable of the formula, and of a linear model the response, was taken less its
 * mean and over its standard deviation (n − 1) in the rows used; factors stay as they are. Interactions are so those of centered
 * variables. As effectsize's standardize_parameters(method = "refit"); Gelman (2008), Stat. Med. 27:2865-2873, on why to refit.
 * Variables of several columns, as poly(), stay as they are. Throws OptionError, and UnsupportedError for linear models with an
 * offset.
 *
 * @example
 * const { rows } = await standardizedCoefficients(fit);
 */
export async function standardizedCoefficients(
  fit: LiveFit,
  options: EffectSizeOptions = {},
): Promise<StandardizedCoefficients> {
  withData(fit, "standardizedCoefficients()");
  checkOptions("standardizedCoefficients()", options, EFFECT_SIZE_RULES);
  const { df, level = 0.95 } = options;
  const { fit: standardized, variables } = await standardizedModel(fit);
  const tests = fixefTests(standardized, { df });
  const rows = tests.effects.flatMap(({ name, estimate, stdError, df: freedom }) => {
    return name === "(Intercept)" ? [] : [{ name, estimate, ...studentLimits(estimate, stdError, freedom, level) }];
  });
  return { level, variables, rows, warnings: [...standardized.warnings, ...tests.warnings] };
}
