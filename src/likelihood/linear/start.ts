// Starting values by moments: the covariances at which the cross-products of the least-squares residual have the
// expectations observed (MINQUE with prior weight zero; fixed effects are taken as removed).
import type { MixedSystem, StartMoments } from "../../engine/types.js";
import { congruent, eachEntry, identity, kronecker, matrixOf, sandwiched } from "../../math/matrix-product.js";
import { symmetricEigen } from "../../math/symmetric-eigen.js";
import { whiteningBasis } from "../coordinates.js";
import { pairIndex } from "../exact-curvature.js";
import { mergeLambdas, type TermBlock } from "../terms.js";
import { covariancesOf, type MomentEntry, momentEntries, overPlaces } from "./moment-entries.js";
import { weightedStart } from "./weighted-start.js";

/** Smallest starting variance of a white column, relative to σ² and to the term's largest. */
const floor = 0.005;
/** … times the number of levels a row, where that is less: many rows a level can tell small variances from zero. */
const floorPerLevel = 0.3;

/** Columns of a factor up to which moments, of fourth order in them, are asked for. */
const WIDEST = 32;

/** Share of a white column's sum of squares below which fixed effects have taken all of it. */
const confounded = 1e-12;

/**
 * T of each term, k × k in the columns of its charts; the identity in white units where the moments say nothing. `variance` is
 * σ² where it is known: then one round of moments is as good a start as two.
 */
export function momentStart(
  system: MixedSystem,
  terms: readonly TermBlock[],
  variance: number | null = null,
): Float64Array[] {
  const bases = terms.map((term) => whiteningBasis(system, term));
  const least = terms.map(({ factor }) => {
    return Math.min(floor, (floorPerLevel * system.factors[factor].levelCount) / system.nobs);
  });
  const moments = system.factors.some(({ columnCount }) => columnCount > WIDEST) ? null : system.moments();
  const plain = moments === null ? null : solveMoments(system, terms, bases, moments, variance);
  const flooredAll = (covariances: readonly Float64Array[]) =>
    terms.map(({ columnCount: k, structure }, t) => {
      return structure.nearest(k, covariances[t], least[t]);
    });
  let white = plain === null ? terms.map(({ columnCount }) => identity(columnCount)) : flooredAll(plain);
  if (plain !== null && moments?.traces === undefined && variance === null) {
    const better = weightedStart(system, terms, bases, white);
    if (better !== null) white = flooredAll(better);
  }
  return bases.map((basis, t) => sandwiched(basis, white[t]));
}

function solveMoments(
  system: MixedSystem,
  terms: readonly TermBlock[],
  bases: readonly Float64Array[],
  moments: StartMoments,
  variance: number | null,
): Float64Array[] | null {
  const { scores, traces, pairs } = whitened(system, terms, bases, moments);
  const yty = system.leastSquaresResidual;
  const entries = momentEntries(terms);
  const n = entries.length + 1;
  const matrix = new Float64Array(n * n);
  const right = new Float64Array(n);
  matrix[0] = system.nobs - system.rank;
  right[0] = yty;
  entries.forEach((entry, i) => {
    const { factor } = entry;
    const total = (values: Float64Array) =>
      overPlaces(entry, ({ weight, mergedRow, mergedColumn }) => {
        return 2 * weight * values[mergedRow + mergedColumn * system.factors[factor].columnCount];
      });
    matrix[i + 1] = matrix[(i + 1) * n] = total(traces[factor]);
    right[i + 1] = total(scores[factor]);
    entries.slice(0, i + 1).forEach((other, j) => {
      matrix[i + 1 + (j + 1) * n] = matrix[j + 1 + (i + 1) * n] = inner(system, pairs, entry, other);
    });
  });
  entries.forEach(({ factor }, i) => {
    const { nobs, factors } = system;
    if (matrix[(i + 1) * (n + 1)] < (confounded * nobs * nobs) / factors[factor].levelCount)
      leaveOut(n, matrix, right, i + 1);
  });
  const solution =
    variance === null
      ? withVariance(system, terms, bases, n, matrix, right)
      : solveGivenVariance(variance, n, matrix, right);
  if (solution === null) return null;
  return covariancesOf(terms, entries, solution);
}

/** Makes an unknown zero that no equation determines. */
function leaveOut(n: number, matrix: Float64Array, right: Float64Array, unknown: number): void {
  for (let i = 0; i < n; i++) matrix[i + unknown * n] = matrix[unknown + i * n] = i === unknown ? 1 : 0;
  right[unknown] = 0;
}

/**
 * σ² and T, jointly or with σ² of residualVariance(): where random effects, or weights of several magnitudes, make most
 * of the residual, the joint equations may miss σ² by factors, and T relative to it as well.
 */
