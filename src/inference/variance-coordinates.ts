// Coordinates of the covariance parameters around a fit, and the system in which their derivatives are taken.
import { Engine } from "../engine/engine.js";
import type { Direction, MixedSystem } from "../engine/types.js";
import { whiteningBasis } from "../likelihood/coordinates.js";
import { type DevianceTerm, engineInput, mergeLambdas, splitTheta, termBlock } from "../likelihood/terms.js";
import { multiply, transpose } from "../math/matrix-product.js";
import type { FittedLmm } from "../model/fitted-lmm.js";
import { borrowSystem, systemOf } from "../model/lmm-parts.js";

/** Columns of λ_white shorter than this are zero: the objective and vcov(β) depend on their squares. */
const NULL_LENGTH = 1e-5;
/** Models up to this size are worth a system of their own where theirs has no exact second derivatives. */
const SMALL_EFFECTS = 500;
const SMALL_ROWS = 20000;
/** Cost of one evaluation with its gradient, in evaluations. */
const GRADIENT_COST = 3;

type Chart = ReturnType<DevianceTerm["structure"]["chart"]>;

export interface VarianceCoordinates {
  readonly layout: readonly DevianceTerm[];
  /** T of each term, k × k. */
  readonly covariances: readonly Float64Array[];
  /** Basis in which the columns of each term are white. */
  readonly bases: readonly Float64Array[];
  readonly charts: readonly Chart[];
  /** Every ∂Λ_f/∂x, by coordinate of the charts. */
  readonly directions: readonly Direction[];
  /** Length of the column it belongs to. */
  readonly lengths: readonly number[];
  /** Coordinates whose column is not zero; nothing depends to first order on the others. */
  readonly free: readonly number[];
  /** Λ by factor at the base of the charts. */
  readonly lambdas: readonly Float64Array[];
}

export function varianceCoordinates(fit: FittedLmm, system: MixedSystem): VarianceCoordinates {
  const { layout, theta } = fit.parts;
  const covariances = splitTheta(layout, theta).map((lambda, t) => {
    const k = layout[t].columnCount;
    return multiply(k, k, k, lambda, transpose(k, k, lambda));
  });
  const bases = layout.map((term) => whiteningBasis(system, term));
  const charts = layout.map(({ structure, columnCount }, t) => structure.chart(columnCount, covariances[t], bases[t]));
  const directions: Direction[] = [];
  const lengths: number[] = [];
  layout.forEach(({ factor, offset }, t) => {
    const at = charts[t].coordinates();
    const longest: number[] = [];
    charts[t].directions.forEach(({ column }, i) => {
      longest[column] = Math.max(longest[column] ?? 0, Math.abs(at[i]));
    });
    for (const { column, vector } of charts[t].directions) {
      const padded = new Float64Array(system.factors[factor].columnCount);
      padded.set(vector, offset);
      directions.push({ factor, column: offset + column, vector: padded });
      lengths.push(longest[column]);
    }
  });
  const free = lengths.flatMap((length, i) => (length > NULL_LENGTH ? [i] : []));
  const base = charts.map((chart) => chart.factor(0));
  const lambdas = mergeLambdas(system, layout, base);
  return { layout, covariances, bases, charts, directions, lengths, free, lambdas };
}

/** Whether exact second derivatives cost less than `evaluations` gradients. */
export function isExactCheaper(system: MixedSystem, evaluations: number): boolean {
  return system.exactCost <= GRADIENT_COST * evaluations;
}

/** Whether a model of `nobs` rows is worth a system of its own that has exact second derivatives. */
export function isSmall({ factors }: MixedSystem, nobs: number): boolean {
  const effects = factors.reduce((sum, { levelCount, columnCount }) => sum + levelCount * columnCount, 0);
  return effects <= SMALL_EFFECTS && nobs <= SMALL_ROWS;
}

/**
 * Calls `compute` with a system in which Λ may be moved: the fit's own, borrowed, or for a small model without exact
 * second derivatives a new one that has them. `evaluations` is what differences would cost.
 */
export function withSystem<T>(fit: FittedLmm, evaluations: number, compute: (system: MixedSystem) => T): T {
  const { design } = fit.parts;
  const system = systemOf(fit.parts);
  if (!isExactCheaper(system, evaluations) && isSmall(system, design.nobs)) {
    return compute(new Engine(engineInput(design), { smallTail: Number.POSITIVE_INFINITY }));
  }
  return borrowSystem(fit.parts, compute);
}

/** The block-diagonal sum of `curvature` of every chart, n × n over all coordinates. */
export function chartCurvature(
  { layout, charts, directions }: VarianceCoordinates,
  system: MixedSystem,
  gradient: readonly Float64Array[],
): Float64Array {
  const n = directions.length;
  const out = new Float64Array(n * n);
  let start = 0;
  layout.forEach((term, t) => {
    const size = charts[t].dimension;
    const block = charts[t].curvature(termBlock(system, term, gradient));
    for (let j = 0; j < size; j++) out.set(block.subarray(j * size, (j + 1) * size), start + (start + j) * n);
    start += size;
  });
  return out;
}
