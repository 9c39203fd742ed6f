// The deviance of a generalized mixed model as a function of the covariances' coordinates, of β, and of what the family
// has to estimate besides.
import type { ModePrediction, ModeSearch } from "../../engine/pirls.js";
import type { ResponseGradient } from "../../engine/response-gradient.js";
import type { ResponseSystem } from "../../engine/response-system.js";
import type { Direction } from "../../engine/types.js";
import { FactorizationError } from "../../errors.js";
import { QuadraticModel } from "../../optimize/trust-region.js";
import { CovarianceCoordinates } from "../coordinates.js";
import { CovarianceObjective, type Curvatures, type Slopes } from "../covariance-objective.js";
import { directionCost } from "../direction-cost.js";
import { movedAlong } from "../directions.js";
import type { TermBlock } from "../terms.js";
import type { Evaluation, IntegralApproximation } from "./approximation.js";

/** Step of a difference of the gradient, in units of a coordinate's standard error. */
const DIFFERENCE = { central: 3e-4, forward: 1e-4 };
/** Operations of one step of PIRLS, times the number of coordinates, from which on forward differences have to do. */
const LARGE = 2e8;
/** … and up to which nobody notices. */
const CHEAP = 1e6;
/** Newton decrement at which a predicted mode will do for a difference. */
const PREDICTED = 1e-11;
/** Evaluations that one coordinate of the Hessian costs, gradients included; no fit should need it before its end. */
const DIFFERENCE_COST = 12;

/** Steps of PIRLS that take as long as slopes, as a mode that is not found, as the mode and slopes beside a base. */
const STEPS = { slopes: 3, lost: 10, beside: 6 };

/** Curvature of the family's parameter by its logarithm, a row: only the scale of first steps depends on it. */
const PARAMETER_CURVATURE = 0.25;

/** −2 log-likelihood that nobody would tell from that of responses which could not be others. */
const PERFECT = 1e-6;

/** Evaluations beside a base after which the next begins at its mode. */
const MISLED = 3;

/** What everything else starts from. */
export interface DevianceStart {
  /** T of each term, k × k in the columns of its charts. */
  readonly covariances: readonly Float64Array[];
  /** White basis of each term. */
  readonly bases: readonly Float64Array[];
  readonly gamma: Float64Array;
  /** Logarithm of the family's parameter, where it has one. */
  readonly logParameter: number;
}

/**
 * Coordinates: those of the covariances, then γ (none of it where β is found with the modes: `free`), then the logarithm
 * of the family's parameter where the approximation has one.
 */
export class GlmmDeviance extends CovarianceObjective {
  private readonly hasParameter: boolean;
  /** γ at the base point. */
  private gamma: Float64Array;
  /** The parameter there. */
  private logParameter: number;
  /** Parameter at the point of the last value. */
  private lastParameter: number;
  /** What was found there. */
  private found: Evaluation | null = null;
  /** u and γ at the base point. */
  private baseMode: ModePrediction | null = null;
  /** Evaluations since it was found. */
  private sinceBase = 0;
  private hasStarted = false;
  private computed: ResponseGradient | null = null;

  constructor(
    readonly system: ResponseSystem,
    terms: readonly TermBlock[],
    private readonly approximation: IntegralApproximation,
    readonly free: boolean,
    start: DevianceStart,
    /** Whether −2 log-likelihood cannot be negative. */
    private readonly isDiscrete = false,
  ) {
    const hasParameter = approximation.parameter !== "none";
    const covariances = new CovarianceCoordinates(system, terms, start.covariances, start.bases);
    super(covariances, (free ? 0 : system.rank) + (hasParameter ? 1 : 0));
    this.gamma = start.gamma;
    this.logParameter = this.lastParameter = start.logParameter;
    this.hasParameter = hasParameter;
    this.stepOperations = system.wholeStepCost + directionCost(this.dimension, system.factors);
  }

  /** Whether the first evaluation may be at no mode, but at the edge of where the model is defined. */
  mayStop = true;

  /** Exact derivatives at every step, where approximate ones have misled. */
  wantsExact = false;

  /** Operations of all evaluations so far, about, and how many there may be. */
  operations = 0;
  limit = Number.POSITIVE_INFINITY;
  /** Of a step of PIRLS, and of what is done with the slopes there. */
  private readonly stepOperations: number;

