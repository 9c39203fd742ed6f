// The likelihood of a generalized model with one parameter given, on planes and cones in the coordinates of its deviance.
import { log } from "../../core/elementary.js";
import { UnsupportedError } from "../../errors.js";
import { ownValue } from "../../family/family.js";
import { ConstrainedObjective, correlationCone, plane, type Surface } from "../../optimize/surface.js";
import {
  correlationPlaces,
  firstCoordinate,
  heldAlone,
  minimized,
  startingCovariances,
  varianceSpread,
  withVariance,
} from "../held.js";
import type { ParameterPlace, ProfiledLikelihood } from "../likelihood.js";
import type { Estimates, Point } from "../point.js";
import { entryTerm, splitTheta, type TermBlock, whiteDeviation } from "../terms.js";
import { devianceAround, estimatedParameter, isMoment } from "./around.js";
import type { GlmmDeviance } from "./deviance.js";
import { type GlmmStart, glmmStart } from "./start.js";
import { type GlmmModel, type GlmmSystem, glmmSystem } from "./system.js";
import { estimatesOutOf, modelIn, pointIn, type WorkingForm, workingFormOf } from "./working-form.js";

/** Steps to the mode, or what takes as long, in a step of the search, about. */
const OF_STEP = 4;
/** A standard deviation that stands for zero, of a white column. */
const NEARLY_ZERO = 1e-6;

export class GeneralizedProfiles implements ProfiledLikelihood {
  private readonly origin: GlmmStart;

  private readonly glmm: GlmmSystem;
  private readonly unit: WorkingForm;

  /** `stdErrors`: of β. Throws UnsupportedError where what was maximized is no likelihood of all parameters. */
  constructor(
    model: GlmmModel,
    private readonly stdErrors: Float64Array,
  ) {
    refuseApproximate(model.spec);
    this.unit = workingFormOf(model);
    this.glmm = glmmSystem(modelIn(this.unit, model));
    this.origin = glmmStart(this.glmm);
  }

  private get terms(): readonly TermBlock[] {
    return this.glmm.terms;
  }

  get operations(): number {
    return OF_STEP * this.glmm.system.stepCost;
  }

  *maximize(given: Point): Generator<void, Estimates> {
    const from = pointIn(this.unit, given);
    const deviance = this.devianceAt(from, this.terms, this.start(from));
    return this.outOf(yield* minimized(deviance, from, () => this.pointOf(deviance)));
  }

  *maximizeAt(parameter: ParameterPlace, value: number, near: Point): Generator<void, Estimates> {
    return this.outOf(yield* this.heldAt(parameter, value * this.factor(parameter), pointIn(this.unit, near)));
  }

  private outOf(found: Estimates): Estimates {
    return estimatesOutOf(this.unit, this.glmm.system.rows.units, found);
  }

  /** By which a parameter is multiplied in the unit of the response. */
  private factor({ kind }: ParameterPlace): number {
    const { predictor, sigma } = this.unit;
    if (kind === "sd" || kind === "fixef") return predictor;
    return kind === "sigma" ? sigma : 1;
  }

  private heldAt(parameter: ParameterPlace, value: number, near: Point): Generator<void, Estimates> {
    const { kind, term, row, column } = parameter;
    const covariances = this.start(near);
    const least = NEARLY_ZERO * (kind === "sd" ? this.white(parameter) : 0);
    const given = kind === "sd" ? Math.max(value, least) : value;
    const alone = heldAlone(this.terms, parameter, given, covariances);
    if (alone !== null) {
      const deviance = this.devianceAt(near, alone.terms, alone.start);
      return minimized(deviance, near, () => this.pointOf(deviance));
    }
    const terms = this.terms.map((other, t) => {
      if (t !== term) return other;
      return entryTerm(other, kind === "sd" ? [row] : [column, row]);
    });
    if (kind === "sd") {
      covariances[term] = withVariance(terms[term], covariances[term], row, given * given);
    }
    const deviance = this.devianceAt(near, terms, covariances);
    const surface = this.surface(deviance, parameter, given);
    const objective = new ConstrainedObjective(deviance, surface, deviance.coordinates());
    return minimized(objective, near, () => this.pointOf(deviance));
  }

