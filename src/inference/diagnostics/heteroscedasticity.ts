// Whether the residual variance changes with the fitted values.

import { UnsupportedError } from "../../errors.js";
import { usedResiduals } from "../../fit/data-rows.js";
import { type LiveFit, withData } from "../../fit/fit.js";
import { chiSquareTails } from "../../math/distributions/distributions.js";

/** Breusch and Pagan's test of residual variance against fitted values. */
export interface HeteroscedasticityTest {
  /** Chi-squared. */
  readonly statistic: number;
  /** Its degrees of freedom, 1. */
  readonly df: number;
  /** Upper tail. */
  readonly p: number;
  /** "increases" or "decreases": the direction of the variance with the fitted values. */
  readonly direction: "increases" | "decreases";
}

/**
 * Breusch & Pagan's score test (1979, Econometrica 47:1287-1294) of a variance that changes with the fitted values, on
 * Pearson residuals, as performance::check_heteroscedasticity(). Throws UnsupportedError for a generalized model.
 *
 * @example
 * const { p, direction } = heteroscedasticity(fit);
 */
export function heteroscedasticity(fit: LiveFit): HeteroscedasticityTest {
  withData(fit, "heteroscedasticity()");
  if (!fit.isLinear) {
    throw new UnsupportedError(
      `the test for heteroscedasticity is for linear models; the family "${fit.family}" has a variance that follows ` +
        'the mean: look at overdispersion() and plotData(fit, "scale-location")',
    );
  }
  const fitted = fit.predictor.mean(fit.linearPredictor());
  const squares = usedResiduals(fit, "pearson").map(
    (r) => (r * r * fit.nobs) / (fit.residualDf * fit.sigma * fit.sigma),
  );
  const center = mean(fitted);
  const level = mean(squares);
  let cross = 0;
  let spread = 0;
  fitted.forEach((value, i) => {
    cross += (value - center) * (squares[i] - level);
    spread += (value - center) * (value - center);
  });
  const statistic = spread === 0 ? 0 : (cross * cross) / spread / 2;
  const { upper: p } = chiSquareTails(statistic, 1);
  return { statistic, df: 1, p, direction: cross < 0 ? "decreases" : "increases" };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
