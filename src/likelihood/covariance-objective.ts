// What every deviance shares, as a function of the free coordinates of every random term and of its own ones after them:
// charts that move along, second derivatives that are exact or corrected by the steps taken, a scale for each coordinate.
import type { Direction } from "../engine/types.js";
import { matrixOf } from "../math/matrix-product.js";
import { symmetricEigen } from "../math/symmetric-eigen.js";
import type { Derivatives } from "../optimize/objective.js";
import { atOnce } from "../optimize/turns.js";
import type { CovarianceCoordinates } from "./coordinates.js";
import { contract } from "./directions.js";
import { SecantCorrection } from "./secant.js";
import type { CovariancePoint } from "./terms.js";
import type { FitObjective } from "./zeros.js";

/** First derivatives where the objective was evaluated last. */
export interface Slopes {
  /** By Λ of each factor. */
  readonly byFactor: readonly Float64Array[];
  /** By the coordinates after those of the covariances. */
  readonly rest: Float64Array;
}

/** Derivatives at the base point. */
export interface Curvatures {
  readonly slopes: Slopes;
  /** Average information of the covariances, m × m in the directions asked for. */
  readonly information: Float64Array;
  /** Adds what the approximate Hessian, n × n, has besides that information and the curvature of T. */
  complete?(average: Float64Array): void;
  /** The exact Hessian from the approximate one; `scale` tells how far each coordinate may be moved for it. */
  exact(average: Float64Array, scale: Float64Array): Float64Array | Generator<void, Float64Array>;
}

/** A length of λ_white that the data hardly tell from zero. */
const WEAK = 1e-2;

export abstract class CovarianceObjective implements FitObjective {
  readonly dimension: number;
  /** Λ of each factor at the point evaluated last. */
  lambdas: readonly Float64Array[] = [];
  /** Whether that was the base point without its shortest columns. */
  protected isWithoutShort = false;
  private readonly secant: SecantCorrection;
  /** Second derivatives as they were last, and the lengths that their coordinates moved. */
  private curved: { readonly hessian: Float64Array; readonly lengths: readonly number[] };

  /** `own`: how many coordinates there are besides those of the covariances. */
  constructor(
    protected readonly covariances: CovarianceCoordinates,
    own = 0,
  ) {
    this.dimension = covariances.dimension + own;
    this.secant = new SecantCorrection(this.dimension);
    this.curved = { hessian: new Float64Array(this.dimension * this.dimension), lengths: [] };
  }

  abstract get exactCost(): number;

  /** Value at Λ by factor and at coordinates of its own, +Infinity where there is none. */
  protected abstract evaluate(lambdas: readonly Float64Array[], rest: Float64Array): number;

  /** At the point evaluated last. */
  protected abstract slopes(): Slopes;

  /** At the base point, evaluated last. */
  protected abstract curvatures(directions: readonly Direction[]): Curvatures;

  /** Its own coordinates at the base point. */
  protected rest(): Float64Array {
    return new Float64Array(0);
  }

  /** Makes those of the point evaluated last the base. */
  protected rebaseRest(): void {}

  coordinates(): Float64Array {
    return this.join(this.covariances.coordinates(), this.rest());
  }

  theta(threshold = 0): Float64Array {
    return this.covariances.theta(threshold);
  }

  value(x: Float64Array): number {
    const m = this.covariances.dimension;
    this.isWithoutShort = false;
    return this.evaluateAt(this.covariances.lambdas(x.subarray(0, m)), x.subarray(m));
  }

  withoutShort(threshold: number): number {
    this.isWithoutShort = true;
    return this.evaluateAt(this.covariances.base(threshold), this.rest());
  }

  /** Value at a point that need not be near the base. */
  at(point: CovariancePoint, rest = this.rest()): number {
    return this.evaluateAt(this.covariances.lambdasAt(point), rest);
  }

  /**
   * Least curvature by the logarithms of the lengths of λ_white at the base point, evaluated last; 0 where one of them is
   * all but zero. By a Hessian there, where it is known, else by the last one that a search had on its way there.
   */
  logCurvature(known?: Float64Array): number {
    const lengths = this.covariances.lengths();
    const m = this.covariances.dimension;
    if (this.isWithoutShort || lengths.some((length) => length < WEAK)) return 0;
    const { hessian, lengths: own } = known === undefined ? this.curved : { hessian: known, lengths };
    const scaled = matrixOf(m, m, (i, j) => hessian[i + j * this.dimension] * own[i] * own[j]);
    return symmetricEigen(m, scaled).values[m - 1];
  }

  /** Value where it was evaluated last, for a system that has been elsewhere since. */
  again(): number {
    return this.evaluateAt(this.lambdas, this.rest());
  }

  rebase(x: Float64Array): void {
    const n = this.dimension;
    const jacobian = this.corner(this.covariances.rebase());
    for (let j = this.covariances.dimension; j < n; j++) jacobian[j * (n + 1)] = 1;
    this.rebaseRest();
    const fresh = this.coordinates();
    this.secant.move(x, fresh, jacobian);
    x.set(fresh);
  }

  gradient(): Float64Array {
    return this.along(this.slopes(), this.covariances.directions());
  }

  derivatives(exact: boolean): Derivatives {
    return atOnce(this.differentiating(exact));
  }

  /** The same, with a pause where it takes long; until the end the objective is nowhere. */
  protected *differentiating(exact: boolean): Generator<void, Derivatives> {
    const { covariances, dimension: n } = this;
    const m = covariances.dimension;
    const directions = covariances.directions();
    const { slopes, information, ...rest } = this.curvatures(directions);
    const gradient = this.along(slopes, directions);
    const curvature = covariances.curvature(slopes.byFactor);
    const average = this.corner(information.map((entry, i) => entry + curvature[i]));
    rest.complete?.(average);
    const least = covariances.leastScales();
    const scaleOf = (hessian: Float64Array) =>
      Float64Array.from({ length: n }, (_, i) => {
        const own = i < m ? information[i * (m + 1)] : average[i * (n + 1)];
        return Math.max(least[i] ?? 0, Math.sqrt(Math.max(Math.abs(own), Math.abs(hessian[i * (n + 1)]))));
      });
    if (exact) this.secant.forget();
    const found = exact ? rest.exact(average, scaleOf(average)) : this.secant.correct(gradient, average);
    const hessian = found instanceof Float64Array ? found : yield* found;
    this.curved = { hessian, lengths: covariances.lengths() };
    return { gradient, hessian, scale: scaleOf(hessian), exact };
  }

  /** The gradient of slopes. */
  protected along({ byFactor, rest }: Slopes, directions: readonly Direction[]): Float64Array {
    return this.join(contract(byFactor, directions), rest);
  }

  private evaluateAt(lambdas: readonly Float64Array[], rest: Float64Array): number {
    this.lambdas = lambdas;
    return this.evaluate(lambdas, rest);
  }

  private join(first: Float64Array, rest: Float64Array): Float64Array {
    const out = new Float64Array(this.dimension);
    out.set(first);
    out.set(rest, first.length);
    return out;
  }

  /** n × n with a matrix over the coordinates of the covariances in its first rows and columns. */
  private corner(matrix: Float64Array): Float64Array {
    const { dimension: n } = this;
    const m = this.covariances.dimension;
    const out = new Float64Array(n * n);
    for (let j = 0; j < m; j++) out.set(matrix.subarray(j * m, (j + 1) * m), j * n);
    return out;
  }
}
