// The deviance of a generalized mixed model as a function of the covariances' coordinates, of β, and of what the family
// has to estimate besides.
import type { ModePrediction, ModeSearch } from "../../engine/pirls.js";
import type { ResponseGradient } from "../../engine/response-gradient.js";
import type { ResponseSystem } from "../../engine/response-system.js";
import type { Direction } from "../../engine/types.js";
import type { Derivatives, Objective } from "../../optimize/objective.js";
import { QuadraticModel } from "../../optimize/trust-region.js";
import { CovarianceCoordinates, contract } from "../coordinates.js";
import { SecantCorrection } from "../secant.js";
import { mergeLambdas, splitTheta, type TermBlock } from "../terms.js";
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

/** Curvature of the family's parameter by its logarithm, a row: only the scale of first steps depends on it. */
const PARAMETER_CURVATURE = 0.25;

/** What everything else starts from. */
export interface DevianceStart {
  /** T of each term, k × k in units of the columns. */
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
export class GlmmDeviance implements Objective {
  readonly dimension: number;
  private readonly covariances: CovarianceCoordinates;
  private readonly secant: SecantCorrection;
  private readonly hasParameter: boolean;
  /** γ at the base point. */
  private gamma: Float64Array;
  /** Logarithm of the parameter there. */
  private logParameter: number;
  /** The same at the point of the last value. */
  private lastParameter: number;
  /** What was found there. */
  private found: Evaluation | null = null;
  private hasStarted = false;
  /** Whether the last value was that of the base point without its shortest columns. */
  private isWithoutShort = false;
  private computed: ResponseGradient | null = null;

  constructor(
    readonly system: ResponseSystem,
    readonly terms: readonly TermBlock[],
    private readonly approximation: IntegralApproximation,
    readonly free: boolean,
    start: DevianceStart,
  ) {
    this.covariances = new CovarianceCoordinates(system, terms, start.covariances, start.bases);
    this.gamma = start.gamma;
    this.logParameter = this.lastParameter = start.logParameter;
    this.hasParameter = approximation.parameter !== "none";
    this.dimension = this.covariances.dimension + (free ? 0 : system.rank) + (this.hasParameter ? 1 : 0);
    this.secant = new SecantCorrection(this.dimension);
  }

  /** Exact derivatives at every step, where approximate ones have misled. */
  wantsExact = false;

  get exactCost(): number {
    return this.wantsExact ? 0 : DIFFERENCE_COST * this.dimension;
  }

  coordinates(): Float64Array {
    return this.join(this.covariances.coordinates(), this.gamma, this.logParameter);
  }

  theta(threshold = 0): Float64Array {
    return this.covariances.theta(threshold);
  }

  /** Value at the base point without the columns of λ shorter than `threshold`; the system is left there. */
  withoutShort(threshold: number): number {
    this.isWithoutShort = true;
    return this.evaluate(this.covariances.base(threshold), this.gamma, this.logParameter);
  }

  /** Value at lme4's theta, which need not be near the base. */
  at(theta: Float64Array, gamma: Float64Array = this.gamma): number {
    return this.evaluate(
      mergeLambdas(this.system, this.terms, splitTheta(this.terms, theta)),
      gamma,
      this.logParameter,
    );
  }

  value(x: Float64Array): number {
    this.isWithoutShort = false;
    const lambdas = this.covariances.lambdas(x.subarray(0, this.covariances.dimension));
    return this.evaluate(lambdas, this.gammaOf(x), this.hasParameter ? x[this.dimension - 1] : this.logParameter);
  }

  rebase(x: Float64Array): void {
    const n = this.dimension;
    const m = this.covariances.dimension;
    const inner = this.covariances.rebase();
    this.gamma = this.found?.mode.gamma ?? this.gamma;
    this.logParameter = this.lastParameter;
    const jacobian = new Float64Array(n * n);
    for (let j = 0; j < n; j++) {
      if (j < m) jacobian.set(inner.subarray(j * m, (j + 1) * m), j * n);
      else jacobian[j * (n + 1)] = 1;
    }
    const fresh = this.coordinates();
    this.secant.move(x, fresh, jacobian);
    x.set(fresh);
  }

  lastEvaluation(): Evaluation | null {
    return this.found;
  }

  /** Whether exact derivatives cost next to nothing. */
  get isCheap(): boolean {
    return this.dimension * this.system.stepCost < CHEAP;
  }

  /** Exact second derivatives at the base point, whatever they cost, and their quadratic model; null where there are none. */
  exactAtBase(): { readonly hessian: Float64Array; readonly model: QuadraticModel } | null {
    if (this.isWithoutShort || this.found === null) this.value(this.coordinates());
    if (this.found === null) return null;
    const derivatives = this.derivatives(true);
    const { hessian } = derivatives;
    return hessian.every(Number.isFinite) ? { hessian, model: new QuadraticModel(derivatives) } : null;
  }

  gradient(): Float64Array {
    return this.gradientAlong(this.differentiated(), this.covariances.directions());
  }

