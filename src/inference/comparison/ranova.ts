// Tests of the random effects: every random term made smaller in turn, by likelihood ratio.

import { withExact } from "../../fit/exact-only.js";
import type { LiveFit } from "../../fit/fit.js";
import { subModel, withoutRandom } from "../../fit/reduced.js";
import type { Warning } from "../../fit/types.js";
import { formulaTerms, formulaText } from "../../model/formula-terms.js";
import { checkOptions, FLAG } from "../../options.js";
import { modelParameters } from "../intervals/model-parameters.js";
import { type LikelihoodRatio, likelihoodRatio, ratio } from "./likelihood-ratio.js";
import { randomReductions } from "./random-reductions.js";

/** Options of ranova(). */
export interface RanovaOptions {
  /** Whether a term with slopes loses them first (the default) or is dropped as a whole. */
  readonly reduceTerms?: boolean | undefined;
}

/** What one smaller random term does. */
export interface RanovaRow {
  /** "<none>" for the model itself, else what was taken away. */
  readonly term: string;
  /** Of the smaller model. */
  readonly formula: string;
  /** Its parameters. */
  readonly npar: number;
  /** Its log-likelihood, restricted where the fit is by REML. */
  readonly logLik: number;
  /** −2 logLik + 2 npar. */
  readonly aic: number;
  /** Null for the model itself, and where what is left is no special case of it. */
  readonly test: LikelihoodRatio | null;
}

/** Likelihood-ratio tests of the random effects. */
export interface RanovaTable {
  /** Of the whole model. */
  readonly formula: string;
  /** By which likelihood all models were fitted. */
  readonly method: "ML" | "REML";
  /** The model itself first, then each smaller one. */
  readonly rows: readonly RanovaRow[];
  /** Such as M_BOUNDARY_TEST and M_SINGULAR_NULL (docs/warnings.md). */
  readonly warnings: readonly Warning[];
}

/**
 * lmerTest's ranova(): the models are fitted as the given one was, by REML too. Throws OptionError, and UnsupportedError
 * where the only random effects of a generalized model with a scale or shape would be dropped.
 *
 * @example
 * console.log(tableText(ranovaTable(await ranova(fit))));
 */
export async function ranova(fit: LiveFit, options: RanovaOptions = {}): Promise<RanovaTable> {
  withExact(fit, "ranova()");
  checkOptions("ranova()", options, { reduceTerms: FLAG }, { "reduce.terms": "reduceTerms" });
  const terms = formulaTerms(fit.live.frame);
  const reductions = randomReductions(terms.random, options.reduceTerms ?? true);
  const rows: RanovaRow[] = [
    { term: "<none>", formula: fit.formula, npar: fit.df, logLik: fit.logLik, aic: fit.aic, test: null },
  ];
  for (const { label, random } of reductions) {
    const formula = formulaText({ ...terms, random });
    rows.push({ term: label, formula, ...(await reduced(fit, formula, random.length)) });
  }
  return { formula: fit.formula, method: fit.method, rows, warnings: boundaryWarnings(rows) };
}

async function reduced(fit: LiveFit, formula: string, terms: number): Promise<Omit<RanovaRow, "term" | "formula">> {
  if (terms === 0) {
    const { logLik, df: npar } = withoutRandom(fit);
    const variances = modelParameters(fit).filter(({ kind }) => kind === "sd").length;
    const test = ratio(logLik, fit.logLik, fit.df - npar, variances);
    return { npar, logLik, aic: 2 * (npar - logLik), test };
  }
  const smaller = await subModel(fit, formula);
  const tested = likelihoodRatio(smaller, fit);
  const { df: npar, logLik, aic } = smaller;
  return { npar, logLik, aic, test: "test" in tested ? tested.test : null };
}

function boundaryWarnings(rows: readonly RanovaRow[]): Warning[] {
  const tests = rows.flatMap(({ test }) => (test === null || test.boundary === 0 ? [] : [test]));
  if (tests.length === 0) return [];
  const isBound = tests.some(({ boundary }) => boundary > 1);
  const message =
    "what is taken away has variances, which cannot be negative, so that p values of chi-squared are too large; the " +
    "mixture p value is that of the equal mixture of chi-squared with Df - 1 and Df degrees of freedom" +
    (isBound ? ", an upper bound where several variances are taken away at once" : "");
  return [{ code: "M_BOUNDARY_TEST", message }];
}
