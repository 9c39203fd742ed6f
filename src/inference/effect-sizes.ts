// Effect sizes of coefficients in standard deviations, and of terms as shares of variance.
import { OptionError, UnsupportedError } from "../errors.js";
import { checkFit, type Fit } from "../fit/fit.js";
import { checkArgument, checkOptions, isNumber, isText, LEVEL, type OptionRules, resultOf } from "../options.js";
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

/** The share of variance that a term explains of what it and the error make, from its F test. */
export interface TermEffectSize {
  /** As the analysis of variance calls it. */
  readonly term: string;
  /** F numDf / (F numDf + denDf). */
  readonly etaSquared: number;
  /** (F - 1) numDf / (F numDf + denDf + 1), less biased, not below zero. */
  readonly omegaSquared: number;
}

const ANOVA = resultOf<AnovaTable>("anova()", {
  rows: [{ term: isText, statistic: isNumber, numDf: isNumber, denDf: isNumber }],
});

/**
 * Partial η² and ω² of each term of an analysis of variance with finite degrees of freedom: Cohen (1988), Statistical power analysis,
 * section 8.2; Olejnik & Algina (2003), Psychol. Methods 8:434-447; from F as effectsize's F_to_eta2 and F_to_omega2. In a mixed
 * model they are of the error that the term is tested against. Throws OptionError for tests without finite degrees of freedom.
 *
 * @example
 * const [{ term, etaSquared }] = termEffectSizes(anova(fit));
 */
export function termEffectSizes(table: AnovaTable): TermEffectSize[] {
  checkArgument("table", table, ANOVA);
  return table.rows.map(({ term, statistic, numDf, denDf }) => {
    if (denDf === Number.POSITIVE_INFINITY) {
      throw new OptionError("partial η² and ω² need F tests with finite degrees of freedom", "table");
    }
    const explained = statistic * numDf;
    const etaSquared = explained / (explained + denDf);
    const omegaSquared = Math.max(0, ((statistic - 1) * numDf) / (explained + denDf + 1));
    return { term, etaSquared, omegaSquared };
  });
}
