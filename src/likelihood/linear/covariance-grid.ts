// A grid over all covariances of models of few parameters: where on it a descent to another minimum can begin.
import { cos, sin } from "../../core/elementary.js";
import type { LinearSystem } from "../../engine/linear-system.js";
import { gram, multiply } from "../../math/matrix-product.js";
import { dot } from "../../math/vectors.js";
import { type CovariancePoint, chartSlopes, covariancesAt, mergeLambdas, type TermBlock } from "../terms.js";
import { evaluate } from "./deviance.js";
import { isReproduced } from "./unbounded.js";

/** Standard deviations of white columns over σ, by the number of parameters; shares of the range of a correlation. */
const SIZES = [
  Array.from({ length: 24 }, (_, i) => 1e-3 * (1 << i)),
  Array.from({ length: 13 }, (_, i) => 0.02 * (1 << i)),
  [0.03, 0.15, 0.5, 1.5, 4, 11, 30, 100],
];
const SHARES = [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98];
/** Of two correlated columns, whose covariances are an ellipse: the shorter axis over the longer, the direction of this one. */
const RATIOS = [0.01, 0.08, 0.3, 1];
const ANGLES = Array.from({ length: 12 }, (_, i) => (Math.PI * i) / 12);

interface Place {
  readonly lambda: Float64Array;
  /** Indices of the places beside it. */
  readonly beside: readonly number[];
}

/**
 * T of each term in the columns of its chart wherever the objective rises towards all places beside, at the latest at their
 * ends, the lowest first; of a single parameter but for the turn that holds `main`.
 */
export function gridMinima(
  system: LinearSystem,
  terms: readonly TermBlock[],
  parameters: number,
  reml: boolean,
  bases: readonly Float64Array[],
  main: CovariancePoint,
): { readonly starts: Float64Array[][]; readonly evaluations: number } {
  const sizes = SIZES[parameters - 1];
  const places = terms.map((term, t) => placesOf(term, sizes, bases[t]));
  let total = 1;
  const strides = places.map(({ length }) => {
    total *= length;
    return total / length;
  });
  const part = (at: number, t: number) => Math.floor(at / strides[t]) % places[t].length;
  const lambdas = (at: number) => places.map((list, t) => list[part(at, t)].lambda);
  const found = Array.from({ length: total }, (_, at) => {
    const value = evaluate(system, mergeLambdas(system, terms, lambdas(at)), reml);
    if (value === Number.POSITIVE_INFINITY || isReproduced(system))
      return { value: Number.POSITIVE_INFINITY, slopes: [] };
    const byFactor = system.gradient(reml);
    return { value, slopes: terms.map((term) => chartSlopes(system, term, byFactor)) };
  });
  /** Whether the way from a place is down all along, of equal ones towards the first. */
  const leads = (at: number, t: number, there: number) => {
    const here = part(at, t);
    const other = at + (there - here) * strides[t];
    const { value, slopes } = found[at];
    if (value < found[other].value || (value === found[other].value && at < other)) return false;
    const [from, to] = [here, there].map((place) => places[t][place].lambda);
    return dot(slopes[t], to) <= dot(slopes[t], from);
  };
  const isMain = (at: number) => {
    if (parameters > 1) return false;
    const own = Math.sqrt(covariancesAt(terms, main)[0][0]) / bases[0][0];
    const [[slopes], [lambda]] = [found[at].slopes, lambdas(at)];
    return dot(slopes, lambda) * (own - sizes[at]) <= 0 && own >= (sizes[at - 1] ?? 0) && own <= sizes[at + 1];
  };
  const starts = [...found.keys()]
    .filter((at) => {
      const isEnd = places.every((list, t) => !list[part(at, t)].beside.some((there) => leads(at, t, there)));
      return found[at].value < Number.POSITIVE_INFINITY && isEnd && !isMain(at);
    })
    .sort((a, b) => found[a].value - found[b].value)
    .map((at) => lambdas(at).map((lambda, t) => gram(terms[t].columnCount, lambda)));
  return { starts, evaluations: total };
}

function placesOf({ structure, columnCount: k }: TermBlock, sizes: readonly number[], basis: Float64Array): Place[] {
  const isEllipse = structure.isInvariant && k > 1;
  const axes = isEllipse
    ? [sizes, RATIOS, ANGLES]
    : structure.parameters(new Array<string>(k).fill("")).map(({ kind, range: [low, high] }) => {
        return kind === "cor" ? SHARES.map((share) => low + share * (high - low)) : sizes;
      });
  let places: { par: number[]; beside: number[] }[] = [{ par: [], beside: [] }];
  for (const axis of axes) {
    const { length } = places;
    const next = axis === ANGLES ? (a: number) => (a + axis.length) % axis.length : (a: number) => a;
    places = axis.flatMap((value, a) =>
      places.map(({ par, beside }, i) => ({
        par: [...par, value],
        beside: [
          ...beside.map((other) => other + a * length),
          ...[next(a - 1), next(a + 1)].filter((b) => b in axis).map((b) => i + b * length),
        ],
      })),
    );
  }
  return places.map(({ par, beside }) => {
    const lambda = isEllipse ? ellipse(par) : structure.fromPar(k, Float64Array.from(par));
    return { lambda: multiply(k, k, k, basis, lambda), beside };
  });
}

function ellipse([length, ratio, angle]: readonly number[]): Float64Array {
  const [along, across] = [length * cos(angle), length * sin(angle)];
  return Float64Array.of(along, across, -ratio * across, ratio * along);
}
