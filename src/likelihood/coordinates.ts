// The free coordinates of every random term of a model, one chart after the other, and what follows from them.
import type { CovarianceChart } from "../covariance/structure.js";
import type { Direction, MixedSystem } from "../engine/types.js";
import { congruent } from "../math/matrix-product.js";
import {
  type CovariancePoint,
  chartBasis,
  chartSlopes,
  covariancesAt,
  embedded,
  inModel,
  lambdasAt,
  mergeLambdas,
  type TermBlock,
  type TermFactors,
  termBlock,
} from "./terms.js";

/** Least curvature scale of a coordinate, in inverse lengths of its column of λ_white. */
const leastScale = 0.1;
/** Columns of λ_white shorter than this are zero: the objective and vcov(β) depend on their squares. */
const nullLength = 1e-5;

export class CovarianceCoordinates {
  readonly dimension: number;
  private readonly charts: readonly CovarianceChart[];
  private readonly starts: readonly number[];

  /** `start`: T of each term, k × k, in the columns of its charts; `bases` whiten these. */
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

  /** Λ of each factor at a point. */
  lambdasAt(point: CovariancePoint): Float64Array[] {
    return lambdasAt(this.system, this.terms, point);
  }

  /** Λ of each factor at the base, columns of λ_white shorter than `threshold` put to exactly zero. */
  base(threshold = 0): Float64Array[] {
    return mergeLambdas(this.system, this.terms, this.termBase(threshold));
  }

  /** The same by term, in the columns of its charts. */
  termBase(threshold = 0): Float64Array[] {
    return this.charts.map((chart) => chart.factor(threshold));
  }

  /** par at the base point, terms in their order. */
  theta(threshold: number): Float64Array {
    const parts = this.termBase(threshold).map((lambda, t) => {
      const { structure, columnCount } = this.terms[t];
      return structure.toPar(columnCount, inModel(this.terms[t], lambda));
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
          const own = embedded(term, direction.matrix);
          for (let j = 0; j < k; j++) matrix.set(own.subarray(j * k, (j + 1) * k), offset + (offset + j) * whole);
          return { factor, matrix };
        }
        const vector = new Float64Array(whole);
        vector.set(embedded(term, direction.vector), offset);
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
      this.terms.map((term, t) => this.charts[t].curvature(chartSlopes(this.system, term, byFactor))),
    );
  }

  /** That part of the curvature which Λ has itself, which the second derivatives along straight directions lack; null for none. */
  bend(byFactor: readonly Float64Array[]): Float64Array | null {
    if (this.charts.every((chart) => chart.bend === undefined)) return null;
    const blocks = this.charts.map((chart, t) => {
      const own = chart.bend?.(chartSlopes(this.system, this.terms[t], byFactor));
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

/** The same around a point. */
export function coordinatesAt(
  system: MixedSystem,
  terms: readonly TermBlock[],
  point: CovariancePoint,
): CovarianceCoordinates {
  return whiteCoordinates(system, terms, covariancesAt(terms, point));
}

/** The basis in which the columns of a term's charts are white. */
export function whiteningBasis(system: MixedSystem, term: TermBlock): Float64Array {
  const merged = system.factors.map((_, f) => (f === term.factor ? system.meanCrossProduct(f) : new Float64Array(0)));
  const product = termBlock(system, term, merged);
  const R = chartBasis(term);
  return term.structure.basis(term.columnCount, R === null ? product : congruent(R, product));
}
