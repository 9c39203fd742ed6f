// Coefficients that run away: directions of β in which the likelihood rises for ever, told from the place where the
// optimizer stopped.
import type { Design } from "../../design/design.js";
import { multiply, sandwiched } from "../../math/matrix-product.js";
import { symmetricEigen } from "../../math/symmetric-eigen.js";
import { dot } from "../../math/vectors.js";

export interface Separation {
  /** Names of the coefficients, each with the sign of the infinity that it runs to. */
  readonly runaways: readonly { readonly name: string; readonly column: number; readonly sign: 1 | -1 }[];
  /** Rows whose response the direction predicts without doubt. */
  readonly rows: number;
  /** Whether no row of the data objects to the direction, and so the estimates would be infinite. */
  readonly proven: boolean;
}

export interface SeparationInput {
  readonly design: Design;
  readonly kept: readonly number[];
  readonly beta: Float64Array;
  /** Covariance of β, rank × rank. */
  readonly vcov: Float64Array;
  /** Standard deviation of the fixed part of some row's η beyond which nothing holds it. */
  readonly loose: number;
  /** +1 or −1 for a response whose likelihood rises with η, or with −η, without end; 0 for others. */
  edge(y: number): number;
}

/** Part of the largest move of a row below which a row counts as not moved: covariances this large are not exact. */
const STILL = 1e-3;
/** A coefficient is part of the direction from this share of its largest one on. */
const SHARE = 0.05;

/** What runs away, or null. */
export function separation(input: SeparationInput): Separation | null {
  const { design, kept, beta, vcov } = input;
  const p = beta.length;
  const columns = kept.map((column) => design.fixed.columns[column]);
  const mayBeLoose = columns.some((values, j) => Math.sqrt(vcov[j * (p + 1)]) * reach(values) > input.loose);
  if (!mayBeLoose || !vcov.every(Number.isFinite)) return null;
  const basis = orthonormal(columns);
  const moves = looseMoves(input, basis);
  if (moves === null) return null;
  const furthest = reach(moves);
  let rows = 0;
  let objections = 0;
  moves.forEach((move, i) => {
    if (Math.abs(move) <= STILL * furthest) return;
    if (move * input.edge(design.response[i]) > 0) rows++;
    else objections++;
  });
  const direction = solveUpper(basis, moves);
  const parts = direction.map((weight, j) => Math.abs(weight) * (range(columns[j]) || reach(columns[j])));
  const runaways = kept.flatMap((column, j) => {
    if (!(parts[j] >= SHARE * reach(parts))) return [];
    const sign: 1 | -1 = direction[j] < 0 ? -1 : 1;
    return [{ name: design.fixed.names[column], column: j, sign }];
  });
  return { runaways, rows, proven: rows > 0 && objections === 0 };
}

/** X = QR with orthonormal columns in Q; R is p × p, column-major. */
interface Basis {
  readonly q: readonly Float64Array[];
  readonly r: Float64Array;
}

/** Gram and Schmidt, twice. */
function orthonormal(columns: readonly Float64Array[]): Basis {
  const p = columns.length;
  const r = new Float64Array(p * p);
  const q: Float64Array[] = [];
  columns.forEach((values, j) => {
    const rest = Float64Array.from(values);
    for (let pass = 0; pass < 2; pass++) {
      q.forEach((unit, k) => {
        const share = dot(unit, rest);
        r[k + j * p] += share;
        for (let i = 0; i < rest.length; i++) rest[i] -= share * unit[i];
      });
    }
    const length = Math.sqrt(dot(rest, rest));
    r[j * (p + 1)] = length;
    q.push(rest.map((value) => value / length));
  });
  return { q, r };
}

/**
 * The part of Xβ in those directions in which the estimate leaves some row further than `loose` undetermined; null
 * where there are none.
 */
function looseMoves({ beta, vcov, loose }: SeparationInput, { q, r }: Basis): Float64Array | null {
  const p = beta.length;
  const covariance = sandwiched(r, vcov);
  const coordinates = multiply(p, p, 1, r, beta);
  const { values, vectors } = symmetricEigen(p, covariance);
  const moves = new Float64Array(q[0].length);
  let found = false;
  for (let k = 0; k < p && values[k] > 0; k++) {
    const vector = vectors.subarray(k * p, (k + 1) * p);
    const unit = new Float64Array(moves.length);
    vector.forEach((weight, j) => {
      for (let i = 0; i < unit.length; i++) unit[i] += weight * q[j][i];
    });
    if (Math.sqrt(values[k]) * reach(unit) <= loose) continue;
    found = true;
    const share = dot(vector, coordinates);
    for (let i = 0; i < moves.length; i++) moves[i] += share * unit[i];
  }
  return found ? moves : null;
}

/** γ with Xγ = moves. */
function solveUpper({ q, r }: Basis, moves: Float64Array): Float64Array {
  const p = q.length;
  const out = Float64Array.from(q, (unit) => dot(unit, moves));
  for (let j = p - 1; j >= 0; j--) {
    out[j] /= r[j * (p + 1)];
    for (let i = 0; i < j; i++) out[i] -= r[i + j * p] * out[j];
  }
  return out;
}

function reach(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function range(values: Float64Array): number {
  return (
    values.reduce((most, value) => Math.max(most, value), values[0]) -
    values.reduce((least, value) => Math.min(least, value), values[0])
  );
}
