// The profile of one parameter: the signed root ζ of the rise of the deviance, point by point and where it has a value.
import type { ProfiledLikelihood } from "../../likelihood/likelihood.js";
import type { Estimates, Point } from "../../likelihood/point.js";
import type { PlacedParameter } from "./model-parameters.js";

export interface PathPoint {
  readonly value: number;
  readonly zeta: number;
  readonly fit: Estimates;
}

/** A limit, and whether it is where the parameter's range ends and not where ζ has its value. */
export interface PathLimit {
  readonly value: number;
  readonly atBound: boolean;
}

/** ζ may miss its value at a limit by this much. */
const EXACT = 1e-7;
/** Steps in one direction, trials of one step, and steps of one search for a limit. */
const MOST = { steps: 60, trials: 6, search: 40 };
/** Fall of the deviance below the best known, and of ζ along a path, that are not rounding. */
export const LOWER = 1e-6;
const FALL = 1e-4;
/** Longest and largest steps, over those before and those wanted. */
const LENGTHENING = 4;
const OVERSHOOT = 2.5;

export class ProfilePath {
  /** Ascending by value. */
  readonly points: PathPoint[];
  /** Whether ζ falls nowhere. */
  isMonotone = true;
  /** Whether every fit was to be had and converged. */
  isSound = true;
  private readonly center: PathPoint;

  constructor(
    private readonly likelihood: ProfiledLikelihood,
    readonly parameter: PlacedParameter,
    private readonly best: Estimates,
    readonly estimate: number,
    private readonly bounds: readonly [number, number],
  ) {
    this.center = { value: estimate, zeta: 0, fit: best };
    this.points = [this.center];
  }

  /** Lowest deviance on the path. */
  get lowest(): Estimates {
    return this.points.reduce((low, { fit }) => (fit.objective < low.objective ? fit : low), this.best);
  }

  /** Walks down (−1) or up (1) in steps of about `step` of ζ until |ζ| is at least `target`. */
  *walk(side: -1 | 1, target: number, step: number): Generator<void, void> {
    const bound = this.bounds[side < 0 ? 0 : 1];
    let last = this.center;
    let length = step * (yield* this.likelihood.spread(this.parameter, this.best));
    for (let count = 0, trials = 0; count < MOST.steps; count++) {
      if (side * last.zeta >= target || last.value === bound) return;
      const ahead = last.value + side * length;
      const next = side * (bound - ahead) <= 0.01 * length ? bound : ahead;
      const point = yield* this.at(next, last.fit);
      if (point === null || (side * (point.zeta - last.zeta) > OVERSHOOT * step && trials < MOST.trials)) {
        trials++;
        const gain = point === null ? Number.POSITIVE_INFINITY : side * (point.zeta - last.zeta);
        length = Math.abs(next - last.value) * Math.max(0.1, Math.min(0.5, step / gain));
        if (point === null && trials > MOST.trials) return;
        continue;
      }
      trials = 0;
      const gain = side * (point.zeta - last.zeta);
      if (gain < -FALL) this.isMonotone = false;
      const moved = Math.abs(next - last.value);
      length = gain > 0 ? moved * Math.min(LENGTHENING, step / gain) : moved * LENGTHENING;
      last = point;
    }
  }

  /** Where ζ is `side` · `target`; the end of the range, or an infinity, where it does not get there. */
  *limit(side: -1 | 1, target: number): Generator<void, PathLimit> {
    const outward = side < 0 ? this.points.slice().reverse() : this.points;
    const from = outward.slice(outward.indexOf(this.center));
    const beyond = from.findIndex(({ zeta }) => side * zeta >= target);
    if (beyond <= 0) {
      const bound = this.bounds[side < 0 ? 0 : 1];
      const last = from[from.length - 1];
      return { value: last.value === bound ? bound : side * Number.POSITIVE_INFINITY, atBound: true };
    }
    let inner = from[beyond - 1];
    let outer = from[beyond];
    for (let count = 0; count < MOST.search; count++) {
      const share = (target - side * inner.zeta) / (side * (outer.zeta - inner.zeta));
      const width = outer.value - inner.value;
      const bent = this.interpolated(side * target);
      const isInside = (bent - inner.value) * (outer.value - bent) > 0;
      const proposed = isInside ? bent : inner.value + share * width;
      const point = yield* this.at(count % 6 === 5 ? inner.value + width / 2 : proposed, inner.fit);
      if (point === null) break;
      if (Math.abs(side * point.zeta - target) < EXACT) return { value: point.value, atBound: false };
      if (side * point.zeta < target) inner = point;
      else outer = point;
      if (Math.abs(outer.value - inner.value) <= 1e-13 * Math.abs(outer.value)) break;
    }
    return { value: outer.value, atBound: false };
  }

  /** Fits at a value and keeps the point; null where there is no fit. */
  private *at(value: number, near: Point): Generator<void, PathPoint | null> {
    let fit = yield* this.likelihood.maximizeAt(this.parameter, value, near);
    if (!fit.convergence.converged) {
      const other = yield* this.likelihood.maximizeAt(this.parameter, value, this.best);
      if (other.convergence.converged || other.objective < fit.objective) fit = other;
    }
    if (!Number.isFinite(fit.objective)) {
      this.isSound = false;
      return null;
    }
    if (!fit.convergence.converged) this.isSound = false;
    const rise = Math.max(0, fit.objective - this.best.objective);
    const point = { value, zeta: (value < this.center.value ? -1 : 1) * Math.sqrt(rise), fit };
    const place = this.points.findIndex((other) => other.value >= value);
    if (place < 0) this.points.push(point);
    else this.points.splice(place, this.points[place].value === value ? 1 : 0, point);
    return point;
  }

  /** The value of the parameter at ζ by the polynomial through the four points nearest in ζ. */
  private interpolated(zeta: number): number {
    const near = this.points
      .slice()
      .sort((a, b) => Math.abs(a.zeta - zeta) - Math.abs(b.zeta - zeta))
      .slice(0, 4);
    return near.reduce((sum, point) => {
      const weight = near.reduce(
        (product, other) => (other === point ? product : (product * (zeta - other.zeta)) / (point.zeta - other.zeta)),
        1,
      );
      return sum + weight * point.value;
    }, 0);
  }
}
