// The deviance of a small linear model from its rows: where variances are so large that cross-products do not hold the digits.
import { log } from "../../core/elementary.js";
import type { DenseEvaluation, DenseRows } from "../../engine/dense-rows.js";
import type { Direction, MixedSystem } from "../../engine/types.js";
import { whiteCoordinates } from "../coordinates.js";
import { CovarianceObjective, type Curvatures, type Slopes } from "../covariance-objective.js";
import { contract, movedAlong } from "../directions.js";
import type { TermBlock } from "../terms.js";

/** Step of the differences of the gradient, in lengths by which a coordinate may be moved. */
const STEP = 3e-4;

export class DenseDeviance extends CovarianceObjective {
  /** `start`: T of each term, k × k. */
  constructor(
    private readonly system: MixedSystem,
    private readonly rows: DenseRows,
    terms: readonly TermBlock[],
    private readonly reml: boolean,
    start: readonly Float64Array[],
  ) {
    super(whiteCoordinates(system, terms, start));
  }

  /** Exact second derivatives at every step: there is no cheaper information. */
  get exactCost(): number {
    return 0;
  }

  protected evaluate(lambdas: readonly Float64Array[]): number {
    const value = denseObjective(this.system, this.rows.evaluate(lambdas), this.reml);
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  }

  protected slopes(): Slopes {
    return { byFactor: this.rows.gradient(this.reml), rest: new Float64Array(0) };
  }

  protected curvatures(directions: readonly Direction[]): Curvatures {
    const slopes = this.slopes();
    const information = new Float64Array(directions.length * directions.length);
    return { slopes, information, exact: (_, scale) => this.differences(directions, slopes, scale) };
  }

  /** Second derivatives by differences of the gradient; the rows are left at the base. */
  private differences(directions: readonly Direction[], slopes: Slopes, scale: Float64Array): Float64Array {
    const { rows, reml, dimension: n, lambdas: base } = this;
    const hessian = new Float64Array(n * n);
    const beside = (j: number, step: number) => {
      rows.evaluate(movedAlong(base, directions[j], step));
      return contract(rows.gradient(reml), directions);
    };
    for (let j = 0; j < n; j++) {
      const step = STEP / scale[j];
      const [up, down] = [beside(j, step), beside(j, -step)];
      for (let i = 0; i < n; i++) {
        const slope = (up[i] - down[i]) / (4 * step);
        hessian[i + j * n] += slope;
        hessian[j + i * n] += slope;
      }
    }
    const bend = this.covariances.bend(slopes.byFactor);
    if (bend !== null) for (let at = 0; at < n * n; at++) hessian[at] += bend[at];
    rows.evaluate(base);
    return hessian;
  }
}

/** The objective of what rows say; the system is factorized somewhere. */
export function denseObjective(system: MixedSystem, found: DenseEvaluation, reml: boolean): number {
  const variable = (of: DenseEvaluation) =>
    of.ldL2 + (reml ? of.ldRX2 : 0) + (system.nobs - (reml ? system.rank : 0)) * log(of.pwrss);
  return system.objective(reml) + (variable(found) - variable(system));
}
