// Information criteria of several models, with the weights that they give to each.

import { exp } from "../../core/elementary.js";
import { type LiveFit, withData } from "../../fit/fit.js";
import type { Warning } from "../../fit/types.js";
import { checkArgument, checkOptions, LIST, type OptionRules, oneOf } from "../../options.js";
import { conditionalAic } from "../conditional-aic.js";
import { COMPARE_ALIASES, COMPARE_RULES, type CompareOptions, likelihoodFits } from "./compare.js";

/** Information criteria: Akaike's, with the correction for small samples, Schwarz's, and the conditional one. */
export type Criterion = "aic" | "aicc" | "bic" | "caic";

/** Options of criteria(): those of compare(), and `by`. */
export interface CriteriaOptions extends CompareOptions {
  /** The criterion that orders and weighs the models; "aic" unless given. */
  readonly by?: Criterion | undefined;
}

/** One model by all criteria. */
export interface CriteriaRow {
  /** As named in the options: m1, m2, … in the order given. */
  readonly name: string;
  /** As it was fitted. */
  readonly formula: string;
  /** Parameters. */
  readonly npar: number;
  /** Log-likelihood; of fits by maximum likelihood unless `refit` is false. */
  readonly logLik: number;
  /** −2 logLik + 2 npar. */
  readonly aic: number;
  /** AIC with the correction for small samples; infinite where nobs is at most npar + 1. */
  readonly aicc: number;
  /** −2 logLik + npar log(nobs). */
  readonly bic: number;
  /** The conditional criterion, of the fits as given; null for generalized models. */
  readonly caic: number | null;
  /** Difference from the best model in the chosen criterion. */
  readonly delta: number;
  /** exp(−delta / 2) as a share of all. */
  readonly weight: number;
}

/** Models by an information criterion. */
export interface CriteriaTable {
  /** The criterion that orders and weighs them. */
  readonly by: Criterion;
  /** The best model first. */
  readonly rows: readonly CriteriaRow[];
  /** Such as M_REFIT_ML (docs/warnings.md). */
  readonly warnings: readonly Warning[];
}

const RULES: OptionRules<CriteriaOptions> = { ...COMPARE_RULES, by: oneOf("aic", "aicc", "bic", "caic") };

/**
 * Models of the same data by a criterion. Throws what compare() throws, and UnsupportedError for "caic" of a generalized model.
 *
 * @example
 * const { rows } = await criteria([fit, smaller], { by: "bic" });
 * rows[0].name; // the best model
 */
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
