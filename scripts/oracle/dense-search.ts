// The least value of the criterion that many starts find, by quasi-Newton steps.

import type { DenseModel } from "./dense-model.js";
import { type DensePoint, densePoint, exactPoint } from "./dense-objective.js";

export interface Found {
  readonly x: Float64Array;
  readonly value: number;
  /** r² over that of the fixed part alone. */
  readonly residualShare: number;
}

/** Share of the residual under which a point is one of many that reproduce the response. */
const REPRODUCED = 1e-10;
/** Multiples of a point on whose way the criterion is followed to where no residual is left. */
const FARTHER = [1, 10, 100, 1e3, 1e4];

/** Deviations between which a criterion that falls without end falls by as much as a decade takes, and r² to a tenth. */
const WIDE = { from: 1e6, to: 1e7, fall: 2 };

/**
 * Whether the criterion is lower where no residual is left, on the way through one of some points, than `bounded`, or falls
 * without end as all deviations grow.
 */
export function isLowerAtVanishing(
  model: DenseModel,
  points: readonly Float64Array[],
  bounded: number,
  isLower: (value: number, than: number) => boolean,
): boolean {
  const [near, far] = [WIDE.from, WIDE.to].map((size) =>
    exactPoint(
      model,
      diagonalPoint(model, () => size),
    ),
  );
  if (near.value - far.value > WIDE.fall && far.residualShare < near.residualShare / 10) return true;
  return points.some((point) =>
    FARTHER.some((times) => {
      const { value, residualShare } = exactPoint(
        model,
        point.map((entry) => entry * times),
      );
      return residualShare < REPRODUCED && isLower(value, bounded);
    }),
  );
}

/** Which coordinates are deviations. */
function deviations({ terms }: DenseModel): boolean[] {
  return terms.flatMap(({ k, structure, size }) => {
    if (structure !== "us") return Array.from({ length: size }, (_, m) => m < k);
    return Array.from({ length: k }, (_, c) => Array.from({ length: k - c }, (_r, r) => r === 0)).flat();
  });
}

/** Deviations without correlations. */
function diagonalPoint(model: DenseModel, value: (m: number) => number): Float64Array {
  return Float64Array.from(deviations(model), (is, m) => (is ? value(m) : 0));
}

/**
 * The best of descents from isotropic starts, each deviation alone, random ones and `also`, that is bounded: no entry of λ
 * is above `bound` in columns of unit root mean square, and some residual is left; and the lowest that leaves none, or
 * where a descent from a wide start would go. Null where there is none.
 */
export function denseMinima(
  model: DenseModel,
  options: { random: number; bound: number; uniform: () => number; also: readonly Float64Array[] },
): { readonly bounded: Found | null; readonly vanishing: Found | null } {
  let bounded: Found | null = null;
  let vanishing: Found | null = null;
  for (const start of startsOf(model, options)) {
    const found = descend(model, start);
    if (found === null) continue;
    if (found.residualShare < REPRODUCED) {
      if (vanishing === null || found.value < vanishing.value) vanishing = found;
    } else if (found.x.every((entry) => Math.abs(entry) <= options.bound)) {
      if (bounded === null || found.value < bounded.value) bounded = found;
    }
  }
  return { bounded, vanishing };
}

function startsOf(
  model: DenseModel,
  { random, uniform, also }: { random: number; uniform: () => number; also: readonly Float64Array[] },
): Float64Array[] {
  const isDeviation = deviations(model);
  const size = isDeviation.length;
  const places = isDeviation.flatMap((is, m) => (is ? [m] : []));
  const of = (value: (m: number) => number) => diagonalPoint(model, value);
  const single = [1e-3, 0.01, 0.03, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12, 25, 45];
  const isotropic = size === 1 ? single : [0.03, 0.3, 1, 3, 12];
  const starts = [...isotropic, 1e3, 1e6].map((value) => of(() => value));
  if (places.length > 1) {
    for (const place of places) for (const value of [0.5, 3]) starts.push(of((m) => (m === place ? value : 0.02)));
  }
  if (size > 1) {
    for (let r = 0; r < random; r++) {
      const start = of(() => 10 ** (-2 + 3 * uniform()));
      for (let m = 0; m < size; m++) if (!isDeviation[m]) start[m] = 2 * (uniform() - 0.5);
      starts.push(start);
    }
  }
  return [...starts, ...also];
}

function descend(model: DenseModel, start: Float64Array): Found | null {
  const n = start.length;
  let x = start;
  let at = densePoint(model, x);
  if (at === null) return null;
  let inverse = scaledIdentity(n, at);
  let still = 0;
  for (let iteration = 0; iteration < 200 && still < 3; iteration++) {
    let direction = times(n, inverse, at.gradient).map((entry) => -entry);
    let slope = dot(direction, at.gradient);
    if (!(slope < 0)) {
      inverse = scaledIdentity(n, at);
      direction = times(n, inverse, at.gradient).map((entry) => -entry);
      slope = dot(direction, at.gradient);
    }
    if (slope > -1e-11) break;
    const next = along(model, x, at, direction, slope);
    if (next === null) break;
    const step = next.x.map((entry, i) => entry - x[i]);
    const change = next.at.gradient.map((entry, i) => entry - (at as DensePoint).gradient[i]);
    still = at.value - next.at.value < 1e-10 * (1 + Math.abs(at.value)) ? still + 1 : 0;
    update(n, inverse, step, change);
    x = next.x;
    at = next.at;
  }
  return { x, value: at.value, residualShare: at.residualShare };
}

function along(model: DenseModel, x: Float64Array, from: DensePoint, direction: Float64Array, slope: number) {
  const longest = direction.reduce((most, entry, i) => Math.max(most, Math.abs(entry) / (1 + Math.abs(x[i]))), 0);
  let length = Math.min(1, 2 / longest);
  for (let trial = 0; trial < 40; trial++) {
    const to = x.map((entry, i) => entry + length * direction[i]);
    const at = densePoint(model, to);
    if (at !== null && at.value <= from.value + 1e-4 * length * slope) return { x: to, at };
    const bend = at === null ? 0 : at.value - from.value - length * slope;
    const least = bend > 0 ? (-slope * length * length) / (2 * bend) : length / 4;
    length = Math.min(length / 2, Math.max(length / 10, least));
  }
  return null;
}

function scaledIdentity(n: number, { gradient }: DensePoint): Float64Array {
  const out = new Float64Array(n * n);
  const size = 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
  for (let i = 0; i < n; i++) out[i * n + i] = size;
  return out;
}

/** Of Broyden, Fletcher, Goldfarb and Shanno. */
function update(n: number, inverse: Float64Array, step: Float64Array, change: Float64Array): void {
  const curvature = dot(step, change);
  if (!(curvature > 1e-12 * Math.sqrt(dot(step, step) * dot(change, change)))) return;
  const image = times(n, inverse, change);
  const scale = 1 + dot(change, image) / curvature;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      inverse[i * n + j] += (scale * step[i] * step[j] - image[i] * step[j] - step[i] * image[j]) / curvature;
    }
  }
}

function times(n: number, matrix: Float64Array, v: Float64Array): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[i] += matrix[i * n + j] * v[j];
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
