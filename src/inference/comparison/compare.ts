// Two or more models side by side: information criteria, and likelihood-ratio tests of each against the one before.

import { OptionError } from "../../errors.js";
import { type LiveFit, withData } from "../../fit/fit.js";
import { maximumLikelihood } from "../../fit/reduced.js";
import type { Warning } from "../../fit/types.js";
import { checkArgument, checkOptions, FLAG, LIST, NAMES, type OptionRules } from "../../options.js";
import { checkComparable } from "./comparable.js";
import { type LikelihoodRatio, likelihoodRatio } from "./likelihood-ratio.js";
import { hasSameFixedPart } from "./nesting.js";

/** Options of compare(). */
export interface CompareOptions {
  /** Whether REML fits are fitted anew by maximum likelihood; true unless given. */
  readonly refit?: boolean | undefined;
  /** What the models are called, in the order given; m1, m2, … unless given. */
  readonly names?: readonly string[] | undefined;
}

/** One model of a comparison. */
export interface ComparedModel {
  /** As named in the options: m1, m2, … in the order given. */
  readonly name: string;
  /** As it was fitted. */
  readonly formula: string;
  /** Parameters: fixed effects, covariances, and sigma or shape where they are estimated. */
  readonly npar: number;
  /** −2 logLik + 2 npar. */
  readonly aic: number;
  /** AIC with the correction for small samples; infinite where nobs is at most npar + 1. */
  readonly aicc: number;
  /** −2 logLik + npar log(nobs). */
  readonly bic: number;
  /** Log-likelihood; of fits by maximum likelihood unless `refit` is false. */
  readonly logLik: number;
  /** −2 log-likelihood. */
  readonly deviance: number;
  /** Whether some combination of its random effects has no variance. */
  readonly isSingular: boolean;
  /** Against the model before; null for the first, and where that is no special case of this one. */
  readonly test: LikelihoodRatio | null;
}

/** Models side by side, each tested against the one before. */
export interface Comparison {
  /** By number of parameters, as lme4 orders them. */
  readonly models: readonly ComparedModel[];
  /** Such as M_REFIT_ML, M_NOT_NESTED and M_BOUNDARY_TEST (docs/warnings.md). */
  readonly warnings: readonly Warning[];
}

export const COMPARE_RULES: OptionRules<CompareOptions> = { refit: FLAG, names: NAMES };
export const COMPARE_ALIASES = { REML: "refit", modelNames: "names" };

/** Fall of the log-likelihood from a smaller model to a larger one that rounding cannot explain. */
const FALL = 1e-5;

/**
 * R's anova(m1, m2, …): the models by number of parameters, each tested against the one before. Throws DataError for
 * fits of different data, OptionError for fewer than two fits and for likelihoods of different kinds.
 *
 * @example
 * const { models } = await compare([fit, smaller], { names: ["slopes", "intercepts"] });
 * models[1].test?.p;
 */
export function compare(fits: readonly LiveFit[], options: CompareOptions = {}): Comparison {
  checkArgument("fits", fits, LIST);
  for (const fit of fits) withData(fit, "compare()");
  checkOptions("compare()", options, COMPARE_RULES, COMPARE_ALIASES);
  const { fits: comparable, names, warnings } = likelihoodFits(fits, options);
  const order = Array.from(comparable.keys()).sort((a, b) => comparable[a].df - comparable[b].df);
  const models = order.map((at, place): ComparedModel => {
    const fit = comparable[at];
    const before = place === 0 ? null : comparable[order[place - 1]];
    const error = before === null ? null : hidingError(before, fit);
    const tested = before === null || error !== null ? null : likelihoodRatio(before, fit);
    const test = tested !== null && "test" in tested ? tested.test : null;
    const pair = { small: names[order[place - 1]], large: names[at] };
    if (before !== null && error !== null) warnings.push(hidden(pair, fit.logLik - before.logLik, error));
    if (before !== null && tested !== null) {
      if ("reason" in tested) warnings.push(notNested(pair, tested.reason));
      else if (before.logLik - fit.logLik > FALL) warnings.push(fell(pair));
      warnings.push(...boundaryMessages(pair, test, before));
    }
    const { formula, df: npar, aic, aicc, bic, logLik, isSingular } = fit;
    return { name: names[at], formula, npar, aic, aicc, bic, logLik, deviance: -2 * logLik, isSingular, test };
  });
  return { models, warnings };
}

