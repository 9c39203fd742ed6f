// Effect sizes of coefficients in standard deviations, and of terms as shares of variance.
import { OptionError, UnsupportedError } from "../errors.js";
import { checkFit, type Fit } from "../fit/fit.js";
import { noncentrality } from "../math/distributions/noncentral-f.js";
import {
  checkArgument,
  checkOptions,
  isNumber,
  isText,
  LEVEL,
  type OptionRules,
  resultOf,
  SIDE,
  type Side,
} from "../options.js";
import type { AnovaTable } from "./anova.js";
import { DF_RULE, type DfOptions } from "./df-method.js";
import { fixefTests } from "./fixef-tests.js";
import { studentLimits } from "./intervals/student-limits.js";

/** Options of effect sizes of coefficients. */
export interface EffectSizeOptions extends DfOptions {
  /** Of the limits; 0.95 unless given. */
  readonly level?: number | undefined;
}

export const EFFECT_SIZE_RULES: OptionRules<EffectSizeOptions> = { df: DF_RULE, level: LEVEL };

/** A coefficient in standard deviations. */
export interface CoefficientEffectSize {
  /** The coefficient. */
  readonly name: string;
  /** In standard deviations. */
  readonly estimate: number;
  /** The limits of the coefficient in the same unit: the lower one. */
  readonly lower: number;
  /** The upper one. */
  readonly upper: number;
}

/** Coefficients over one standard deviation. */
export interface CohensD {
  /** Root of the sum of all variances. */
  readonly sd: number;
  /** Of the limits. */
  readonly level: number;
  /** In the order of the coefficients, the intercept left out. */
  readonly rows: readonly CoefficientEffectSize[];
}

/**
 * d = b / √(sum of the variances of all random effects and of the residual): Westfall, Kenny & Judd (2014), J. Exp. Psychol.
 * Gen. 143:2020-2045; Brysbaert & Stevens (2018), J. Cognition 1:9. Of a difference where b is one, as of a predictor with codes
 * -0.5 and 0.5 or 0 and 1. The limits are those of b over the same standard deviation. Linear models only: throws
 * UnsupportedError for others, and OptionError.
 *
 * @example
 * const { sd, rows } = cohensD(fit);
 */
export function cohensD(fit: Fit, options: EffectSizeOptions = {}): CohensD {
  checkFit(fit, "cohensD()");
  checkOptions("cohensD()", options, EFFECT_SIZE_RULES);
  if (!fit.isLinear) throw new UnsupportedError("cohensD() is for linear models; others have no one residual variance");
  const { df, level = 0.95 } = options;
  const total = fit
    .varCorr()
    .flatMap(({ variance }) => variance)
    .reduce((sum, own) => sum + own, fit.sigma * fit.sigma);
  const sd = Math.sqrt(total);
  const rows = fixefTests(fit, { df }).effects.flatMap(({ name, estimate, stdError, df: freedom }) => {
    if (name === "(Intercept)") return [];
    const { lower, upper } = studentLimits(estimate, stdError, freedom, level);
    return [{ name, estimate: estimate / sd, lower: lower / sd, upper: upper / sd }];
  });
  return { sd, level, rows };
}

/** Options of effect sizes of terms. */
export interface TermEffectSizeOptions {
  /** Of the limits; 0.95 unless given. */
  readonly level?: number | undefined;
  /** "greater" (the default) has lower limits, the upper ones 1; "less" upper ones, the lower ones 0; "two-sided" both. */
  readonly side?: Side | undefined;
}

/** The share of variance that a term explains of what it and the error make, from its F test. */
export interface TermEffectSize {
  /** As the analysis of variance calls it. */
  readonly term: string;
  /** F numDf / (F numDf + denDf), from 0 to 1. */
  readonly etaSquared: number;
  /** The lower limit of partial η²; 0 for side "less". */
  readonly etaSquaredLower: number;
  /** The upper one; 1 for side "greater". */
  readonly etaSquaredUpper: number;
  /** (F - 1) numDf / (F numDf + denDf + 1), less biased, not below zero. */
  readonly omegaSquared: number;
  /** The lower limit of partial ω²; 0 for side "less". */
  readonly omegaSquaredLower: number;
  /** The upper one; 1 for side "greater". */
  readonly omegaSquaredUpper: number;
  /** Of the limits. */
  readonly level: number;
  /** Which limits are estimated. */
  readonly side: Side;
}

const TERM_RULES: OptionRules<TermEffectSizeOptions> = { level: LEVEL, side: SIDE };
const ALIASES = { alternative: "side", ci: "level", conf: "level" };

const ANOVA = resultOf<AnovaTable>("anova()", {
  rows: [{ term: isText, statistic: isNumber, numDf: isNumber, denDf: isNumber }],
});

/**
 * Partial η² and ω² of each term of an analysis of variance with finite degrees of freedom: Cohen (1988), Statistical power analysis,
 * section 8.2; Olejnik & Algina (2003), Psychol. Methods 8:434-447; from F as effectsize's F_to_eta2 and F_to_omega2. In a mixed
 * model they are of the error that the term is tested against. The limits of η² are λ / (λ + denDf) at the noncentralities λ around
 * which an F of at most that of the term has probability `level` (lower) and 1 - `level` (upper), half of what is left out at either
 * side for "two-sided": Steiger (2004), Psychol. Methods 9:164-182; those of ω² the same of the F of which ω² were η². NaN where
 * degrees of freedom are not above 0. Throws OptionError for tests without finite degrees of freedom, and for wrong options.
 *
 * @example
 * const [{ term, etaSquared, etaSquaredLower }] = termEffectSizes(anova(fit));
 */
export function termEffectSizes(table: AnovaTable, options: TermEffectSizeOptions = {}): TermEffectSize[] {
  checkArgument("table", table, ANOVA);
  checkOptions("termEffectSizes()", options, TERM_RULES, ALIASES);
  const { level = 0.95, side = "greater" } = options;
  return table.rows.map(({ term, statistic, numDf, denDf }) => {
    if (denDf === Number.POSITIVE_INFINITY) {
      throw new OptionError("partial η² and ω² need F tests with finite degrees of freedom", "table");
    }
    const explained = statistic * numDf;
    const isAll = explained === Number.POSITIVE_INFINITY;
    const etaSquared = isAll ? 1 : explained / (explained + denDf);
    const omegaSquared = isAll ? 1 : Math.max(0, ((statistic - 1) * numDf) / (explained + denDf + 1));
    const ofEta = shareLimits(statistic, numDf, denDf, level, side);
    const ofOmega = shareLimits((omegaSquared / (1 - omegaSquared)) * (denDf / numDf), numDf, denDf, level, side);
    return {
      term,
      etaSquared,
      etaSquaredLower: ofEta.lower,
      etaSquaredUpper: ofEta.upper,
      omegaSquared,
      omegaSquaredLower: ofOmega.lower,
      omegaSquaredUpper: ofOmega.upper,
      level,
      side,
    };
  });
}

/** Limits of the share that an F says a term explains. */
function shareLimits(
  statistic: number,
  numDf: number,
  denDf: number,
  level: number,
  side: Side,
): { lower: number; upper: number } {
  const outside = side === "two-sided" ? (1 - level) / 2 : 1 - level;
  const at = (tail: "lower" | "upper") => {
    const center = noncentrality(outside, tail, statistic, numDf, denDf);
    return center === Number.POSITIVE_INFINITY ? 1 : center / (center + denDf);
  };
  return { lower: side === "less" ? 0 : at("upper"), upper: side === "greater" ? 1 : at("lower") };
}
