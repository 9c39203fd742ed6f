// What predictions() can be asked.
import { OptionError, UnsupportedError } from "../../errors.js";
import { type Fit, withSums } from "../../fit/fit.js";
import { LEVEL, NUMBERS, type OptionRules, oneOf } from "../../options.js";
import type { UnitCovariance } from "../coefficient-units.js";
import { covarianceOf, DF_RULE, type DfMethod, dfSource } from "../df-method.js";
import { PREDICT_RULES, type PredictOptions } from "../predict.js";

/** Options of predictions(): those of predict(), and what intervals need. */
export interface PredictionsOptions extends PredictOptions {
  /** Of the mean (the default), or of a new response in its row. */
  readonly interval?: "confidence" | "prediction" | undefined;
  /** Coverage; 0.95 unless given. */
  readonly level?: number | undefined;
  /**
   * "asymptotic" (the default) for normal quantiles, "residual", or of a linear model's population means
   * "satterthwaite" or "kenward-roger".
   */
  readonly df?: DfMethod | undefined;
  /** For prediction intervals: precision weights of the new rows; 1 unless given. */
  readonly weights?: ArrayLike<number> | undefined;
  /** For those of a binomial: trials of the new rows; 1 unless given. */
  readonly trials?: ArrayLike<number> | undefined;
}

export const PREDICTIONS_RULES: OptionRules<PredictionsOptions> = {
  ...PREDICT_RULES,
  interval: oneOf("confidence", "prediction"),
  level: LEVEL,
  df: DF_RULE,
  weights: NUMBERS,
  trials: NUMBERS,
};

/** The covariance matrix of β and degrees of freedom of a row of X. */
export interface FixedErrors extends UnitCovariance {
  df(row: Float64Array): number;
}

/** Throws OptionError or UnsupportedError for degrees of freedom that the predictions asked for do not have. */
export function fixedErrors(
  fit: Fit,
  { df = "asymptotic", interval = "confidence", randomEffects = "all" }: PredictionsOptions,
): FixedErrors {
  const plain = () => covarianceOf(fit);
  if (df === "asymptotic") return { ...plain(), df: () => Number.POSITIVE_INFINITY };
  if (!fit.isLinear || fit.live === null) {
    throw new UnsupportedError(`df "${df}" is for linear models with their data; here there is "asymptotic"`);
  }
  if (df === "residual") return { ...plain(), df: () => fit.nobs - fit.rank };
  if (randomEffects !== "none" || interval !== "confidence") {
    const text = `df "${df}" is for confidence intervals of population means (randomEffects: "none")`;
    throw new OptionError(`${text}; others take "asymptotic" or "residual"`, "df");
  }
  withSums(fit, `df "${df}"`);
  const { vcov, units, single } = dfSource(fit, df);
  return { vcov, units, df: single };
}
