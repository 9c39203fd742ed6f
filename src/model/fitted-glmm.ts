// A fitted generalized linear mixed model: its state, and the questions that state answers. New computations on a
// model (predict, simulate) are functions of inference/.
import type { ConditionalForms, EffectRows, MixedSystem } from "../engine/types.js";
import { OptionError } from "../errors.js";
import type { Family, LinkName } from "../family/family.js";
import { familyResponse } from "../family/mean.js";
import { type GlmmResidualType, glmmResiduals } from "../family/residuals.js";
import type { RandomStream } from "../math/random-stream.js";
import { designWarnings, fitWarnings } from "./checks.js";
import { FittedModel } from "./fitted-model.js";
import { fixedEffectsVcov, withPValues } from "./fixed-effects.js";
import type { GlmmParts } from "./glmm-types.js";
import { convergenceAdvice, glmmWarnings, type Overdispersion, overdispersion } from "./glmm-warnings.js";
import { glmmTitle } from "./model-title.js";
import type { FittedRows, PredictingModel, Predictor } from "./predictor.js";
import { randomEffects } from "./random-effects.js";
import { refitGlmm } from "./refit-glmm.js";
import { type SavedGlmm, saveGlmm } from "./saved-glmm.js";
import type { SimulatingModel } from "./simulating-model.js";
import { type SingularDirection, singularDirections, singularityTerms } from "./singularity.js";
import type { FixedEffect, MixedModel, ModelTitle, RandomEffects, Warning } from "./types.js";
import { workingSystem } from "./working-system.js";

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
  readonly singularDirections: readonly SingularDirection[];
  readonly effectScale = 1;
  #working: MixedSystem | null = null;

  /** `parts` is for functions of the model and inference rooms, not for users. */
  constructor(readonly parts: GlmmParts) {
    const { kept, beta, modes, objective, parameterCount, design, spec } = parts;
    super(parts, { kept, beta, modes, minus2LogLik: -2 * objective.logLik, parameterCount });
    this.family = spec.family.name;
    this.link = spec.link;
    this.nAGQ = spec.approximation.points;
    this.objective = objective.objective;
    this.sigma = parts.sigma;
    this.hasScale = spec.family.dispersion === "scale";
    this.shape = parts.shape;
    this.overdispersion = overdispersion(parts);
    const meanSquares = (factor: number) => parts.meanCrossProduct(factor);
    this.singularDirections = singularDirections(singularityTerms(design, parts.layout, this.lambdas, meanSquares));
    const stdErrors = super.fixef().map((effect) => effect.stdError);
    const troubles = glmmWarnings(parts, stdErrors, this.varCorr());
    this.warnings = [
      ...parts.messages,
      ...designWarnings(design, kept),
      ...troubles,
      ...fitWarnings(parts.convergence, this.singularDirections, convergenceAdvice(troubles)),
    ];
  }

  get title(): ModelTitle {
    const { spec, shape } = this.parts;
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
    return this.parts.workingWeights;
  }

  /** What vcov() gives unless asked: of the Hessian where there is one. */
  get vcovKind(): VcovKind {
    return this.parts.vcovHessian === null ? "RX" : "hessian";
  }

  /** rank × rank, rows; throws OptionError where a Hessian is asked for and there is none. */
  vcov(kind: VcovKind = this.vcovKind): number[][] {
    const { vcovHessian, vcovRX } = this.parts;
    if (kind !== "hessian" && kind !== "RX") {
      throw new OptionError(`vcov() has no kind "${String(kind)}"; the kinds are hessian and RX`, "kind");
    }
    const values = kind === "RX" ? vcovRX : vcovHessian;
    if (values === null) {
      throw new OptionError("this fit has no Hessian over all parameters (nAGQ 0, or none that is definite)", "kind");
    }
    return fixedEffectsVcov(values, this.rank, 1);
  }

  /** With z values and the p values of a normal distribution. */
  override fixef(): FixedEffect[] {
    return withPValues(super.fixef());
  }

  ranef(): Record<string, RandomEffects> {
    const covariance = (factor: number) => this.parts.conditionalCovariance(factor);
    return randomEffects(this.parts.design, this.modes, covariance, 1);
  }

  /** Means μ of the rows fitted, at the modes of the random effects; for a binomial, probabilities. */
  fitted(): Float64Array {
    return Float64Array.from(this.parts.mu);
  }

  /** η = Xβ + Zb + offset of the rows fitted. */
  linearPredictor(): Float64Array {
    return Float64Array.from(this.parts.eta);
  }

  /** Throws OptionError for another type than deviance, pearson, working, response, scaled. */
  residuals(type: GlmmResidualType = "deviance"): Float64Array {
    const { functions, design, mu, eta, totalWeights, sigma } = this.parts;
    return glmmResiduals({ functions, y: design.response, mu, eta, totalWeights, sigma }, type);
  }

  get predictor(): Predictor {
    const { designState, spec, functions } = this.parts;
    return {
      design: designState,
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
    this.#working ??= workingSystem(this.parts, this.lambdas);
    return this.#working.conditionalForms(rows);
  }

  drawResponse(eta: Float64Array, stream: RandomStream): Float64Array {
    const { spec, functions, trials, design, sigma, shape } = this.parts;
    return functions.linkInverse(eta).map((mean, i) => {
      const row = { trials: trials?.[i] ?? 1, weight: design.weights?.[i] ?? 1, sigma, shape: shape ?? 1 };
      return spec.family.draw(mean, row, stream);
    });
  }

  /**
   * The same model fitted to another response, in the form of fitted(): a value for each row of the data or for each
   * row used, for a binomial the share of successes in the same trials.
   */
  async refit(response: ArrayLike<number>): Promise<FittedGlmm> {
    return new FittedGlmm(await refitGlmm(this.parts, response));
  }

  /** A plain object without the data, from which restoreGlmm() makes a model that reports and predicts. */
  toJSON(): SavedGlmm {
    return saveGlmm(this);
  }
}
