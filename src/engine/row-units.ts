// Powers of two by which columns of extreme size are multiplied on their way in, so that no product of a few of their
// numbers leaves the range of doubles. Nothing is rounded: what follows has the bits that it has in any other unit.
import { powerNear, unitOf } from "../math/units.js";
import type { EngineInput } from "./types.js";

export interface RowUnits {
  readonly response: number;
  /** By column of X. */
  readonly fixed: Float64Array;
}

/** Units for rows scaled by the square roots of their weights. */
export function rowUnits({ fixed, response, offset, weights }: EngineInput): RowUnits {
  return {
    response: responseUnit(response, offset, weights),
    fixed: Float64Array.from(fixed, (column) => unitOf(size(column, null, weights))),
  };
}

/** That of a response. */
export function responseUnit(
  response: Float64Array,
  offset: Float64Array | null,
  weights: Float64Array | null,
): number {
  return unitOf(size(response, offset, weights));
}

/** Coefficients of X as it is, for the response as it is, from those of both in these units. */
export function coefficientsIn({ response, fixed }: RowUnits, stored: Float64Array): Float64Array {
  return stored.map((value, j) => (value * fixed[j]) / response);
}

/** Root mean squares of residuals within which an objective is taken as it is. */
const NEAR = { least: 1 / 1048576, most: 1048576 };

/** By which stored residuals, of this root mean square and in this unit of the response, are multiplied for a search. */
export function residualUnit(stored: number, unit: number): number {
  const own = stored / unit;
  return own >= NEAR.least && own <= NEAR.most ? 1 / unit : powerNear(stored);
}

/** What is in the unit of a response, for the response as it is. */
export function perUnit(stored: Float64Array, unit: number): Float64Array {
  return unit === 1 ? stored : stored.map((value) => value / unit);
}

/** The largest of the numbers, less the offset, times the root of the weight. */
function size(values: Float64Array, offset: Float64Array | null, weights: Float64Array | null): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const own = Math.abs(offset === null ? values[i] : values[i] - offset[i]);
    const weighted = weights === null ? own : own * Math.sqrt(weights[i]);
    if (weighted > most) most = weighted;
  }
  return most;
}