/** The fits as they are compared, their names, and what was done to them. */
export function likelihoodFits(
  fits: readonly LiveFit[],
  { refit = true, names = fits.map((_, i) => `m${i + 1}`) }: CompareOptions,
): { fits: readonly LiveFit[]; names: readonly string[]; warnings: Warning[] } {
  if (fits.length < 2) throw new OptionError(`comparison of ${fits.length} models; give at least two fits`, "fits");
  if (names.length !== fits.length || new Set(names).size !== names.length) {
    const text = `option "names" has ${names.length} names for ${fits.length} models; each needs one of its own`;
    throw new OptionError(text, "names");
  }
  checkComparable(fits, names);
  const restricted = fits.filter((fit) => fit.method === "REML");
  if (restricted.length === 0) return { fits, names, warnings: [] };
  if (refit) {
    const message = "refitting model(s) with ML (instead of REML)";
    return { fits: fits.map((fit) => maximumLikelihood(fit)), names, warnings: [{ code: "M_REFIT_ML", message }] };
  }
  if (restricted.length < fits.length) {
    const text = "refit is false, but some fits are by REML and others by ML; their likelihoods do not compare";
    throw new OptionError(text, "refit");
  }
  const other = fits.findIndex((fit) => !hasSameFixedPart(fit, fits[0]));
  if (other >= 0) {
    const text =
      `refit is false, but ${names[other]} and ${names[0]} are REML fits of different fixed effects, ` +
      "whose restricted likelihoods do not compare; leave refit out";
    throw new OptionError(text, "refit");
  }
  return { fits, names, warnings: [] };
}

interface Pair {
  readonly small: string;
  readonly large: string;
}

function notNested({ small, large }: Pair, reason: string): Warning {
  const message = `${small} is not nested in ${large}, so there is no test: ${reason}; compare them by AIC or BIC`;
  return { code: "M_NOT_NESTED", message };
}

/** Monte-Carlo errors that log-likelihoods by the iterative method must be apart. */
const CERTAIN = 4;

/** The Monte-Carlo error of a difference of log-likelihoods where it is too large for a test, else null. */
function hidingError(small: LiveFit, large: LiveFit): number | null {
  const [one, other] = [small, large].map(({ monteCarlo }) => (monteCarlo?.objectiveError ?? 0) / 2);
  const error = Math.sqrt(one * one + other * other);
  return error > 0 && Math.abs(large.logLik - small.logLik) < CERTAIN * error ? error : null;
}

function hidden({ small, large }: Pair, difference: number, error: number): Warning {
  const message =
    `${large} and ${small} are not tested: their log-likelihoods differ by ${difference.toPrecision(2)}, less than ${CERTAIN} ` +
    `Monte-Carlo errors of ${error.toPrecision(2)}; fit both with more probes, or by the exact method`;
  return { code: "W_MONTE_CARLO", message };
}

function fell({ small, large }: Pair): Warning {
  const message = `${large} contains ${small} and fits worse, so that an optimizer has stopped early; see their warnings`;
  return { code: "W_NEGATIVE_RATIO", message };
}

/** What a reader should know about a test at the boundary. */
function boundaryMessages({ small, large }: Pair, test: LikelihoodRatio | null, smaller: LiveFit): Warning[] {
  if (test === null) return [];
  const { boundary, df } = test;
  const warnings: Warning[] = [];
  if (boundary > 0) {
    const what = boundary === 1 ? "a variance is" : `${boundary} variances are`;
    const kind = boundary === 1 ? "is that of" : "is an upper bound, that of";
    const message =
      `${large} against ${small}: ${what} zero in ${small}, at the boundary, where Pr(>Chisq) is too large; Pr(mixture) ` +
      `${kind} the equal mixture of chi-squared with ${df - 1} and ${df} degrees of freedom`;
    warnings.push({ code: "M_BOUNDARY_TEST", message });
  }
  if (smaller.isLinear && smaller.isSingular) {
    const message = `${small} is singular itself, so that p values of tests against it are too large`;
    warnings.push({ code: "M_SINGULAR_NULL", message });
  }
  return warnings;
}
