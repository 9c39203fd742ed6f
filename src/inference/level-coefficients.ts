// Coefficients of each level of the grouping factors, with their standard errors.
import { conditionalForms } from "../fit/conditional-forms.js";
import { type LiveFit, withSums } from "../fit/fit.js";
import { checkOptions, LEVEL, type OptionRules } from "../options.js";
import { studentLimits } from "./intervals/student-limits.js";
import { quadraticForm } from "./quadratic-forms.js";

/** Options of levelCoefficients(). */
export interface LevelCoefficientsOptions {
  /** Of the limits; 0.95 unless given. */
  readonly level?: number | undefined;
}

const RULES: OptionRules<LevelCoefficientsOptions> = { level: LEVEL };

/** A coefficient of one level: fixed effect plus conditional mode. */
export interface LevelCoefficient {
  /** The grouping factor. */
  readonly group: string;
  /** Its level. */
  readonly level: string;
  /** The coefficient. */
  readonly name: string;
  /** In the units of the linear predictor over those of the variable. */
  readonly estimate: number;
  /** Of the error of both: the variances and the parameter of a family are taken as known. */
  readonly stdError: number;
  /** By the normal distribution. */
  readonly lower: number;
  /** The same above. */
  readonly upper: number;
}

/**
 * `fit.coef()` as a list with standard errors: of β̂ + b̂ − (β + b), z'Cov(b | y, β)z + (x + s)'Cov(β̂)(x + s), where s is how
 * z'b̂ moves with β (Henderson's prediction error variance). By factor, then level, then coefficient. Throws OptionError, and
 * UnsupportedError for a restored model.
 *
 * @example
 * const [first] = levelCoefficients(fit); // { group, level, name, estimate, stdError, lower, upper }
 */
export function levelCoefficients(fit: LiveFit, options: LevelCoefficientsOptions = {}): LevelCoefficient[] {
  withSums(fit, "levelCoefficients()");
  checkOptions("levelCoefficients()", options, RULES);
  const { level: confidence = 0.95 } = options;
  const fixed = fit.fixef().map(({ name }) => name);
  const vcov = Float64Array.from(fit.vcov().flat());
  const { groups } = fit.predictor;
  return Object.entries(fit.coef()).flatMap(([group, { names, levels, values }]) => {
    const factor = groups.findIndex(({ name }) => name === group);
    const errors = names.map((name) => nameErrors(fit, factor, levels.length, name, fixed.indexOf(name), vcov));
    return levels.flatMap((level, l) =>
      names.map((name, j): LevelCoefficient => {
        const [estimate, stdError] = [values[l][j], errors[j](l)];
        const limits = studentLimits(estimate, stdError, Number.POSITIVE_INFINITY, confidence);
        return { group, level, name, estimate, stdError, ...limits };
      }),
    );
  });
}

/** By level the standard error of one coefficient; `at` is its place among the fixed effects, -1 where it has none. */
function nameErrors(
  fit: LiveFit,
  factor: number,
  levelCount: number,
  name: string,
  at: number,
  vcov: Float64Array,
): (level: number) => number {
  const { groups } = fit.predictor;
  const rank = Math.round(Math.sqrt(vcov.length));
  const x = new Float64Array(rank);
  if (!groups[factor].names.includes(name)) {
    const own = at < 0 ? 0 : Math.sqrt(vcov[at * (rank + 1)]);
    return () => own;
  }
  const factors = groups.map(({ names }, f) => {
    const levels = Int32Array.from({ length: levelCount }, (_, level) => (f === factor ? level : -1));
    const values = new Float64Array(levelCount * names.length);
    if (f === factor) values.forEach((_, i) => (values[i] = names[i % names.length] === name ? 1 : 0));
    return { levels, values };
  });
  const { variances, slopes } = conditionalForms(fit, { count: levelCount, factors });
  return (level) => {
    x.forEach((_, j) => (x[j] = slopes[level * rank + j] + (j === at ? 1 : 0)));
    return Math.sqrt(variances[level] + quadraticForm(x, vcov));
  };
}
