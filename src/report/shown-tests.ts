// Which tests stand beside the coefficients of a printed model.

import { checkFit, type Fit } from "../fit/fit.js";
import type { FixefTests } from "../fit/types.js";
import { DF_METHODS, type DfMethod } from "../inference/df-method.js";
import { fixefTests } from "../inference/fixef-tests.js";
import { COUNT, checkOptions, isKeyOf, type OptionRules, oneOf } from "../options.js";

/** Options of summary(), toMarkdown() and toReportJson(). */
export interface ReportOptions {
  /**
   * Degrees of freedom of the tests of coefficients of a linear model: "satterthwaite" unless given, for a model read
   * back from JSON those that were saved with it; "none" for t values alone.
   */
  readonly df?: DfMethod | "none" | undefined;
  /** Characters on a line of text; 80 unless given. */
  readonly width?: number | undefined;
}

const METHOD_WORDS: Readonly<Record<DfMethod, string>> = {
  satterthwaite: "Satterthwaite's method",
  "kenward-roger": "Kenward-Roger's method",
  residual: "residual degrees of freedom",
  asymptotic: "infinite degrees of freedom",
};

/** One of the methods that have words. */
export const isMethod = isKeyOf(METHOD_WORDS);

/** How a method is called in a title. */
export function methodWords(method: DfMethod): string {
  return METHOD_WORDS[method];
}

/** "t-tests use Satterthwaite's method". */
export function testWords({ method }: FixefTests): string {
  return method === "asymptotic" ? "z-tests" : `t-tests use ${methodWords(method)}`;
}

/** Heading of the statistics: "t value" or "z value". */
export function statisticName(fit: Fit, tests: FixefTests | null): string {
  return fit.title.family === null && tests?.method === "asymptotic" ? "z value" : fit.title.statistic;
}

export const REPORT_RULES: OptionRules<ReportOptions> = { df: oneOf(...DF_METHODS, "none"), width: COUNT };

/** The tests asked for, null for none; throws OptionError, and UnsupportedError for a method that needs the data. */
export function shownTests<O extends ReportOptions>(fit: Fit, options: O, rules: OptionRules<O>): FixefTests | null {
  checkFit(fit, "a report");
  checkOptions("a report", options, rules);
  const { df } = options;
  const isLinear = fit.title.family === null;
  if (df === "none") return isLinear ? null : fixefTests(fit);
  return df === undefined && isLinear && fit.live === null && fit.savedTests === null ? null : fixefTests(fit, { df });
}
