// The deviance or REML criterion of a linear model as a function of the free coordinates of every random term: profiled
// over σ, or at a σ or a standard deviation that is given.
import { log } from "../../core/elementary.js";
import type { Direction, MixedSystem } from "../../engine/types.js";
import { FactorizationError } from "../../errors.js";
import { dot } from "../../math/vectors.js";
import { whiteCoordinates } from "../coordinates.js";
import { CovarianceObjective, type Curvatures, type Slopes } from "../covariance-objective.js";
import { directionCost, exactDirectionCost } from "../direction-cost.js";
import { contract } from "../directions.js";
import { exactCurvature } from "../exact-curvature.js";
import { effectsOutOf, lambdasAt, type TermBlock } from "../terms.js";

/** Objective of a mixed system; its coordinates are those of the terms' charts, one after the other. */
export class ProfiledDeviance extends CovarianceObjective {
  /** Operations so far, about. */
  operations = 0;
  private readonly cost: { readonly evaluation: number; readonly exact: number };

  /** `start`: T of each term, k × k in the columns of its charts. */
  constructor(
    readonly system: MixedSystem,
    terms: readonly TermBlock[],
    readonly reml: boolean,
    start: readonly Float64Array[],
    /** Operations of a factorization, where they are to be counted. */
    factorization = 0,
  ) {
    super(whiteCoordinates(system, terms, start));
    this.cost = {
      evaluation: factorization + directionCost(this.dimension, system.factors),
      exact: system.exactCost * factorization + exactDirectionCost(this.dimension, system.factors),
    };
  }

  get exactCost(): number {
    return this.system.exactCost;
  }

  protected evaluate(lambdas: readonly Float64Array[]): number {
    this.operations += this.cost.evaluation;
    return evaluated(this.system, lambdas, () => this.system.relativeObjective(this.reml));
  }

  /** The value evaluated last, as it is told. */
  told(): number {
    return this.system.objective(this.reml);
  }

  protected slopes(): Slopes {
    return { byFactor: this.system.gradient(this.reml), rest: new Float64Array(0) };
  }

