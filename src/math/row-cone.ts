// Cones {δ : a_i'δ ≥ 0} of rows of length one, and subspaces of rows, in few dimensions.
import { dot, norm } from "./vectors.js";

/** Rows of k numbers, one after the other, each of length one or zero. */
export interface UnitRows {
  readonly k: number;
  readonly values: Float64Array;
}

/** A length that is rounding beside one. */
export const STILL = 1e-9;
/** Share of the target's length below which nothing of it is in a cone, a row of the many that add up to it. */
const NOTHING = 1e-11;
/** Shares of a direction that are left of a row in the span of others. */
const DEPENDENT = 1e-11;

/** a_i'δ. */
export function along({ k, values }: UnitRows, row: number, direction: Float64Array): number {
  let sum = 0;
  for (let c = 0, at = row * k; c < k; c++, at++) sum += values[at] * direction[c];
  return sum;
}

/** Σ a_i of some rows. */
export function sumOf({ k, values }: UnitRows, some: readonly number[]): Float64Array {
  const sum = new Float64Array(k);
  for (const row of some) for (let c = 0, at = row * k; c < k; c++, at++) sum[c] += values[at];
  return sum;
}

function copyOf({ k, values }: UnitRows, row: number): Float64Array {
  return values.slice(row * k, (row + 1) * k);
}

/**
 * The point of the cone of the rows `active` that is nearest to `target`; null where that is the origin. By the method of
 * active sets of nonnegative least squares (Lawson & Hanson 1974): δ = target + Σ y_i a_i with y ≥ 0.
 */
export function projection(rows: UnitRows, active: readonly number[], target: Float64Array): Float64Array | null {
  const length = norm(target);
  const none = NOTHING * length;
  const bound = new Bounded(rows, target);
  const refused = new Set<number>();
  for (let step = 0; step < 50 * (rows.k + 10); step++) {
    const size = norm(bound.point);
    if (!(size > none)) return null;
    let worst = -1;
    let least = -Math.max(STILL * size, 1e-14 * length);
    for (const i of active) {
      const value = along(rows, i, bound.point);
      if (value < least && !refused.has(i)) {
        least = value;
        worst = i;
      }
    }
    if (worst < 0) return bound.point;
    if (!bound.add(worst)) refused.add(worst);
  }
  return null;
}

/** The target, less its part in the span of the rows that bound it. */
class Bounded {
  point: Float64Array;
  private places: number[] = [];
  private weights: number[] = [];
  private axes: Float64Array[] = [];
  /** Upper triangle by columns: row = Σ axes · entries. */
  private triangle: number[][] = [];

  constructor(
    private readonly rows: UnitRows,
    private readonly target: Float64Array,
  ) {
    this.point = target;
  }

  /** False for a row that depends on those there are. */
  add(row: number): boolean {
    if (!this.append(row)) return false;
    this.weights.push(0);
    for (;;) {
      const next = this.solved();
      const negative = next.flatMap((weight, i) => (weight <= 0 ? [i] : []));
      if (negative.length === 0) {
        this.weights = next;
        break;
      }
      const share = Math.min(...negative.map((i) => this.weights[i] / (this.weights[i] - next[i] || 1)));
      const weights = this.weights.map((weight, i) => weight + share * (next[i] - weight));
      const first = negative.reduce((best, i) => (weights[i] < weights[best] ? i : best));
      const kept = weights.flatMap((weight, i) => (i === first || (weight <= 0 && next[i] <= 0) ? [] : [i]));
      const places = kept.map((i) => this.places[i]);
      this.weights = kept.map((i) => weights[i]);
      this.places = [];
      this.axes = [];
      this.triangle = [];
      for (const place of places) this.append(place);
      if (places.length === 0) break;
    }
    this.point = without(this.axes, this.target);
    return this.places.includes(row);
  }

  private append(row: number): boolean {
    const rest = copyOf(this.rows, row);
    const entries = takenOut(this.axes, rest);
    const length = norm(rest);
    if (length < DEPENDENT) return false;
    this.places.push(row);
    this.axes.push(rest.map((value) => value / length));
    this.triangle.push([...entries, length]);
    return true;
  }

  /** Weights at which target + Σ weight · row is orthogonal to the rows. */
  private solved(): number[] {
    const out = this.axes.map((axis) => -dot(axis, this.target));
    for (let j = out.length - 1; j >= 0; j--) {
      out[j] /= this.triangle[j][j];
      for (let i = 0; i < j; i++) out[i] -= this.triangle[j][i] * out[j];
    }
    return out;
  }
}

/** An orthonormal basis of the span of some rows, up to lengths of STILL. */
export function axesOf(rows: UnitRows, some: readonly number[]): Float64Array[] {
  const { k } = rows;
  const axes: Float64Array[] = [];
  const rests = some.map((row) => copyOf(rows, row));
  while (axes.length < k) {
    const lengths = rests.map(norm);
    const longest = lengths.reduce((best, length, i) => (length > lengths[best] ? i : best), 0);
    if (!(lengths[longest] > STILL)) break;
    const axis = rests[longest];
    takenOut(axes, axis);
    const length = norm(axis);
    axes.push(axis.map((value) => value / length));
    const newest = axes.slice(-1);
    for (const rest of rests) takenOut(newest, rest);
  }
  return axes;
}

/** An orthonormal basis of what is orthogonal to orthonormal axes in k dimensions. */
export function complementOf(k: number, axes: readonly Float64Array[]): Float64Array[] {
  const all = [...axes];
  while (all.length < k) {
    const units = Array.from({ length: k }, (_, at) => {
      const unit = new Float64Array(k);
      unit[at] = 1;
      return without(all, unit);
    });
    const lengths = units.map(norm);
    const longest = lengths.reduce((best, length, i) => (length > lengths[best] ? i : best), 0);
    all.push(units[longest].map((value) => value / lengths[longest]));
  }
  return all.slice(axes.length);
}

/** A vector without its part along orthonormal axes. */
function without(axes: readonly Float64Array[], vector: Float64Array): Float64Array {
  const rest = Float64Array.from(vector);
  takenOut(axes, rest);
  return rest;
}

/** The same in place, twice for the sake of rounding; the coordinates taken out. */
function takenOut(axes: readonly Float64Array[], rest: Float64Array): number[] {
  const entries = axes.map(() => 0);
  for (let pass = 0; pass < 2; pass++) {
    axes.forEach((axis, i) => {
      const share = dot(axis, rest);
      entries[i] += share;
      for (let at = 0; at < rest.length; at++) rest[at] -= share * axis[at];
    });
  }
  return entries;
}
