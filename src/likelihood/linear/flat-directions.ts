// Directions of the covariances in which the profiled objective of a linear model does not move at its optimum.
import type { MixedSystem } from "../../engine/types.js";
import { eachEntry, gram } from "../../math/matrix-product.js";
import { symmetricEigen } from "../../math/symmetric-eigen.js";
import { upperProduct } from "../../math/upper-triangular.js";
import { coordinatesAt } from "../coordinates.js";
import { profileHessian } from "../hessian.js";
import { type CovariancePoint, type TermBlock, termBlock } from "../terms.js";
import { evaluate, factorizeAt } from "./deviance.js";

/** Curvature for a move by the whole length of a column below which a direction is tried, and change of the objective for half of it. */
const FLAT = 1e-6;
const MOVE = 0.5;

/** T of a term at the optimum and at one end of a flat direction, relative to sigma². */
export interface FlatMove {
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/** For each flat direction its moves by term; `system` may be moved. */
export function flatDirections(
  system: MixedSystem,
  terms: readonly TermBlock[],
  reml: boolean,
  point: CovariancePoint,
): FlatMove[][] {
  const coordinates = coordinatesAt(system, terms, point);
  const free = coordinates.free();
  const n = free.length;
  if (n === 0) return [];
  const base = coordinates.base();
  factorizeAt(system, base);
  const lengths = coordinates.lengths();
  const hessian = profileHessian(system, reml, coordinates);
  const relative = eachEntry(n, hessian, (value, a, b) => value * lengths[free[a]] * lengths[free[b]]);
  const { values, vectors } = symmetricEigen(n, relative);
  const objective = evaluate(system, base, reml);
  const at = coordinates.coordinates();
  return [...values].flatMap((value, i) => {
    if (!(value < FLAT)) return [];
    const vector = vectors.subarray(i * n, (i + 1) * n);
    const longest = vector.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
    const ends = [MOVE, -MOVE].map((by) => {
      const x = at.slice();
      vector.forEach((entry, a) => {
        x[free[a]] += (by * lengths[free[a]] * entry) / longest;
      });
      return coordinates.lambdas(x);
    });
    if (!ends.every((end) => Math.abs(evaluate(system, end, reml) - objective) < FLAT)) return [];
    const covariance = (term: TermBlock, lambdas: readonly Float64Array[]) =>
      gram(term.columnCount, upperProduct(term.transform, termBlock(system, term, lambdas)));
    return [terms.map((term) => ({ before: covariance(term, base), after: covariance(term, ends[0]) }))];
  });
}