  derivatives(exact: boolean): Derivatives {
    const { dimension: n, covariances, system } = this;
    const m = covariances.dimension;
    const p = this.free ? 0 : system.rank;
    const information = system.information(covariances.directions());
    const root = system.fixedRoot();
    const fixed = system.fixedInformation(root);
    const gradient = this.gradient();
    const curvature = covariances.curvature(this.differentiated().lambda);
    const average = new Float64Array(n * n);
    if (this.hasParameter) average[n * n - 1] = PARAMETER_CURVATURE * system.nobs;
    for (let j = 0; j < m; j++) {
      for (let i = 0; i < m; i++) average[i + j * n] = information[i + j * m] + curvature[i + j * m];
    }
    for (let j = 0; j < p; j++) for (let i = 0; i < p; i++) average[m + i + (m + j) * n] = 2 * fixed[i + j * p];
    if (p > 0) this.couple(average, m, p, root);
    const size = gradient.map((_, j) => (j < m ? information[j * (m + 1)] : average[j * (n + 1)]));
    const least = covariances.leastScales();
    const scaleOf = (hessian: Float64Array) =>
      size.map((own, i) => {
        return Math.max(i < m ? least[i] : 0, Math.sqrt(Math.max(Math.abs(own), Math.abs(hessian[i * (n + 1)]))));
      });
    if (!exact) {
      const hessian = this.secant.correct(gradient, average);
      return { gradient, hessian, scale: scaleOf(hessian), exact };
    }
    this.secant.forget();
    const hessian = this.differences(scaleOf(average));
    return { gradient, hessian, scale: scaleOf(hessian), exact };
  }

  /**
   * Second derivatives at the base point by differences of the gradient there, which must be the last thing computed; the
   * system is left at the base. Modes are predicted to first order: what they miss is even in the step, and cancels.
   */
  differences(scale: Float64Array): Float64Array {
    const { dimension: n, covariances, system, approximation } = this;
    const m = covariances.dimension;
    const p = this.free ? 0 : system.rank;
    const directions = covariances.directions();
    const linear = covariances.base();
    const center = this.gradient();
    const isCentral = n * system.stepCost < LARGE;
    const slopes = approximation.isPredictable ? system.modeSlopes(directions) : null;
    const origin = this.found === null ? null : system.modePoint(this.found.mode);
    const hessian = new Float64Array(n * n);
    const gradientBeside = (j: number, step: number): Float64Array => {
      const moved = linear.map((lambda) => lambda.slice());
      if (j < m) {
        const { factor, column, vector } = directions[j];
        vector.forEach((entry, i) => {
          moved[factor][i + column * vector.length] += step * entry;
        });
      }
      const gamma = this.gamma.slice();
      if (j >= m && j < m + p) gamma[j - m] += step;
      const parameter = this.logParameter + (j === m + p ? step : 0);
      const slope = slopes?.[j];
      const prediction = origin !== null && slope !== undefined ? along(origin, slope, step) : undefined;
      const search = prediction === undefined ? {} : { prediction, tolerance: PREDICTED, withoutFixed: true };
      return this.gradientAt(moved, gamma, parameter, directions, search);
    };
    for (let j = 0; j < n; j++) {
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
    const search = origin === null ? {} : { prediction: origin };
    this.evaluate(covariances.lambdas(covariances.coordinates()), this.gamma, this.logParameter, search);
    return hessian;
  }

  private gradientAt(
    lambdas: readonly Float64Array[],
    gamma: Float64Array,
    logParameter: number,
    directions: readonly Direction[],
    search?: ModeSearch,
  ): Float64Array {
    lambdas.forEach((lambda, f) => {
      this.system.setLambda(f, lambda);
    });
    this.found = this.approximation.evaluate(gamma, this.free, logParameter, search);
    if (this.found === null) return new Float64Array(this.dimension).fill(Number.NaN);
    return this.gradientAlong(this.approximation.gradient(), directions);
  }

  /**
   * Adds the mixed derivatives of the penalised deviance, 2X'V⁻¹Zh, and to the covariances what they take away again when
   * β follows: average information is that of a β that does.
   */
  private couple(average: Float64Array, m: number, p: number, root: Float64Array): void {
    const n = this.dimension;
    const couplings = this.system.fixedCouplings(m);
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

  private gammaOf(x: Float64Array): Float64Array {
    const m = this.covariances.dimension;
    return this.free ? this.gamma : x.slice(m, m + this.system.rank);
  }

  private evaluate(
    lambdas: readonly Float64Array[],
    gamma: Float64Array,
    logParameter: number,
    search?: ModeSearch,
  ): number {
    lambdas.forEach((lambda, factor) => {
      this.system.setLambda(factor, lambda);
    });
    this.computed = null;
    this.lastParameter = logParameter;
    // After a failure the next search starts anew, not from the last mode. The first may end where there is no mode.
    const first = this.hasStarted ? {} : { mayStop: true };
    const find = () => this.approximation.evaluate(gamma, this.free, logParameter, { ...first, ...search });
    this.found = find() ?? find();
    this.hasStarted = true;
    const value = this.found?.value ?? Number.POSITIVE_INFINITY;
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  }

  private differentiated(): ResponseGradient {
    this.computed ??= this.approximation.gradient();
    return this.computed;
  }

  private gradientAlong({ lambda, gamma, extra }: ResponseGradient, directions: readonly Direction[]): Float64Array {
    return this.join(contract(lambda, directions), gamma, extra);
  }

  private join(covariances: Float64Array, gamma: Float64Array, parameter: number): Float64Array {
    const out = new Float64Array(this.dimension);
    out.set(covariances);
    if (!this.free) out.set(gamma, covariances.length);
    if (this.hasParameter) out[this.dimension - 1] = parameter;
    return out;
  }
}

function along(origin: ModePrediction, slope: ModePrediction, step: number): ModePrediction {
  return {
    spherical: origin.spherical.map((value, i) => value + step * slope.spherical[i]),
    gamma: origin.gamma.map((value, i) => value + step * slope.gamma[i]),
  };
}
