// Coefficients that run away: directions of β in which the likelihood rises for ever, told from the place where the
// optimizer stopped.
import type { Design } from "../design/design.js";
import { symmetricEigen } from "../math/symmetric-eigen.js";

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
  /** +1 or −1 for a response whose likelihood rises with η, or with −η, without end; 0 for others. */
  edge(y: number): number;
}

/** Standard deviation of a coefficient's part of η, at its largest in the data, beyond which nothing holds it. */
const LOOSE = 30;
/** Part of the direction's largest move of a row below which it does not move a row at all. */
const STILL = 1e-6;
/** A coefficient is part of the direction from this share of its largest one on. */
const SHARE = 0.05;

/** What runs away, or null. */
export function separation(input: SeparationInput): Separation | null {
  const { design, kept, beta } = input;
  const columns = kept.map((column) => design.fixed.columns[column]);
  const reach = columns.map((values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  const direction = looseDirection(input, reach);
  if (direction === null) return null;
  const moves = new Float64Array(design.nobs);
  direction.forEach((weight, j) => {
    for (let i = 0; i < moves.length; i++) moves[i] += (weight / reach[j]) * columns[j][i];
  });
  const furthest = moves.reduce((most, move) => Math.max(most, Math.abs(move)), 0);
  let rows = 0;
  let objections = 0;
  moves.forEach((move, i) => {
    if (Math.abs(move) <= STILL * furthest) return;
    if (move * input.edge(design.response[i]) > 0) rows++;
    else objections++;
  });
  const largest = direction.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const runaways = kept.flatMap((column, j) => {
    if (Math.abs(direction[j]) < SHARE * largest) return [];
    const sign: 1 | -1 = beta[j] < 0 ? -1 : 1;
    return [{ name: design.fixed.names[column], column: j, sign }];
  });
  return { runaways, rows, proven: rows > 0 && objections === 0 };
}

/** β, each part in units of its column's reach, projected on the directions that the data do not hold; null for none. */
function looseDirection({ beta, vcov }: SeparationInput, reach: readonly number[]): Float64Array | null {
  const p = beta.length;
  const scaled = vcov.map((value, i) => value * reach[i % p] * reach[Math.floor(i / p)]);
  if (!scaled.every(Number.isFinite)) return null;
  const { values, vectors } = symmetricEigen(p, scaled);
  const direction = new Float64Array(p);
  let found = false;
  for (let k = 0; k < p && values[k] > LOOSE * LOOSE; k++) {
    found = true;
    const vector = vectors.subarray(k * p, (k + 1) * p);
    const share = vector.reduce((sum, entry, j) => sum + entry * beta[j] * reach[j], 0);
    vector.forEach((entry, j) => {
      direction[j] += share * entry;
    });
  }
  return found ? direction : null;
}
