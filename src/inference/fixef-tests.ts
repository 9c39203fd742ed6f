// The table of coefficients with degrees of freedom and p values.
import { OptionError } from "../errors.js";
import type { FittedLmm } from "../model/fitted-lmm.js";
import type { FixedEffect, Warning } from "../model/types.js";
import { tTest } from "./contrast-test.js";
import { type DfMethod, type DfOptions, dfSource } from "./df-method.js";

/** A coefficient with its t test (z for method "asymptotic"); `stdError` is adjusted under "kenward-roger". */
export interface TestedEffect extends FixedEffect {
  /** Infinity for method "asymptotic". */
  readonly df: number;
  /** Two-sided. */
  readonly p: number;
}

export interface FixefTests {
  readonly method: DfMethod;
  readonly effects: readonly TestedEffect[];
  readonly warnings: readonly Warning[];
}

/** Tests each coefficient against zero. Throws OptionError for an unknown method. */
export function fixefTests(fit: FittedLmm, options: DfOptions = {}): FixefTests {
  for (const name of Object.keys(options)) {
    if (name !== "df") throw new OptionError(`unknown option "${name}" of fixefTests(); the option is df`, name);
  }
  const source = dfSource(fit, options.df);
  const effects = fit.fixef().map(({ name }, i) => {
    const row = new Float64Array(fit.rank);
    row[i] = 1;
    const { estimate, stdError, df, statistic, p } = tTest(fit, source, row);
    return { name, estimate, stdError, statistic, df, p };
  });
  return { method: source.method, effects, warnings: source.warnings };
}
