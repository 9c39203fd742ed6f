// What likelihoods with a parameter held have in common, whichever kind of model they are of.
import { held } from "../covariance/held.js";
import { FactorizationError } from "../errors.js";
import { toWhite } from "../math/linear-solve.js";
import { eachEntry, gram, identity, multiply, transpose } from "../math/matrix-product.js";
import { symmetricEigen } from "../math/symmetric-eigen.js";
import { isMixing } from "../math/upper-triangular.js";
import { dot } from "../math/vectors.js";
import { convergenceOf, minimizing, NOT_SEARCHED } from "../optimize/minimize.js";
import type { Objective } from "../optimize/objective.js";
import type { ParameterPlace } from "./likelihood.js";
import type { Estimates, Point } from "./point.js";
import { type CovariancePoint, covariancesAt, inModel, parCount, type TermBlock } from "./terms.js";

/** Decrease that a profile does not miss, and negative curvature, in a coordinate's own units, that is rounding. */
const CLOSE = 1e-6;
const FLAT = 1e-4;

/** Nobody asks for the parts of an objective in which a parameter is held. */
const UNKNOWN = { pwrss: Number.NaN, ldL2: Number.NaN, ldRX2: Number.NaN };

/** Minimizes an objective, `read` at its minimum; `near` without a value where it has none at its start. */
export function* minimized(
  objective: Objective & { coordinates(): Float64Array },
  near: Point,
  read: () => Omit<Estimates, "objective" | "convergence" | "parts">,
): Generator<void, Estimates> {
  try {
    const { value, ...optimum } = yield* minimizing(objective, objective.coordinates());
    const isClose = optimum.decrement < CLOSE && optimum.smallestCurvature > -FLAT;
    const convergence = { ...convergenceOf(optimum), converged: optimum.converged || isClose };
    return { ...read(), objective: objective.told?.() ?? value, convergence, parts: UNKNOWN };
  } catch (error) {
    if (!(error instanceof FactorizationError)) throw error;
    const { theta, beta, sigma, family } = near;
    const nowhere = { response: new Float64Array(0), objective: Number.POSITIVE_INFINITY, lambdas: [] };
    return {
      theta,
      beta,
      sigma,
      family,
      ...nowhere,
      convergence: { ...NOT_SEARCHED, converged: false },
      parts: UNKNOWN,
    };
  }
}

/** Least variance of a white column from which a search starts: one of zero would have it begin at a saddle. */
const LEAST_START = 1e-4;

/** T of each term at a point, as its charts have it, singular ones moved a little off their edge; `bases` whiten these. */
export function startingCovariances(
  terms: readonly TermBlock[],
  point: CovariancePoint,
  bases: readonly Float64Array[],
): Float64Array[] {
  return covariancesAt(terms, point).map((T, t) => {
    const k = terms[t].columnCount;
    const white = toWhite(k, T, bases[t]);
    if (white === null) return T;
    const { values, vectors } = symmetricEigen(k, white);
    if (values[k - 1] >= LEAST_START) return T;
    const axes = multiply(k, k, k, bases[t], vectors);
    return gram(
      k,
      eachEntry(k, axes, (entry, _, v) => entry * Math.sqrt(Math.max(values[v], LEAST_START))),
    );
  });
}

/**
 * T of a term, as its charts have it, with variance `target` of column `row` of the model, its correlations kept, or zero
 * where there were none to keep; of columns in mixed bases, what of them is seen in the data.
 */
export function withVariance(term: TermBlock, T: Float64Array, row: number, target: number): Float64Array {
  const { columnCount: k } = term;
  const effect = transpose(k, k, inModel(term, identity(k))).slice(row * k, (row + 1) * k);
  const square = dot(effect, effect);
  const axis = effect.map((entry) => entry / square);
  const image = multiply(k, k, 1, T, effect);
  const before = dot(effect, image);
  const ratio = before > 1e-10 * target ? Math.sqrt(target / before) : 0;
  if (!isMixing(term.transform)) {
    const out = T.slice();
    for (let i = 0; i < k; i++) {
      out[i + row * k] *= ratio;
      out[row + i * k] = out[i + row * k];
    }
    out[row * (k + 1)] = target * axis[row] * axis[row];
    return out;
  }
  const shift = ratio - 1;
  const rest = ratio === 0 ? target : 0;
  return eachEntry(k, T, (entry, i, j) => {
    const moved = entry + shift * (axis[i] * image[j] + image[i] * axis[j]);
    return moved + (shift * shift * before + rest) * axis[i] * axis[j];
  });
}

/** Terms of which one holds a parameter by itself, and T of each to start from; null where none can. */
export function heldAlone(
  terms: readonly TermBlock[],
  { kind, term, row }: ParameterPlace,
  value: number,
  start: readonly Float64Array[],
): { readonly terms: readonly TermBlock[]; readonly start: Float64Array[] } | null {
  if (kind !== "sd" && kind !== "cor") return null;
  const { structure, columnCount } = terms[term];
  if (!structure.isTied) return null;
  const { T, ...own } = held(structure, columnCount, { kind, row }, value, start[term]);
  return {
    terms: terms.map((other, t) => (t === term ? { ...other, ...own } : other)),
    start: start.map((other, t) => (t === term ? T : other)),
  };
}

/** Standard deviation of the estimate of a standard deviation (units of `scale`) or a correlation, roughly. */
export function varianceSpread(
  { kind, row, column }: ParameterPlace,
  { transform }: TermBlock,
  lambda: Float64Array,
  { levels, nobs, unit, scale }: { levels: number; nobs: number; unit: number; scale: number },
): number {
  const k = Math.round(Math.sqrt(lambda.length));
  const T = gram(k, lambda);
  if (kind === "sd") {
    const least = unit * Math.sqrt(levels / nobs);
    return (scale * Math.max(Math.sqrt(T[row * (k + 1)]), least)) / Math.sqrt(2 * levels);
  }
  const square = (T[row + column * k] * T[row + column * k]) / (T[row * (k + 1)] * T[column * (k + 1)]);
  return Math.max(isMixing(transform) ? 1e-9 : 0.05, 1 - square) / Math.sqrt(levels);
}

/** Where the coordinates of a term begin among those of all. */
export function firstCoordinate(terms: readonly TermBlock[], term: number): number {
  return parCount(terms.slice(0, Math.max(term, 0)));
}

/** Where an entry term has the three coordinates of the correlation of its first two columns. */
export function correlationPlaces(terms: readonly TermBlock[], term: number): readonly [number, number, number] {
  const first = firstCoordinate(terms, term);
  return [first, first + 1, first + terms[term].columnCount];
}
