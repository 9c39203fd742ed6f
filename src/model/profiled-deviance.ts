// The profiled deviance or REML criterion as a function of the free coordinates of every random term.
import type { CovarianceChart, CovarianceStructure } from "../covariance/structure.js";
import type { Direction, MixedSystem } from "../engine/types.js";
import { FactorizationError } from "../errors.js";
import type { Derivatives, Objective } from "../optimize/objective.js";
import { exactCurvature } from "./exact-curvature.js";
import { SecantCorrection } from "./secant-correction.js";

/** One random term: columns offset … offset + columnCount − 1 of its factor's merged columns. */
export interface DevianceTerm {
  readonly factor: number;
  readonly offset: number;
  readonly columnCount: number;
  readonly structure: CovarianceStructure;
}

/** Least curvature scale of a coordinate, in inverse lengths of its column of λ_white. */
const leastScale = 0.1;

/** Objective of a mixed system; its coordinates are those of the terms' charts, one after the other. */
export class ProfiledDeviance implements Objective {
  readonly dimension: number;
  /** Λ of each factor where the system was evaluated last. */
  lambdas: readonly Float64Array[] = [];
  private readonly charts: readonly CovarianceChart[];
  private readonly starts: readonly number[];
  private readonly secant: SecantCorrection;

  /** `start`: T (k × k, units of the columns) of each term. */
  constructor(
    readonly system: MixedSystem,
    readonly terms: readonly DevianceTerm[],
    readonly reml: boolean,
    start: readonly Float64Array[],
  ) {
    this.charts = terms.map((term, t) => {
      return term.structure.chart(term.columnCount, start[t], whiteningBasis(system, term));
    });
    this.starts = this.charts.map((_, t) => this.charts.slice(0, t).reduce((sum, chart) => sum + chart.dimension, 0));
    this.dimension = this.charts.reduce((sum, chart) => sum + chart.dimension, 0);
    this.secant = new SecantCorrection(this.dimension);
  }

  get exactCost(): number {
    return this.system.exactCost;
  }

  /** Coordinates of the base point. */
  coordinates(): Float64Array {
    return this.join((chart) => chart.coordinates());
  }

  /** lme4's theta at the base point, terms in their order; columns of λ shorter than `threshold` are exact zeros. */
  theta(threshold = 0): Float64Array {
    const parts = this.terms.map((term, t) => {
      return term.structure.toTheta(term.columnCount, this.charts[t].factor(threshold));
    });
    return Float64Array.from(parts.flatMap((part) => [...part]));
  }

  /** Objective at the base point without the columns of λ shorter than `threshold`; the system is left there. */
  settle(threshold: number): number {
    return this.evaluateAt(this.charts.map((chart) => chart.factor(threshold)));
  }

  value(x: Float64Array): number {
    const lambdas = this.terms.map((term, t) => {
      const lambda = new Float64Array(term.columnCount * term.columnCount);
      this.charts[t].lambda(this.part(x, t), lambda);
      return lambda;
    });
    return this.evaluateAt(lambdas);
  }

  rebase(x: Float64Array): void {
    const jacobians = this.charts.map((chart) => chart.rebase());
    const fresh = this.coordinates();
    this.secant.move(x, fresh, blockDiagonal(jacobians, this.starts, this.dimension));
    x.set(fresh);
  }

  gradient(): Float64Array {
    return this.contract(this.system.gradient(this.reml), this.directions());
  }

  derivatives(exact: boolean): Derivatives {
    const byFactor = this.system.gradient(this.reml);
    const directions = this.directions();
    const gradient = this.contract(byFactor, directions);
    const information = this.system.averageInformation(this.reml, directions);
    const curvature = blockDiagonal(
      this.terms.map((term, t) => this.charts[t].curvature(termBlock(this.system, term, byFactor))),
      this.starts,
      this.dimension,
    );
    const average = information.map((entry, i) => entry + curvature[i]);
    let hessian: Float64Array;
    if (exact) {
      const correction = exactCurvature(this.system, this.reml, this.lambdas, directions);
      hessian = average.map((entry, i) => entry + information[i] + correction[i]);
      this.secant.forget();
    } else {
      hessian = this.secant.correct(gradient, average);
    }
    const scale = this.leastScales().map((least, i) => {
      const at = i * (this.dimension + 1);
      return Math.max(least, Math.sqrt(Math.max(Math.abs(information[at]), Math.abs(hessian[at]))));
    });
    return { gradient, hessian, scale, exact };
  }

