// From a maximal model to one that the data support: the path of Bates, Kliegl, Vasishth & Baayen (2015),
// arXiv:1506.04967, with the significance level of Matuschek et al. (2017), J. Mem. Lang. 94.
import { CORRELATED, covarianceStructure } from "../../covariance/registry.js";
import { CancelledError } from "../../errors.js";
import { withExact } from "../../fit/exact-only.js";
import type { LiveFit } from "../../fit/fit.js";
import { maximumLikelihood, subModel } from "../../fit/reduced.js";
import {
  columnCount,
  droppableTerms,
  type EffectTerm,
  formulaTerms,
  formulaText,
  type RandomTermText,
  uncorrelated,
  withEffects,
} from "../../model/formula-terms.js";
import { checkOptions, FUNCTION, LEVEL, type OptionRules, SIGNAL } from "../../options.js";
import { type LikelihoodRatio, likelihoodRatio } from "../comparison/likelihood-ratio.js";
import { randomComponents } from "./random-components.js";

/** Options of parsimonious(). */
export interface ParsimoniousOptions {
  /** A term goes, and a correlation stays away, where its likelihood-ratio test has a p value above this; 0.2 unless given. */
  readonly alpha?: number | undefined;
  /** Called after each step. */
  readonly onStep?: ((step: ParsimoniousStep) => void) | undefined;
  /** Stops the path with a CancelledError. */
  readonly signal?: AbortSignal | undefined;
}

/** One model on the path. */
export interface ParsimoniousStep {
  /** "maximal", "zero correlations", "without x by g", "correlations by g". */
  readonly step: string;
  /** Its formula. */
  readonly formula: string;
  /** Its parameters. */
  readonly npar: number;
  /** Maximum log-likelihood. */
  readonly logLik: number;
  /** −2 logLik + 2 npar. */
  readonly aic: number;
  /** −2 logLik + npar log(nobs). */
  readonly bic: number;
  /** Whether some combination of its random effects has no variance. */
  readonly isSingular: boolean;
  /** Dimensions that have variance, of those that the model has, by grouping factor. */
  readonly dimensions: readonly {
    /** Grouping factor. */
    readonly group: string;
    /** Principal components with a standard deviation above 1e-4 sigma. */
    readonly supported: number;
    /** Random effects. */
    readonly total: number;
  }[];
  /** The larger of this model and the last one accepted, against the smaller; null for the first. */
  readonly test: LikelihoodRatio | null;
  /** Whether the path goes on from this model. */
  readonly accepted: boolean;
}

/** A path from a maximal model to one that the data support. */
export interface Parsimonious {
  /** Level of its tests. */
  readonly alpha: number;
  /** In the order in which they were fitted. */
  readonly steps: readonly ParsimoniousStep[];
  /** The model at the end, fitted as the given one was. */
  readonly formula: string;
}

const RULES: OptionRules<ParsimoniousOptions> = { alpha: LEVEL, onStep: FUNCTION, signal: SIGNAL };

/** The steps of the path and the fit at its end. */
export type ParsimoniousResult = Parsimonious & {
  /** The model at the end, by the likelihood of the given one. */
  readonly fit: LiveFit;
};

/**
 * Random effects without correlations first; then those without variance go, and one by one, smallest first, those
 * without support; then correlations come back where they have support and leave the fit regular. Every model is fitted
 * by maximum likelihood, tests are against chi-squared as published. Intercepts, and the last effect of a group, stay unless
 * all effects of their group are without variance, and one group always stays; so do terms of cs(), ar1() and one variance.
 * Throws OptionError, CancelledError.
 *
 * @example
 * const { formula, steps } = await parsimonious(fit);
 */
export async function parsimonious(fit: LiveFit, options: ParsimoniousOptions = {}): Promise<ParsimoniousResult> {
  withExact(fit, "parsimonious()");
  checkOptions("parsimonious()", options, RULES, { level: "alpha" });
  const path = new Path(fit, options);
  await path.dropCorrelations();
  do await path.dropZeros();
  while (await path.dropOne());
  if (await path.restoreCorrelations()) while (await path.dropOne());
  const { steps, alpha, formula } = path;
  return { alpha, steps, formula, fit: await subModel(fit, formula) };
}