  get isSpent(): boolean {
    return this.operations > this.limit;
  }

  /** Whether exact second derivatives take no more than may be spent in all. */
  get isExactAffordable(): boolean {
    return 2 * this.dimension * STEPS.beside * this.stepOperations <= this.limit;
  }

  /** Whether no value could be lower: responses could not be others, and random effects do not vary. */
  get isPerfect(): boolean {
    return this.isDiscrete && Math.abs(this.found?.value ?? 1) < PERFECT;
  }

  get exactCost(): number {
    return this.wantsExact ? 0 : DIFFERENCE_COST * this.dimension;
  }

  lastEvaluation(): Evaluation | null {
    return this.found;
  }

  /** Whether exact derivatives cost next to nothing. */
  get isCheap(): boolean {
    return this.dimension * this.system.stepCost < CHEAP;
  }

  /** A gradient at the base point in the coordinates. */
  gradientOf(found: ResponseGradient): Float64Array {
    return this.along(this.slopesOf(found), this.covariances.directions());
  }

  /** Exact second derivatives at the base point, whatever they cost, and their quadratic model; null where there are none. */
  *exactAtBase(): Generator<void, { readonly hessian: Float64Array; readonly model: QuadraticModel } | null> {
    if (this.isWithoutShort || this.found === null) this.value(this.coordinates());
    if (this.found === null) return null;
    const derivatives = yield* this.differentiating(true);
    const { hessian } = derivatives;
    return hessian.every(Number.isFinite) ? { hessian, model: new QuadraticModel(derivatives) } : null;
  }

  protected evaluate(lambdas: readonly Float64Array[], rest: Float64Array, search: ModeSearch = {}): number {
    const { gamma, logParameter } = this.split(rest);
    this.setLambdas(lambdas);
    this.computed = null;
    this.lastParameter = logParameter;
    // The first may end where there is no mode. After failures, and where steps lead nowhere, as to the mode of another
    // branch, the next begins at the mode of the base.
    const options = { ...(this.hasStarted ? {} : { mayStop: this.mayStop }), ...search };
    const find = (from: ModeSearch = {}) =>
      this.approximation.evaluate(gamma, this.free, logParameter, { ...options, ...from });
    const { baseMode } = this;
    const atBase = () => (baseMode === null ? null : find({ prediction: baseMode }));
    const isLost = this.found === null || this.sinceBase >= MISLED;
    this.found = (this.hasStarted && isLost && search.prediction === undefined ? null : find()) ?? atBase() ?? find();
    this.count();
    this.sinceBase = search.prediction === undefined ? this.sinceBase + 1 : 0;
    this.hasStarted = true;
    const value = this.found?.value ?? Number.POSITIVE_INFINITY;
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  }

  protected override rest(): Float64Array {
    return this.restOf(this.gamma, this.logParameter);
  }

  protected override rebaseRest(): void {
    this.gamma = this.found?.mode.gamma ?? this.gamma;
    this.sinceBase = 0;
    if (this.found !== null) this.baseMode = this.system.modePoint(this.found.mode);
    this.logParameter = this.lastParameter;
  }

  protected slopes(): Slopes {
    if (this.found === null) throw new FactorizationError("no mode is found again where there was one", 0);
    this.computed ??= this.approximation.gradient();
    return this.slopesOf(this.computed);
  }

  protected curvatures(directions: readonly Direction[]): Curvatures {
    const { system } = this;
    const n = this.dimension;
    const m = directions.length;
    const p = this.free ? 0 : system.rank;
    const information = system.information(directions);
    const root = system.fixedRoot();
    const fixed = system.fixedInformation(root);
    return {
      slopes: this.slopes(),
      information,
      complete: (average) => {
        if (this.hasParameter) average[n * n - 1] = PARAMETER_CURVATURE * system.nobs;
        for (let j = 0; j < p; j++) for (let i = 0; i < p; i++) average[m + i + (m + j) * n] = 2 * fixed[i + j * p];
        if (p > 0) this.couple(average, m, p, root);
      },
      exact: (_, scale) => this.differences(scale),
    };
  }

