// The deviance or REML criterion of a linear model as a function of the free coordinates of every random term: profiled
// over σ, or at a σ or a standard deviation that is given.
import { log } from "../../core/elementary.js";
import type { MixedSystem } from "../../engine/types.js";
import { FactorizationError } from "../../errors.js";
import type { Derivatives, Objective } from "../../optimize/objective.js";
import { CovarianceCoordinates, contract, whiteningBasis } from "../coordinates.js";
import { exactCurvature } from "../exact-curvature.js";
import { SecantCorrection } from "../secant.js";
import { mergeLambdas, splitTheta, type TermBlock } from "../terms.js";

/** Objective of a mixed system; its coordinates are those of the terms' charts, one after the other. */
export class ProfiledDeviance implements Objective {
  readonly dimension: number;
  /** Λ of each factor where the system was evaluated last. */
  lambdas: readonly Float64Array[] = [];
  private readonly covariances: CovarianceCoordinates;
  private readonly secant: SecantCorrection;

  /** `start`: T (k × k, units of the columns) of each term. */
  constructor(
    readonly system: MixedSystem,
    readonly terms: readonly TermBlock[],
    readonly reml: boolean,
    start: readonly Float64Array[],
  ) {
    const bases = terms.map((term) => whiteningBasis(system, term));
    this.covariances = new CovarianceCoordinates(system, terms, start, bases);
    this.dimension = this.covariances.dimension;
    this.secant = new SecantCorrection(this.dimension);
  }

  get exactCost(): number {
    return this.system.exactCost;
  }

  /** Coordinates of the base point. */
  coordinates(): Float64Array {
    return this.covariances.coordinates();
  }

  /** lme4's theta at the base point, terms in their order; columns of λ shorter than `threshold` are exact zeros. */
  theta(threshold = 0): Float64Array {
    return this.covariances.theta(threshold);
  }

  /** Objective at the base point without the columns of λ shorter than `threshold`; the system is left there. */
  withoutShort(threshold: number): number {
    return this.evaluateAt(this.covariances.base(threshold));
  }

  value(x: Float64Array): number {
    return this.evaluateAt(this.covariances.lambdas(x));
  }

  rebase(x: Float64Array): void {
    const jacobian = this.covariances.rebase();
    const fresh = this.coordinates();
    this.secant.move(x, fresh, jacobian);
    x.set(fresh);
  }

  gradient(): Float64Array {
    return contract(this.system.gradient(this.reml), this.covariances.directions());
  }

  derivatives(exact: boolean): Derivatives {
    const byFactor = this.system.gradient(this.reml);
    const directions = this.covariances.directions();
    const gradient = contract(byFactor, directions);
    const information = this.system.averageInformation(this.reml, directions);
    const curvature = this.covariances.curvature(byFactor);
    const average = information.map((entry, i) => entry + curvature[i]);
    let hessian: Float64Array;
    if (exact) {
      const correction = exactCurvature(this.system, this.reml, this.lambdas, directions);
      hessian = average.map((entry, i) => entry + information[i] + correction[i]);
      this.secant.forget();
    } else {
      hessian = this.secant.correct(gradient, average);
    }
    const scale = this.covariances.leastScales().map((least, i) => {
      const at = i * (this.dimension + 1);
      return Math.max(least, Math.sqrt(Math.max(Math.abs(information[at]), Math.abs(hessian[at]))));
    });
    return { gradient, hessian, scale, exact };
  }

  private evaluateAt(lambdas: readonly Float64Array[]): number {
    this.lambdas = lambdas;
    return evaluate(this.system, this.lambdas, this.reml);
  }
}

/** What is given: σ itself, or the standard deviation σ √T_kk of column k of a term. */
export type GivenScale =
  | { readonly sigma: number }
  | { readonly deviation: number; readonly term: number; readonly column: number };

/**
 * −2 log-likelihood d + n (u − 1 − log u) with u = r²/(nσ²) and d profiled over σ; where a standard deviation v is given,
 * σ² = v²/T_kk. Derivatives follow those of d with w = log r² + log T_kk.
 */
export class ScaledDeviance implements Objective {
  readonly dimension: number;
  private readonly covariances: CovarianceCoordinates;
  private readonly secant: SecantCorrection;
  private lambdas: readonly Float64Array[] = [];

  /** `start`: T (k × k, units of the columns) of each term. */
  constructor(
    private readonly system: MixedSystem,
    private readonly terms: readonly TermBlock[],
    private readonly given: GivenScale,
    start: readonly Float64Array[],
  ) {
    const bases = terms.map((term) => whiteningBasis(system, term));
    this.covariances = new CovarianceCoordinates(system, terms, start, bases);
    this.dimension = this.covariances.dimension;
    this.secant = new SecantCorrection(this.dimension);
  }

  get exactCost(): number {
    return this.system.exactCost;
  }

  coordinates(): Float64Array {
    return this.covariances.coordinates();
  }

  theta(): Float64Array {
    return this.covariances.theta(0);
  }