class Path {
  readonly alpha: number;
  readonly steps: ParsimoniousStep[] = [];
  readonly #terms: ReturnType<typeof formulaTerms>;
  #current: LiveFit;
  #random: readonly RandomTermText[];

  constructor(
    fit: LiveFit,
    readonly options: ParsimoniousOptions,
  ) {
    this.alpha = options.alpha ?? 0.2;
    this.#current = maximumLikelihood(fit);
    this.#terms = formulaTerms(fit.live.frame);
    this.#random = this.#terms.random;
    this.#record("maximal", this.#current, null, true);
  }

  get formula(): string {
    return this.#current.formula;
  }

  /** One uncorrelated term for each grouping factor. */
  async dropCorrelations(): Promise<void> {
    const tied = this.#random.filter(isTied);
    const open = this.#random.filter((term) => !isTied(term));
    const groups = [...new Set(open.map(({ group }) => group))];
    const separate = groups.map((group) => uncorrelated(merged(open.filter((term) => term.group === group))));
    const plain = [...separate, ...tied];
    if (open.every((term) => correlationsOf(term) === "none" || columnCount(term) === 1)) {
      this.#random = plain;
      return;
    }
    await this.#reduce("zero correlations", plain, () => true);
  }

  /** What has no variance goes at once. */
  async dropZeros(): Promise<void> {
    const sizes = effectSizes(this.#current);
    let random = this.#random;
    for (;;) {
      const idle = removable(random).find(({ term, effect }) => {
        return sizes(term.groupName, effect ?? term.terms[0] ?? null) === 0;
      });
      if (idle === undefined) break;
      random = without(random, idle);
    }
    if (random !== this.#random) await this.#reduce("without variances of zero", random, () => true);
  }

  /** The smallest slope without support; false where there is none. */
  async dropOne(): Promise<boolean> {
    const sizes = effectSizes(this.#current);
    const size = ({ term, effect }: Place) => sizes(term.groupName, effect);
    const slopes = removable(this.#random).filter(({ effect }) => effect !== null);
    for (const place of slopes.sort((a, b) => size(a) - size(b))) {
      const step = `without ${place.effect?.label} by ${place.term.groupName}`;
      if (await this.#reduce(step, without(this.#random, place), ({ p }) => p > this.alpha)) return true;
    }
    return false;
  }

  /** Of all effects of a group, or of as many of the largest as have correlations that the data support. */
  async restoreCorrelations(): Promise<boolean> {
    let isRestored = false;
    for (const term of this.#random.filter((other) => !isTied(other))) {
      for (const blocks of correlated(term, effectSizes(this.#current))) {
        const random = this.#random.flatMap((other) => (other === term ? blocks : [other]));
        const larger = await this.#fit(random);
        const tested = likelihoodRatio(this.#current, larger);
        const test = "test" in tested ? tested.test : null;
        const isSingular = larger.singularDirections.some(({ group }) => group === term.groupName);
        const isSupported = test !== null && test.p <= this.alpha;
        const which = blocks.length === 1 ? "correlations" : `correlations of (${blocks[0].label})`;
        this.#record(`${which} by ${term.groupName}`, larger, test, isSupported && !isSingular);
        if (!isSupported) break;
        if (isSingular) continue;
        this.#move(larger, random);
        isRestored = true;
        break;
      }
    }
    return isRestored;
  }

  async #reduce(
    step: string,
    random: readonly RandomTermText[],
    accepts: (test: LikelihoodRatio) => boolean,
  ): Promise<boolean> {
    const smaller = await this.#fit(random);
    const tested = likelihoodRatio(smaller, this.#current);
    const test = "test" in tested ? tested.test : null;
    const accepted = test === null || accepts(test);
    this.#record(step, smaller, test, accepted);
    if (accepted) this.#move(smaller, random);
    return accepted;
  }

  #fit(random: readonly RandomTermText[]): Promise<LiveFit> {
    if (this.options.signal?.aborted) {
      throw new CancelledError(`parsimonious() cancelled after ${this.steps.length} steps`);
    }
    return subModel(this.#current, formulaText({ ...this.#terms, random }));
  }

  #move(fit: LiveFit, random: readonly RandomTermText[]): void {
    this.#current = fit;
    this.#random = random;
  }

  #record(step: string, fit: LiveFit, test: LikelihoodRatio | null, accepted: boolean): void {
    const { formula, df: npar, logLik, aic, bic, isSingular } = fit;
    const dimensions = randomComponents(fit).map(({ group, supported, sd }) => {
      return { group, supported, total: sd.length };
    });
    const made = { step, formula, npar, logLik, aic, bic, isSingular, dimensions, test, accepted };
    this.steps.push(made);
    this.options.onStep?.(made);
  }
}

const correlationsOf = ({ structure }: RandomTermText) => covarianceStructure(structure).correlations;

/** Whether few parameters are behind all of a term: then it stays as it is. */
const isTied = ({ structure }: RandomTermText) => covarianceStructure(structure).isTied;

/** All effects of one grouping factor in one term. */
function merged(terms: readonly RandomTermText[]): RandomTermText {
  const effects = new Map(terms.flatMap((term) => term.terms.map((effect) => [effect.label, effect] as const)));
  const intercept = terms.some((term) => term.intercept);
  return { ...terms[0], intercept, terms: [...effects.values()] };
}

/** An effect in a term; null for the only one of its group, which stands for the group. */
interface Place {
  readonly term: RandomTermText;
  readonly effect: EffectTerm | null;
}

/** Effects that no other of their group contains; one alone where another group has random effects. */
function removable(random: readonly RandomTermText[]): Place[] {
  return random.flatMap((term): Place[] => {
    if (isTied(term)) return [];
    const own = random.filter(({ group }) => group === term.group);
    if (own.length === 1 && term.terms.length + (term.intercept ? 1 : 0) === 1) {
      return random.length > 1 ? [{ term, effect: null }] : [];
    }
    const droppable = droppableTerms(own.flatMap(({ terms }) => terms));
    return term.terms.filter((effect) => droppable.includes(effect)).map((effect) => ({ term, effect }));
  });
}

function without(random: readonly RandomTermText[], { term, effect }: Place): readonly RandomTermText[] {
  const terms = term.terms.filter((other) => other !== effect);
  const left = { ...term, terms };
  if (effect === null || columnCount(left) === 0) return random.filter((other) => other !== term);
  const reduced = correlationsOf(term) === "free" ? withEffects(term, left) : uncorrelated(left);
  return random.map((other) => (other === term ? reduced : other));
}

/** An uncorrelated term with correlations of all its effects, then of one less after the other, the largest last. */
function correlated(term: RandomTermText, sizes: ReturnType<typeof effectSizes>): RandomTermText[][] {
  if (columnCount(term) === 1) return [];
  const largest = [...term.terms].sort((a, b) => sizes(term.groupName, b) - sizes(term.groupName, a));
  const out = [[withEffects(term, { ...term, structure: CORRELATED })]];
  for (let count = largest.length - 1; count > (term.intercept ? 0 : 1); count--) {
    const [block, rest] = [largest.slice(0, count), largest.slice(count)];
    // A factor alone would be coded by all of its levels.
    if (rest.some(({ isCategorical }) => isCategorical)) break;
    const inside = term.terms.filter((effect) => block.includes(effect));
    const outside = term.terms.filter((effect) => rest.includes(effect));
    out.push([
      withEffects(term, { ...term, terms: inside, structure: CORRELATED }),
      uncorrelated({ ...term, intercept: false, terms: outside }),
    ]);
  }
  return out;
}

/** Multiple of sigma below which a standard deviation is none, as for singular fits. */
const ZERO = 1e-4;

/**
 * How much each random effect contributes, by grouping factor and effect, null for the intercept: the largest standard
 * deviation of its columns, in units in which a column has a mean square of one; 0 where none has variance.
 */
function effectSizes(fit: LiveFit): (group: string, effect: EffectTerm | null) => number {
  const { design } = fit.live;
  const sizes = new Map<string, number>();
  const zero = ZERO * fit.sigma;
  fit.varCorr().forEach(({ group, names, sd }, t) => {
    names.forEach((name, c) => {
      const column = design.random[t].columns[c];
      const square = column === null ? design.nobs : column.reduce((sum, value) => sum + value * value, 0);
      const size = sd[c] * Math.sqrt(square / design.nobs);
      sizes.set(`${group} ${name}`, size < zero ? 0 : size);
    });
  });
  return (group, effect) => {
    const columns = effect?.columns ?? ["(Intercept)"];
    return Math.max(...columns.map((name) => sizes.get(`${group} ${name}`) ?? 0));
  };
}
