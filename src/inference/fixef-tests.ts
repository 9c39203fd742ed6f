// The table of coefficients with degrees of freedom and p values.
import { UnsupportedError } from "../errors.js";
import { checkFit, type Fit, isLive, type LiveFit } from "../fit/fit.js";
import type { FixefTests, TestedEffect } from "../fit/types.js";
import { checkOptions } from "../options.js";
import { tTest } from "./contrast-test.js";
import { checkNormal, DF_ALIASES, DF_RULE, type DfMethod, type DfOptions, dfSource, twoSidedP } from "./df-method.js";

export type { FixefTests, TestedEffect } from "../fit/types.js";

/**
 * Tests each coefficient against zero: z tests of a generalized model, and by `df` of a linear one. A model read back
 * from JSON has the tests that were saved with it, and those that need no data. Throws OptionError for an unknown
 * method, UnsupportedError for one that needs the data.
 *
 * @example
 * const { effects } = fixefTests(fit, { df: "kenward-roger" });
 * effects[1].p;
 */
export function fixefTests(fit: Fit, options: DfOptions = {}): FixefTests {
  checkFit(fit, "fixefTests()");
  checkOptions("fixefTests()", options, { df: DF_RULE }, DF_ALIASES);
  if (fit.title.family !== null) return normalTests(fit, options.df);
  return isLive(fit) ? testsOf(fit, options.df) : savedTests(fit, options.df);
}

function testsOf(fit: LiveFit, df: DfMethod | undefined): FixefTests {
  const source = dfSource(fit, df);
  const effects = fit.fixef().map(({ name }, i) => {
    const row = new Float64Array(fit.rank);
    row[i] = 1;
    const { estimate, stdError, df, statistic, p } = tTest(fit, source, row);
    return { name, estimate, stdError, statistic, df, p };
  });
  return { method: source.method, effects, warnings: source.warnings };
}

function normalTests(fit: Fit, df: DfMethod | undefined): FixefTests {
  checkNormal(df);
  return { method: "asymptotic", effects: withDf(fit, Number.POSITIVE_INFINITY), warnings: [] };
}

function savedTests(fit: Fit, df: DfMethod | undefined): FixefTests {
  const saved = fit.savedTests ?? null;
  const method = df ?? saved?.method ?? "satterthwaite";
  if (saved?.method === method) return saved;
  if (method === "residual") return { method, effects: withDf(fit, fit.nobs - fit.fixef().length), warnings: [] };
  if (method === "asymptotic") return { method, effects: withDf(fit, Number.POSITIVE_INFINITY), warnings: [] };
  throw new UnsupportedError(`df "${method}" needs the data of the model, which reopen() gives back to it`);
}

function withDf(fit: Fit, df: number): TestedEffect[] {
  return fit.fixef().map((effect) => ({ ...effect, df, p: effect.p ?? twoSidedP(effect.statistic, df) }));
}
