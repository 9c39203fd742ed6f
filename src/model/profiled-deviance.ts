// The profiled deviance or REML criterion as a function of the free coordinates of every random term.
import type { MixedSystem } from "../engine/types.js";
import { FactorizationError } from "../errors.js";
import type { Derivatives, Objective } from "../optimize/objective.js";
import { CovarianceCoordinates, contract } from "./covariance-coordinates.js";
import { exactCurvature } from "./exact-curvature.js";
import { SecantCorrection } from "./secant-correction.js";
import { type DevianceTerm, mergeLambdas, splitTheta, termBlock } from "./term-blocks.js";

export { type DevianceTerm, mergeLambdas, splitTheta, termBlock } from "./term-blocks.js";

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
    readonly terms: readonly DevianceTerm[],
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
  settle(threshold: number): number {
    return this.evaluateAt(this.covariances.factors(threshold));
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
    this.lambdas = mergeLambdas(this.system, this.terms, lambdas);
    return evaluate(this.system, this.lambdas, this.reml);
  }
}

/** Puts the system at lme4's theta, factorized, and returns its objective (+Infinity where it has none). */
export function evaluateTheta(
  system: MixedSystem,
  terms: readonly DevianceTerm[],
  reml: boolean,
  theta: Float64Array,
): number {
  return evaluate(system, mergeLambdas(system, terms, splitTheta(terms, theta)), reml);
}

/** The basis in which a term's columns are white. */
export function whiteningBasis(system: MixedSystem, term: DevianceTerm): Float64Array {
  const merged = system.factors.map((_, f) => (f === term.factor ? system.meanCrossProduct(f) : new Float64Array(0)));
  return term.structure.basis(term.columnCount, termBlock(system, term, merged));
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
