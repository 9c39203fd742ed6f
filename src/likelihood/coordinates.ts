// The free coordinates of every random term of a model, one chart after the other, and what follows from them.
import type { CovarianceChart } from "../covariance/structure.js";
import type { Direction, MixedSystem } from "../engine/types.js";
import { covariancesAt, mergeLambdas, splitTheta, type TermBlock, type TermFactors, termBlock } from "./terms.js";

/** Least curvature scale of a coordinate, in inverse lengths of its column of λ_white. */
const leastScale = 0.1;
/** Columns of λ_white shorter than this are zero: the objective and vcov(β) depend on their squares. */
const nullLength = 1e-5;

export class CovarianceCoordinates {
  readonly dimension: number;
  private readonly charts: readonly CovarianceChart[];
  private readonly starts: readonly number[];

  /** `start`: T (k × k, units of the columns) of each term; `bases` whiten the columns of each. */
  constructor(
    private readonly system: TermFactors,
    readonly terms: readonly TermBlock[],
    readonly start: readonly Float64Array[],
    readonly bases: readonly Float64Array[],
  ) {
    this.charts = terms.map((term, t) => term.structure.chart(term.columnCount, start[t], bases[t]));
    this.starts = this.charts.map((_, t) => this.charts.slice(0, t).reduce((sum, chart) => sum + chart.dimension, 0));
    this.dimension = this.charts.reduce((sum, chart) => sum + chart.dimension, 0);
  }

  /** Coordinates of the base point. */
  coordinates(): Float64Array {
    const out = new Float64Array(this.dimension);
    this.charts.forEach((chart, t) => {
      out.set(chart.coordinates(), this.starts[t]);
    });
    return out;
  }

  /** Λ of each factor at x, in the frame it would have as a base. */
  lambdas(x: Float64Array): Float64Array[] {
    const byTerm = this.terms.map((term, t) => {
      const lambda = new Float64Array(term.columnCount * term.columnCount);
      this.charts[t].lambda(x.subarray(this.starts[t], this.starts[t] + this.charts[t].dimension), lambda);
      return lambda;
    });
    return mergeLambdas(this.system, this.terms, byTerm);
  }

  /** Λ of each factor at lme4's theta. */
  lambdasAt(theta: Float64Array): Float64Array[] {
    return mergeLambdas(this.system, this.terms, splitTheta(this.terms, theta));
  }

  /** Λ of each factor at the base, columns of λ_white shorter than `threshold` put to exactly zero. */
  base(threshold = 0): Float64Array[] {
    return mergeLambdas(this.system, this.terms, this.termBase(threshold));
  }

  /** The same by term. */
  termBase(threshold = 0): Float64Array[] {
    return this.charts.map((chart) => chart.factor(threshold));
  }

  /** par at the base point, terms in their order. */
  theta(threshold: number): Float64Array {
    const parts = this.termBase(threshold).map((lambda, t) => {
      return this.terms[t].structure.toPar(this.terms[t].columnCount, lambda);
    });
    return Float64Array.from(parts.flatMap((part) => [...part]));
  }

  /** Makes the point of the last `lambdas` call the base; ∂(new coordinates)/∂(old ones), n × n. */
  rebase(): Float64Array {
    return this.blockDiagonal(this.charts.map((chart) => chart.rebase()));
  }

  /** ∂Λ along each coordinate at the base. */
  directions(): Direction[] {
    return this.terms.flatMap((term, t) =>
      this.charts[t].directions.map((direction): Direction => {
        const { factor, offset, columnCount: k } = term;
        const whole = this.system.factors[factor].columnCount;
        if ("matrix" in direction) {
          const matrix = new Float64Array(whole * whole);
          for (let j = 0; j < k; j++) {
            matrix.set(direction.matrix.subarray(j * k, (j + 1) * k), offset + (offset + j) * whole);
          }
          return { factor, matrix };
        }
        const vector = new Float64Array(whole);
        vector.set(direction.vector, offset);
        return { factor, column: offset + direction.column, vector };
      }),
    );
  }

  /** What each coordinate moves, as a length of λ_white. */
  lengths(): number[] {
    return this.charts.flatMap((chart) => chart.lengths?.() ?? columnLengths(chart));
  }

  /** Coordinates whose column is not zero; nothing depends to first order on the others. */
  free(): number[] {
    return this.lengths().flatMap((length, i) => (length > nullLength ? [i] : []));
  }

  /** Scales by which no direction, however flat, may move a column of λ_white far beyond its own length or σ. */
  leastScales(): Float64Array {
    return Float64Array.from(this.lengths(), (length) => leastScale / Math.max(1, length));
  }

  /** Second derivatives of T against ∂objective/∂Λ by factor, n × n. */
  curvature(byFactor: readonly Float64Array[]): Float64Array {
    return this.blockDiagonal(
      this.terms.map((term, t) => this.charts[t].curvature(termBlock(this.system, term, byFactor))),
    );
  }

  /** That part of the curvature which Λ has itself, which the second derivatives along straight directions lack; null for none. */
  bend(byFactor: readonly Float64Array[]): Float64Array | null {
    if (this.charts.every((chart) => chart.bend === undefined)) return null;
    const blocks = this.charts.map((chart, t) => {
      const own = chart.bend?.(termBlock(this.system, this.terms[t], byFactor));
      return own ?? new Float64Array(chart.dimension * chart.dimension);
    });
    return this.blockDiagonal(blocks);
  }

  private blockDiagonal(blocks: readonly Float64Array[]): Float64Array {
    const n = this.dimension;
    const out = new Float64Array(n * n);
    blocks.forEach((block, t) => {
      const size = this.charts[t].dimension;
      for (let j = 0; j < size; j++) {
        out.set(block.subarray(j * size, (j + 1) * size), this.starts[t] + (this.starts[t] + j) * n);
      }
    });
    return out;
  }
}

function columnLengths(chart: CovarianceChart): number[] {
  const at = chart.coordinates();
  const columns = chart.directions.map((direction) => ("matrix" in direction ? 0 : direction.column));
  const longest: number[] = [];
  columns.forEach((column, i) => {
    longest[column] = Math.max(longest[column] ?? 0, Math.abs(at[i]));
  });
  return columns.map((column) => longest[column]);
}

/** Coordinates around T of each term, in columns that the system says how to whiten. */
export function whiteCoordinates(
  system: MixedSystem,
  terms: readonly TermBlock[],
  start: readonly Float64Array[],
): CovarianceCoordinates {
  return new CovarianceCoordinates(
    system,
    terms,
    start,
    terms.map((term) => whiteningBasis(system, term)),
  );
}

/** The same around lme4's theta. */
export function coordinatesAt(
  system: MixedSystem,
  terms: readonly TermBlock[],
  theta: Float64Array,
): CovarianceCoordinates {
  return whiteCoordinates(system, terms, covariancesAt(terms, theta));
}

/** The basis in which a term's columns are white. */
export function whiteningBasis(system: MixedSystem, term: TermBlock): Float64Array {
  const merged = system.factors.map((_, f) => (f === term.factor ? system.meanCrossProduct(f) : new Float64Array(0)));
  return term.structure.basis(term.columnCount, termBlock(system, term, merged));
}
