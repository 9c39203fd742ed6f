// A grid over all covariances of models of few parameters: where on it a descent to another minimum can begin.
import { cos, sin } from "../../core/elementary.js";
import type { LinearSystem } from "../../engine/linear-system.js";
import { gram, multiply } from "../../math/matrix-product.js";
import { dot } from "../../math/vectors.js";
import { type CovariancePoint, covariancesAt, mergeLambdas, parCount, type TermBlock } from "../terms.js";
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
/** Difference of objectives, as a share of 1 + |f|, that rounding may make. */
const EQUAL = 1e-11;

/**
 * T of each term in the columns of its chart wherever the objective rises towards all places beside, at the latest at their
 * ends, the lowest first; of a single parameter but for the turn that holds `main`.
 */
export function gridMinima(
  system: LinearSystem,
  terms: readonly TermBlock[],
  reml: boolean,
  bases: readonly Float64Array[],
  main: CovariancePoint,
): { readonly starts: Float64Array[][]; readonly evaluations: number } {
  const parameters = parCount(terms);
  const sizes = SIZES[parameters - 1];
  const axes = terms.map((term) => axesOf(term, sizes));
  let total = 1;
  const strides = axes.flat().map(({ length }) => {
    total *= length;
    return total / length;
  });
  const found = Array.from({ length: total }, (_, at) => {
    let axis = 0;
    const lambdas = terms.map(({ structure, columnCount: k }, t) => {
      const par = axes[t].map((values) => values[Math.floor(at / strides[axis++]) % values.length]);
      const white = axes[t][2] === ANGLES ? ellipse(par) : structure.fromPar(k, Float64Array.from(par));
      return multiply(k, k, k, bases[t], white);
    });
    const merged = mergeLambdas(system, terms, lambdas);
    const value = evaluate(system, merged, reml);
    if (value === Number.POSITIVE_INFINITY || isReproduced(system)) {
      return { lambdas, merged, value: Number.POSITIVE_INFINITY, slopes: [] };
    }
    return { lambdas, merged, value, slopes: system.gradient(reml) };
  });
  /** Slope at a place along the Λ of another. */
  const toward = (at: number, other: number) =>
    found[at].slopes.reduce((sum, slopes, f) => sum + dot(slopes, found[other].merged[f]), 0);
  /** Whether the way from a place is down all along, of those equal but for rounding towards the first. */
  const leads = (at: number, other: number) => {
    const { value } = found[at];
    const rise = found[other].value - value;
    if (Math.abs(rise) < EQUAL * (1 + Math.abs(value))) return at > other;
    return rise < 0 && toward(at, other) <= toward(at, at);
  };
  const isMain = (at: number) => {
    if (parameters > 1) return false;
    const own = Math.sqrt(covariancesAt(terms, main)[0][0]) / bases[0][0];
    const isToward = toward(at, at) * (own - sizes[at]) <= 0;
    return isToward && own >= (sizes[at - 1] ?? 0) && own <= sizes[at + 1];
  };
  const starts = [...found.keys()]
    .filter((at) => {
      const isEnd = axes.flat().every((axis, i) => {
        const { length } = axis;
        const own = Math.floor(at / strides[i]) % length;
        return [own - 1, own + 1].every((next) => {
          const there = axis === ANGLES ? (next + length) % length : next;
          return !(there in axis) || !leads(at, at + (there - own) * strides[i]);
        });
      });
      return found[at].value < Number.POSITIVE_INFINITY && isEnd && !isMain(at);
    })
    .sort((a, b) => found[a].value - found[b].value)
    .map((at) => found[at].lambdas.map((lambda, t) => gram(terms[t].columnCount, lambda)));
  return { starts, evaluations: total };
}

function axesOf({ structure, columnCount: k }: TermBlock, sizes: readonly number[]): (readonly number[])[] {
  if (structure.isInvariant && k > 1) return [sizes, RATIOS, ANGLES];
  return structure.parameters(new Array<string>(k).fill("")).map(({ kind, range: [low, high] }) => {
    return kind === "cor" ? SHARES.map((share) => low + share * (high - low)) : sizes;
  });
}

function ellipse([length, ratio, angle]: readonly number[]): Float64Array {
  const [along, across] = [length * cos(angle), length * sin(angle)];
  return Float64Array.of(along, across, -ratio * across, ratio * along);
}
