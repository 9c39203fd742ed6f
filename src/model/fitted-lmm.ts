// A fitted linear mixed model: its state, and the questions that state answers. New computations on a model
// (predict, intervals, tests) are functions of inference/.

import type { ConditionalForms, EffectRows } from "../engine/types.js";
import { OptionError } from "../errors.js";
import { identityResponse } from "../family/mean.js";
import type { RandomStream } from "../math/random-stream.js";
import { normalDraw } from "../math/random-variates.js";
import { convergenceAdvice, designWarnings, fitWarnings, weightsWarnings } from "./checks.js";
import { FittedModel } from "./fitted-model.js";
import { fittedValues, type ResidualType, residualsOf } from "./fitted-values.js";
import { vcovRows } from "./fixed-effects.js";
import type { LmmParts } from "./live.js";
import { lmmTitle } from "./model-title.js";
import type { FittedRows, PredictingModel, Predictor } from "./predictor.js";
import { randomEffects } from "./random-effects.js";
import { refitted } from "./refit.js";
import { type SavedLmm, saveLmm } from "./saved-lmm.js";
import type { SimulatingModel } from "./simulating-model.js";
import type { MixedModel, ModelTitle, RandomEffects, Warning } from "./types.js";

export class FittedLmm extends FittedModel implements MixedModel, PredictingModel, SimulatingModel {
  readonly family = "gaussian";
  readonly link = "identity";
  readonly hasScale = true;
  readonly particulars = {};
  readonly method: "ML" | "REML";
  readonly objective: number;
  readonly sigma: number;
  readonly warnings: readonly Warning[];
  /** Penalised weighted residual sum of squares r². */
  readonly pwrss: number;
  /** log|L|². */
  readonly ldL2: number;
  /** log|R_X|². */
  readonly ldRX2: number;
  #vcov: number[][] | null = null;
  #fitted: Float64Array | null = null;

  /** `parts` is for functions of the model and inference rooms, not for users. */
  constructor(readonly parts: LmmParts) {
    const { design, spec, likelihood, estimates } = parts;
    const system = likelihood.lend(estimates);
    const parameterCount = system.rank + estimates.theta.length + 1;
    super(parts, { modes: system.solve().conditionalMode, parameterCount });
    this.method = spec.method;
    this.objective = estimates.objective;
    this.pwrss = system.pwrss;
    this.ldL2 = system.ldL2;
    this.ldRX2 = system.ldRX2;
    this.sigma = estimates.sigma;
    this.warnings = [
      ...parts.messages,
      ...designWarnings(design, system.kept),
      ...weightsWarnings(design),
      ...fitWarnings(estimates.convergence, this.singularDirections, convergenceAdvice(system)),
    ];
  }

  get title(): ModelTitle {
    return lmmTitle(this.method);
  }

  /** −2 log-likelihood of a maximum-likelihood fit, null for REML. */
  get deviance(): number | null {
    return this.method === "ML" ? this.objective : null;
  }

  /** The REML criterion, null for maximum likelihood. */
  get remlCriterion(): number | null {
    return this.method === "REML" ? this.objective : null;
  }

  get effectScale(): number {
    return this.sigma;
  }

  get rowWeights(): Float64Array | null {
    return this.parts.design.weights;
  }

  vcov(): number[][] {
    return this.#covariance().map((row) => [...row]);
  }

  #covariance(): readonly (readonly number[])[] {
    const { likelihood, estimates } = this.parts;
    this.#vcov ??= vcovRows(likelihood.vcov(estimates), this.rank);
    return this.#vcov;
  }

  ranef(): Record<string, RandomEffects> {
    const { design, likelihood, estimates } = this.parts;
    const covariance = (factor: number) => likelihood.conditionalCovariance(estimates, factor);
    return randomEffects(design, this.modes, covariance, this.effectScale);
  }

  fitted(): Float64Array {
    this.#fitted ??= fittedValues(this.parts.design, this.kept, this.beta, this.modes);
    return Float64Array.from(this.#fitted);
  }

  /** Xβ + Zb + offset of the rows fitted, which are the fitted values. */
  linearPredictor(): Float64Array {
    return this.fitted();
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
    const { frame, spec } = this.parts;
    const needsOffset = typeof spec.frame.offset === "object";
    const groups = this.predictorGroups();
    return {
      design: frame,
      kept: this.kept,
      beta: this.beta,
      betaNames: this.kept.map((column) => this.parts.design.fixed.names[column]),
      groups,
      terms: this.predictorTerms(),
      effectScale: this.sigma,
      needsOffset,
      ...identityResponse(this.sigma),
    };
  }

  fittedRows(): FittedRows {
    return { ...this.designRows(), trials: null };
  }

  /** What the data leave open of sums of random effects. */
  conditionalForms(rows: EffectRows): ConditionalForms {
    const { variances, slopes } = this.parts.likelihood.lend(this.parts.estimates).conditionalForms(rows);
    return { variances: variances.map((value) => value * this.sigma * this.sigma), slopes };
  }

  drawResponse(eta: Float64Array, stream: RandomStream): Float64Array {
    const { weights } = this.parts.design;
    return eta.map((mean, i) => normalDraw(mean, { weight: weights?.[i] ?? 1, sigma: this.sigma }, stream));
  }

  /** The same model fitted to another response: a value for each row of the data, or for each row used. */
  async refit(response: ArrayLike<number>): Promise<FittedLmm> {
    return new FittedLmm(refitted(this.parts, response));
  }

  /** A plain object without the data, from which restoreLmm() makes a model that reports and predicts. */
  toJSON(): SavedLmm {
    return saveLmm(this);
  }
}
