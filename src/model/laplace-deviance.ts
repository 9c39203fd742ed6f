// The Laplace deviance of a generalized mixed model as a function of the covariances' coordinates and of β.
import type { Mode, ResponseGradient, ResponseSystem } from "../engine/response-system.js";
import type { Derivatives, Objective } from "../optimize/objective.js";
import { CovarianceCoordinates, contract } from "./covariance-coordinates.js";
import { SecantCorrection } from "./secant-correction.js";
import { type DevianceTerm, mergeLambdas, splitTheta } from "./term-blocks.js";

/** Step of a central difference of the gradient, in units of a coordinate's standard error. */
const DIFFERENCE = 1e-3;
/** Evaluations that one central difference costs, gradients included. */
const DIFFERENCE_COST = 4;

/** Coordinates: those of the covariances, then γ (none of it where β is found with the modes: `free`). */
export class LaplaceDeviance implements Objective {
  readonly dimension: number;
  private readonly covariances: CovarianceCoordinates;
  private readonly secant: SecantCorrection;
  /** γ at the base point, and at the point of the last value. */
  private gamma: Float64Array;
  private mode: Mode | null = null;
  private computed: ResponseGradient | null = null;

  /** `start`: T (k × k, units of the columns) of each term, whitened by `bases`; `gamma` coefficients to start from. */
  constructor(
    readonly system: ResponseSystem,
    readonly terms: readonly DevianceTerm[],
    readonly free: boolean,
    start: readonly Float64Array[],
    bases: readonly Float64Array[],
    gamma: Float64Array,
  ) {
    this.covariances = new CovarianceCoordinates(system, terms, start, bases);
    this.gamma = gamma;
    this.dimension = this.covariances.dimension + (free ? 0 : system.rank);
    this.secant = new SecantCorrection(this.dimension);
  }

  get exactCost(): number {
    return DIFFERENCE_COST * this.dimension;
  }

  coordinates(): Float64Array {
    return this.join(this.covariances.coordinates(), this.gamma);
  }

  theta(threshold = 0): Float64Array {
    return this.covariances.theta(threshold);
  }

  /** Value at the base point without the columns of λ shorter than `threshold`; the system is left there. */
  settle(threshold: number): number {
    return this.evaluate(this.covariances.factors(threshold), this.gamma);
  }

  /** Value at lme4's theta, which need not be near the base. */
  at(theta: Float64Array, gamma: Float64Array): number {
    return this.evaluate(splitTheta(this.terms, theta), gamma);
  }

  value(x: Float64Array): number {
    return this.evaluate(this.covariances.lambdas(x.subarray(0, this.covariances.dimension)), this.gammaOf(x));
  }

  rebase(x: Float64Array): void {
    const n = this.dimension;
    const m = this.covariances.dimension;
    const inner = this.covariances.rebase();
    this.gamma = this.mode?.gamma ?? this.gamma;
    const jacobian = new Float64Array(n * n);
    for (let j = 0; j < n; j++) {
      if (j < m) jacobian.set(inner.subarray(j * m, (j + 1) * m), j * n);
      else jacobian[j * (n + 1)] = 1;
    }
    const fresh = this.coordinates();
    this.secant.move(x, fresh, jacobian);
    x.set(fresh);
  }

  modeOfLastValue(): Mode | null {
    return this.mode;
  }

  /** Second derivatives at the base point, whatever they cost. */
  hessianAtBase(): Float64Array {
    this.evaluate(this.covariances.lambdas(this.covariances.coordinates()), this.gamma);
    return this.derivatives(true).hessian;
  }

  gradient(): Float64Array {
    const { lambda, gamma } = this.differentiated();
    return this.join(contract(lambda, this.covariances.directions()), gamma);
  }

  derivatives(exact: boolean): Derivatives {
    const { dimension: n, covariances, system } = this;
    const m = covariances.dimension;
    const directions = covariances.directions();
    const information = system.information(directions);
    const fixed = this.free ? new Float64Array(0) : system.fixedInformation();
    const gradient = this.gradient();
    const curvature = covariances.curvature(this.differentiated().lambda);
    const average = new Float64Array(n * n);
    const size = new Float64Array(n);
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < n; i++) {
        if (i < m && j < m) average[i + j * n] = information[i + j * m] + curvature[i + j * m];
        else if (i >= m && j >= m) average[i + j * n] = 2 * fixed[i - m + (j - m) * (n - m)];
      }
      size[j] = j < m ? information[j * (m + 1)] : average[j * (n + 1)];
    }
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

  /** Second derivatives at the base point by central differences of the gradient; the system is left there. */
  differences(scale: Float64Array): Float64Array {
    const { dimension: n, covariances } = this;
    const m = covariances.dimension;
    const directions = covariances.directions();
    const lambdas = covariances.mergedBase();
    const base = this.gamma;
    const hessian = new Float64Array(n * n);
    const gradientAt = (j: number, step: number): Float64Array => {
      lambdas.forEach((lambda, f) => {
        const moved = lambda.slice();
        if (j < m && directions[j].factor === f) {
          const { column, vector } = directions[j];
          vector.forEach((entry, i) => {
            moved[i + column * vector.length] += step * entry;
          });
        }
        this.system.setLambda(f, moved);
      });
      const gamma = base.slice();
      if (j >= m) gamma[j - m] += step;
      this.mode = this.system.findMode(gamma, this.free);
      if (this.mode === null) return new Float64Array(n).fill(Number.NaN);
      const { lambda, gamma: slope } = this.system.gradient();
      return this.join(contract(lambda, directions), slope);
    };
    for (let j = 0; j < n; j++) {
      const step = DIFFERENCE / scale[j];
      const up = gradientAt(j, step);
      const down = gradientAt(j, -step);
      for (let i = 0; i < n; i++) hessian[i + j * n] = (up[i] - down[i]) / (2 * step);
    }
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < j; i++) {
        const mean = (hessian[i + j * n] + hessian[j + i * n]) / 2;
        hessian[i + j * n] = hessian[j + i * n] = mean;
      }
    }
    this.evaluate(covariances.lambdas(covariances.coordinates()), base);
    return hessian;
  }

  private gammaOf(x: Float64Array): Float64Array {
    return this.free ? this.gamma : x.slice(this.covariances.dimension);
  }

  private evaluate(lambdas: readonly Float64Array[], gamma: Float64Array): number {
    mergeLambdas(this.system, this.terms, lambdas).forEach((lambda, factor) => {
      this.system.setLambda(factor, lambda);
    });
    this.computed = null;
    this.mode = this.system.findMode(gamma, this.free);
    return devianceOf(this.mode);
  }

  private differentiated(): ResponseGradient {
    this.computed ??= this.system.gradient();
    return this.computed;
  }

  private join(covariances: Float64Array, gamma: Float64Array): Float64Array {
    const out = new Float64Array(this.dimension);
    out.set(covariances);
    if (!this.free) out.set(gamma, covariances.length);
    return out;
  }
}

function devianceOf(mode: Mode | null): number {
  if (mode === null) return Number.POSITIVE_INFINITY;
  const value = mode.conditional + mode.penalty + mode.logDeterminant;
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}
