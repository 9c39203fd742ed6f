// A fitted mixed model: its record, and the model with its numbers while the data are there. New computations on a fit
// (predict, intervals, tests) are functions of inference/.
import { OptionError, UnsupportedError } from "../errors.js";
import type { GlmmResidualType } from "../family/residuals.js";
import { resolvedFormula } from "../frame/resolved-formula.js";
import { type ModelPlan, planDesign } from "../model/plan.js";
import { valueText } from "../options.js";
import { inDataRows, usedRows } from "./data-rows.js";
import { FitFacts } from "./facts.js";
import { fixedPart, type ResidualType } from "./fitted-values.js";
import { fixedEffects, fixedEffectsCorrelation, vcovRows } from "./fixed-effects.js";
import { type FitKind, isOfSums, type Live } from "./live.js";
import { liveRecord } from "./live-record.js";
import { type FittedRows, fittedRows, type Predictor, predictorOf } from "./predictor.js";
import { type GroupCoefficients, groupCoefficients, randomEffects } from "./random-effects.js";
import type { FitRecord, SavedFit, VcovKind } from "./record.js";
import { refitted } from "./refit.js";
import { plainJson, savedTests } from "./saved.js";
import type {
  ConditionalModes,
  FixedEffect,
  FixefTests,
  ModelTitle,
  Overdispersion,
  RandomEffects,
  VarianceComponent,
} from "./types.js";
import { type SingularDirection, singularityOf } from "./warnings/singularity.js";

/** By this name of a method the consoles of Node, Bun and Deno show an object. */
const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** So many coefficients are in the few lines of a fit. */
const MOST_SHOWN = 8;

/** A fit whose data are there. */
export interface LiveFit extends Fit {
  /**
   * The model and its numbers: for functions of this package, not part of the interface.
   *
   * @internal
   */
  readonly live: Live;
  ranef(): Readonly<Record<string, RandomEffects>>;
  /** The rows fitted, which are there.
   *
   * @internal */
  fittedRows(): FittedRows;
}

/**
 * A fitted mixed model, linear or generalized, as lmm(), glmm(), restore() and reopen() give it. What is known of it
 * are its members; what is to be computed are functions of it: anova(fit), confint(fit), predict(fit). Members that
 * need the data throw UnsupportedError where `live` is null.
 */
export class Fit extends FitFacts {
  readonly #kind: FitKind;
  readonly #live: Live | null;
  #record: FitRecord | null;
  #singular: readonly SingularDirection[] | null = null;
  #predictor: Predictor | null = null;
  #eta: Float64Array | null = null;

  /** `live` is the model and its numbers, for functions of this package; null for a fit read from JSON, until reopen(). */
  private constructor(kind: FitKind, record: FitRecord | null, live: Live | null) {
    super();
    this.#live = live;
    this.#kind = kind;
    this.#record = record;
  }

  /** The fit of a model and its numbers. */
  static of(live: Live): LiveFit {
    return new Fit(live.kind, null, live) as LiveFit;
  }

  /** The fit that a record tells of, without its data. */
  static from(record: FitRecord, kind: FitKind): Fit {
    return new Fit(kind, record, null);
  }