  /** σ² at the point evaluated last. */
  get variance(): number {
    const { given } = this;
    return "sigma" in given ? given.sigma * given.sigma : (given.deviation * given.deviation) / this.row().square;
  }

  value(x: Float64Array): number {
    this.lambdas = this.covariances.lambdas(x);
    const profiled = evaluate(this.system, this.lambdas, false);
    const ratio = this.ratio;
    return profiled + this.system.nobs * (ratio - 1 - log(ratio));
  }

  rebase(x: Float64Array): void {
    const jacobian = this.covariances.rebase();
    const fresh = this.coordinates();
    this.secant.move(x, fresh, jacobian);
    x.set(fresh);
  }

  gradient(): Float64Array {
    return contract(this.byFactor(), this.covariances.directions());
  }

  derivatives(exact: boolean): Derivatives {
    const { system, dimension: n } = this;
    const { nobs, pwrss } = system;
    const byFactor = this.byFactor();
    const directions = this.covariances.directions();
    const gradient = contract(byFactor, directions);
    const information = system.averageInformation(false, directions);
    const curvature = this.covariances.curvature(byFactor);
    const residual = contract(
      system.scoreProducts().map((product) => product.map((entry) => (-2 * entry) / pwrss)),
      directions,
    );
    const deviation = contract(this.deviationSlopes(), directions);
    const { ratio } = this;
    const average = new Float64Array(n * n);
    for (let b = 0; b < n; b++) {
      for (let a = 0; a < n; a++) {
        const i = a + b * n;
        const slopes = (residual[a] + deviation[a]) * (residual[b] + deviation[b]);
        const bend = (2 * information[i]) / nobs + residual[a] * residual[b] - deviation[a] * deviation[b];
        average[i] = information[i] + curvature[i] + nobs * (ratio * slopes + (ratio - 1) * bend);
      }
    }
    let hessian: Float64Array;
    if (exact) {
      const correction = exactCurvature(system, false, this.lambdas, directions);
      hessian = average.map((entry, i) => entry + information[i] + correction[i]);
      this.secant.forget();
    } else {
      hessian = this.secant.correct(gradient, average);
    }
    const scale = this.covariances.leastScales().map((least, i) => {
      const at = i * (n + 1);
      return Math.max(least, Math.sqrt(Math.max(Math.abs(information[at]), Math.abs(hessian[at]))));
    });
    return { gradient, hessian, scale, exact };
  }

  /** u. */
  private get ratio(): number {
    return this.system.pwrss / (this.system.nobs * this.variance);
  }

  /** ∂value/∂Λ by factor. */
  private byFactor(): Float64Array[] {
    const { system } = this;
    const profiled = system.gradient(false);
    const products = system.scoreProducts();
    const deviations = this.deviationSlopes();
    const weight = system.nobs * (this.ratio - 1);
    return profiled.map((slopes, f) =>
      slopes.map((entry, i) => entry + weight * ((-2 * products[f][i]) / system.pwrss + deviations[f][i])),
    );
  }

  /** ∂ log T_kk / ∂Λ by factor; zero where σ is given. */
  private deviationSlopes(): Float64Array[] {
    const out = this.lambdas.map((lambda) => new Float64Array(lambda.length));
    if ("sigma" in this.given) return out;
    const { factor, row, width, square } = this.row();
    for (let at = row; at < width * width; at += width) out[factor][at] = (2 * this.lambdas[factor][at]) / square;
    return out;
  }

  /** Where the row of the given standard deviation is, and its T_kk. */
  private row(): { factor: number; row: number; width: number; square: number } {
    if ("sigma" in this.given) return { factor: 0, row: 0, width: 0, square: Number.NaN };
    const { factor, offset } = this.terms[this.given.term];
    const width = this.system.factors[factor].columnCount;
    const row = offset + this.given.column;
    let square = 0;
    for (let at = row; at < width * width; at += width) square += this.lambdas[factor][at] * this.lambdas[factor][at];
    return { factor, row, width, square };
  }
}

/** Puts the system at lme4's theta, factorized, and returns its objective (+Infinity where it has none). */
export function evaluateTheta(
  system: MixedSystem,
  terms: readonly TermBlock[],
  reml: boolean,
  theta: Float64Array,
): number {
  return evaluate(system, mergeLambdas(system, terms, splitTheta(terms, theta)), reml);
}

/** Puts the system at Λ by factor, factorized; its objective, +Infinity where it has none. */
export function evaluate(system: MixedSystem, lambdas: readonly Float64Array[], reml: boolean): number {
  lambdas.forEach((lambda, factor) => {
    system.setLambda(factor, lambda);
  });
  try {
    system.factorize();
  } catch (error) {
    if (error instanceof FactorizationError) return Number.POSITIVE_INFINITY;
    throw error;
  }
  const value = system.objective(reml);
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}

/** Puts the system at Λ, by factor. */
export function factorizeAt(system: MixedSystem, lambdas: readonly Float64Array[]): void {
  lambdas.forEach((lambda, factor) => {
    system.setLambda(factor, lambda);
  });
  system.factorize();
}
