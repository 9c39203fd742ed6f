// A fitted generalized linear mixed model: its state, and the questions that state answers. New computations on a
// model (predict, simulate) are functions of inference/.
import type { ConditionalForms, EffectRows } from "../engine/types.js";
import { OptionError } from "../errors.js";
import type { Family, LinkName } from "../family/family.js";
import { familyResponse } from "../family/mean.js";
import { type GlmmResidualType, glmmResiduals } from "../family/residuals.js";
import type { RandomStream } from "../math/random-stream.js";
import { designWarnings, fitWarnings } from "./checks.js";
import { FittedModel } from "./fitted-model.js";
import { vcovRows, withPValues } from "./fixed-effects.js";
import {
  convergenceAdvice,
  glmmWarnings,
  type Overdispersion,
  overdispersion,
  parameterCount,
} from "./glmm-warnings.js";
import type { GlmmParts } from "./live.js";
import { glmmTitle } from "./model-title.js";
import type { FittedRows, PredictingModel, Predictor } from "./predictor.js";
import { randomEffects } from "./random-effects.js";
import { refitted } from "./refit.js";
import { type SavedGlmm, saveGlmm } from "./saved-glmm.js";
import type { SimulatingModel } from "./simulating-model.js";
import type { FixedEffect, MixedModel, ModelTitle, RandomEffects, Warning } from "./types.js";

/** Where standard errors come from: the Hessian over all parameters, or R_X at the estimates of the others. */
export type VcovKind = "hessian" | "RX";

export class FittedGlmm extends FittedModel implements MixedModel, PredictingModel, SimulatingModel {
  readonly method = "ML";
  readonly family: Family["name"];
  readonly link: LinkName;
  /** Quadrature points: 1 is the Laplace approximation, 0 the fast fit over theta alone. */
  readonly nAGQ: number;
  /** What was minimized, in deviance units. */
  readonly objective: number;
  readonly sigma: number;
  readonly hasScale: boolean;
  /** Shape of the negative binomial, null for other families. */
  readonly shape: number | null;
  /** Pearson's statistic over its degrees of freedom, for Poisson and for binomial responses of several trials. */
  readonly overdispersion: Overdispersion | null;
  readonly warnings: readonly Warning[];
  readonly effectScale = 1;

  /** `parts` is for functions of the model and inference rooms, not for users. */
  constructor(readonly parts: GlmmParts) {
    const { design, spec, estimates } = parts;
    super(parts, { modes: estimates.modes, parameterCount: parameterCount(parts) });
    const { family, link, approximation } = spec;
    this.family = family.name;
    this.link = link;
    this.nAGQ = approximation.points;
    this.objective = estimates.objective;
    this.sigma = estimates.sigma;
    this.hasScale = family.dispersion === "scale";
    this.shape = family.dispersion === "shape" ? estimates.shape : null;
    this.overdispersion = overdispersion(parts);
    const stdErrors = super.fixef().map((effect) => effect.stdError);
    const troubles = glmmWarnings(parts, stdErrors, this.varCorr());
    this.warnings = [
      ...parts.messages,
      ...designWarnings(design, this.kept),
      ...troubles,
      ...fitWarnings(estimates.convergence, this.singularDirections, convergenceAdvice(troubles)),
    ];
  }

  get title(): ModelTitle {
    const { spec } = this.parts;
    const { shape } = this;
    return glmmTitle({ label: spec.family.label, shape, link: this.link }, this.nAGQ, this.hasScale);
  }

  /** Variance of a response over what its mean and weight make of it: sigma², 1 where nothing is left open. */
  get dispersion(): number {
    return this.sigma * this.sigma;
  }

  /** −2 log-likelihood. */
  get deviance(): number {
    return -2 * this.logLik;
  }

  get particulars(): MixedModel["particulars"] {
    const { nAGQ, dispersion, shape, vcovKind } = this;
    return { nAGQ, dispersion, shape, stdErrors: vcovKind };
  }

