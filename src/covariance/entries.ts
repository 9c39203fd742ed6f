// A structure in coordinates of which one holds a standard deviation or two hold a correlation: the entries of its
// triangular λ, with chosen columns first.
import { linearSolve, toWhite } from "../math/linear-solve.js";
import { matrixOf, multiply, transpose } from "../math/matrix-product.js";
import { isMixing, upperProduct, upperSolve } from "../math/upper-triangular.js";
import { norm } from "../math/vectors.js";
import { lowerFactor } from "./lower-factor.js";
import type { CovarianceChart, CovarianceStructure } from "./structure.js";

/** Least diagonal entry of λ_white: what a standard deviation held at zero leaves of the slope must be nothing. */
const LEAST = 1e-9;

type Entries = readonly (readonly [number, number])[];

/**
 * A structure of free correlations or none, with the rows of its triangular λ in the order `first`, then the others. A
 * coordinate is an entry of λ by columns, over the standard deviation at which its column of Z would be white. Where `T`
 * gives the columns of Z as combinations of those of λ, the others are replaced by what is left of them, white.
 */
export function byEntries(
  structure: CovarianceStructure,
  first: readonly number[],
  transform: Float64Array | null,
): CovarianceStructure {
  const chart: CovarianceStructure["chart"] = (k, T, basis) => {
    const others = Array.from({ length: k }, (_, i) => i).filter((i) => !first.includes(i));
    const places = structure.patterns(k).map(([place]) => place);
    const order = [...first, ...others];
    const axes = isMixing(transform) ? mixedAxes(k, transform, basis, order, first.length) : ordered(k, basis, order);
    return new EntryChart(k, T, places, axes);
  };
  return { ...structure, chart };
}

/** Columns of λ in an order, each in its scale. */
function ordered(k: number, basis: Float64Array, order: readonly number[]): Float64Array {
  const scales = rowScales(k, basis);
  return matrixOf(k, k, (row, i) => (row === order[i] ? scales[row] : 0));
}

/**
 * G such that of λ = GX the rows of Tλ in `order` are those of X in their scales for the first `held`, and for the others
 * what is left of them: with L triangular, the rows of TB are LQ, and those of TG are L but that the rows held stand alone.
 */
function mixedAxes(
  k: number,
  transform: Float64Array,
  basis: Float64Array,
  order: readonly number[],
  held: number,
): Float64Array {
  const rows = upperProduct(transform, basis);
  const L = lowerFactor(
    k,
    matrixOf(k, k, (i, j) => rows[order[i] + j * k]),
  );
  if (held === 2) {
    const [shared, own] = [L[1], L[k + 1]];
    const scale = Math.sqrt(shared * shared + own * own);
    for (let i = 1; i < k; i++) {
      const slope = L[i + k] / own;
      L[i] -= slope * shared;
      L[i + k] = slope * scale;
    }
  }
  return upperSolve(
    transform,
    matrixOf(k, k, (row, j) => L[order.indexOf(row) + j * k]),
  );
}

/** Standard deviation, by column of a term, at which it is white. */
export function rowScales(k: number, basis: Float64Array): Float64Array {
  return Float64Array.from({ length: k }, (_, i) => norm(Float64Array.from({ length: k }, (_, c) => basis[i + c * k])));
}

/** λ = G X, X triangular with coordinates for entries. */
class EntryChart implements CovarianceChart {
  readonly dimension: number;
  readonly directions: CovarianceChart["directions"];
  private base: Float64Array;
  private trial: Float64Array;

  constructor(
    private readonly k: number,
    T: Float64Array,
    private readonly entries: Entries,
    private readonly axes: Float64Array,
  ) {
    this.dimension = entries.length;
    this.base = this.trial = this.floored(this.factorOf(T));
    this.directions = entries.map(([row, column]) => ({ column, vector: axes.slice(row * k, (row + 1) * k) }));
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
    const { k, dimension: n, entries, axes } = this;
    const lower = new Float64Array(k * k);
    entries.forEach(([row, column], i) => {
      lower[row + column * k] = this.base[i];
    });
    const white = multiply(k, k, k, transpose(k, k, axes), gradient);
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
    const { k } = this;
    const triangle = new Float64Array(k * k);
    this.entries.forEach(([row, column], i) => {
      triangle[row + column * k] = x[i];
    });
    return multiply(k, k, k, this.axes, triangle);
  }

  /** Triangular factor of T, semidefinite ones included, in the units of the axes. */
  private factorOf(T: Float64Array): Float64Array {
    const { k } = this;
    const own = inAxes(k, T, this.axes);
    const entry = (i: number, j: number) => own[i + j * k];
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

/** T in the units of axes that may be columns of one entry each. */
function inAxes(k: number, T: Float64Array, axes: Float64Array): Float64Array {
  const places = Array.from({ length: k }, (_, j) =>
    axes.subarray(j * k, (j + 1) * k).findIndex((entry) => entry !== 0),
  );
  const isPlain = axes.every((entry, at) => entry === 0 || at % k === places[Math.floor(at / k)]);
  if (!isPlain) return toWhite(k, T, axes) ?? T;
  const scale = (i: number) => axes[places[i] + i * k];
  return matrixOf(k, k, (i, j) => T[places[i] + places[j] * k] / (scale(i) * scale(j)));
}
