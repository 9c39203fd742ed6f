// A brute-force MixedSystem on dense matrices, written from the textbook formulas of V = I + ZTZ' and
// P = V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹. It knows no blocks and is the oracle of the tests.
import type {
  ConditionalForms,
  Direction,
  EffectRows,
  EffectVector,
  EngineInput,
  MixedSystem,
  Solution,
  StartMoments,
  WeightedMoments,
} from "../../src/engine/types.js";
import { FactorizationError } from "../../src/errors.js";
import { choleskyRows, independentColumns, lowerSolveRows, type Rows, zeros } from "./dense-algebra.js";

export class DenseSystem implements MixedSystem {
  readonly nobs: number;
  readonly responseUnit = 1;
  readonly kept: readonly number[];
  readonly rank: number;
  readonly factors: readonly { readonly levelCount: number; readonly columnCount: number }[];
  readonly exactCost: number;
  /** Factorizations asked for, to count evaluations. */
  factorizations = 0;

  private readonly root: Float64Array;
  private readonly logWeights: number;
  private readonly z: Float64Array[] = [];
  private readonly x: Float64Array[];
  private readonly starts: number[] = [];
  private readonly lambdas: Float64Array[] = [];
  private baseline = new Float64Array(0);
  /** [Z X y₀]'[Z X y₀]; y₀ is the least-squares residual of y on X. */
  private cross: Rows = [];
  private factor: Rows = [];
  /** Z'V⁻¹Z in the leading block, X next, y last; then the same for P. */
  private inverse: Rows = [];
  private projected: Rows = [];
  private fixedFactor: Rows = [];

  constructor(
    private readonly input: EngineInput,
    private readonly options: { exactCost?: number; projectMoments?: boolean } = {},
  ) {
    this.nobs = input.nobs;
    this.exactCost = options.exactCost ?? 1;
    this.root = Float64Array.from({ length: input.nobs }, (_, i) => Math.sqrt(input.weights?.[i] ?? 1));
    this.logWeights = this.root.reduce((sum, w) => sum + 2 * Math.log(w), 0);
    this.factors = input.factors.map((f) => ({ levelCount: f.levelCount, columnCount: f.columns.length }));
    for (const factor of input.factors) {
      this.starts.push(this.z.length);
      this.lambdas.push(new Float64Array(factor.columns.length * factor.columns.length));
      for (let level = 0; level < factor.levelCount; level++) {
        for (const column of factor.columns) {
          this.z.push(this.root.map((w, i) => (factor.codes[i] === level ? w * (column?.[i] ?? 1) : 0)));
        }
      }
    }
    const weighted = input.fixed.map((column) => column.map((entry, i) => entry * this.root[i]));
    this.kept = independentColumns(weighted);
    this.rank = this.kept.length;
    this.x = this.kept.map((i) => weighted[i]);
    this.setResponse(input.response);
  }

  setResponse(response: Float64Array): void {
    const y = this.root.map((w, i) => w * (response[i] - (this.input.offset?.[i] ?? 0)));
    this.baseline = new Float64Array(this.rank);
    const gram = this.x.map((a) => Float64Array.from(this.x, (b) => dot(a, b)));
    const factor = choleskyRows(gram) as Rows;
    for (let pass = 0; pass < 2; pass++) {
      const step = backSolve(
        factor,
        lowerSolveRows(
          factor,
          Float64Array.from(this.x, (column) => dot(column, y)),
        ),
      );
      this.x.forEach((column, j) => {
        this.baseline[j] += step[j];
        for (let i = 0; i < y.length; i++) y[i] -= step[j] * column[i];
      });
    }
    const all = [...this.z, ...this.x, y];
    this.cross = all.map((a) => Float64Array.from(all, (b) => dot(a, b)));
  }

  meanCrossProduct(factor: number): Float64Array {
    return this.sumLevels(factor, (i, j) => this.cross[i][j]).map((entry) => entry / this.nobs);
  }

