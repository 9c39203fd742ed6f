// Tests of the fixed terms that can go without leaving a gap: each dropped in turn.

import { OptionError } from "../../errors.js";
import { type LiveFit, withData } from "../../fit/fit.js";
import { maximumLikelihood, subModel } from "../../fit/reduced.js";
import type { Warning } from "../../fit/types.js";
import { droppableTerms, type EffectTerm, formulaTerms, formulaText } from "../../model/formula-terms.js";
import { checkOptions, NAMES, type OptionRules, oneOf } from "../../options.js";
import { fTest } from "../contrast-test.js";
import { DF_ALIASES, DF_RULE, type DfMethod, type DfOptions, dfSource } from "../df-method.js";
import { upperChiSquare } from "./likelihood-ratio.js";
import { reducedHypothesis } from "./reduced-hypothesis.js";

/** Tests that drop1() makes. */
export type Drop1Test = "F" | "Chisq" | "none";

/** Options of drop1(); `df` is for F tests only. */
export interface Drop1Options extends DfOptions {
  /**
   * "F" (the default for a linear model) without fitting another model; "Chisq" (the default for a generalized one) by
   * likelihood ratio, after fits by maximum likelihood; "none" for AIC alone.
   */
  readonly test?: Drop1Test | undefined;
  /** Labels of the terms to drop; all that no other term contains unless given. */
  readonly scope?: readonly string[] | undefined;
}

/** What dropping one term does. */
export interface Drop1Row {
  /** "<none>" for the model itself, in tables with AIC. */
  readonly term: string;
  /** Coefficients that go; null for the model itself. */
  readonly df: number | null;
  /** Of maximum-likelihood fits; null in a table of F tests. */
  readonly logLik: number | null;
  /** Akaike's criterion without the term; null in a table of F tests. */
  readonly aic: number | null;
  /** F, or the likelihood ratio; null where there is no test. */
  readonly statistic: number | null;
  /** Of F. */
  readonly denDf: number | null;
  /** meanSq times df; null but for F. */
  readonly sumSq: number | null;
  /** F times σ², without the factor that Kenward-Roger puts on F; null but for F. */
  readonly meanSq: number | null;
  /** Of the statistic; null where there is no test. */
  readonly p: number | null;
}

/** Tests of the terms that can go. */
export interface Drop1Table {
  /** Of the whole model. */
  readonly formula: string;
  /** As asked, or the default of the kind of model. */
  readonly test: Drop1Test;
  /** Of F tests; else null. */
  readonly method: DfMethod | null;
  /** In a table with AIC the model itself first, then a term each. */
  readonly rows: readonly Drop1Row[];
  /** Doubts about degrees of freedom or refits (docs/warnings.md). */
  readonly warnings: readonly Warning[];
}

const RULES: OptionRules<Drop1Options> = { test: oneOf("F", "Chisq", "none"), scope: NAMES, df: DF_RULE };

/**
 * Throws OptionError for an unknown option, for F tests of a generalized model, and for a term that cannot be dropped.
 *
 * @example
 * const { rows } = await drop1(fit, { test: "Chisq" });
 */
export async function drop1(fit: LiveFit, options: Drop1Options = {}): Promise<Drop1Table> {
  withData(fit, "drop1()");
  checkOptions("drop1()", options, RULES, DF_ALIASES);
  const { test = fit.isLinear ? "F" : "Chisq", df } = options;
  const terms = chosenTerms(fit, options.scope);
  if (test !== "F") {
    if (df !== undefined) throw new OptionError(`option "df" is for F tests, not for test "${test}"`, "df");
    return byLikelihood(fit, terms, test);
  }
  if (!fit.isLinear) {
    const text = 'test "F" is for linear mixed models; a generalized one has "Chisq" and "none"';
    throw new OptionError(text, "test");
  }
  const source = dfSource(fit, df);
  const rows = terms.map((term): Drop1Row => {
    const { numDf, denDf, sumSq, meanSq, statistic, p } = fTest(fit, source, reducedHypothesis(fit, term));
    return { term: term.label, df: numDf, logLik: null, aic: null, statistic, denDf, sumSq, meanSq, p };
  });
  return { formula: fit.formula, test, method: source.method, rows, warnings: source.warnings };
}

async function byLikelihood(fit: LiveFit, terms: readonly EffectTerm[], test: "Chisq" | "none"): Promise<Drop1Table> {
  const whole = maximumLikelihood(fit);
  const message = "refitting model(s) with ML (instead of REML)";
  const warnings = whole === fit ? [] : [{ code: "M_REFIT_ML", message }];
  const nothing = { statistic: null, denDf: null, sumSq: null, meanSq: null, p: null };
  const rows: Drop1Row[] = [{ term: "<none>", df: null, logLik: whole.logLik, aic: whole.aic, ...nothing }];
  const all = formulaTerms(fit.live.frame);
  for (const term of terms) {
    const fixed = { ...all.fixed, text: null, terms: all.fixed.terms.filter(({ label }) => label !== term.label) };
    const reduced = await subModel(whole, formulaText({ ...all, fixed }));
    const df = whole.df - reduced.df;
    const { logLik, aic } = reduced;
    const statistic = Math.max(0, 2 * (whole.logLik - logLik));
    const tested = test === "Chisq" && df > 0 ? { statistic, p: upperChiSquare(statistic, df) } : {};
    rows.push({ term: term.label, df, logLik, aic, ...nothing, ...tested });
  }
  return { formula: whole.formula, test, method: null, rows, warnings };
}

function chosenTerms({ live }: LiveFit, scope: readonly string[] | undefined): readonly EffectTerm[] {
  const { terms } = formulaTerms(live.frame).fixed;
  const droppable = droppableTerms(terms);
  if (scope === undefined) return droppable;
  return scope.map((label) => {
    const found = droppable.find((term) => term.label === label);
    if (found !== undefined) return found;
    const isThere = terms.some((term) => term.label === label);
    const why = isThere ? "is part of another term, which would have to go first" : "is not in the model";
    const listed = droppable.map((term) => `"${term.label}"`).join(", ");
    throw new OptionError(`term "${label}" of scope ${why}; the terms that can be dropped are ${listed}`, "scope");
  });
}
