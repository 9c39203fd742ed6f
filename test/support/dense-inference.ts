// Satterthwaite and Kenward-Roger written from the textbook on n × n matrices: the oracle of the blocked ones.
import type { LiveFit } from "../../src/fit/fit.js";
import { type Rows, zeros } from "./dense-algebra.js";

const transpose = (a: Rows): Rows => Array.from(a[0], (_, j) => Float64Array.from(a, (row) => row[j]));

function product(a: Rows, b: Rows): Rows {
  const columns = transpose(b);
  return a.map((row) => Float64Array.from(columns, (column) => row.reduce((sum, x, i) => sum + x * column[i], 0)));
}

const plus = (a: Rows, b: Rows, scale = 1): Rows => a.map((row, i) => row.map((x, j) => x + scale * b[i][j]));
const trace = (a: Rows): number => a.reduce((sum, row, i) => sum + row[i], 0);
const traceOf = (a: Rows, b: Rows): number =>
  a.reduce((sum, row, i) => sum + row.reduce((inner, x, j) => inner + x * b[j][i], 0), 0);
const identity = (n: number): Rows => zeros(n, n).map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));

/** Gauss-Jordan with partial pivoting. */
export function inverse(a: Rows): Rows {
  const n = a.length;
  const work = a.map((row, i) => Float64Array.from([...row, ...identity(n)[i]]));
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(work[i][k]) > Math.abs(work[pivot][k])) pivot = i;
    [work[k], work[pivot]] = [work[pivot], work[k]];
    const lead = work[k][k];
    work[k] = work[k].map((x) => x / lead);
    for (let i = 0; i < n; i++) {
      const factor = work[i][k];
      if (i !== k && factor !== 0) work[i] = work[i].map((x, j) => x - factor * work[k][j]);
    }
  }
  return work.map((row) => row.slice(n));
}

/** Σ = Σ_i γ_i G_i on rows scaled by √w: one component an entry of every T, then the residual variance. */
export class DenseInference {
  readonly vcov: Rows;
  private readonly components: Rows[] = [];
  private readonly inverse: Rows;
  private readonly projection: Rows;
  private readonly x: Rows;
  private readonly y: Rows;
  private known: Rows | null = null;
  private knownChanges: Rows[] | null = null;

  constructor(private readonly fit: LiveFit) {
    const { design, likelihood } = fit.live;
    const layout = likelihood.terms;
    const n = design.nobs;
    const root = Float64Array.from({ length: n }, (_, i) => Math.sqrt(design.weights?.[i] ?? 1));
    const varCorr = fit.varCorr();
    let sigma: Rows = identity(n).map((row) => row.map((x) => x * fit.sigma * fit.sigma));
    design.random.forEach((term, t) => {
      const { codes } = design.factors[term.factor];
      const z = term.columns.map((column) => root.map((w, i) => w * (column?.[i] ?? 1)));
      const isDiagonal = layout[t].structure.name === "diag";
      for (let a = 0; a < z.length; a++) {
        for (let b = 0; b <= a; b++) {
          if (isDiagonal && a !== b) continue;
          const g = zeros(n, n);
          for (let i = 0; i < n; i++) {
            for (let j = 0; j < n; j++) {
              if (codes[i] !== codes[j]) continue;
              g[i][j] = a === b ? z[a][i] * z[a][j] : z[a][i] * z[b][j] + z[b][i] * z[a][j];
            }
          }
          this.components.push(g);
          const { sd, corr } = varCorr[t];
          const covariance = sd[a] * sd[b] * (a === b || sd[a] * sd[b] === 0 ? 1 : corr[a][b]);
          sigma = plus(sigma, g, covariance);
        }
      }
    });
    this.components.push(identity(n));
    this.x = zeros(n, fit.rank).map((row, i) => row.map((_, c) => root[i] * design.fixed.columns[fit.kept[c]][i]));
    this.y = Array.from(root, (w, i) => Float64Array.of(w * (design.response[i] - (design.offset?.[i] ?? 0))));
    this.inverse = inverse(sigma);
    const half = product(this.inverse, this.x);
    this.vcov = inverse(product(transpose(this.x), half));
    this.projection = plus(this.inverse, product(product(half, this.vcov), transpose(half)), -1);
  }

  /** ∂vcov/∂γ_i. */
  changes(): Rows[] {
    this.knownChanges ??= this.computeChanges();
    return this.knownChanges;
  }

  private computeChanges(): Rows[] {
    const left = product(product(this.vcov, transpose(this.x)), this.inverse);
    return this.components.map((g) => product(product(left, g), transpose(left)));
  }

  /** From the observed information of γ: ∂²(−2 log L) = −tr(P G P G) + 2 y'P G P G P y. */
  satterthwaite(rows: readonly ArrayLike<number>[]): number[] {
    const outer = this.fit.method === "REML" ? this.projection : this.inverse;
    const traced = this.components.map((g) => product(outer, g));
    const residual = product(this.projection, this.y);
    const images = this.components.map((g) => product(g, residual));
    const hessian = zeros(traced.length, traced.length).map((row, i) =>
      row.map((_, j) => {
        const quadratic = product(product(transpose(images[i]), this.projection), images[j])[0][0];
        return 2 * quadratic - traceOf(traced[i], traced[j]);
      }),
    );
    const covariance = inverse(hessian).map((row) => row.map((x) => 2 * x));
    const changes = this.changes();
    return rows.map((row) => {
      const l = [Float64Array.from(row)];
      const form = (a: Rows) => product(product(l, a), transpose(l))[0][0];
      const slopes = [Float64Array.from(changes, form)];
      const value = form(this.vcov);
      return (2 * value * value) / product(product(slopes, covariance), transpose(slopes))[0][0];
    });
  }

  /** The weights of Kenward & Roger: the inverse of the expected REML information of γ. */
  private weights(): Rows {
    this.known ??= this.computeWeights();
    return this.known;
  }

  private computeWeights(): Rows {
    const traced = this.components.map((g) => product(this.projection, g));
    const information = traced.map((a) => Float64Array.from(traced, (b) => traceOf(a, b) / 2));
    return inverse(information);
  }

  adjustedVcov(): Rows {
    const weights = this.weights();
    const left = product(product(this.vcov, transpose(this.x)), this.inverse);
    let sum: Rows = this.vcov;
    this.components.forEach((a, i) => {
      this.components.forEach((b, j) => {
        const middle = product(product(product(product(left, a), this.projection), b), transpose(left));
        sum = plus(sum, middle, 2 * weights[i][j]);
      });
    });
    return sum;
  }

  /** A₁ and A₂ of the hypothesis Lβ = 0. */
  moments(rows: readonly ArrayLike<number>[]): { a1: number; a2: number } {
    const weights = this.weights();
    const l = rows.map((row) => Float64Array.from(row));
    const own = inverse(product(product(l, this.vcov), transpose(l)));
    const relative = this.changes().map((change) => product(own, product(product(l, change), transpose(l))));
    let a1 = 0;
    let a2 = 0;
    relative.forEach((a, i) => {
      relative.forEach((b, j) => {
        a1 += weights[i][j] * trace(a) * trace(b);
        a2 += weights[i][j] * traceOf(a, b);
      });
    });
    return { a1, a2 };
  }
}
