// us: any positive semidefinite T. Its chart follows the eigenvectors of T, so that vanishing variances come last and a
// zero variance is an ordinary stationary point instead of a boundary.
import { EngineBugError, FactorizationError } from "../errors.js";
import { cholesky, invertLower } from "../math/cholesky.js";
import { toWhite } from "../math/linear-solve.js";
import { eachEntry, multiply, transpose } from "../math/matrix-product.js";
import { singularFrame } from "../math/singular-frame.js";
import { symmetricEigen } from "../math/symmetric-eigen.js";
import { diagonalBasis } from "./diagonal.js";
import { correlationsOf, deviationsOf, lowerEntries, lowerPlaces } from "./entry-parameters.js";
import { lowerFactor } from "./lower-factor.js";
import { type CovarianceChart, type CovarianceStructure, smallestScale } from "./structure.js";

export const unstructured: CovarianceStructure = {
  name: "us",
  correlations: "free",
  call: "us",
  hom: null,
  write: (bar) => `(${bar})`,
  isInvariant: true,
  isOrdered: false,
  simpler: ["diag"],
  parameters: (columns) => [...deviationsOf(columns), ...correlationsOf(columns)],
  isTied: false,
  par: lowerEntries,
  parCount: (k) => (k * (k + 1)) / 2,
  fromPar(k, par) {
    const lambda = new Float64Array(k * k);
    lowerPlaces(k).forEach(([row, column], i) => {
      lambda[row + column * k] = par[i];
    });
    return lambda;
  },
  toPar(k, lambda) {
    const factor = lowerFactor(k, lambda);
    return Float64Array.from(lowerPlaces(k), ([row, column]) => factor[row + column * k]);
  },
  theta: lowerEntries,
  basis: whiteningBasis,
  patterns: (k) => lowerPlaces(k).map((entry) => [entry]),
  nearest(k, T, smallest) {
    if (k === 1) return Float64Array.of(Math.max(T[0], smallest));
    const { values, vectors } = symmetricEigen(k, T);
    const least = Math.max(smallest, smallest * values[0]);
    const scaled = vectors.map((entry, i) => entry * Math.max(values[Math.floor(i / k)], least));
    return multiply(k, k, k, scaled, transpose(k, k, vectors));
  },
  chart: (k, T, basis) => new UnstructuredChart(k, T, basis),
};

/** L'⁻¹ of the mean cross-product LL'; columns that are all but collinear are only scaled to unit root mean square. */
function whiteningBasis(k: number, meanCrossProduct: Float64Array): Float64Array {
  const scaling = diagonalBasis(k, meanCrossProduct);
  const correlation = eachEntry(k, meanCrossProduct, (entry, i, j) => {
    return entry * (scaling[i + i * k] * scaling[j + j * k]);
  });
  const factor = cholesky(k, correlation, 1e-10);
  return factor === null ? scaling : multiply(k, k, k, scaling, transpose(k, k, invertLower(k, factor)));
}

/** λ = basis · frame · L with L lower-triangular, diagonal at the base; x is L's lower triangle by columns. */
class UnstructuredChart implements CovarianceChart {
  readonly dimension: number;
  private frame: Float64Array;
  private scales: Float64Array;
  private trial: {
    frame: Float64Array;
    axes: Float64Array;
    scales: Float64Array;
    jacobian: () => Float64Array;
  } | null = null;
  private readonly entries: [number, number][];
  /** Basis times frame: the axes along which the columns of λ lie. */
  private axes: Float64Array;
  private rays: CovarianceChart["directions"] | null = null;

  constructor(
    private readonly k: number,
    T: Float64Array,
    private readonly basis: Float64Array,
  ) {
    this.entries = lowerPlaces(k);
    this.dimension = this.entries.length;
    const white = toWhite(k, T, basis);
    if (white === null) {
      throw new FactorizationError("the columns of a random term have no basis in which they are of one size", 0);
    }
    const eigen = symmetricEigen(k, white);
    this.frame = eigen.vectors;
    this.scales = eigen.values.map((w) => Math.max(Math.sqrt(Math.max(w, 0)), smallestScale));
    this.axes = multiply(k, k, k, basis, this.frame);
  }

  get directions() {
    const { k, axes } = this;
    this.rays ??= this.entries.map(([row, column]) => ({ column, vector: axes.slice(row * k, (row + 1) * k) }));
    return this.rays;
  }

  coordinates(): Float64Array {
    const x = new Float64Array(this.dimension);
    this.entries.forEach(([row, column], i) => {
      if (row === column) x[i] = this.scales[row];
    });
    return x;
  }

  lambda(x: Float64Array, out: Float64Array): void {
    const { k } = this;
    const lower = new Float64Array(k * k);
    this.entries.forEach(([row, column], i) => {
      lower[row + column * k] = x[i];
    });
    const { left, values, right } = singularFrame(k, lower);
    const frame = multiply(k, k, k, this.frame, left);
    const axes = multiply(k, k, k, this.basis, frame);
    const scales = values.map((s) => Math.max(s, smallestScale));
    this.trial = { frame, axes, scales, jacobian: () => this.transition(left, scales, right) };
    out.set(scaledColumns(k, axes, scales));
  }

  rebase(): Float64Array {
    const { trial } = this;
    if (trial === null) throw new EngineBugError("covariance chart rebased before any point was evaluated");
    this.frame = trial.frame;
    this.axes = trial.axes;
    this.rays = null;
    this.scales = trial.scales;
    return trial.jacobian();
  }

  factor(threshold: number): Float64Array {
    const scales = this.scales.map((s) => (s < threshold ? 0 : s));
    return scaledColumns(this.k, this.axes, scales);
  }

  curvature(gradient: Float64Array): Float64Array {
    const { k, dimension, entries, scales, axes } = this;
    // 2 p'Dp' by pair of axes, from the longer column: D p_i = (D λ)_i / s_i.
    const pairs = new Float64Array(k * k);
    for (let i = 0; i < k; i++) {
      for (let j = i; j < k; j++) {
        let dot = 0;
        for (let r = 0; r < k; r++) dot += axes[r + j * k] * gradient[r + i * k];
        pairs[i + j * k] = pairs[j + i * k] = dot / scales[i];
      }
    }
    const out = new Float64Array(dimension * dimension);
    for (let b = 0; b < dimension; b++) {
      for (let a = 0; a < dimension; a++) {
        if (entries[a][1] === entries[b][1]) out[a + b * dimension] = pairs[entries[a][0] + entries[b][0] * k];
      }
    }
    return out;
  }

  /** Of old coordinates into new ones: U'dL V brought back to lower-triangular form by a rotation of the columns. */
  private transition(left: Float64Array, scales: Float64Array, right: Float64Array): Float64Array {
    const { k, dimension, entries } = this;
    const out = new Float64Array(dimension * dimension);
    entries.forEach(([r, c], old) => {
      entries.forEach(([i, j], fresh) => {
        let entry = left[r + i * k] * right[c + j * k];
        if (i > j) entry += (scales[i] / scales[j]) * left[r + j * k] * right[c + i * k];
        out[fresh + old * dimension] = entry;
      });
    });
    return out;
  }
}

function scaledColumns(k: number, matrix: Float64Array, scales: Float64Array): Float64Array {
  return eachEntry(k, matrix, (entry, _, column) => entry * scales[column]);
}