  /**
   * Second derivatives at the base point by differences of the gradient there, which must be the last thing computed; the
   * system is left at the base. Modes are predicted to first order: what they miss is even in the step, and cancels.
   */
  private *differences(scale: Float64Array): Generator<void, Float64Array> {
    const { dimension: n, covariances, system, approximation } = this;
    const m = covariances.dimension;
    const directions = covariances.directions();
    const base = covariances.base();
    const center = this.gradient();
    const bend = covariances.bend(this.slopes().byFactor);
    const isCentral = n * system.stepCost < LARGE;
    const slopes = approximation.isPredictable ? system.modeSlopes(directions) : null;
    const origin = this.found === null ? null : system.modePoint(this.found.mode);
    const hessian = new Float64Array(n * n);
    const gradientBeside = (j: number, step: number): Float64Array => {
      const rest = this.rest();
      if (j >= m) rest[j - m] += step;
      const slope = slopes?.[j];
      const prediction = origin !== null && slope !== undefined ? along(origin, slope, step) : undefined;
      const search = prediction === undefined ? {} : { prediction, tolerance: PREDICTED, withoutFixed: true };
      const { gamma, logParameter } = this.split(rest);
      this.setLambdas(j < m ? movedAlong(base, directions[j], step) : base);
      this.found = approximation.evaluate(gamma, this.free, logParameter, search);
      this.count();
      if (this.found === null) return new Float64Array(n).fill(Number.NaN);
      return this.along(this.slopesOf(approximation.gradient()), directions);
    };
    for (let j = 0; j < n; j++) {
      yield;
      const step = (isCentral ? DIFFERENCE.central : DIFFERENCE.forward) / scale[j];
      const up = gradientBeside(j, step);
      const down = isCentral ? gradientBeside(j, -step) : center;
      for (let i = 0; i < n; i++) hessian[i + j * n] = (up[i] - down[i]) / (isCentral ? 2 * step : step);
    }
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < j; i++) {
        const mean = (hessian[i + j * n] + hessian[j + i * n]) / 2;
        hessian[i + j * n] = hessian[j + i * n] = mean;
      }
    }
    if (bend !== null) {
      for (let at = 0; at < m * m; at++) hessian[(at % m) + n * Math.floor(at / m)] += bend[at];
    }
    const search = origin === null ? {} : { prediction: origin };
    yield;
    this.evaluate(base, this.rest(), search);
    return hessian;
  }

  /**
   * Adds the mixed derivatives of the penalised deviance, 2X'V⁻¹Zh, and to the covariances what they take away again when
   * β follows: average information is that of a β that does.
   */
  private couple(average: Float64Array, m: number, p: number, root: Float64Array): void {
    const n = this.dimension;
    const couplings = this.system.fixedCouplings();
    for (let b = 0; b < m; b++) {
      for (let a = 0; a < m; a++) {
        for (let x = 0; x < p; x++) average[a + b * n] += 2 * couplings[x + a * p] * couplings[x + b * p];
      }
      for (let x = 0; x < p; x++) {
        let sum = 0;
        for (let l = 0; l <= x; l++) sum += root[x + l * p] * couplings[l + b * p];
        average[m + x + b * n] = average[b + (m + x) * n] = 2 * sum;
      }
    }
  }

  private count(): void {
    this.operations += ((this.found?.mode.steps ?? STEPS.lost) + STEPS.slopes) * this.stepOperations;
  }

  private setLambdas(lambdas: readonly Float64Array[]): void {
    lambdas.forEach((lambda, factor) => {
      this.system.setLambda(factor, lambda);
    });
  }

  private slopesOf({ lambda, gamma, extra }: ResponseGradient): Slopes {
    return { byFactor: lambda, rest: this.restOf(gamma, extra) };
  }

  /** γ and the parameter at coordinates of its own. */
  private split(rest: Float64Array): { gamma: Float64Array; logParameter: number } {
    return {
      gamma: this.free ? this.gamma : rest.slice(0, this.system.rank),
      logParameter: this.hasParameter ? rest[rest.length - 1] : this.logParameter,
    };
  }

  /** γ, or derivatives by it, and the parameter, as far as they are coordinates. */
  private restOf(gamma: Float64Array, parameter: number): Float64Array {
    return Float64Array.of(...(this.free ? [] : gamma), ...(this.hasParameter ? [parameter] : []));
  }
}

function along(origin: ModePrediction, slope: ModePrediction, step: number): ModePrediction {
  return {
    spherical: origin.spherical.map((value, i) => value + step * slope.spherical[i]),
    gamma: origin.gamma.map((value, i) => value + step * slope.gamma[i]),
  };
}
