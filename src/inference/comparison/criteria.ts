// Information criteria of several models, with the weights that they give to each.

import { exp } from "../../core/elementary.js";
import { type LiveFit, withData } from "../../fit/fit.js";
import type { Warning } from "../../fit/types.js";
import { checkArgument, checkOptions, LIST, type OptionRules, oneOf } from "../../options.js";
import { conditionalAic } from "../conditional-aic.js";
import { COMPARE_ALIASES, COMPARE_RULES, type CompareOptions, likelihoodFits } from "./compare.js";

export type Criterion = "aic" | "aicc" | "bic" | "caic";

export interface CriteriaOptions extends CompareOptions {
  /** The criterion that orders and weighs the models; "aic" unless given. */
  readonly by?: Criterion | undefined;
}

export interface CriteriaRow {
  readonly name: string;
  readonly formula: string;
  readonly npar: number;
  readonly logLik: number;
  readonly aic: number;
  readonly aicc: number;
  readonly bic: number;
  /** The conditional criterion, of the fits as given; null for generalized models. */
  readonly caic: number | null;
  /** Difference from the best model in the chosen criterion. */
  readonly delta: number;
  /** exp(−delta / 2) as a share of all. */
  readonly weight: number;
}

export interface CriteriaTable {
  readonly by: Criterion;
  /** The best model first. */
  readonly rows: readonly CriteriaRow[];
  readonly warnings: readonly Warning[];
}

const RULES: OptionRules<CriteriaOptions> = { ...COMPARE_RULES, by: oneOf("aic", "aicc", "bic", "caic") };

/** Models of the same data by a criterion. Throws what compare() throws, and UnsupportedError for "caic" of a generalized model. */
export function criteria(fits: readonly LiveFit[], options: CriteriaOptions = {}): CriteriaTable {
  checkArgument("fits", fits, LIST);
  for (const fit of fits) withData(fit, "criteria()");
  checkOptions("criteria()", options, RULES, { ...COMPARE_ALIASES, rank: "by", criterion: "by" });
  const { by: chosen = "aic" } = options;
  const { fits: comparable, names, warnings } = likelihoodFits(fits, options);
  const rows = comparable.map(({ formula, df: npar, logLik, aic, aicc, bic }, i) => {
    const given = fits[i];
    const caic = given.isLinear || chosen === "caic" ? conditionalAic(given).caic : null;
    return { name: names[i], formula, npar, logLik, aic, aicc, bic, caic };
  });
  const value = (row: (typeof rows)[number]) => row[chosen] as number;
  rows.sort((a, b) => value(a) - value(b));
  const deltas = rows.map((row) => value(row) - value(rows[0]));
  const shares = deltas.map((delta) => exp(-delta / 2));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return {
    by: chosen,
    rows: rows.map((row, i) => ({ ...row, delta: deltas[i], weight: shares[i] / total })),
    warnings,
  };
}