  // biome-ignore lint/correctness/useYield: that of a linear model searches
  *spread(parameter: ParameterPlace, best: Estimates): Generator<void, number> {
    const { kind, term, row } = parameter;
    const { system, spec } = this.glmm;
    if (kind === "fixef") return this.stdErrors[row];
    if (kind === "sigma") return best.sigma / Math.sqrt(2 * system.nobs);
    if (kind !== "sd" && kind !== "cor") {
      return spec.family.parameters[0].spread(ownValue(best.family), system.nobs);
    }
    const levels = system.factors[this.terms[term].factor].levelCount;
    const lambda = splitTheta(this.terms, pointIn(this.unit, best).theta)[term];
    const unit = kind === "sd" ? this.white(parameter) : 0;
    const shape = { levels, nobs: system.nobs, unit, scale: 1 };
    return varianceSpread(parameter, this.terms[term], lambda, shape) / this.factor(parameter);
  }

  private start(from: Point): Float64Array[] {
    return startingCovariances(this.terms, from, this.origin.bases);
  }

  private devianceAt(
    { sigma, family, beta }: Point,
    terms: readonly TermBlock[],
    covariances: readonly Float64Array[],
  ): GlmmDeviance {
    const { glmm, origin } = this;
    const parameter = estimatedParameter(glmm.spec) === "own" ? ownValue(family) : sigma * sigma;
    const gamma = glmm.system.toGamma(beta);
    return devianceAround(glmm, origin, { terms, covariances, gamma, parameter, free: false });
  }

  private pointOf(deviance: GlmmDeviance): Omit<Estimates, "objective" | "convergence" | "parts"> {
    const { system, spec, y } = this.glmm;
    const found = deviance.lastEvaluation();
    const { hasScale, parameters } = spec.family;
    return {
      theta: deviance.theta(),
      sigma: hasScale ? Math.sqrt(found?.dispersion ?? Number.NaN) : 1,
      family: found?.family ?? new Float64Array(parameters.length).fill(Number.NaN),
      beta: system.toBeta(found?.mode.gamma ?? new Float64Array(system.rank).fill(Number.NaN)),
      response: y,
      lambdas: deviance.lambdas,
    };
  }

  private surface({ dimension: n }: GlmmDeviance, parameter: ParameterPlace, value: number): Surface {
    const { kind, term, row } = parameter;
    const { rank } = this.glmm.system;
    if (kind === "cor") return correlationCone(n, correlationPlaces(this.terms, term), value);
    const weights = new Float64Array(n);
    if (kind === "sd") {
      const first = firstCoordinate(this.terms, term);
      weights[first] = this.white(parameter);
      return plane(weights, first, value);
    }
    if (kind === "fixef") {
      const start = firstCoordinate(this.terms, this.terms.length);
      for (let j = 0; j < rank; j++) {
        weights[start + j] = this.glmm.system.toBeta(Float64Array.from({ length: rank }, (_, i) => (i === j ? 1 : 0)))[
          row
        ];
      }
      return plane(weights, start + row, value);
    }
    weights[n - 1] = 1;
    return plane(weights, n - 1, log(kind === "sigma" ? value * value : value));
  }

  /** Standard deviation of a term's column at which it is white. */
  private white({ term, row }: ParameterPlace): number {
    return whiteDeviation(this.terms[term], this.origin.bases[term], row);
  }
}

function refuseApproximate(spec: GlmmModel["spec"]): void {
  if (spec.approximation.points === 0) {
    const text = "a fit with nAGQ 0 has no likelihood over all parameters to profile";
    throw new UnsupportedError(`${text}; fit with nAGQ 1, or use method "wald" or "boot"`);
  }
  if (isMoment(spec)) {
    const text = "a model whose scale is a moment estimate has no likelihood of the scale to profile";
    throw new UnsupportedError(`${text}; fit with dispersion "ml", or use method "wald" or "boot"`);
  }
}