function withVariance(
  system: MixedSystem,
  terms: readonly TermBlock[],
  bases: readonly Float64Array[],
  n: number,
  matrix: Float64Array,
  right: Float64Array,
): Float64Array | null {
  const joint = solveScaled(n, matrix, right);
  const total = right[0] / system.nobs;
  if (joint !== null && joint[0] > 0.5 * total) return joint;
  const within = residualVariance(system, terms, bases);
  if (within === null) return joint !== null && joint[0] > floor * total ? joint : null;
  const agrees = joint !== null && joint[0] > within / 2 && joint[0] < 2 * within;
  return agrees ? joint : solveGivenVariance(within, n, matrix, right);
}

/**
 * σ² with every random effect taken as fixed (Henderson's third method), for data that random effects nearly explain:
 * there the moments cannot tell σ² from zero. Null where too few degrees of freedom, or nothing at all, is left.
 */
function residualVariance(
  system: MixedSystem,
  terms: readonly TermBlock[],
  bases: readonly Float64Array[],
): number | null {
  const effects = system.factors.reduce((sum, { levelCount, columnCount }) => sum + levelCount * columnCount, 0);
  const freedom = system.nobs - system.rank - effects;
  if (freedom < 0.1 * system.nobs) return null;
  const wide = bases.map((basis) => basis.map((entry) => entry * 1e4));
  mergeLambdas(system, terms, wide).forEach((lambda, factor) => {
    system.setLambda(factor, lambda);
  });
  system.factorize();
  const variance = system.pwrss / freedom;
  return variance > (1e-7 * system.leastSquaresResidual) / system.nobs ? variance : null;
}

/** The moment equations of the T alone, at a given σ². */
function solveGivenVariance(
  variance: number,
  n: number,
  matrix: Float64Array,
  right: Float64Array,
): Float64Array | null {
  const m = n - 1;
  const reduced = matrixOf(m, m, (i, j) => matrix[i + 1 + (j + 1) * n]);
  const known = right.slice(1).map((entry, i) => entry - variance * matrix[i + 1]);
  const solution = solveScaled(m, reduced, known);
  return solution === null ? null : Float64Array.of(variance, ...solution);
}

/** The system's moments in white units of every factor's columns. */
function whitened(
  system: MixedSystem,
  terms: readonly TermBlock[],
  bases: readonly Float64Array[],
  moments: StartMoments,
): Required<StartMoments> {
  const merged = mergeLambdas(system, terms, bases);
  const { factors } = system;
  const plain = factors.map((_, f) => system.meanCrossProduct(f).map((entry) => entry * system.nobs));
  const pairs = factors.flatMap((_s, s) =>
    factors.slice(s).map((_t, gap) => {
      return congruent(kronecker(merged[s], merged[s + gap]), moments.pairs[pairIndex(s, s + gap, factors.length)]);
    }),
  );
  return {
    scores: moments.scores.map((score, f) => congruent(merged[f], score)),
    traces: (moments.traces ?? plain).map((trace, f) => congruent(merged[f], trace)),
    pairs,
  };
}

/** tr(Z U Z' Z U' Z') of the symmetric units U, U' of two entries. */
function inner(system: MixedSystem, pairs: readonly Float64Array[], first: MomentEntry, second: MomentEntry): number {
  const [s, t] = first.factor <= second.factor ? [first, second] : [second, first];
  const ks = system.factors[s.factor].columnCount;
  const size = ks * system.factors[t.factor].columnCount;
  const moments = pairs[pairIndex(s.factor, t.factor, system.factors.length)];
  return overPlaces(s, (one) =>
    overPlaces(t, (two) => {
      const at = (b: number, d: number) => moments[one.mergedRow + ks * b + size * (one.mergedColumn + ks * d)];
      return 2 * one.weight * two.weight * (at(two.mergedRow, two.mergedColumn) + at(two.mergedColumn, two.mergedRow));
    }),
  );
}

/** Least-squares solution of least norm after scaling the symmetric matrix to a unit diagonal. */
function solveScaled(n: number, matrix: Float64Array, right: Float64Array): Float64Array | null {
  const scale = right.map((_, i) => 1 / Math.sqrt(matrix[i + i * n]));
  if (!scale.every(Number.isFinite)) return null;
  const scaled = eachEntry(n, matrix, (entry, i, j) => entry * scale[i] * scale[j]);
  const { values, vectors } = symmetricEigen(n, scaled);
  const solution = new Float64Array(n);
  values.forEach((value, j) => {
    if (!(value > 1e-9 * values[0])) return;
    const vector = vectors.subarray(j * n, (j + 1) * n);
    const along = vector.reduce((sum, entry, i) => sum + entry * scale[i] * right[i], 0) / value;
    vector.forEach((entry, i) => {
      solution[i] += along * entry * scale[i];
    });
  });
  return solution;
}