  protected curvatures(directions: readonly Direction[]): Curvatures {
    const { system, reml } = this;
    const slopes = this.slopes();
    const information = system.averageInformation(reml, directions);
    const exact = (average: Float64Array) => {
      this.operations += this.cost.exact;
      const correction = exactCurvature(system, reml, this.lambdas, directions);
      return average.map((entry, i) => entry + information[i] + correction[i]);
    };
    return { slopes, information, exact };
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
export class ScaledDeviance extends ProfiledDeviance {
  /** `start`: T of each term, k × k in the columns of its charts. */
  constructor(
    system: MixedSystem,
    private readonly terms: readonly TermBlock[],
    private readonly given: GivenScale,
    start: readonly Float64Array[],
  ) {
    super(system, terms, false, start);
  }

  /** σ at the point evaluated last. */
  get sigma(): number {
    return Math.sqrt(this.variance) / this.system.responseUnit;
  }

  /** σ² in the units of pwrss. */
  private get variance(): number {
    const { given, system } = this;
    if ("sigma" in given) return square(given.sigma * system.responseUnit);
    return square(given.deviation * system.responseUnit) / this.row().square;
  }

  protected override evaluate(lambdas: readonly Float64Array[]): number {
    return super.evaluate(lambdas) + this.beside();
  }

  override told(): number {
    return super.told() + this.beside();
  }

  /** n (u − 1 − log u). */
  private beside(): number {
    const { ratio } = this;
    return this.system.nobs * (ratio - 1 - log(ratio));
  }

  /** By Λ with those of w times n (u − 1). */
  protected override slopes(): Slopes {
    const { system } = this;
    const { byFactor, rest } = super.slopes();
    const products = system.scoreProducts();
    const deviations = this.deviationSlopes();
    const weight = system.nobs * (this.ratio - 1);
    const whole = byFactor.map((slopes, f) =>
      slopes.map((entry, i) => entry + weight * ((-2 * products[f][i]) / system.pwrss + deviations[f][i])),
    );
    return { byFactor: whole, rest };
  }

  protected override curvatures(directions: readonly Direction[]): Curvatures {
    const profiled = super.curvatures(directions);
    return { ...profiled, complete: (average) => this.addScale(average, profiled.information, directions) };
  }

  /** n (u w_a w_b + (u − 1) w_ab). */
  private addScale(average: Float64Array, information: Float64Array, directions: readonly Direction[]): void {
    const { system, dimension: n, ratio } = this;
    const { nobs, pwrss } = system;
    const residual = contract(
      system.scoreProducts().map((product) => product.map((entry) => (-2 * entry) / pwrss)),
      directions,
    );
    const deviation = contract(this.deviationSlopes(), directions);
    for (let b = 0; b < n; b++) {
      for (let a = 0; a < n; a++) {
        const i = a + b * n;
        const slopes = (residual[a] + deviation[a]) * (residual[b] + deviation[b]);
        const bend = (2 * information[i]) / nobs + residual[a] * residual[b] - deviation[a] * deviation[b];
        average[i] += nobs * (ratio * slopes + (ratio - 1) * bend);
      }
    }
  }

  /** u. */
  private get ratio(): number {
    return this.system.pwrss / (this.system.nobs * this.variance);
  }

  /** ∂ log T_kk / ∂Λ by factor; zero where σ is given. */
  private deviationSlopes(): Float64Array[] {
    const out = this.lambdas.map((lambda) => new Float64Array(lambda.length));
    if ("sigma" in this.given) return out;
    const { factor, offset, transform } = this.terms[this.given.term];
    const width = this.system.factors[factor].columnCount;
    const { row, square } = this.row();
    const weights = rowOf(transform, this.given.column, this.terms[this.given.term].columnCount);
    row.forEach((entry, column) => {
      weights.forEach((weight, i) => {
        out[factor][offset + i + column * width] = weight * ((2 * entry) / square);
      });
    });
    return out;
  }

  /** The row of the model's λ that the given standard deviation is of, along its factor's columns, and its T_kk. */
  private row(): { row: Float64Array; square: number } {
    if ("sigma" in this.given) return { row: new Float64Array(0), square: Number.NaN };
    const { term, column } = this.given;
    const { factor, offset } = this.terms[term];
    const width = this.system.factors[factor].columnCount;
    const lambda = effectsOutOf(this.terms, factor, this.lambdas[factor]);
    const row = Float64Array.from({ length: width }, (_, c) => lambda[offset + column + c * width]);
    return { row, square: dot(row, row) };
  }
}

/** Row `row` of T, or of the identity. */
function rowOf(T: Float64Array | null, row: number, k: number): Float64Array {
  return Float64Array.from({ length: k }, (_, j) => (T === null ? Number(j === row) : T[row + j * k]));
}

function square(x: number): number {
  return x * x;
}

/** Puts the system at lme4's theta, factorized, and returns its objective (+Infinity where it has none). */
export function evaluateTheta(
  system: MixedSystem,
  terms: readonly TermBlock[],
  reml: boolean,
  theta: Float64Array,
): number {
  return evaluate(system, lambdasAt(system, terms, { theta }), reml);
}

/** Puts the system at Λ by factor, factorized; its objective, +Infinity where it has none. */
export function evaluate(system: MixedSystem, lambdas: readonly Float64Array[], reml: boolean): number {
  return evaluated(system, lambdas, () => system.objective(reml));
}

function evaluated(system: MixedSystem, lambdas: readonly Float64Array[], read: () => number): number {
  lambdas.forEach((lambda, factor) => {
    system.setLambda(factor, lambda);
  });
  try {
    system.factorize();
  } catch (error) {
    if (error instanceof FactorizationError) return Number.POSITIVE_INFINITY;
    throw error;
  }
  const value = read();
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}

/** Puts the system at Λ, by factor. */
export function factorizeAt(system: MixedSystem, lambdas: readonly Float64Array[]): void {
  lambdas.forEach((lambda, factor) => {
    system.setLambda(factor, lambda);
  });
  system.factorize();
}

/** σ of a factored system. */
export function residualDeviation(
  { pwrss, nobs, rank, responseUnit }: Pick<MixedSystem, "pwrss" | "nobs" | "rank" | "responseUnit">,
  reml: boolean,
): number {
  return Math.sqrt(pwrss / (reml ? nobs - rank : nobs)) / responseUnit;
}
