// −2 log-likelihood and REML criterion of a linear model on n × n matrices, at any standard deviations, correlations, σ
// and coefficients: the oracle of intervals.
import type { LiveFit } from "../../src/fit/fit.js";
import { choleskyRows, lowerSolveRows, type Rows, zeros } from "./dense-algebra.js";

export class DenseLikelihood {
  private readonly n: number;

  constructor(private readonly fit: LiveFit) {
    this.n = fit.nobs;
  }

  /**
   * `parameters`: term by term standard deviations then correlations by columns, then σ, then β; +Infinity where they are
   * no covariance matrix. With `reml` the criterion whose minimum over β is taken.
   */
  at(parameters: ArrayLike<number>, reml = false): number {
    const { n, fit } = this;
    const { design } = fit.live;
    const count = parameters.length - fit.rank;
    const sigma = parameters[count - 1];
    const v = zeros(n, n);
    for (let i = 0; i < n; i++) v[i][i] = (sigma * sigma) / (design.weights?.[i] ?? 1);
    let at = 0;
    for (const term of design.random) {
      const { codes } = design.factors[term.factor];
      const k = term.names.length;
      const covariance = zeros(k, k);
      for (let a = 0; a < k; a++) covariance[a][a] = parameters[at + a] * parameters[at + a];
      let place = at + k;
      for (let b = 0; b < k && term.structure !== "diag"; b++) {
        for (let a = b + 1; a < k; a++) {
          covariance[a][b] = covariance[b][a] = parameters[place++] * parameters[at + a] * parameters[at + b];
        }
      }
      at = term.structure === "diag" ? at + k : place;
      if (!isCovariance(covariance)) return Number.POSITIVE_INFINITY;
      const z = term.columns.map((column) => (i: number) => column?.[i] ?? 1);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          if (codes[i] !== codes[j]) continue;
          for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) v[i][j] += covariance[a][b] * z[a](i) * z[b](j);
        }
      }
    }
    const root = rootOf(v);
    const logDeterminant = root.reduce((sum, row, i) => sum + 2 * Math.log(row[i]), 0);
    const columns = fit.kept.map((column) => design.fixed.columns[column]);
    const fixed = (i: number) => columns.reduce((sum, column, j) => sum + column[i] * parameters[count + j], 0);
    const residual = Float64Array.from(
      design.response,
      (y, i) => y - (design.offset?.[i] ?? 0) - (reml ? 0 : fixed(i)),
    );
    const half = lowerSolveRows(root, residual);
    const square = half.reduce((sum, x) => sum + x * x, 0);
    const constant = Math.log(2 * Math.PI);
    if (!reml) return n * constant + logDeterminant + square;
    const x = columns.map((column) => lowerSolveRows(root, column));
    const gram = x.map((left) =>
      Float64Array.from(x, (right) => left.reduce((sum, value, i) => sum + value * right[i], 0)),
    );
    const factor = rootOf(gram);
    const scores = Float64Array.from(x, (column) => column.reduce((sum, value, i) => sum + value * half[i], 0));
    const explained = lowerSolveRows(factor, scores).reduce((sum, value) => sum + value * value, 0);
    const logFixed = factor.reduce((sum, row, i) => sum + 2 * Math.log(row[i]), 0);
    return (n - fit.rank) * constant + logDeterminant + logFixed + square - explained;
  }
}

/** Whether a small symmetric matrix is positive semidefinite, but for rounding. */
function isCovariance(matrix: Rows): boolean {
  const raised = matrix.map((row, i) => row.map((entry, j) => (i === j ? entry * (1 + 1e-9) + 1e-300 : entry)));
  return choleskyRows(raised) !== null;
}

function rootOf(matrix: Rows): Rows {
  const root = choleskyRows(matrix);
  if (root === null) throw new Error("a covariance matrix of the rows is not positive definite");
  return root;
}