  private evaluateAt(lambdas: readonly Float64Array[]): number {
    this.lambdas = mergeLambdas(this.system, this.terms, lambdas);
    return evaluate(this.system, this.lambdas, this.reml);
  }

  private directions(): Direction[] {
    return this.terms.flatMap((term, t) =>
      this.charts[t].directions.map(({ column, vector }) => {
        const padded = new Float64Array(this.system.factors[term.factor].columnCount);
        padded.set(vector, term.offset);
        return { factor: term.factor, column: term.offset + column, vector: padded };
      }),
    );
  }

  /** Scales by which no direction, however flat, may move a column of λ_white far beyond its own length or σ. */
  private leastScales(): Float64Array {
    const scales = new Float64Array(this.dimension);
    this.charts.forEach((chart, t) => {
      const { directions } = chart;
      const at = chart.coordinates();
      const lengths = new Float64Array(this.terms[t].columnCount).fill(1);
      directions.forEach(({ column }, i) => {
        lengths[column] = Math.max(lengths[column], Math.abs(at[i]));
      });
      directions.forEach(({ column }, i) => {
        scales[this.starts[t] + i] = leastScale / lengths[column];
      });
    });
    return scales;
  }

  private contract(byFactor: readonly Float64Array[], directions: readonly Direction[]): Float64Array {
    const out = new Float64Array(directions.length);
    directions.forEach(({ factor, column, vector }, i) => {
      const k = vector.length;
      for (let r = 0; r < k; r++) out[i] += vector[r] * byFactor[factor][r + column * k];
    });
    return out;
  }

  private part(x: Float64Array, t: number): Float64Array {
    return x.subarray(this.starts[t], this.starts[t] + this.charts[t].dimension);
  }

  private join(part: (chart: CovarianceChart) => Float64Array): Float64Array {
    const out = new Float64Array(this.dimension);
    this.charts.forEach((chart, t) => {
      out.set(part(chart), this.starts[t]);
    });
    return out;
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

/** Lower-triangular λ of each term from lme4's theta. */
export function splitTheta(terms: readonly DevianceTerm[], theta: Float64Array): Float64Array[] {
  let at = 0;
  return terms.map((term) => {
    const count = term.structure.thetaCount(term.columnCount);
    at += count;
    return term.structure.fromTheta(term.columnCount, theta.subarray(at - count, at));
  });
}

/** The basis in which a term's columns are white. */
export function whiteningBasis(system: MixedSystem, term: DevianceTerm): Float64Array {
  const merged = system.factors.map((_, f) => (f === term.factor ? system.meanCrossProduct(f) : new Float64Array(0)));
  return term.structure.basis(term.columnCount, termBlock(system, term, merged));
}

/** The diagonal block of a term in its factor's K × K matrix. */
export function termBlock(system: MixedSystem, term: DevianceTerm, byFactor: readonly Float64Array[]): Float64Array {
  const { factor, offset, columnCount: k } = term;
  const whole = system.factors[factor].columnCount;
  const out = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) out[i + j * k] = byFactor[factor][offset + i + (offset + j) * whole];
  }
  return out;
}

function evaluate(system: MixedSystem, lambdas: readonly Float64Array[], reml: boolean): number {
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

/** Block-diagonal K × K matrix of each factor from the k × k matrices of its terms. */
export function mergeLambdas(system: MixedSystem, terms: readonly DevianceTerm[], lambdas: readonly Float64Array[]) {
  const merged = system.factors.map(({ columnCount }) => new Float64Array(columnCount * columnCount));
  terms.forEach(({ factor, offset, columnCount: k }, t) => {
    const whole = system.factors[factor].columnCount;
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < k; i++) merged[factor][offset + i + (offset + j) * whole] = lambdas[t][i + j * k];
    }
  });
  return merged;
}

function blockDiagonal(blocks: readonly Float64Array[], starts: readonly number[], n: number): Float64Array {
  const out = new Float64Array(n * n);
  blocks.forEach((block, t) => {
    const size = (starts[t + 1] ?? n) - starts[t];
    for (let j = 0; j < size; j++) {
      out.set(block.subarray(j * size, (j + 1) * size), starts[t] + (starts[t] + j) * n);
    }
  });
  return out;
}
