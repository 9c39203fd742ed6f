// Whether the responses vary more than the family allows for.

import { UnsupportedError } from "../../errors.js";
import { type LiveFit, withData } from "../../fit/fit.js";
import { chiSquareTails } from "../../math/distributions/distributions.js";

/** Pearson's statistic against its degrees of freedom. */
export interface OverdispersionTest {
  /** Sum of the squared Pearson residuals. */
  readonly statistic: number;
  /** Rows less parameters. */
  readonly df: number;
  /** About 1 where the family fits; standard errors are too small by its square root where it is more. */
  readonly ratio: number;
  /** P(χ² > statistic), which is rough where means are small. */
  readonly p: number;
}

/**
 * Pearson's statistic over its degrees of freedom, as performance::check_overdispersion(). Throws UnsupportedError for
 * families with a dispersion or shape of their own, for single trials, and where no degrees of freedom are left.
 *
 * @example
 * const counts = await glmm("errors ~ condition + (1 | subject)", data, { family: "poisson" });
 * overdispersion(counts).ratio;
 */
export function overdispersion(fit: LiveFit): OverdispersionTest {
  withData(fit, "overdispersion()");
  const found = fit.overdispersion;
  if (found === null) {
    throw new UnsupportedError(
      `overdispersion means nothing for the family "${fit.family}" of this fit; it is for "poisson" counts and for ` +
        '"binomial" responses of several trials',
    );
  }
  return { ...found, p: chiSquareTails(found.statistic, found.df).upper };
}
