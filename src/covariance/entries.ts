// A structure in coordinates of which one holds a standard deviation or two hold a correlation: the entries of its
// triangular λ, with chosen columns first.
import { linearSolve } from "../math/linear-solve.js";
import { matrixOf, transpose } from "../math/matrix-product.js";
import { norm } from "../math/vectors.js";
import type { CovarianceChart, CovarianceStructure } from "./structure.js";

/** Least diagonal entry of λ_white: what a standard deviation held at zero leaves of the slope must be nothing. */
const LEAST = 1e-9;

type Entries = readonly (readonly [number, number])[];

/**
 * A structure of free correlations or none, with the rows of its triangular λ in the order `first`, then the others. A
 * coordinate is an entry of λ by columns, over the standard deviation at which its column of Z would be white.
 */
export function byEntries(structure: CovarianceStructure, first: readonly number[]): CovarianceStructure {
  const chart: CovarianceStructure["chart"] = (k, T, basis) => {
    const others = Array.from({ length: k }, (_, i) => i).filter((i) => !first.includes(i));
    const places = structure.patterns(k).map(([place]) => place);
    return new EntryChart(k, T, places, [...first, ...others], rowScales(k, basis));
  };
  return { ...structure, chart };
}

/** Standard deviation, by column of a term, at which it is white. */
export function rowScales(k: number, basis: Float64Array): Float64Array {
  return Float64Array.from({ length: k }, (_, i) => norm(Float64Array.from({ length: k }, (_, c) => basis[i + c * k])));
}

/** λ = P S X, X triangular with coordinates for entries, S the scales, P the order of rows. */
class EntryChart implements CovarianceChart {
  readonly dimension: number;
  readonly directions: CovarianceChart["directions"];
  private base: Float64Array;
  private trial: Float64Array;

  constructor(
    private readonly k: number,
    T: Float64Array,
    private readonly entries: Entries,
    private readonly order: readonly number[],
    private readonly scales: Float64Array,
  ) {
    this.dimension = entries.length;
    this.base = this.trial = this.floored(this.factorOf(T));
    this.directions = entries.map(([row, column]) => {
      const vector = new Float64Array(k);
      vector[order[row]] = scales[order[row]];
      return { column, vector };
    });
  }

  coordinates(): Float64Array {
    return this.base.slice();
  }

  lambda(x: Float64Array, out: Float64Array): void {
    this.trial = this.floored(x);
    out.set(this.matrix(this.trial));
  }

  rebase(): Float64Array {
    this.base = this.trial;
    const n = this.dimension;
    return Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
  }

  factor(): Float64Array {
    return this.matrix(this.base);
  }

  curvature(gradient: Float64Array): Float64Array {
    const { k, dimension: n, entries, order, scales } = this;
    const lower = new Float64Array(k * k);
    entries.forEach(([row, column], i) => {
      lower[row + column * k] = this.base[i];
    });
    const white = matrixOf(k, k, (i, j) => scales[order[i]] * gradient[order[i] + j * k]);
    const solved = linearSolve(k, transpose(k, k, lower), k, transpose(k, k, white));
    const out = new Float64Array(n * n);
    if (solved === null) return out;
    entries.forEach(([i, column], a) => {
      entries.forEach(([j, other], b) => {
        if (column === other) out[a + b * n] = (solved[i + j * k] + solved[j + i * k]) / 2;
      });
    });
    return out;
  }

  private matrix(x: Float64Array): Float64Array {
    const { k, order, scales } = this;
    const out = new Float64Array(k * k);
    this.entries.forEach(([row, column], i) => {
      out[order[row] + column * k] = scales[order[row]] * x[i];
    });
    return out;
  }

  /** Triangular factor of T, semidefinite ones included, in white units. */
  private factorOf(T: Float64Array): Float64Array {
    const { k, order, scales } = this;
    const entry = (i: number, j: number) => T[order[i] + order[j] * k] / (scales[order[i]] * scales[order[j]]);
    const lower = new Float64Array(k * k);
    for (let j = 0; j < k; j++) {
      let pivot = entry(j, j);
      for (let c = 0; c < j; c++) pivot -= lower[j + c * k] * lower[j + c * k];
      const root = Math.sqrt(Math.max(pivot, 0));
      lower[j + j * k] = root;
      for (let i = j + 1; i < k; i++) {
        let sum = entry(i, j);
        for (let c = 0; c < j; c++) sum -= lower[i + c * k] * lower[j + c * k];
        lower[i + j * k] = root > LEAST ? sum / root : 0;
      }
    }
    return Float64Array.from(this.entries, ([row, column]) => lower[row + column * k]);
  }

  private floored(x: Float64Array): Float64Array {
    return x.map((value, i) => {
      const [row, column] = this.entries[i];
      if (row !== column || Math.abs(value) >= LEAST) return value;
      return value < 0 ? -LEAST : LEAST;
    });
  }
}
