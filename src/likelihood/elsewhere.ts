// A minimum whose T leaves a correlation open has to be one whatever that correlation is: beside some of its values the
// objective may fall, beside others rise.
import type { Optimum } from "../optimize/minimize.js";
import { type CovariancePoint, covariancesAt, type TermBlock } from "./terms.js";

/** Fall of the objective, as a share of it from |f| = 1 on, that makes a minimum another one. */
const LOWER = 1e-8;

/** T of each term from which to leave a point, one term at a time with another correlation; none where its par is determined. */
export function elsewhere(
  terms: readonly TermBlock[],
  point: CovariancePoint,
  basisOf: (term: TermBlock, t: number) => Float64Array,
): Float64Array[][] {
  if (terms.every(({ structure }) => structure.elsewhere === undefined)) return [];
  const covariances = covariancesAt(terms, point);
  return terms.flatMap((term, t) => {
    const others = term.structure.elsewhere?.(term.columnCount, covariances[t], basisOf(term, t)) ?? [];
    return others.map((other) => covariances.map((own, at) => (at === t ? other : own)));
  });
}

/**
 * `found`, or the lowest point to which searches lead from `startsOf` it, converged or not: a lower one disproves a minimum.
 * Evaluations are those of all.
 */
export function* lowest<Found extends Pick<Optimum, "value" | "evaluations" | "converged">>(
  found: Found,
  startsOf: (found: Found) => readonly (readonly Float64Array[])[],
  searchFrom: (start: readonly Float64Array[], found: Found) => Generator<void, Found>,
): Generator<void, Found> {
  let best = found;
  let { evaluations } = found;
  for (let from: Found | null = null; from !== best && best.converged; ) {
    from = best;
    for (const start of startsOf(from)) {
      const other: Found = yield* searchFrom(start, from);
      evaluations += other.evaluations;
      if (other.value < best.value - LOWER * Math.max(1, Math.abs(best.value))) best = other;
    }
  }
  return evaluations === best.evaluations ? best : { ...best, evaluations };
}
