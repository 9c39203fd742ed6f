// A fitted linear mixed model: its state, and the questions that state answers. New computations on a model
// (predict, intervals, tests) are functions of inference/.

import { elementary } from "../engine/load.js";
import { OptionError } from "../errors.js";
import { designWarnings, fitWarnings } from "./checks.js";
import { fittedValues, fixedPart, type ResidualType, residualsOf } from "./fitted-values.js";
import { fixedEffects, fixedEffectsCorrelation, fixedEffectsVcov } from "./fixed-effects.js";
import { type InformationCriteria, informationCriteria } from "./information-criteria.js";
import { type LmmParts, systemOf } from "./lmm-parts.js";
import { type ModelPlan, planDesign } from "./plan.js";
import type { PredictingModel, Predictor } from "./predictor.js";
import { splitTheta } from "./profiled-deviance.js";
import { factorColumnNames, type GroupCoefficients, groupCoefficients, randomEffects } from "./random-effects.js";
import { refitParts } from "./refit-parts.js";
import { type SavedLmm, saveLmm } from "./saved-lmm.js";
import { type SingularDirection, singularDirections, singularityTerms } from "./singularity.js";
import { termLabels, thetaNames } from "./term-layout.js";
import type {
  Convergence,
  FixedEffect,
  LinearMixedModel,
  RandomEffects,
  Timing,
  VarianceComponent,
  Warning,
} from "./types.js";
import { residualDeviation, varianceComponent } from "./variance-components.js";

export class FittedLmm implements LinearMixedModel, PredictingModel {
  readonly family = "gaussian";
  readonly link = "identity";
  readonly formula: string;
  readonly method: "ML" | "REML";
  readonly nobs: number;
  readonly dropped: LinearMixedModel["dropped"];
  readonly groups: Readonly<Record<string, number>>;
  readonly objective: number;
  readonly sigma: number;
  readonly theta: Float64Array;
  readonly thetaNames: readonly string[];
  readonly droppedFixef: readonly string[];
  readonly warnings: readonly Warning[];
  readonly convergence: Convergence;
  readonly timing: Timing;
  readonly weightsLabel: string | null;
  readonly offsetLabel: string | null;
  readonly subsetLabel: string | null;
  readonly dataName: string | null;
  /** Penalised weighted residual sum of squares r², and the log-determinants log|L|², log|R_X|². */
  readonly pwrss: number;
  readonly ldL2: number;
  readonly ldRX2: number;
  /** Coefficients of the kept columns of X. */
  readonly beta: Float64Array;
  /** Conditional modes b by factor, levels × columns, row by row. */
  readonly modes: readonly Float64Array[];
  /** Columns of X kept, ascending. */
  readonly kept: readonly number[];
  /** Directions in which the random effects have no variance; none for a regular fit. */
  readonly singularDirections: readonly SingularDirection[];
  readonly #criteria: InformationCriteria;
  readonly #lambdas: readonly Float64Array[];
  #vcov: number[][] | null = null;
  #fitted: Float64Array | null = null;