  get rowWeights(): Float64Array {
    return this.parts.estimates.workingWeights;
  }

  /** What vcov() gives unless asked: of the Hessian where there is one. */
  get vcovKind(): VcovKind {
    return this.parts.estimates.vcovHessian === null ? "RX" : "hessian";
  }

  /** rank × rank, rows; throws OptionError where a Hessian is asked for and there is none. */
  vcov(kind: VcovKind = this.vcovKind): number[][] {
    const { vcovHessian, vcovRX } = this.parts.estimates;
    if (kind !== "hessian" && kind !== "RX") {
      throw new OptionError(`vcov() has no kind "${String(kind)}"; the kinds are hessian and RX`, "kind");
    }
    const values = kind === "RX" ? vcovRX : vcovHessian;
    if (values === null) {
      throw new OptionError("this fit has no Hessian over all parameters (nAGQ 0, or none that is definite)", "kind");
    }
    return vcovRows(values, this.rank);
  }

  /** With z values and the p values of a normal distribution. */
  override fixef(): FixedEffect[] {
    return withPValues(super.fixef());
  }

  ranef(): Record<string, RandomEffects> {
    const { design, likelihood, estimates } = this.parts;
    const covariance = (factor: number) => likelihood.conditionalCovariance(estimates, factor);
    return randomEffects(design, this.modes, covariance, this.effectScale);
  }

  /** Means μ of the rows fitted, at the modes of the random effects; for a binomial, probabilities. */
  fitted(): Float64Array {
    return Float64Array.from(this.parts.estimates.mu);
  }

  /** η = Xβ + Zb + offset of the rows fitted. */
  linearPredictor(): Float64Array {
    return Float64Array.from(this.parts.estimates.eta);
  }

  /** Throws OptionError for another type than deviance, pearson, working, response, scaled. */
  residuals(type: GlmmResidualType = "deviance"): Float64Array {
    const { functions, response: y, mu, eta, sigma } = this.parts.estimates;
    const { totalWeights } = this.parts.likelihood;
    return glmmResiduals({ functions, y, mu, eta, totalWeights, sigma }, type);
  }

  get predictor(): Predictor {
    const { frame, spec, estimates } = this.parts;
    const { functions } = estimates;
    return {
      design: frame,
      kept: this.kept,
      beta: this.beta,
      betaNames: this.kept.map((column) => this.parts.design.fixed.names[column]),
      groups: this.predictorGroups(),
      terms: this.predictorTerms(),
      effectScale: this.effectScale,
      needsOffset: typeof spec.frame.offset === "object",
      ...familyResponse(spec.family, spec.link, functions, this),
    };
  }

  fittedRows(): FittedRows {
    return { ...this.designRows(), trials: this.parts.trials };
  }

  /** What the data leave open of sums of random effects, by the working model at the modes. */
  conditionalForms(rows: EffectRows): ConditionalForms {
    const { likelihood, estimates } = this.parts;
    return likelihood.lend(estimates).conditionalForms(rows);
  }

  drawResponse(eta: Float64Array, stream: RandomStream): Float64Array {
    const { spec, trials, design, estimates } = this.parts;
    const { functions, sigma, shape } = estimates;
    return functions.linkInverse(eta).map((mean, i) => {
      const row = { trials: trials?.[i] ?? 1, weight: design.weights?.[i] ?? 1, sigma, shape };
      return spec.family.draw(mean, row, stream);
    });
  }

  /**
   * The same model fitted to another response, in the form of fitted(): a value for each row of the data or for each
   * row used, for a binomial the share of successes in the same trials.
   */
  async refit(response: ArrayLike<number>): Promise<FittedGlmm> {
    return new FittedGlmm(refitted(this.parts, response));
  }

  /** A plain object without the data, from which restoreGlmm() makes a model that reports and predicts. */
  toJSON(): SavedGlmm {
    return saveGlmm(this);
  }
}
