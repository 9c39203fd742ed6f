// Seeded random mixed models with one or two factors, up to three columns each and many variances that are truly zero.
import { type SimpleModel, simpleModel, type TermSpec } from "./simple-designs.js";

/** Uniform numbers of a 32-bit linear congruential generator; good enough to make data. */
export function uniforms(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 4294967296;
  };
}

export function normals(seed: number): () => number {
  const uniform = uniforms(seed);
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

export interface RandomDesignOptions {
  /** Precision weights and an offset. */
  readonly weighted?: boolean;
  readonly factorCount?: number;
  readonly columnCount?: number;
  readonly nobs?: number;
}

/** One random model; the same seed gives the same model. */
export function randomModel(seed: number, options: RandomDesignOptions = {}): SimpleModel {
  const uniform = uniforms(seed);
  const normal = normals(seed + 1000003);
  const nobs = options.nobs ?? 60 + Math.floor(uniform() * 90);
  const covariates = [0, 1, 2].map(() => Float64Array.from({ length: nobs }, normal));
  const fixed = [new Float64Array(nobs).fill(1), covariates[0]];
  const response = Float64Array.from({ length: nobs }, (_, i) => 10 + 0.5 * covariates[0][i] + normal());
  const factorCount = options.factorCount ?? (uniform() < 0.5 ? 1 : 2);
  const specs: TermSpec[] = Array.from({ length: factorCount }, () => {
    const levels = 6 + Math.floor(uniform() * 9);
    const group = Array.from({ length: nobs }, () => Math.floor(uniform() * levels));
    const k = options.columnCount ?? 1 + Math.floor(uniform() * 3);
    const columns = [null, ...covariates].slice(0, k);
    const mix = Array.from({ length: k }, () => Array.from({ length: k }, normal));
    const deviations = columns.map(() => (uniform() < 0.4 ? 0 : 0.3 + uniform()));
    const effects = Array.from({ length: levels }, () => {
      const u = deviations.map((sd) => sd * normal());
      return mix.map((row) => row.reduce((sum, entry, c) => sum + entry * u[c], 0));
    });
    for (let i = 0; i < nobs; i++) {
      columns.forEach((column, c) => {
        response[i] += (column?.[i] ?? 1) * effects[group[i]][c];
      });
    }
    return { group, columns };
  });
  const extra = options.weighted
    ? {
        weights: Float64Array.from({ length: nobs }, () => 0.3 + 2 * uniform()),
        offset: Float64Array.from({ length: nobs }, normal),
      }
    : {};
  return simpleModel(response, fixed, specs, extra);
}