  /** `parts` is for functions of the model and inference rooms, not for users. */
  constructor(readonly parts: LmmParts) {
    const { design, options, layout, theta } = parts;
    const system = systemOf(parts);
    const reml = options.reml !== false;
    this.#lambdas = splitTheta(layout, theta);
    const { beta, conditionalMode } = system.solve();
    this.formula = parts.formula;
    this.method = reml ? "REML" : "ML";
    this.nobs = design.nobs;
    this.dropped = parts.dropped;
    this.groups = Object.fromEntries(design.factors.map((factor) => [factor.name, factor.levels.length]));
    this.objective = system.objective(reml);
    this.pwrss = system.pwrss;
    this.ldL2 = system.ldL2;
    this.ldRX2 = system.ldRX2;
    this.sigma = residualDeviation(system, reml);
    this.theta = theta;
    this.thetaNames = thetaNames(design, layout);
    this.kept = system.kept;
    this.droppedFixef = design.fixed.names.filter((_, column) => !system.kept.includes(column));
    this.beta = beta;
    this.modes = conditionalMode;
    const logNobs = elementary().log(design.nobs);
    this.#criteria = informationCriteria(this.objective, system.rank + theta.length + 1, design.nobs, logNobs);
    this.singularDirections = singularDirections(singularityTerms(design, layout, this.#lambdas, system));
    this.convergence = parts.convergence;
    this.timing = parts.timing;
    this.weightsLabel = label(options.weights);
    this.offsetLabel = label(options.offset);
    this.subsetLabel = label(options.subset);
    this.dataName = options.dataName ?? null;
    this.warnings = [
      ...parts.messages,
      ...designWarnings(design, system.kept),
      ...fitWarnings(parts.convergence, this.singularDirections, system),
    ];
  }

  /** −2 log-likelihood of a maximum-likelihood fit, null for REML. */
  get deviance(): number | null {
    return this.method === "ML" ? this.objective : null;
  }

  /** The REML criterion, null for maximum likelihood. */
  get remlCriterion(): number | null {
    return this.method === "REML" ? this.objective : null;
  }

  get logLik(): number {
    return this.#criteria.logLik;
  }

  get df(): number {
    return this.#criteria.df;
  }

  get residualDf(): number {
    return this.#criteria.residualDf;
  }

  get aic(): number {
    return this.#criteria.aic;
  }

  get aicc(): number {
    return this.#criteria.aicc;
  }

  get bic(): number {
    return this.#criteria.bic;
  }

  /** Columns of X that were kept. */
  get rank(): number {
    return this.kept.length;
  }

  get isSingular(): boolean {
    return this.singularDirections.length > 0;
  }

  /** Block structure, algorithm and cost of the model. */
  get plan(): ModelPlan {
    return planDesign(this.parts.design);
  }

  fixef(): FixedEffect[] {
    return fixedEffects(this.parts.design.fixed.names, this.kept, this.beta, this.#covariance());
  }

  vcov(): number[][] {
    return this.#covariance().map((row) => [...row]);
  }

  #covariance(): readonly (readonly number[])[] {
    this.#vcov ??= fixedEffectsVcov(systemOf(this.parts).unscaledVcov(), this.rank, this.sigma);
    return this.#vcov;
  }

  correlation(): number[][] {
    return fixedEffectsCorrelation(this.vcov());
  }

  varCorr(): VarianceComponent[] {
    const { design } = this.parts;
    const labels = termLabels(design);
    return design.random.map(({ factor, structure, names }, term) => {
      const group = design.factors[factor].name;
      return varianceComponent({ group, label: labels[term], structure, names }, this.#lambdas[term], this.sigma);
    });
  }

  ranef(): Record<string, RandomEffects> {
    const covariance = (factor: number) => systemOf(this.parts).conditionalCovariance(factor);
    return randomEffects(this.parts.design, this.modes, covariance, this.sigma);
  }

  /** Coefficients by level of each grouping factor: fixed effects plus conditional modes. */
  coef(): Record<string, GroupCoefficients> {
    return groupCoefficients(this.parts.design, this.fixef(), this.modes);
  }

  fitted(): Float64Array {
    this.#fitted ??= fittedValues(this.parts.design, this.kept, this.beta, this.modes);
    return Float64Array.from(this.#fitted);
  }

  /** Xβ plus offset: the population's mean in each row. */
  fixedPart(): Float64Array {
    return fixedPart(this.parts.design, this.kept, this.beta);
  }

  /** Throws OptionError for another type than response, pearson, scaled. */
  residuals(type: ResidualType = "response"): Float64Array {
    if (!["response", "pearson", "scaled"].includes(type)) {
      const text = `residuals have no type "${String(type)}"; the types are response, pearson and scaled`;
      throw new OptionError(text, "type");
    }
    return residualsOf(this.parts.design, this.fitted(), this.sigma, type);
  }

  get predictor(): Predictor {
    const { design, designState, options } = this.parts;
    const groups = design.factors.map(({ name, levels }, factor) => ({
      name,
      names: factorColumnNames(design, factor),
      levels,
      modes: this.modes[factor],
    }));
    const needsOffset = typeof options.offset === "object";
    return { design: designState, kept: this.kept, beta: this.beta, groups, needsOffset };
  }

  /** The same model fitted to another response: a value for each row of the data, or for each row used. */
  async refit(response: ArrayLike<number>): Promise<FittedLmm> {
    return new FittedLmm(refitParts(this.parts, response));
  }

  /** A small plain object from which restoreLmm() makes a model that predicts. */
  toJSON(): SavedLmm {
    return saveLmm(this);
  }
}

function label(given: string | ArrayLike<unknown> | undefined): string | null {
  if (given === undefined) return null;
  return typeof given === "string" ? given : "(values given)";
}
