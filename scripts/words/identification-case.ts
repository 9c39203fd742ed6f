// Seeded designs whose data cannot tell covariance parameters apart, in ways of several kinds, and designs whose data can.
import { exp } from "../../src/core/elementary.js";
import type { GlmmOptions } from "../../src/index.js";
import { RandomStream } from "../../src/math/random-stream.js";

export interface IdentificationCase {
  readonly name: string;
  readonly formula: string;
  readonly data: Record<string, Float64Array | readonly string[]>;
  /** Null for a linear model. */
  readonly options: GlmmOptions | null;
  /** What has to be said; null for nothing. */
  readonly words: string | null;
}

/** Formulas, with what of them a fit has to say. */
const UNTOLD: readonly (readonly [formula: string, words: string])[] = [
  [
    "y ~ x + (x | id) + (1 | id)",
    "only the sum of the variance of (Intercept) by id in (x | id) and the variance of (Intercept) by id in (1 | id) is determined",
  ],
  ["y ~ x + (x || id) + (0 + x | id)", "only the sum of the variance of x by id in (0 + x | id) and"],
  ["y ~ sex + (sex | id)", "only Cov((Intercept), sexm | id) + 0.5 Var(sexm | id) is determined"],
  ["y ~ sex + (0 + sex | id)", "the covariance of sexm and sexf by id is not determined"],
  [
    "y ~ x + (1 | id) + (1 | copy)",
    "only the sum of the variance of (Intercept) by id and the variance of (Intercept) by copy is determined",
  ],
  [
    "y ~ f + (f | id) + (1 | id:f)",
    "the variance of (Intercept) by id:f cannot be told from 6 variances and covariances of (f | id)",
  ],
  [
    "y ~ x + (1 | id) + (0 + f | id)",
    "the variance of (Intercept) by id cannot be told from 6 variances and covariances of (0 + f | id)",
  ],
  ["y ~ sex + (1 | id) + (1 | sex)", "so that the variance of (Intercept) by sex is not determined"],
];
/** Of the last the fixed effects take all, which only REML takes out. */
const LINEAR_ONLY = UNTOLD.length - 1;

const TOLD: readonly string[] = [
  "y ~ x + (x | id)",
  "y ~ x + (x || id)",
  "y ~ x + (1 | id) + (1 | item)",
  "y ~ f + (f | id)",
  "y ~ f + (1 | id/f)",
  "y ~ year + (year | id)",
  "y ~ sex + (x | id) + (1 | item)",
  "y ~ sex + diag(0 + sex | id)",
  "y ~ x + (x + I(x^2) | id)",
  "y ~ x + cs(f | id)",
];

/** A design with a combination of parameters that no data determine. */
export function untoldCase(seed: number): IdentificationCase {
  const isLinear = seed % UNTOLD.length === LINEAR_ONLY || Math.floor(seed / UNTOLD.length) % 3 > 0;
  const [formula, words] = UNTOLD[seed % UNTOLD.length];
  return simulated(seed, formula, words, isLinear);
}

/** A design without one. */
export function toldCase(seed: number): IdentificationCase {
  return simulated(seed, TOLD[seed % TOLD.length], null, Math.floor(seed / TOLD.length) % 3 > 0);
}

function simulated(seed: number, formula: string, words: string | null, isLinear: boolean): IdentificationCase {
  const stream = new RandomStream(800_000 + seed);
  const ids = 8 + Math.floor(8 * stream.uniform());
  const size = 6 + Math.floor(3 * stream.uniform());
  const rows = Array.from({ length: ids * size }, (_, i) => i);
  const id = rows.map((i) => Math.floor(i / size));
  const effects = Array.from({ length: ids }, () => 0.8 * stream.normal());
  const slopes = Array.from({ length: ids }, () => 0.4 * stream.normal());
  const x = Float64Array.from(rows, () => stream.normal());
  const eta = Float64Array.from(rows, (i) => 0.5 + effects[id[i]] + (0.3 + slopes[id[i]]) * x[i]);
  const y = eta.map((value) => (isLinear ? value + stream.normal() : stream.uniform() < 1 / (1 + exp(-value)) ? 1 : 0));
  const data = {
    y,
    x,
    year: Float64Array.from(rows, (i) => 1990 + (i % size)),
    f: rows.map((i) => ["a", "b", "c"][i % 3]),
    sex: id.map((code) => (code % 2 === 0 ? "f" : "m")),
    item: rows.map((i) => `i${(i * 5) % 11}`),
    id: id.map((code) => `s${code}`),
    copy: id.map((code) => `t${(code * 7) % ids}${code}`),
  };
  const name = `${seed}: ${formula}, ${isLinear ? "linear" : "binary"}`;
  return { name, formula, data, options: isLinear ? null : {}, words };
}
