// A singular fit explained: which combinations of effects have no variance, and what a model without them would change.
import { covarianceStructure } from "../../covariance/registry.js";

import { exactOnly } from "../../fit/exact-only.js";
import { type LiveFit, withSums } from "../../fit/fit.js";

import { subModel } from "../../fit/reduced.js";
import type { SingularDirection } from "../../fit/warnings/singularity.js";
import {
  columnCount,
  droppableTerms,
  formulaTerms,
  formulaText,
  type RandomTermText,
  uncorrelated,
  withEffects,
} from "../../model/formula-terms.js";
import { checkOptions, FLAG } from "../../options.js";
import { type LikelihoodRatio, likelihoodRatio } from "../comparison/likelihood-ratio.js";
import { type RandomComponents, randomComponents } from "./random-components.js";

/** Options of explainSingularity(). */
export interface ExplainSingularityOptions {
  /** Whether simpler models are fitted, to say what they change; true unless given. */
  readonly refit?: boolean | undefined;
}

/** A simpler model than a singular one. */
export interface SimplerModel {
  /** What is simpler: "without correlations of (1 + x | g)". */
  readonly change: string;
  /** Its formula. */
  readonly formula: string;
  /** Its parameters. */
  readonly npar: number;
  /** By the likelihood of the fit, restricted under REML. */
  readonly logLik: number;
  /** −2 logLik + 2 npar. */
  readonly aic: number;
  /** −2 logLik + npar log(nobs). */
  readonly bic: number;
  /** Whether it is singular as well. */
  readonly isSingular: boolean;
  /** The singular model against this one. */
  readonly test: LikelihoodRatio | null;
  /** The fixed effect that changes most, in standard errors of the singular model. */
  readonly largestShift: {
    /** The coefficient. */
    readonly name: string;
    /** Change over its standard error, with sign. */
    readonly inStdErrors: number;
  };
}

/** Why a fit is singular, and what would be without that. */
export interface SingularityExplanation {
  /** Of the fit. */
  readonly formula: string;
  /** Whether there is anything to explain. */
  readonly isSingular: boolean;
  /** One for each way in which there is no variance. */
  readonly directions: readonly SingularDirection[];
  /** Principal components by grouping factor. */
  readonly components: readonly RandomComponents[];
  /** Models without what has no variance; empty for `refit: false` and for regular fits. */
  readonly simpler: readonly SimplerModel[];
  /** What to do, in words. */
  readonly advice: string;
}

/** Effects of a term up to which it is tried without each of them. */
const FEW = 4;

/**
 * Throws OptionError. The simpler models are fitted to the data of the fit and as it was, by REML too.
 *
 * @example
 * const { advice } = await explainSingularity(fit);
 */
export async function explainSingularity(
  fit: LiveFit,
  options: ExplainSingularityOptions = {},
): Promise<SingularityExplanation> {
  withSums(fit, "explainSingularity()");
  exactOnly(fit, "explainSingularity()");
  checkOptions("explainSingularity()", options, { refit: FLAG });
  const { formula, isSingular, singularDirections: directions } = fit;
  const simpler: SimplerModel[] = [];
  if (options.refit !== false) {
    const terms = formulaTerms(fit.live.frame);
    for (const { change, random } of simplifications(terms.random, directions)) {
      const other = await subModel(fit, formulaText({ ...terms, random }));
      simpler.push({ change, ...described(fit, other) });
    }
  }
  const components = randomComponents(fit);
  return { formula, isSingular, directions, components, simpler, advice: advice(fit, simpler) };
}

interface Simplification {
  readonly change: string;
  readonly random: readonly RandomTermText[];
}

/** For each singular term: without its effects of no variance, without correlations, without each effect that can go. */
function simplifications(terms: readonly RandomTermText[], directions: readonly SingularDirection[]): Simplification[] {
  return terms.flatMap((term) => {
    const own = directions.filter((direction) => direction.term === term.label && direction.group === term.groupName);
    if (own.length === 0) return [];
    const others = (...replacement: readonly RandomTermText[]) =>
      terms.flatMap((other) => (other === term ? replacement : [other]));
    const out: Simplification[] = [];
    const still = own.flatMap(({ kind, weights }) => (kind === "variance" ? Object.keys(weights) : []));
    const left = withoutColumns(term, still);
    const count = columnCount(left);
    if (count > 0 && count < columnCount(term)) {
      const gone = term.terms.filter((effect) => !left.terms.includes(effect)).map(({ label }) => label);
      out.push({ change: `without ${gone.join(", ")} in ${term.text}`, random: others(left) });
    }
    if (columnCount(term) === 1 && terms.length > 1) out.push({ change: `without ${term.text}`, random: others() });
    const { correlations, simpler } = covarianceStructure(term.structure);
    for (const structure of columnCount(term) > 1 ? simpler : []) {
      const other = correlations === "free" ? uncorrelated(term) : withEffects(term, { ...term, structure });
      const isPlain = correlations === "free";
      const change = isPlain ? `without correlations of ${term.text}` : `${other.text} in place of ${term.text}`;
      out.push({ change, random: others(other) });
    }
    if (own.every(({ kind }) => kind === "variance") || columnCount(left) > FEW) return out;
    for (const effect of droppableTerms(left.terms)) {
      const reduced = withEffects(left, { ...left, terms: left.terms.filter((other) => other !== effect) });
      if (columnCount(reduced) === 0) continue;
      out.push({ change: `without ${effect.label} in ${left.text}`, random: others(reduced) });
    }
    return out;
  });
}

/** The term without the effects all of whose columns are listed, as far as no other effect contains them. */
function withoutColumns(term: RandomTermText, columns: readonly string[]): RandomTermText {
  let { terms } = term;
  for (;;) {
    const gone = droppableTerms(terms).filter((effect) => effect.columns.every((name) => columns.includes(name)));
    if (gone.length === 0) return terms === term.terms ? term : withEffects(term, { ...term, terms });
    terms = terms.filter((effect) => !gone.includes(effect));
  }
}

function described(fit: LiveFit, other: LiveFit): Omit<SimplerModel, "change"> {
  const { formula, df: npar, logLik, aic, bic, isSingular } = other;
  const tested = likelihoodRatio(other, fit);
  const before = fit.fixef();
  const shifts = other.fixef().map(({ name, estimate }, i) => {
    return { name, inStdErrors: (estimate - before[i].estimate) / before[i].stdError };
  });
  const largestShift = shifts.reduce((a, b) => (Math.abs(b.inStdErrors) > Math.abs(a.inStdErrors) ? b : a));
  return {
    formula,
    npar,
    logLik,
    aic,
    bic,
    isSingular,
    test: "test" in tested ? tested.test : null,
    largestShift,
  };
}

function advice(fit: LiveFit, simpler: readonly SimplerModel[]): string {
  if (!fit.isSingular) return "the fit is regular: every combination of its random effects has variance";
  const regular = simpler.filter(({ isSingular }) => !isSingular);
  if (regular.length === 0) {
    return "simplify the random effects step by step, as parsimonious() does; fixed effects and predictions can be used";
  }
  const best = regular.reduce((a, b) => (b.aic < a.aic ? b : a));
  const saved = fit.df - best.npar;
  const parameters = `${saved} parameter${saved === 1 ? "" : "s"} less`;
  const lost = 2 * (fit.logLik - best.logLik);
  const price = lost < 0.01 ? "at no cost in likelihood" : `for ${lost.toFixed(2)} units of deviance`;
  const verdict = best.aic < fit.aic ? "and has the better AIC" : "but has the worse AIC";
  return `${best.formula} is regular with ${parameters} ${price}, ${verdict}`;
}
