// How a row moves the coefficients.
import { inDataRows, usedResiduals } from "../../fit/data-rows.js";
import { withExact } from "../../fit/exact-only.js";
import type { LiveFit } from "../../fit/fit.js";
import { rootDeviation } from "../../fit/fixed-effects.js";
import { checkOptions, FLAG } from "../../options.js";
import { rowInfluence } from "./row-influence.js";

/** Options of dfbetas(). */
export interface DfbetasOptions {
  /** Whether changes are divided by the standard errors of the fit (true unless given). */
  readonly scaled?: boolean | undefined;
}

/** Changes of the coefficients by row. */
export interface Dfbetas {
  /** Names of the coefficients. */
  readonly names: readonly string[];
  /** One list for each coefficient, of a value a row. */
  readonly values: readonly Float64Array[];
}

/**
 * The change of every coefficient when a row is deleted, in one step: exact at the estimated variances (and working
 * weights), which influence() estimates again. Without the row minus with it, as lme4's dfbeta().
 *
 * @example
 * const { names, values } = dfbetas(fit);
 * values[0]; // changes of the first coefficient, one a row
 */
export function dfbetas(fit: LiveFit, options: DfbetasOptions = {}): Dfbetas {
  withExact(fit, "dfbetas()");
  checkOptions("dfbetas()", options, { scaled: FLAG });
  const { leverages, fixed, root } = rowInfluence(fit);
  const residuals = usedResiduals(fit, "scaled");
  const { rank, nobs } = fit;
  const names = fit.fixef().map(({ name }) => name);
  const values = names.map((_, row) => {
    const out = new Float64Array(nobs);
    const deviation = rootDeviation(rank, root, row);
    fixed.forEach((column, j) => {
      const weight = root[row + j * rank];
      for (let i = 0; i < nobs; i++) out[i] += weight * column[i];
    });
    const divisor = options.scaled === false ? 1 : deviation;
    const changes = out.map((value, i) => (-value * residuals[i]) / ((1 - leverages[i]) * divisor));
    return inDataRows(fit, changes);
  });
  return { names, values };
}
