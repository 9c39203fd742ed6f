// diag: independent columns; T is diagonal.
import { unitOfAll } from "../math/units.js";
import { norm } from "../math/vectors.js";
import { deviationsOf } from "./entry-parameters.js";
import { type CovarianceChart, type CovarianceStructure, smallestScale } from "./structure.js";

export const diagonal: CovarianceStructure = {
  name: "diag",
  correlations: "none",
  call: "diag",
  hom: false,
  write: (bar) => `diag(${bar})`,
  isInvariant: false,
  isOrdered: false,
  simpler: [],
  parameters: deviationsOf,
  isTied: false,
  par: deviationsOf,
  parCount: (k) => k,
  fromPar: (k, par) => diagonalMatrix(k, (i) => par[i]),
  toPar: (k, lambda) => {
    return Float64Array.from({ length: k }, (_, i) => {
      const row = Float64Array.from({ length: k }, (_, c) => lambda[i + c * k]);
      const unit = unitOfAll(row);
      return norm(row.map((entry) => entry * unit)) / unit;
    });
  },
  theta: deviationsOf,
  basis: diagonalBasis,
  patterns: (k) => Array.from({ length: k }, (_, i) => [[i, i]] as const),
  nearest: (k, T, least) => T.map((entry, i) => (i % (k + 1) === 0 ? Math.max(entry, least) : 0)),
  chart: (k, T, basis) => new DiagonalChart(k, T, basis),
};

/** Diagonal matrix that brings columns to unit root mean square; a zero column keeps its scale. */
export function diagonalBasis(k: number, meanCrossProduct: Float64Array): Float64Array {
  return diagonalMatrix(k, (i) => {
    const meanSquare = meanCrossProduct[i + i * k];
    return meanSquare > 0 ? 1 / Math.sqrt(meanSquare) : 1;
  });
}

function diagonalMatrix(k: number, entry: (i: number) => number): Float64Array {
  const matrix = new Float64Array(k * k);
  for (let i = 0; i < k; i++) matrix[i + i * k] = entry(i);
  return matrix;
}

/** λ = basis · diag(x); f is even in each x, so the sign is dropped at every new base. */
class DiagonalChart implements CovarianceChart {
  readonly dimension: number;
  readonly directions: CovarianceChart["directions"];
  private scales: Float64Array;
  private trial: Float64Array;

  constructor(
    private readonly k: number,
    T: Float64Array,
    private readonly basis: Float64Array,
  ) {
    this.dimension = k;
    this.scales = Float64Array.from({ length: k }, (_, i) => {
      return Math.max(Math.sqrt(Math.max(T[i + i * k], 0)) / basis[i + i * k], smallestScale);
    });
    this.trial = this.scales;
    this.directions = Array.from({ length: k }, (_, column) => {
      const vector = new Float64Array(k);
      vector[column] = basis[column + column * k];
      return { column, vector };
    });
  }

  coordinates(): Float64Array {
    return this.scales.slice();
  }

  lambda(x: Float64Array, out: Float64Array): void {
    this.trial = x.slice();
    out.set(diagonalMatrix(this.k, (i) => this.basis[i + i * this.k] * Math.max(Math.abs(x[i]), smallestScale)));
  }

  rebase(): Float64Array {
    const { trial } = this;
    this.scales = trial.map((x) => Math.max(Math.abs(x), smallestScale));
    return diagonalMatrix(this.k, (i) => (trial[i] < 0 ? -1 : 1));
  }

  factor(threshold: number): Float64Array {
    const { k, basis, scales } = this;
    return diagonalMatrix(k, (i) => (scales[i] < threshold ? 0 : basis[i + i * k] * scales[i]));
  }

  curvature(gradient: Float64Array): Float64Array {
    const { k, basis, scales } = this;
    return diagonalMatrix(k, (i) => (basis[i + i * k] * gradient[i + i * k]) / scales[i]);
  }
}
