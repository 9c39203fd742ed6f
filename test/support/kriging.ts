// Errors of predictions from n × n matrices: with c = Cov(y, z'b), the best linear unbiased predictor of x'β + z'b has
// the variance z'Σz − c'V⁻¹c + (x − X'V⁻¹c)'vcov(x − X'V⁻¹c). The oracle of the blocked ones.
import type { LiveFit } from "../../src/fit/fit.js";
import { type Rows, zeros } from "./dense-algebra.js";
import { inverse } from "./dense-inference.js";

/** The effects of one row, by group: a level's name and a value for each column. */
export type RowEffects = Readonly<Record<string, { readonly level: string; readonly values: readonly number[] }>>;

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a, (x, i) => x * b[i]).reduce((s, x) => s + x, 0);
const times = (a: Rows, b: ArrayLike<number>) => Float64Array.from(a, (row) => dot(row, b));

export class Kriging {
  private readonly precision: Rows;
  private readonly columns: readonly Float64Array[];

  constructor(private readonly fit: LiveFit) {
    const { design } = fit.live;
    const n = design.nobs;
    const weights = fit.rowWeights;
    const scale = !fit.isLinear ? 1 : fit.sigma * fit.sigma;
    const v = zeros(n, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) v[i][j] = this.covariance(this.effectsOf(i), this.effectsOf(j));
      v[i][i] += scale / weights[i];
    }
    this.precision = inverse(v);
    this.columns = fit.kept.map((column) => design.fixed.columns[column]);
  }

  /** Effects of a fitted row. */
  effectsOf(row: number): RowEffects {
    const { factors, random } = this.fit.live.design;
    const entries = factors.map(({ name, levels, codes }, f) => {
      const columns = random.filter(({ factor }) => factor === f).flatMap((term) => term.columns);
      return [name, { level: levels[codes[row]], values: columns.map((values) => values?.[row] ?? 1) }] as const;
    });
    return Object.fromEntries(entries);
  }

  /** Cov(z₁'b, z₂'b). */
  covariance(one: RowEffects, two: RowEffects): number {
    let sum = 0;
    const used = new Map<string, number>();
    for (const { group, names, sd, corr } of this.fit.varCorr()) {
      const first = used.get(group) ?? 0;
      used.set(group, first + names.length);
      if (one[group]?.level === undefined || one[group].level !== two[group]?.level) continue;
      sd.forEach((a, i) => {
        sd.forEach((b, j) => {
          const correlation = i === j ? 1 : a * b === 0 ? 0 : corr[i][j];
          sum += one[group].values[first + i] * two[group].values[first + j] * a * b * correlation;
        });
      });
    }
    return sum;
  }

  /** The error's variance of the prediction of x'β + z'b. */
  variance(x: readonly number[], z: RowEffects, vcov: readonly (readonly number[])[]): number {
    const n = this.fit.nobs;
    const c = Float64Array.from({ length: n }, (_, row) => this.covariance(z, this.effectsOf(row)));
    const weights = times(this.precision, c);
    const left = x.map((value, j) => value - dot(this.columns[j], weights));
    const byBeta = left.reduce((sum, a, i) => sum + a * dot(vcov[i], left), 0);
    return this.covariance(z, z) - dot(c, weights) + byBeta;
  }
}
