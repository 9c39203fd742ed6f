// Coefficients of each level of the grouping factors, with their standard errors.

import { OptionError } from "../errors.js";
import { conditionalForms } from "../fit/conditional-forms.js";

import { type LiveFit, withSums } from "../fit/fit.js";
import { didYouMean } from "../names.js";
import { checkOptions, LEVEL, NAMES, type OptionRules, TEXT } from "../options.js";

import { studentLimits } from "./intervals/student-limits.js";
import { quadraticForm } from "./quadratic-forms.js";

/** Options of levelCoefficients(). */
export interface LevelCoefficientsOptions {
  /** Of the limits; 0.95 unless given. */
  readonly level?: number | undefined;
  /** The grouping factor wanted; all unless given. */
  readonly group?: string | undefined;
  /** Its levels that are wanted, in any order; all unless given. */
  readonly levels?: readonly string[] | undefined;
}

const RULES: OptionRules<LevelCoefficientsOptions> = { level: LEVEL, group: TEXT, levels: NAMES };

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
 * z'b̂ moves with β (Henderson's prediction error variance). By factor, then level, then coefficient. A fit by the iterative
 * method solves for each level, so that of many a few are asked for. Throws OptionError, and UnsupportedError for a restored
 * model and for more levels than that method can solve for.
 *
 * @example
 * const [first] = levelCoefficients(fit); // { group, level, name, estimate, stdError, lower, upper }
 */
export function levelCoefficients(fit: LiveFit, options: LevelCoefficientsOptions = {}): LevelCoefficient[] {
  withSums(fit, "levelCoefficients()");
  checkOptions("levelCoefficients()", options, RULES);
  const { level: confidence = 0.95 } = options;
  const wanted = wantedLevels(fit, options);
  const fixed = fit.fixef().map(({ name }) => name);
  const vcov = Float64Array.from(fit.vcov().flat());
  const { groups } = fit.predictor;
  return Object.entries(fit.coef()).flatMap(([group, { names, levels, values }]) => {
    const factor = groups.findIndex(({ name }) => name === group);
    const own = wanted(group, levels);
    const errors = names.map((name) => nameErrors(fit, factor, own, name, fixed.indexOf(name), vcov));
    return Array.from(own).flatMap((l, place) =>
      names.map((name, j): LevelCoefficient => {
        const level = levels[l];
        const [estimate, stdError] = [values[l][j], errors[j](place)];
        const limits = studentLimits(estimate, stdError, Number.POSITIVE_INFINITY, confidence);
        return { group, level, name, estimate, stdError, ...limits };
      }),
    );
  });
}

/** Which levels of a factor are wanted, by their places. Throws OptionError for a factor or a level that is not there. */
function wantedLevels(
  fit: LiveFit,
  { group, levels }: LevelCoefficientsOptions,
): (name: string, known: readonly string[]) => Int32Array {
  const names = Object.keys(fit.groups);
  if (group !== undefined && !names.includes(group)) {
    const hint = didYouMean(group, names, `the grouping factors are ${names.join(", ")}`);
    throw new OptionError(`there is no grouping factor "${group}"; ${hint}`, "group");
  }
  if (levels !== undefined && group === undefined && names.length > 1) {
    throw new OptionError('option "levels" needs the grouping factor in option "group"', "levels");
  }
  return (name, known) => {
    if (group !== undefined && name !== group) return new Int32Array(0);
    if (levels === undefined) return Int32Array.from(known.keys());
    const places = new Map(known.map((level, place) => [level, place]));
    return Int32Array.from(levels, (level) => {
      const place = places.get(level);
      if (place === undefined) throw new OptionError(`"${level}" is no level of "${name}"`, "levels");
      return place;
    });
  };
}

/** By place among the levels wanted the standard error of one coefficient; `at` is its place among the fixed effects, -1 where it has none. */
function nameErrors(
  fit: LiveFit,
  factor: number,
  wanted: Int32Array,
  name: string,
  at: number,
  vcov: Float64Array,
): (place: number) => number {
  const { groups } = fit.predictor;
  const rank = Math.round(Math.sqrt(vcov.length));
  const x = new Float64Array(rank);
  if (!groups[factor].names.includes(name)) {
    const own = at < 0 ? 0 : Math.sqrt(vcov[at * (rank + 1)]);
    return () => own;
  }
  const factors = groups.map(({ names }, f) => {
    const levels = wanted.map((level) => (f === factor ? level : -1));
    const values = new Float64Array(wanted.length * names.length);
    if (f === factor) values.forEach((_, i) => (values[i] = names[i % names.length] === name ? 1 : 0));
    return { levels, values };
  });
  const { variances, slopes } = conditionalForms(fit, { count: wanted.length, factors });
  return (place) => {
    x.forEach((_, j) => (x[j] = slopes[place * rank + j] + (j === at ? 1 : 0)));
    return Math.sqrt(variances[place] + quadraticForm(x, vcov));
  };
}
