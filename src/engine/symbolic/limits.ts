// What a structure is too large for: the memory of WebAssembly, and exact second derivatives.

import { GIB } from "../../core/memory.js";
import { UnsupportedError } from "../../errors.js";
import { predictedBytes } from "./plan.js";
import type { Structure } from "./structure.js";

/** What WebAssembly can address, less room for the rows of the data. */
const ADDRESSABLE = 3.9 * GIB;
/** Beyond this size an exact Hessian is not offered. */
const MAX_EXACT_EFFECTS = 4000;
/** Operations from which on exact second derivatives are made to look dearer than they are. */
const LARGE_EXACT = 1e9;

/** Operations of one evaluation, about; none is faster than its overhead. */
export function evaluationCost(structure: Structure, rank: number): number {
  return (structure.densePanel ? 1 : 10) * structure.eliminationFlops + structure.tailFlops + 2000 + rank;
}

/**
 * Cost of projectedCross and its moments in units of one evaluation; more than that for models so large that average
 * information is as good and the time is felt.
 */
export function exactCost(structure: Structure, rank: number): number {
  const { effects: q, tailRows: m, columns, levels } = structure;
  if (structure.sparse !== 1 || q > MAX_EXACT_EFFECTS) return Number.POSITIVE_INFINITY;
  let moments = 0;
  for (let s = 0; s < columns.length; s++) {
    for (let t = s; t < columns.length; t++) {
      const size = columns[s] * columns[t];
      moments += levels[s] * levels[t] * size * (size + 8);
    }
  }
  const exact = q * m * m + q * q * m + moments;
  return (exact / evaluationCost(structure, rank)) * Math.max(1, exact / LARGE_EXACT);
}

/** Throws UnsupportedError, before anything is allocated, where 4 GiB of memory will not do. */
export function refuseTooLarge(structure: Structure, rank: number): void {
  const bytes = predictedBytes(structure, rank);
  if (bytes < ADDRESSABLE) return;
  throw new UnsupportedError(
    `the model needs about ${(bytes / GIB).toFixed(1)} GiB, most of it for a dense part of ${structure.tailRows} rows, and ` +
      "WebAssembly can address 4 GiB; fewer levels in all grouping factors but the largest, or fewer random slopes in " +
      'them, would help; lmm() with method "iterative" needs no dense part',
  );
}
