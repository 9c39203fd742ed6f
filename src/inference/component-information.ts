// Expected REML information about the covariances T of the random effects, which unlike the objective's curvature stays
// regular where a variance is zero.
import type { MixedSystem } from "../engine/types.js";
import { FactorizationError } from "../errors.js";
import type { CovarianceCoordinates } from "../likelihood/coordinates.js";
import { applyMoments, isExactCheaper, pairIndex } from "../likelihood/exact-curvature.js";
import { factorizeAt } from "../likelihood/linear/deviance.js";
import { chartSlopes, embedded, mergeLambdas, type TermBlock } from "../likelihood/terms.js";
import { linearSolve, toWhite } from "../math/linear-solve.js";
import { eachEntry, transpose } from "../math/matrix-product.js";
import { norm } from "../math/vectors.js";
import { quadraticForm } from "./quadratic-forms.js";

/** Step of the differences, relative to T of one level plus the variance of an estimate from it. */
const STEP = 1e-3;
/** The same for a first-order difference, where a factor has many levels and an evaluation is dear. */
const SHORT_STEP = 1e-6;
const MANY_LEVELS = 100;

/** ∂T = ee' in one term; `padded` is e among all columns of its factor. */
export interface Component {
  readonly term: number;
  readonly vector: Float64Array;
  readonly factor: number;
  readonly padded: Float64Array;
}

/** Rank-one directions that span the covariance matrices of every term. */
export function components(system: MixedSystem, { terms, bases }: CovarianceCoordinates): Component[] {
  return terms.flatMap(({ factor, offset, columnCount: k, structure }, term) =>
    structure.patterns(k).map(([[row, column]]) => {
      const vector = bases[term].slice(row * k, (row + 1) * k);
      if (row !== column) for (let i = 0; i < k; i++) vector[i] += bases[term][i + column * k];
      const padded = new Float64Array(system.factors[factor].columnCount);
      padded.set(embedded(terms[term], vector), offset);
      return { term, vector, factor, padded };
    }),
  );
}

/**
 * tr(P V_i P V_j) of the components V_i = Z (ee') Z' and, last, of V itself, (m + 1) × (m + 1). The system must be at
 * the base of the coordinates; it is moved where differences of gradients are cheaper than fourth moments.
 */
export function componentInformation(
  system: MixedSystem,
  coordinates: CovarianceCoordinates,
  list: readonly Component[],
): Float64Array {
  const { pairs, traces } = isExactCheaper(system, 2 * list.length)
    ? exactPairs(system, list)
    : differencedPairs(system, coordinates, list);
  const m = list.length;
  const out = new Float64Array((m + 1) * (m + 1));
  for (let j = 0; j < m; j++) {
    for (let i = 0; i < m; i++) out[i + j * (m + 1)] = (pairs[i + j * m] + pairs[j + i * m]) / 2;
    out[m + j * (m + 1)] = out[j + m * (m + 1)] = traces[j];
  }
  out[m + m * (m + 1)] = system.nobs - system.rank;
  return out;
}

interface Pairs {
  /** tr(P V_i P V_j), m × m. */
  readonly pairs: Float64Array;
  /** tr(P V_i). */
  readonly traces: Float64Array;
}

function exactPairs(system: MixedSystem, list: readonly Component[]): Pairs {
  const m = list.length;
  const moments = system.fourthMoments(true);
  const byFactor = system.projectedTraces();
  const pairs = new Float64Array(m * m);
  list.forEach((second, j) => {
    const kt = second.padded.length;
    const square = Float64Array.from(
      { length: kt * kt },
      (_, i) => second.padded[i % kt] * second.padded[Math.floor(i / kt)],
    );
    for (let s = 0; s <= second.factor; s++) {
      const moment = moments[pairIndex(s, second.factor, system.factors.length)];
      const image = applyMoments(moment, system.factors[s].columnCount, kt, square);
      list.forEach((first, i) => {
        if (first.factor === s) pairs[i + j * m] = pairs[j + i * m] = quadraticForm(first.padded, image);
      });
    }
  });
  return { pairs, traces: Float64Array.from(list, ({ factor, padded }) => quadraticForm(padded, byFactor[factor])) };
}

/** From tr(P V_j), whose derivative along V_i is −tr(P V_i P V_j), ahead of T only, so that T stays a covariance. */
function differencedPairs(system: MixedSystem, coordinates: CovarianceCoordinates, list: readonly Component[]): Pairs {
  const { terms, start, bases } = coordinates;
  const m = list.length;
  const base = coordinates.termBase();
  const at = (lambdas: readonly Float64Array[]) => {
    factorizeAt(system, mergeLambdas(system, terms, lambdas));
    return projectedTraces(system, terms, lambdas, list);
  };
  const traces = at(base);
  const pairs = new Float64Array(m * m);
  list.forEach(({ term, vector }, i) => {
    const { columnCount: k, structure, factor } = terms[term];
    const size = relativeSize(start[term], bases[term], k) + system.factors[factor].levelCount / system.nobs;
    const tracesAt = (h: number) => {
      const T = eachEntry(k, start[term], (entry, i, j) => entry + h * vector[i] * vector[j]);
      return at(base.map((lambda, t) => (t === term ? structure.chart(k, T, bases[term]).factor(0) : lambda)));
    };
    if (system.factors[factor].levelCount >= MANY_LEVELS) {
      const near = tracesAt(SHORT_STEP * size);
      for (let j = 0; j < m; j++) pairs[j + i * m] = (traces[j] - near[j]) / (SHORT_STEP * size);
    } else {
      const near = tracesAt(STEP * size);
      const far = tracesAt(2 * STEP * size);
      for (let j = 0; j < m; j++) pairs[j + i * m] = (3 * traces[j] - 4 * near[j] + far[j]) / (2 * STEP * size);
    }
  });
  return { pairs, traces };
}

/** The least variance of T in white units: what bounds a step. */
function relativeSize(T: Float64Array, basis: Float64Array, k: number): number {
  const white = toWhite(k, T, basis);
  if (white === null) {
    throw new FactorizationError("the columns of a random term have no basis in which they are of one size", 0);
  }
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < k; i++) least = Math.min(least, white[i * (k + 1)]);
  return least;
}

/** Σ_j e'Q_jj e of every component, from the trace part Σ_j Q_jj Λ of the gradient. */
function projectedTraces(
  system: MixedSystem,
  terms: readonly TermBlock[],
  lambdas: readonly Float64Array[],
  list: readonly Component[],
): Float64Array {
  const gradient = system.gradient(true);
  const products = system.scoreProducts();
  const ratio = (system.nobs - system.rank) / system.pwrss;
  const sums = gradient.map((g, f) => g.map((entry, i) => entry / 2 + ratio * products[f][i]));
  const byTerm = terms.map((term, t) => {
    const k = term.columnCount;
    const product = chartSlopes(system, term, sums);
    const lambda = lambdas[t].slice();
    for (let c = 0; c < k; c++) {
      const length = norm(lambda.subarray(c * k, (c + 1) * k));
      for (let i = c * k; i < (c + 1) * k; i++) {
        lambda[i] /= length;
        product[i] /= length;
      }
    }
    return linearSolve(k, transpose(k, k, lambda), k, transpose(k, k, product)) as Float64Array;
  });
  return Float64Array.from(list, ({ term, vector }) => quadraticForm(vector, byTerm[term]));
}