  /**
   * The model and its numbers, null without its data; not part of the interface but for whether it is null.
   *
   * @internal
   */
  get live(): Live | null {
    // A proxy of a fit, or an object made from one, passes for a fit, but has none of its private fields.
    if (!(#live in this)) throw new OptionError("a proxy of a fit answers nothing; give the fit itself", "fit");
    return this.#live;
  }

  get record(): FitRecord {
    const { live } = this;
    this.#record ??= liveRecord(live as Live, this.singularDirections);
    return this.#record;
  }

  /** How lme4 would head it: method, class, family. */
  get title(): ModelTitle {
    const { record } = this;
    return this.#kind.title(record);
  }

  /** Whether sigma was estimated, and is a row of the table of variances. */
  get hasScale(): boolean {
    const { record } = this;
    return this.#kind.hasScale(record);
  }

  /** Coefficients of the kept columns of X. */
  get beta(): Float64Array {
    return this.live?.estimates.beta ?? Float64Array.from(this.record.fixef, ({ estimate }) => estimate);
  }

  /** Tests of coefficients that were saved with a linear model, null where none were. */
  get savedTests(): FixefTests | null {
    return this.live === null && this.isLinear ? savedTests(this.record) : null;
  }

  /** Estimated coefficients with standard errors; dropped columns are not listed. Of a generalized model with p values. */
  fixef(): FixedEffect[] {
    const { fixef, vcov } = this.record;
    const names = fixef.map(({ name }) => name);
    return fixedEffects(names, this.beta, vcov, !this.isLinear, (i) => fixef[i].stdError ?? Number.NaN);
  }

  /** rank × rank, rows; throws OptionError where a Hessian is asked for and there is none. */
  vcov(kind: VcovKind = this.vcovKind): number[][] {
    if (kind !== "hessian" && kind !== "RX") {
      throw new OptionError(`vcov() has no kind ${valueText(kind)}; the kinds are hessian and RX`, "kind");
    }
    if (kind === this.vcovKind) return this.record.vcov.map((row) => [...row]);
    if (kind === "hessian") {
      if (this.isLinear)
        throw new OptionError('a linear model has no vcov("hessian"): β is profiled out; its kind is RX', "kind");
      throw new OptionError("this fit has no Hessian over all parameters (nAGQ 0, or none that is definite)", "kind");
    }
    const { likelihood, estimates } = this.dataFor('vcov("RX")');
    return vcovRows(likelihood.vcov(estimates, kind), this.rank);
  }

  /** Correlations of the estimates of the coefficients: rank × rank, rows, in the order of fixef(). */
  correlation(): number[][] {
    const { live } = this;
    return fixedEffectsCorrelation(this.record.vcov, () => live?.likelihood.vcovRoot?.(live.estimates));
  }

  /**
   * Variances, standard deviations and correlations, one for each random term in lme4's order. The residual's is
   * `sigma`.
   */
  varCorr(): VarianceComponent[] {
    return [...this.record.varCorr];
  }

  /** Conditional modes by grouping factor, with their covariance matrices where the data are there. */
  ranef(): Readonly<Record<string, ConditionalModes>> {
    const { live } = this;
    if (live === null) return this.record.ranef;
    const { design, likelihood, estimates } = live;
    const covariance = (factor: number) => likelihood.conditionalCovariance(estimates, factor);
    return randomEffects(design, this.modes, covariance, this.effectScale);
  }

  /** Conditional modes b by factor, levels × columns, row by row. */
  get modes(): readonly Float64Array[] {
    const { live, record } = this;
    if (live !== null) return live.likelihood.modes(live.estimates);
    return Object.values(record.ranef).map(({ values }) => Float64Array.from(values.flat()));
  }

  /** Minimum, quartiles and maximum of the scaled residuals. */
  residualQuantiles(): number[] {
    return [...this.record.residualQuantiles];
  }

  /**
   * What prediction and simulation need.
   *
   * @internal
   */
  get predictor(): Predictor {
    const { record, live, beta, modes } = this;
    const design = () => live?.frame ?? resolvedFormula(record.design);
    this.#predictor ??= predictorOf(record, design(), this.#kind.response(record), beta, modes);
    return this.#predictor;
  }

  /** The rows of the data that were used: from 0 on, ascending. */
  get rows(): Int32Array {
    return usedRows(this.rowsFor("rows"));
  }

  /**
   * Expected responses of the rows fitted at the modes of the random effects; for a binomial, probabilities. Under
   * naAction "exclude" NaN stands for each row that lacks a value, here and in residuals().
   */
  fitted(): Float64Array {
    const fitted = this.predictor.mean(this.#linearPredictor(this.rowsFor("fitted()")));
    return inDataRows(this, Float64Array.from(fitted));
  }

  /** η = Xβ + Zb + offset of the rows fitted. */
  linearPredictor(): Float64Array {
    const live = this.rowsFor("linearPredictor()");
    return Float64Array.from(this.#linearPredictor(live));
  }

  /** Xβ plus offset: the population's linear predictor in each row. */
  fixedPart(): Float64Array {
    const { design, likelihood, estimates } = this.rowsFor("fixedPart()");
    return fixedPart(design, likelihood.kept, estimates.beta);
  }

  /**
   * Of the rows fitted: "response" (of a linear model unless asked), "pearson" and "scaled", pearson over sigma; of a
   * generalized model "deviance" (unless asked) and "working", too. Throws OptionError for another type.
   */
  residuals(type: ResidualType | GlmmResidualType = this.isLinear ? "response" : "deviance"): Float64Array {
    const live = this.rowsFor("residuals()");
    return inDataRows(this, this.#kind.residuals(live, this.#linearPredictor(live), type));
  }

  /** Coefficients by level of each grouping factor: fixed effects plus conditional modes. */
  coef(): Record<string, GroupCoefficients> {
    return groupCoefficients(this.dataFor("coef()").design, this.fixef(), this.modes);
  }

  /** Block structure, algorithm and cost of the model. */
  get plan(): ModelPlan {
    const { design, spec } = this.dataFor("plan");
    return planDesign(design, spec);
  }

  /** Directions in which the random effects have no variance; none for a regular fit. */
  get singularDirections(): readonly SingularDirection[] {
    const { likelihood, estimates } = this.dataFor("singularDirections");
    this.#singular ??= singularityOf(likelihood, estimates);
    return this.#singular;
  }

  /** Pearson's statistic over its degrees of freedom, for Poisson and for binomial responses of several trials. */
  get overdispersion(): Overdispersion | null {
    const live = this.rowsFor("overdispersion");
    return this.#kind.overdispersion(live, this.residualDf);
  }

  /** Weights of the rows in the penalised least squares that the estimates solve; ones where there are none. */
  get rowWeights(): Float64Array {
    const { likelihood, estimates } = this.rowsFor("rowWeights");
    return likelihood.rowWeights(estimates) ?? new Float64Array(this.nobs).fill(1);
  }

  /** Penalised weighted residual sum of squares r². */
  get pwrss(): number {
    return this.dataFor("pwrss").estimates.parts.pwrss;
  }

  /** log|L|². */
  get ldL2(): number {
    return this.dataFor("ldL2").estimates.parts.ldL2;
  }

  /** log|R_X|². */
  get ldRX2(): number {
    return this.dataFor("ldRX2").estimates.parts.ldRX2;
  }

  /**
   * The rows fitted as new data of the design; null where they are not there.
   *
   * @internal
   */
  fittedRows(): FittedRows | null {
    return this.live === null || isOfSums(this.live) ? null : fittedRows(this.live);
  }

  /**
   * The same model fitted to another response, in the form of fitted(): a value for each row of the data or for each row
   * used, for a binomial the share of successes in the same trials.
   */
  async refit(response: ArrayLike<number>): Promise<LiveFit> {
    return Fit.of(refitted(this.rowsFor("refit()"), response));
  }

  /** A plain object without the data, from which restore() makes a fit that reports and predicts. */
  toJSON(): SavedFit {
    return plainJson(this.record) as SavedFit;
  }

  /** Method, formula, rows, coefficients and kinds of warnings in a few lines: what console.log() shows, too. */
  override toString(): string {
    const { title, formula, nobs, groups, warnings } = this;
    const effects = this.fixef();
    const shown = effects.slice(0, MOST_SHOWN).map(({ name, estimate, stdError }) => {
      return `${name} ${estimate.toPrecision(4)} (SE ${stdError.toPrecision(3)})`;
    });
    if (effects.length > MOST_SHOWN) shown.push(`and ${effects.length - MOST_SHOWN} more`);
    return [
      title.method,
      formula,
      `${nobs} rows; ${Object.entries(groups)
        .map((group) => group.join(" "))
        .join(", ")}`,
      shown.join(", ") || "no fixed effects",
      ...warnings.map(({ code, message }) => `${code}: ${message}`),
    ].join("\n  ");
  }

  /** What console.log() of Node, Bun and Deno shows. */
  [INSPECT](): string {
    return String(this);
  }

  private dataFor(question: string): Live {
    if (this.live === null) throw needsData(question);
    return this.live;
  }

  private rowsFor(question: string): Live {
    const live = this.dataFor(question);
    if (isOfSums(live)) throw wantsRows(question);
    return live;
  }

  #linearPredictor(live: Live): Float64Array {
    this.#eta ??= this.#kind.linearPredictor(live);
    return this.#eta;
  }
}

/** Whether the data of a fit are there. */
export function isLive(fit: Fit): fit is LiveFit {
  return fit.live !== null;
}

/** Throws UnsupportedError, which says reopen(), for a fit without its data, OptionError for what is no fit. */
export function withData(fit: Fit, question: string): asserts fit is LiveFit {
  withSums(fit, question);
  if (isOfSums(fit.live)) throw wantsRows(question);
}

/** The same for what a model of sums of rows answers, too. */
export function withSums(fit: Fit, question: string): asserts fit is LiveFit {
  checkFit(fit, question);
  if (fit.live === null) throw needsData(question);
}

function wantsRows(question: string): UnsupportedError {
  return new UnsupportedError(`${question} wants rows, which a model of sums of rows does not have`);
}

/** Throws OptionError for what is no fit, with its data or without. */
export function checkFit(fit: unknown, question: string): void {
  const { fixef, predictor } = Object(fit) as Partial<Fit>;
  if (typeof fixef === "function" || predictor !== undefined) return;
  throw new OptionError(`${question} asks a fit, as lmm() and glmm() give it`, "fit");
}

export function needsData(question: string): UnsupportedError {
  return new UnsupportedError(`${question} needs the data of the model, which reopen() gives back to it`);
}
