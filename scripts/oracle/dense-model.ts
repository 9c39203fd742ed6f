// A linear mixed model on dense matrices, which shares nothing with the library but the numbers of its design: rows
// scaled by the roots of the weights, columns and response by their lengths.
import type { LiveFit } from "../../src/fit/fit.js";

/** A random term: its columns of unit root mean square, k a row, and pairs of rows j ≤ i of one level. */
export interface DenseTerm {
  readonly k: number;
  readonly structure: "us" | "diag" | "cs";
  readonly levels: number;
  readonly codes: Int32Array;
  /** What the columns were divided by. */
  readonly scales: Float64Array;
  readonly rows: Float64Array;
  readonly pairs: Int32Array;
  /** Number of its entries of par. */
  readonly size: number;
}

export interface DenseModel {
  readonly n: number;
  readonly reml: boolean;
  /** Orthonormal columns that span the columns kept; log|R| of the columns themselves. */
  readonly basis: readonly Float64Array[];
  readonly logFixed: number;
  /** Of unit length after the fixed part is taken out; log of the length. */
  readonly response: Float64Array;
  readonly logResponse: number;
  readonly logWeights: number;
  readonly terms: readonly DenseTerm[];
}

const STRUCTURES: Readonly<Record<string, DenseTerm["structure"]>> = { us: "us", diag: "diag", hetcs: "cs", cs: "cs" };

/** Null where it has a structure that is not known here, or nothing is left of the response. */
export function denseModel(fit: LiveFit, reml: boolean): DenseModel | null {
  const { design } = fit.live;
  const n = design.nobs;
  const root = Float64Array.from({ length: n }, (_, i) => Math.sqrt(design.weights?.[i] ?? 1));
  const basis: Float64Array[] = [];
  let logFixed = 0;
  for (const column of fit.kept) {
    const { unit, log } = normalized(design.fixed.columns[column].map((value, i) => value * root[i]));
    const { rest, length } = without(basis, unit);
    basis.push(rest);
    logFixed += log + Math.log(length);
  }
  const largest = design.response.reduce(
    (most, y, i) => Math.max(most, Math.abs(y), Math.abs(design.offset?.[i] ?? 0)),
    0,
  );
  const shifted = design.response.map((y, i) => (y / largest - (design.offset?.[i] ?? 0) / largest) * root[i]);
  const whole = normalized(shifted);
  const response = without(basis, whole.unit);
  if (!(response.length > 0)) return null;
  const terms: DenseTerm[] = [];
  for (const term of design.random) {
    const structure = STRUCTURES[term.structure];
    if (structure === undefined) return null;
    const { codes, levels } = design.factors[term.factor];
    const k = term.names.length;
    const rows = new Float64Array(n * k);
    const scales = new Float64Array(k);
    term.columns.forEach((column, c) => {
      const { unit, log } = normalized(root.map((value, i) => value * (column?.[i] ?? 1)));
      scales[c] = log === Number.NEGATIVE_INFINITY ? 1 : Math.exp(log - Math.log(n) / 2);
      for (let i = 0; i < n; i++) rows[i * k + c] = unit[i] * Math.sqrt(n);
    });
    const pairs: number[] = [];
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) if (codes[i] === codes[j]) pairs.push(i, j);
    const size = structure === "us" ? (k * (k + 1)) / 2 : structure === "diag" ? k : k > 1 ? k + 1 : 1;
    terms.push({ k, structure, levels: levels.length, codes, scales, rows, pairs: Int32Array.from(pairs), size });
  }
  return {
    n,
    reml,
    basis,
    logFixed,
    response: response.rest,
    logResponse: whole.log + Math.log(response.length) + Math.log(largest),
    logWeights: design.weights?.reduce((sum, w) => sum + Math.log(w), 0) ?? 0,
    terms,
  };
}

/** What the criterion makes of log|V|, log|Q'V⁻¹Q| and r² of the scaled response. */
export function criterion(model: DenseModel, logV: number, logQ: number, square: number): number {
  const { n, reml, basis, logFixed, logResponse, logWeights } = model;
  const c = reml ? n - basis.length : n;
  const residual = c * (1 + Math.log((2 * Math.PI) / c) + Math.log(square) + 2 * logResponse);
  return logV + (reml ? logQ + 2 * logFixed : 0) + residual - logWeights;
}

function normalized(column: Float64Array): { unit: Float64Array; log: number } {
  const largest = column.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return { unit: column, log: Number.NEGATIVE_INFINITY };
  const scaled = column.map((value) => value / largest);
  const length = norm(scaled);
  return { unit: scaled.map((value) => value / length), log: Math.log(largest) + Math.log(length) };
}

/** A column without its part in an orthonormal basis, of unit length, and the length it had. */
function without(basis: readonly Float64Array[], column: Float64Array): { rest: Float64Array; length: number } {
  let rest = column.slice();
  let length = 1;
  for (let pass = 0; pass < 3; pass++) {
    for (const axis of basis) {
      let along = 0;
      for (let i = 0; i < rest.length; i++) along += axis[i] * rest[i];
      for (let i = 0; i < rest.length; i++) rest[i] -= along * axis[i];
    }
    const left = norm(rest);
    if (left === 0) return { rest, length: 0 };
    length *= left;
    rest = rest.map((value) => value / left);
  }
  return { rest, length };
}

function norm(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