  setLambda(factor: number, lambda: Float64Array): void {
    this.lambdas[factor] = lambda.slice();
  }

  lambda(factor: number): Float64Array {
    return this.lambdas[factor].slice();
  }

  factorize(): void {
    this.factorizations++;
    const q = this.z.length;
    const m = this.cross.length;
    const scaled = this.cross.map((row) => this.timesLambda(row.subarray(0, q)));
    const penalized = zeros(q, q);
    for (let j = 0; j < q; j++) {
      const column = this.timesLambda(Float64Array.from({ length: q }, (_, i) => scaled[i][j]));
      for (let i = 0; i < q; i++) penalized[i][j] = column[i] + (i === j ? 1 : 0);
    }
    const factor = choleskyRows(penalized);
    if (factor === null) throw new FactorizationError("penalized system is not positive definite", 0);
    this.factor = factor;
    const w = scaled.map((row) => lowerSolveRows(factor, row));
    this.inverse = zeros(m, m);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j <= i; j++) this.inverse[i][j] = this.inverse[j][i] = this.cross[i][j] - dot(w[i], w[j]);
    }
    this.project();
  }

  private project(): void {
    const { inverse, rank } = this;
    const q = this.z.length;
    const fixed = choleskyRows(inverse.slice(q, q + rank).map((row) => row.slice(q, q + rank)));
    if (fixed === null) throw new FactorizationError("fixed effects are not estimable", q);
    this.fixedFactor = fixed;
    const v = inverse.map((row) => lowerSolveRows(fixed, row.slice(q, q + rank)));
    this.projected = inverse.map((row, i) => row.map((entry, j) => entry - dot(v[i], v[j])));
  }

  get pwrss(): number {
    return this.projected[this.cross.length - 1][this.cross.length - 1];
  }

  get ldL2(): number {
    return logDeterminant(this.factor);
  }

  get ldRX2(): number {
    return logDeterminant(this.fixedFactor);
  }

  relativeObjective(reml: boolean): number {
    return this.objective(reml);
  }

  objective(reml: boolean): number {
    const c = this.divisor(reml);
    const trace = this.ldL2 + (reml ? this.ldRX2 : 0);
    return trace + c * (1 + Math.log((2 * Math.PI * this.pwrss) / c)) - this.logWeights;
  }

  solve(): Solution {
    const q = this.z.length;
    const right = Float64Array.from({ length: this.rank }, (_, j) => this.inverse[q + j][this.cross.length - 1]);
    const step = backSolve(this.fixedFactor, lowerSolveRows(this.fixedFactor, right));
    const spherical = this.spherical();
    const mode = this.lambdaTimes(spherical);
    return {
      beta: step.map((entry, j) => entry + this.baseline[j]),
      spherical: this.byFactor(spherical),
      conditionalMode: this.byFactor(mode),
    };
  }

  gradient(reml: boolean): Float64Array[] {
    const ratio = this.divisor(reml) / this.pwrss;
    const products = this.scoreProducts();
    return this.factors.map((shape, f) => {
      const k = shape.columnCount;
      const trace = this.sumLevels(f, (i, j) => this.trace(reml)[i][j]);
      const out = new Float64Array(k * k);
      for (let b = 0; b < k; b++) {
        for (let a = 0; a < k; a++) {
          for (let r = 0; r < k; r++) out[a + b * k] += 2 * trace[a + r * k] * this.lambdas[f][r + b * k];
          out[a + b * k] -= 2 * ratio * products[f][a + b * k];
        }
      }
      return out;
    });
  }

  scoreProducts(): Float64Array[] {
    const g = this.score();
    const u = this.spherical();
    return this.factors.map((_, f) => this.sumLevels(f, (i, j) => g[i] * u[j]));
  }

  averageInformation(reml: boolean, directions: readonly Direction[]): Float64Array {
    const n = directions.length;
    const g = this.score();
    const u = this.spherical();
    const scale = this.divisor(reml) / this.pwrss;
    const h = directions.map((direction) => {
      const k = this.factors[direction.factor].columnCount;
      const out = new Float64Array(g.length);
      if ("matrix" in direction) {
        const { factor, matrix } = direction;
        for (let level = 0; level < this.factors[factor].levelCount; level++) {
          const at = this.starts[factor] + level * k;
          const pulled = Array.from({ length: k }, (_, c) =>
            dot(matrix.subarray(c * k, (c + 1) * k), g.subarray(at, at + k)),
          );
          for (let r = 0; r < k; r++) {
            for (let c = 0; c < k; c++) {
              out[at + r] += matrix[r + c * k] * u[at + c] + this.lambdas[factor][r + c * k] * pulled[c];
            }
          }
        }
        return out;
      }
      const mate = this.lambdas[direction.factor].subarray(direction.column * k, (direction.column + 1) * k);
      for (let level = 0; level < this.factors[direction.factor].levelCount; level++) {
        const at = this.starts[direction.factor] + level * k;
        const along = dot(direction.vector, g.subarray(at, at + k));
        for (let r = 0; r < k; r++) out[at + r] = direction.vector[r] * u[at + direction.column] + mate[r] * along;
      }
      return out;
    });
    const q = this.z.length;
    const qh = h.map((v) => Float64Array.from({ length: q }, (_, i) => dot(this.projected[i].subarray(0, q), v)));
    const slopes = h.map((v) => dot(g, v));
    const out = new Float64Array(n * n);
    for (let b = 0; b < n; b++) {
      for (let a = 0; a < n; a++) {
        out[a + b * n] = scale * (dot(h[a], qh[b]) - (slopes[a] * slopes[b]) / this.pwrss);
      }
    }
    return out;
  }

  fourthMoments(reml: boolean): Float64Array[] {
    return this.pairSums(this.trace(reml));
  }

  get leastSquaresResidual(): number {
    const last = this.cross.length - 1;
    return this.cross[last][last];
  }

  moments(): StartMoments {
    const last = this.cross.length - 1;
    const q = this.z.length;
    const y = this.cross[last];
    const fixed = choleskyRows(this.cross.slice(q, last).map((row) => row.slice(q, last))) as Rows;
    const halves = this.cross.map((row) => lowerSolveRows(fixed, row.slice(q, last)));
    const projected = this.cross.map((row, i) => row.map((entry, j) => entry - dot(halves[i], halves[j])));
    return {
      scores: this.factors.map((_, f) => this.sumLevels(f, (i, j) => y[i] * y[j])),
      pairs: this.pairSums(this.options.projectMoments === false ? this.cross : projected),
      ...(this.options.projectMoments === false
        ? {}
        : { traces: this.factors.map((_, f) => this.sumLevels(f, (i, j) => projected[i][j])) }),
    };
  }

  crossProducts(factor: number): Float64Array {
    const { levelCount, columnCount: k } = this.factors[factor];
    return Float64Array.from({ length: levelCount * k * k }, (_, i) => {
      const at = this.starts[factor] + Math.floor(i / (k * k)) * k;
      return this.cross[at + (i % k)][at + (Math.floor(i / k) % k)];
    });
  }

  weightedMoments(weights: readonly Float64Array[]): WeightedMoments {
    const last = this.cross.length - 1;
    // Rows of Z'Z and of Z'y with each level's block of rows multiplied by its weight.
    const rows = this.cross.slice(0, this.z.length).map((_, i) => {
      const f = this.starts.findLastIndex((start) => start <= i);
      const k = this.factors[f].columnCount;
      const offset = i - this.starts[f];
      const row = offset % k;
      const at = i - row;
      return this.cross[i].map((_, j) => {
        let sum = 0;
        for (let c = 0; c < k; c++) sum += weights[f][(offset - row) * k + row + c * k] * this.cross[at + c][j];
        return sum;
      });
    });
    return {
      scores: this.factors.map((_, f) => this.sumLevels(f, (i, j) => rows[i][last] * rows[j][last])),
      traces: this.factors.map(({ columnCount: k }, f) =>
        this.sumLevels(f, (i, j) => {
          const offset = j - this.starts[f];
          const row = offset % k;
          let sum = 0;
          for (let c = 0; c < k; c++) sum += rows[i][j - row + c] * weights[f][(offset - row) * k + row + c * k];
          return sum;
        }),
      ),
      pairs: this.factors.map((one, s) =>
        this.factors.map((two, t) => {
          const size = one.columnCount * two.columnCount;
          const out = new Float64Array(size * size);
          for (let l = 0; l < one.levelCount; l++) {
            for (let h = 0; h < two.levelCount; h++) {
              const block = Float64Array.from({ length: size }, (_, i) => {
                const row = rows[this.starts[s] + l * one.columnCount + (i % one.columnCount)];
                return row[this.starts[t] + h * two.columnCount + Math.floor(i / one.columnCount)];
              });
              for (let j = 0; j < size; j++) for (let i = 0; i < size; i++) out[i + j * size] += block[i] * block[j];
            }
          }
          return out;
        }),
      ),
    };
  }

  unscaledVcov(): Float64Array {
    const p = this.rank;
    const out = new Float64Array(p * p);
    for (let j = 0; j < p; j++) {
      const unit = new Float64Array(p);
      unit[j] = 1;
      out.set(backSolve(this.fixedFactor, lowerSolveRows(this.fixedFactor, unit)), j * p);
    }
    return out;
  }

  projectedTraces(): Float64Array[] {
    return this.factors.map((_, f) => this.sumLevels(f, (i, j) => this.projected[i][j]));
  }

  fixedSensitivities(): Float64Array[] {
    const q = this.z.length;
    const p = this.rank;
    const vcov = this.unscaledVcov();
    const columns = Array.from({ length: p }, (_, c) =>
      this.byFactor(
        Float64Array.from({ length: q }, (_, i) =>
          dot(this.inverse[i].subarray(q, q + p), vcov.subarray(c * p, (c + 1) * p)),
        ),
      ),
    );
    return this.factors.map((_, f) => Float64Array.from(columns.flatMap((column) => [...column[f]])));
  }

  projectedGram(vectors: readonly EffectVector[]): Float64Array {
    const q = this.z.length;
    const whole = vectors.map(({ factor, values }) => {
      const h = new Float64Array(q);
      h.set(values, this.starts[factor]);
      return h;
    });
    const image = whole.map((h) =>
      Float64Array.from({ length: q }, (_, i) => dot(this.projected[i].subarray(0, q), h)),
    );
    return Float64Array.from(whole.flatMap((h) => image.map((v) => dot(h, v))));
  }

  conditionalCovariance(factor: number): Float64Array {
    const { columnCount: k, levelCount } = this.factors[factor];
    const out = new Float64Array(levelCount * k * k);
    for (let level = 0; level < levelCount; level++) {
      const at = this.starts[factor] + level * k;
      const halves = Array.from({ length: k }, (_, a) => {
        const row = new Float64Array(this.z.length);
        for (let c = 0; c < k; c++) row[at + c] = this.lambdas[factor][a + c * k];
        return lowerSolveRows(this.factor, row);
      });
      for (let b = 0; b < k; b++)
        for (let a = 0; a < k; a++) out[level * k * k + a + b * k] = dot(halves[a], halves[b]);
    }
    return out;
  }

  /** From Cov(b | y, β)/σ² = T − TZ'V⁻¹ZT and ∂b̂/∂β' = −TZ'V⁻¹X, T = ΛΛ'. */
  conditionalForms(rows: EffectRows): ConditionalForms {
    const q = this.z.length;
    const variances = new Float64Array(rows.count);
    const slopes = new Float64Array(rows.count * this.rank);
    for (let row = 0; row < rows.count; row++) {
      const z = new Float64Array(q);
      rows.factors.forEach(({ levels, values }, f) => {
        const { columnCount: k } = this.factors[f];
        const own = values.subarray(row * k, (row + 1) * k);
        if (levels[row] >= 0) z.set(own, this.starts[f] + levels[row] * k);
      });
      const half = this.lambdaTimes(this.timesLambda(z));
      const image = this.inverse.map((entries) => dot(entries.subarray(0, q), half));
      variances[row] = dot(z, half) - dot(half, Float64Array.from(image.slice(0, q)));
      for (let j = 0; j < this.rank; j++) slopes[row * this.rank + j] = -image[q + j];
    }
    return { variances, slopes };
  }

  private divisor(reml: boolean): number {
    return reml ? this.nobs - this.rank : this.nobs;
  }

  private trace(reml: boolean): Rows {
    return reml ? this.projected : this.inverse;
  }

  private score(): Float64Array {
    return this.projected[this.cross.length - 1].slice(0, this.z.length);
  }

  private spherical(): Float64Array {
    return this.timesLambda(this.score());
  }

  /** Λ'v, level by level. */
  private timesLambda(v: Float64Array): Float64Array {
    return this.eachBlock(v, (lambda, k, block, c) => dot(lambda.subarray(c * k, (c + 1) * k), block));
  }

  /** Λv, level by level. */
  private lambdaTimes(v: Float64Array): Float64Array {
    return this.eachBlock(v, (lambda, k, block, r) =>
      block.reduce((sum, entry, c) => sum + lambda[r + c * k] * entry, 0),
    );
  }

  private eachBlock(
    v: Float64Array,
    entry: (lambda: Float64Array, k: number, block: Float64Array, index: number) => number,
  ): Float64Array {
    const out = new Float64Array(v.length);
    this.factors.forEach(({ levelCount, columnCount: k }, f) => {
      for (let level = 0; level < levelCount; level++) {
        const at = this.starts[f] + level * k;
        for (let i = 0; i < k; i++) out[at + i] = entry(this.lambdas[f], k, v.subarray(at, at + k), i);
      }
    });
    return out;
  }

  private byFactor(v: Float64Array): Float64Array[] {
    return this.factors.map((f, i) => v.slice(this.starts[i], this.starts[i] + f.levelCount * f.columnCount));
  }

  private sumLevels(factor: number, entry: (i: number, j: number) => number): Float64Array {
    const { columnCount: k, levelCount } = this.factors[factor];
    const out = new Float64Array(k * k);
    for (let level = 0; level < levelCount; level++) {
      const at = this.starts[factor] + level * k;
      for (let b = 0; b < k; b++) for (let a = 0; a < k; a++) out[a + b * k] += entry(at + a, at + b);
    }
    return out;
  }

  private pairSums(matrix: Rows): Float64Array[] {
    const out: Float64Array[] = [];
    this.factors.forEach((s, fs) => {
      this.factors.slice(fs).forEach((t, offset) => {
        const ks = s.columnCount;
        const kt = t.columnCount;
        const size = ks * kt;
        const sums = new Float64Array(size * size);
        for (let l = 0; l < s.levelCount; l++) {
          for (let h = 0; h < t.levelCount; h++) {
            const block = new Float64Array(size);
            for (let b = 0; b < kt; b++) {
              const column = this.starts[fs + offset] + h * kt + b;
              for (let a = 0; a < ks; a++) block[a + ks * b] = matrix[this.starts[fs] + l * ks + a][column];
            }
            for (let j = 0; j < size; j++) {
              if (block[j] !== 0) for (let i = 0; i < size; i++) sums[i + size * j] += block[i] * block[j];
            }
          }
        }
        out.push(sums);
      });
    });
    return out;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** L'⁻¹v of a lower factor. */
function backSolve(factor: Rows, v: Float64Array): Float64Array {
  const out = v.slice();
  for (let i = out.length - 1; i >= 0; i--) {
    for (let j = i + 1; j < out.length; j++) out[i] -= factor[j][i] * out[j];
    out[i] /= factor[i][i];
  }
  return out;
}

function logDeterminant(factor: Rows): number {
  return factor.reduce((sum, row, i) => sum + 2 * Math.log(row[i]), 0);
}
