// A second look at a point of a linear model where variances are huge beside σ²: from the rows, not their cross-products.
import { log } from "../../core/elementary.js";
import { type DenseEvaluation, DenseRows, penalizedResidual } from "../../engine/dense-rows.js";
import type { EngineInput, MixedSystem } from "../../engine/types.js";
import { dot } from "../../math/vectors.js";
import { denseObjective } from "./dense-deviance.js";

/** Length of a column of λ in white units beyond which cross-products may not hold the digits of determinants. */
const LONG = 300;
/** Share of the residual sum of squares of the fixed part below which they may not hold those of r². */
const SMALL = 1e-5;
/** Distance of objectives, relative to 1 + |f|, up to which they are the same. */
const SAME = 1e-8;
/** Operations up to which rows are made orthogonal. */
const AFFORDABLE = 1e8;

export interface SecondLook {
  /** Where the rows can be asked for all; null where they agree with the system, or are too many. */
  readonly dense: { readonly rows: DenseRows; readonly found: DenseEvaluation; readonly objective: number } | null;
  /** Distance of the objectives relative to 1 + |f|, as far as it is known. */
  readonly apart: number;
}

/** Null where the system's own numbers hold. The system is factorized at `lambdas`. */
export function secondLook(
  system: MixedSystem,
  lambdas: readonly Float64Array[],
  reml: boolean,
  input: () => EngineInput,
): SecondLook | null {
  if (!isDoubtful(system, lambdas)) return null;
  const rows = input();
  const own = system.objective(reml);
  if (DenseRows.cost(rows, system.rank) > AFFORDABLE) {
    const ratio = penalizedResidual(rows, system.kept, system.solve()) / system.pwrss;
    const apart = Math.abs((system.nobs - (reml ? system.rank : 0)) * log(ratio)) / (1 + Math.abs(own));
    return apart <= SAME ? null : { dense: null, apart };
  }
  const dense = new DenseRows(rows, system.kept);
  const found = dense.evaluate(lambdas);
  const objective = denseObjective(system, found, reml);
  const apart = Math.abs(objective - own) / (1 + Math.abs(own));
  return apart <= SAME ? null : { dense: { rows: dense, found, objective }, apart };
}

function isDoubtful(system: MixedSystem, lambdas: readonly Float64Array[]): boolean {
  if (system.pwrss < SMALL * system.leastSquaresResidual) return true;
  return lambdas.some((lambda, f) => {
    const k = system.factors[f].columnCount;
    const products = system.meanCrossProduct(f);
    for (let c = 0; c < k; c++) {
      const column = lambda.subarray(c * k, (c + 1) * k);
      let square = 0;
      for (let j = 0; j < k; j++) square += column[j] * dot(products.subarray(j * k, (j + 1) * k), column);
      if (square > LONG * LONG) return true;
    }
    return false;
  });
}
