// A second round of the moment start: each level's cross-products are weighted as if the levels of its own factor were
// the only random effects, with the covariances of the first round.
import type { MixedSystem } from "../../engine/types.js";
import { linearSolve, solveInPlace } from "../../math/linear-solve.js";
import { congruent, identity, kronecker, transpose } from "../../math/matrix-product.js";
import { mergeBlocks, mergeLambdas, type TermBlock } from "../terms.js";
import { covariancesOf, type MomentPlace, momentEntries, overPlaces } from "./moment-entries.js";

/** T of each term in white units, from T of the first round in the same units; null where the equations fail. */
export function weightedStart(
  system: MixedSystem,
  terms: readonly TermBlock[],
  bases: readonly Float64Array[],
  first: readonly Float64Array[],
): Float64Array[] | null {
  const merged = mergeLambdas(system, terms, bases);
  const covariances = mergeBlocks(system, terms, first).map((white, f) => {
    const k = system.factors[f].columnCount;
    return congruent(transpose(k, k, merged[f]), white);
  });
  const weights = system.factors.map((_, f) => levelWeights(system, f, covariances[f], merged[f]));
  const { scores, traces, pairs } = system.weightedMoments(weights);
  const entries = momentEntries(terms);
  const n = entries.length + 1;
  const matrix = new Float64Array(n * n);
  const right = new Float64Array(n);
  matrix[0] = system.nobs - system.rank;
  right[0] = system.leastSquaresResidual;
  const white = pairs.map((row, s) => {
    const same = identity(system.factors[s].columnCount);
    return row.map((pair, t) => congruent(kronecker(same, merged[t]), pair));
  });
  const own = system.factors.map((_, f) => {
    return congruent(merged[f], system.meanCrossProduct(f)).map((entry) => entry * system.nobs);
  });
  entries.forEach((entry, i) => {
    const { factor: s } = entry;
    const ks = system.factors[s].columnCount;
    const at = ({ mergedRow, mergedColumn }: MomentPlace) => mergedRow + mergedColumn * ks;
    matrix[i + 1] = overPlaces(entry, (place) => traces[s][at(place)]);
    right[i + 1] = overPlaces(entry, (place) => scores[s][at(place)]);
    matrix[(i + 1) * n] = overPlaces(entry, (place) => 2 * place.weight * own[s][at(place)]);
    entries.forEach((other, j) => {
      const t = other.factor;
      const size = ks * system.factors[t].columnCount;
      matrix[i + 1 + (j + 1) * n] = overPlaces(entry, (place) =>
        overPlaces(other, (unit) => coefficient(white[s][t], ks, size, place, unit)),
      );
    });
  });
  const solution = linearSolve(n, matrix, 1, right);
  if (solution === null || !(solution[0] > 1e-3 * (right[0] / system.nobs))) return null;
  return covariancesOf(terms, entries, solution);
}

/** basis' (I + A_jj T)⁻¹ of each level. */
function levelWeights(system: MixedSystem, factor: number, T: Float64Array, basis: Float64Array): Float64Array {
  const { columnCount: k } = system.factors[factor];
  const products = system.crossProducts(factor);
  const out = new Float64Array(products.length);
  const inverse = new Float64Array(k * k);
  const solved = new Float64Array(k * k);
  for (let at = 0; at < products.length; at += k * k) {
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < k; i++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += T[i + l * k] * products[at + l + j * k];
        inverse[i + j * k] = i === j ? sum + 1 : sum;
      }
    }
    // (I + TA)' = I + AT: solving with it on the left gives the transposed weight.
    solved.set(basis);
    if (!solveInPlace(k, inverse, k, solved)) solved.set(basis);
    for (let j = 0; j < k; j++) for (let i = 0; i < k; i++) out[at + i + j * k] = solved[j + i * k];
  }
  return out;
}

/** What one unit of an entry adds to Σ (B_j A_jh T A_hj B_j')[a, c]. */
function coefficient(
  pair: Float64Array,
  ks: number,
  size: number,
  { mergedRow: a, mergedColumn: c }: MomentPlace,
  { mergedRow: b, mergedColumn: d }: MomentPlace,
): number {
  const at = (row: number, column: number) => pair[a + ks * row + size * (c + ks * column)];
  return b === d ? at(b, d) : at(b, d) + at(d, b);
}
