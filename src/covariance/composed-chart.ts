// Coordinates of T = S R S: standard deviations, and the angle of their correlations around that of the base.
import { expm1, log1p } from "../core/elementary.js";
import { linearSolve } from "../math/linear-solve.js";
import { eachEntry, identity, matrixOf, multiply } from "../math/matrix-product.js";
import { dot, norm } from "../math/vectors.js";
import type { Correlation } from "./correlation.js";
import { type CovarianceChart, smallestScale } from "./structure.js";

/** Coordinates to a natural unit, an e-fold of a large standard deviation or a radian: how far flat directions are followed depends on it. */
const UNIT = 10;

/** Cosine and sine of ψ. */
export type Angle = readonly [cosine: number, sine: number];

/** ψ ∈ [0, π] of ρ = middle + half · cos ψ. */
export function angleOf(k: number, correlation: Correlation | null, rho: number): Angle {
  if (correlation === null) return [1, 0];
  const [low, high] = correlation.range(k);
  const cosine = Math.max(-1, Math.min(1, (2 * rho - low - high) / (high - low)));
  return [cosine, Math.sqrt((1 - cosine) * (1 + cosine))];
}

/** W and its derivatives; of independent columns it is the identity. */
export function rootAt(k: number, correlation: Correlation | null, angle: Angle): ReturnType<Correlation["root"]> {
  return correlation?.root(k, ...angle) ?? [identity(k), new Float64Array(k * k), new Float64Array(k * k)];
}

/** Not quite at an end of its range, where columns of the root would vanish. */
function floored([cosine, sine]: Angle): Angle {
  return [cosine, Math.max(sine, smallestScale)];
}

/** The nonnegative coordinate of a standard deviation in white units. */
function coordinateOf(sd: number, isOneOfSeveral: boolean): number {
  const rest = isOneOfSeveral ? Math.sqrt(sd * (sd + 2)) : (sd * sd) / (1 + Math.sqrt(sd * sd + 1));
  return UNIT * log1p(sd + rest);
}

/**
 * A standard deviation and its derivatives by its coordinate: sinh of one for all, whose sign T does not know; cosh − 1 of
 * one of several, which is even.
 */
function deviationAt(x: number, isOneOfSeveral: boolean): readonly [value: number, slope: number, bend: number] {
  const up = expm1(x / UNIT);
  const sinh = (up + up / (1 + up)) / 2;
  const less = (up * up) / (2 * (1 + up));
  return isOneOfSeveral ? [less, sinh / UNIT, (1 + less) / UNIT / UNIT] : [sinh, (1 + less) / UNIT, sinh / UNIT / UNIT];
}

/** ⟨A, B⟩ of k × k matrices of which B has entries in one row only. */
function rowDot(k: number, row: number, a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = row; at < k * k; at += k) sum += a[at] * b[at];
  return sum;
}

/**
 * Around `par`, which has the standard deviations and, where there are correlations, ρ; each of `scales` is the standard
 * deviation at which a column is white.
 */
