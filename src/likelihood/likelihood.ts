// What a likelihood answers, whichever kind of model it is of: the one wall between linear and generalized models.
import type { Design } from "../design/design.js";
import type { LinearSystem } from "../engine/linear-system.js";
import type { Direction } from "../engine/types.js";
import type { FamilyParameterName } from "../family/family.js";
import type { MinimizeOptions } from "../optimize/minimize.js";
import type { Estimates, Point } from "./point.js";
import type { FitSpec } from "./spec.js";
import type { TermBlock } from "./terms.js";

/** What a likelihood is made of; `design.response` is on the scale of the mean, `design.weights` are without trials. */
export interface LikelihoodModel {
  readonly design: Design;
  /** Trials behind each share of successes; null where every row is one trial, or the family knows none. */
  readonly trials: Float64Array | null;
  /** The row of the data behind each row of the design, for messages; null where they are the same. */
  readonly rows: Int32Array | null;
  readonly spec: FitSpec;
}

/** A point without what follows from the rest; `dispersion` stands for sigma², to the last bit. */
export type GivenPoint = Pick<Point, "theta"> & Partial<Point> & { readonly dispersion?: number };

/** What is known of a point from before: Λ by factor to the last bit, how it was found, β's covariance by a Hessian. */
export interface KnownOfPoint extends Partial<Pick<Estimates, "lambdas" | "convergence" | "otherStarts">> {
  readonly vcovHessian?: Float64Array | null;
}

export interface Likelihood {
  readonly model: LikelihoodModel;
  readonly terms: readonly TermBlock[];
  /** The design with the columns of Z as the engine has them. */
  readonly stored: Design;
  readonly rank: number;
  /** Columns of X kept, ascending; `rank` of them. */
  readonly kept: readonly number[];
  /** Parameters of the family that are estimated, by their names among the options and intervals. */
  readonly estimated: readonly ("sigma" | FamilyParameterName)[];
  /** Prior weights times trials; null means ones. */
  readonly totalWeights: Float64Array | null;
  /**
   * The likelihood of another response for the same design, which starts its search as that response wants. Throws what
   * lmm() or glmm() throws for one that cannot be.
   */
  withResponse(response: Float64Array): Likelihood;
  /** The same by maximum likelihood: itself unless it is restricted. */
  unrestricted(): Likelihood;
  /** The maximum, from the start that the spec gives, else by moments. The event loop turns where there is a signal. */
  maximize(search?: MinimizeOptions): Promise<Estimates>;
  /** The same without a turn of the event loop. */
  maximizeAtOnce(search?: MinimizeOptions): Estimates;
  /** Goes to a point without an optimizer; what it does not say follows from theta and the start. */
  at(point: GivenPoint, known?: KnownOfPoint): Estimates;
  /** The objective at a point, +Infinity where it has no value. */
  objectiveAt(point: GivenPoint): number;
  /** Covariance matrix of β, rank × rank, column-major; by R_X alone where asked, else by the best that there is. */
  vcov(at: Estimates, kind?: "RX"): Float64Array;
  /** R, upper triangular, with RR' = vcov(at), of a linear model: numbers where squares of them are none. */
  vcovRoot?(at: Estimates): Float64Array;
  /** Conditional modes b by factor, levels × columns, row by row. */
  modes(at: Estimates): readonly Float64Array[];
  /** The same of the stored columns. */
  storedModes(at: Estimates): readonly Float64Array[];
  /** Weights of the rows in the penalised least squares that the estimates solve; null means ones. */
  rowWeights(at: Estimates): Float64Array | null;
  /**
   * Σ_j Z_j'Z_j / nobs of a factor's stored columns, K × K, where responses are far from one for linear predictors in the unit
   * in which these are fitted: the scale on which a standard deviation is zero.
   */
  meanCrossProduct(factor: number): Float64Array;
  /** Cov(b_j | y, θ, β) of each level of a factor over the square of the effects' scale, levels × k × k. */
  conditionalCovariance(at: Estimates, factor: number): Float64Array;
  /**
   * The penalised least squares that β and u solve, of a generalized model those of its working response: to be asked, not
   * moved. Z is that of the stored columns.
   */
  lend(at: Estimates): LinearSystem;
  /** A system in which `use` may move Λ, at these estimates; `evaluations` is what differences would cost it. */
  borrow<T>(at: Estimates, evaluations: number, use: (system: LinearSystem) => T): T;
  /** −2 log-likelihood of the fixed part alone, restricted where the fit is by REML. Throws UnsupportedError. */
  withoutRandom(at: Estimates): number;
}

/** A parameter by its place: entry (row, column) of a term's covariance, or place `row` among the coefficients. */
export interface ParameterPlace {
  /** What it is; "fixef" is a coefficient. */
  readonly kind: "sd" | "cor" | "sigma" | "fixef" | FamilyParameterName;
  /** Number of the random term, from 0 on. */
  readonly term: number;
  /** Row of the term's covariance, or place among the coefficients, from 0 on. */
  readonly row: number;
  /** Column of the term's covariance, from 0 on. */
  readonly column: number;
}

/**
 * Maximum likelihood with one parameter held. It has systems of its own, so that the event loop may turn in between; one
 * search must have ended before the next begins.
 */
export interface ProfiledLikelihood {
  /** The best, with nothing held, from a point. */
  maximize(from: Point): Generator<void, Estimates>;
  /** The best with a parameter at `value`, from a point nearby. */
  maximizeAt(parameter: ParameterPlace, value: number, near: Point): Generator<void, Estimates>;
  /** A standard deviation of a parameter's estimate, roughly, for first steps. */
  spread(parameter: ParameterPlace, best: Estimates): Generator<void, number>;
  /** Operations of one stretch of a search, about. */
  readonly operations: number;
}

export interface VarianceCurvature {
  readonly terms: readonly TermBlock[];
  /** By coordinate ∂Λ. */
  readonly directions: readonly Direction[];
  /** Whether it has a column that is not zero. */
  readonly isFree: readonly boolean[];
  /** Λ of the stored columns by factor, where the directions are taken. */
  readonly lambdas: readonly Float64Array[];
  /** Covariance matrix of the free coordinates, in their order. */
  readonly covariance: Float64Array;
  /** Whether all directions of the free coordinates have curvature. */
  readonly isRegular: boolean;
  /** ∂ log σ², or of the family's parameter, by free coordinate. */
  readonly scaleSlopes: Float64Array;
  /** The variance that it has besides. */
  readonly scaleVariance: number;
}