export function composedChart(
  k: number,
  correlation: Correlation | null,
  par: Float64Array,
  scales: Float64Array,
): CovarianceChart {
  const m = correlation === null ? par.length : par.length - 1;
  const isSeveral = m > 1;
  const dimension = par.length;
  const start = (sd: number, g: number) => Math.max(coordinateOf(sd / scales[g], isSeveral), smallestScale);
  /** Which standard deviation a column has. */
  const group = (column: number) => (isSeveral ? column : 0);
  /** Coordinates of the standard deviations without their signs, ψ, and what follows from them. */
  const placeAt = (x: Float64Array, angle: Angle) => {
    return {
      x,
      angle,
      sds: Array.from(x, (entry) => deviationAt(entry, isSeveral)),
      root: rootAt(k, correlation, angle),
    };
  };
  let base = placeAt(par.slice(0, m).map(start), floored(angleOf(k, correlation, par[m])));
  let trial = { ...base, jacobian: new Float64Array(dimension) };

  /** Rows of a matrix times the scales of their columns of Z, and what `factor` says by standard deviation. */
  const scaled = (matrix: Float64Array, factor: (g: number) => number) =>
    eachEntry(k, matrix, (entry, row) => scales[row] * factor(group(row)) * entry);

  /** λ with what is shorter than `threshold` put to exactly zero. */
  const lambdaAt = ({ angle, sds, root }: typeof base, threshold: number): Float64Array => {
    const left = sds.map(([sd]) => (sd < threshold ? 0 : sd));
    const isShort = Math.max(...left) * angle[1] < threshold;
    const [W] = isShort ? rootAt(k, correlation, [Math.sign(angle[0]), 0]) : root;
    return scaled(W, (g) => left[g]);
  };

  /** ∂λ along each coordinate at the base, where they are known. */
  let known: Float64Array[] | null = null;
  const matrices = (): Float64Array[] => {
    const { sds, root } = base;
    const [W, turned] = root;
    const bySds = () => sds.map(([, slope], own) => scaled(W, (g) => (g === own ? slope : 0)));
    known ??= [...bySds(), scaled(turned, (g) => sds[g][0] / UNIT)].slice(0, dimension);
    return known;
  };

  const bend = (gradient: Float64Array): Float64Array => {
    const { sds, root } = base;
    const [W, turned, bent] = root;
    const out = new Float64Array(dimension * dimension);
    gradient.forEach((entry, at) => {
      const g = group(at % k);
      const weight = scales[at % k] * entry;
      const [sd, slope, second] = sds[g];
      out[g * (dimension + 1)] += second * weight * W[at];
      if (m === dimension) return;
      out[g + m * dimension] += (slope * weight * turned[at]) / UNIT;
      out[m + g * dimension] = out[g + m * dimension];
      out[m * (dimension + 1)] += (sd * weight * bent[at]) / UNIT / UNIT;
    });
    return out;
  };

  /**
   * D with G = 2 D λ, from ½ G W⁻¹ = D S, of two entries that with the larger standard deviation; columns of W that all but
   * vanish are taken in their own units.
   */
  const multipliers = (gradient: Float64Array): Float64Array => {
    const { sds, root } = base;
    const [W] = root;
    const deviation = (i: number) => scales[i] * sds[group(i)][0];
    const lengths = Array.from({ length: k }, (_, c) => norm(W.subarray(c * k, (c + 1) * k)));
    const inUnits = (matrix: Float64Array) => matrixOf(k, k, (c, row) => matrix[row + c * k] / lengths[c]);
    const half = linearSolve(k, inUnits(W), k, inUnits(gradient));
    return matrixOf(k, k, (i, j) => {
      const [larger, other] = deviation(i) > deviation(j) ? [i, j] : [j, i];
      return half === null ? 0 : half[larger + other * k] / (2 * deviation(larger));
    });
  };

  return {
    dimension,
    get directions() {
      return matrices().map((matrix) => ({ matrix }));
    },
    coordinates: () => par.map((_, entry) => base.x[entry] ?? 0),
    lambda(x, out) {
      const moved = base.x.slice();
      let { angle } = base;
      const jacobian = x.map((value, i) => {
        if (i < m) {
          moved[i] = Math.max(Math.abs(value), smallestScale);
          return value < 0 ? -1 : 1;
        }
        const [c, s] = angle;
        const t = value / UNIT;
        const length = Math.sqrt(1 + t * t);
        const sine = (s + t * c) / length;
        angle = floored([(c - t * s) / length, Math.abs(sine)]);
        return (sine < 0 ? -1 : 1) / (length * length);
      });
      trial = { ...placeAt(moved, angle), jacobian };
      out.set(lambdaAt(trial, 0));
    },
    rebase() {
      base = trial;
      known = null;
      const { jacobian } = trial;
      return matrixOf(dimension, dimension, (i, j) => (i === j ? jacobian[i] : 0));
    },
    /** 2 ⟨D ∂_aλ, ∂_bλ⟩ and what λ has of it itself. */
    curvature(gradient) {
      const D = multipliers(gradient);
      const along = matrices();
      const images = along.map((matrix) => multiply(k, k, k, D, matrix));
      return bend(gradient).map((own, at) => {
        const b = Math.floor(at / dimension);
        return (
          own +
          2 *
            (isSeveral && b < m
              ? rowDot(k, b, images[at % dimension], along[b])
              : dot(images[at % dimension], along[b]))
        );
      });
    },
    bend,
    factor: (threshold) => lambdaAt(base, threshold),
    lengths() {
      const sds = base.sds.map(([sd]) => sd);
      const [, sine] = base.angle;
      return [...sds, sine > smallestScale ? Math.max(...sds) * sine : 0]
        .slice(0, dimension)
        .map((length) => Math.min(1, length));
    },
  };
}
