// The quadratic model of an objective around a point and its exact minimum within a ball, by eigen-decomposition
// in coordinates scaled to unit curvature (Conn, Gould & Toint, Trust-Region Methods, section 7.3).
import { eachEntry } from "../math/matrix-product.js";
import { symmetricEigen } from "../math/symmetric-eigen.js";
import { dot, norm } from "../math/vectors.js";
import type { Derivatives } from "./objective.js";

export interface TrustRegionStep {
  readonly step: Float64Array;
  /** Decrease of the objective that the model promises. */
  readonly predicted: number;
  /** Length in scaled coordinates. */
  readonly length: number;
  readonly onBoundary: boolean;
}

/** Root of a curvature, in units of the objective, that is nothing but rounding. */
const noiseScale = 1e-3;
/** Curvatures below this share of the largest are negative only by rounding. */
const negativeShare = 1e-6;
/** Directions with less than this share of the largest curvature are flat; they are left alone … */
const flatShare = 1e-9;
/** … unless moving along them promises more than this decrease. */
const flatGain = 1e-10;
/** Length of a step down a negative curvature, as a multiple of gradient / |curvature|. */
const lengthening = 1.5;
/** Decrease that no step of interest falls short of, and what counts as one near a saddle point. */
const stationary = { always: 1e-14, nearby: 1e-6 };

export class QuadraticModel {
  /** Newton decrement ½ g'|H|⁺g: the decrease that remains, in units of the objective. */
  readonly decrement: number;
  /** Smallest eigenvalue of the scaled Hessian; the largest is about 1. */
  readonly smallestCurvature: number;
  /** Whether the Hessian is positive semidefinite but for rounding. */
  readonly isConvex: boolean;
  /** Whether nothing but negative curvature promises a decrease any more. */
  readonly isSaddle: boolean;
  private readonly n: number;
  private readonly scale: Float64Array;
  private readonly values: Float64Array;
  private readonly vectors: Float64Array;
  /** Gradient in the eigenvectors of the scaled Hessian; zero where it is not to be followed. */
  private readonly slopes: Float64Array;
  /** Curvature used for steps: `values` but for rounding. */
  private readonly curvatures: Float64Array;

  constructor({ gradient, hessian, scale }: Derivatives) {
    const n = gradient.length;
    this.n = n;
    const floor = Math.max(noiseScale, 1e-6 * scale.reduce((largest, entry) => Math.max(largest, entry), 0));
    this.scale = scale.map((entry) => Math.max(entry, floor));
    const scaled = eachEntry(n, hessian, (entry, i, j) => entry / (this.scale[i] * this.scale[j]));
    ({ values: this.values, vectors: this.vectors } = symmetricEigen(n, scaled));
    const largest = Math.max(Math.abs(this.values[0]), Math.abs(this.values[n - 1]), 1);
    this.smallestCurvature = this.values[n - 1];
    this.isConvex = this.smallestCurvature >= -negativeShare * largest;
    const rotated = this.rotate(gradient.map((entry, i) => entry / this.scale[i]));
    this.curvatures = this.values.map((value) => {
      return value < -negativeShare * largest ? value : Math.max(Math.abs(value), flatShare * largest, 1e-300);
    });
    this.slopes = rotated.map((slope, i) => {
      const curvature = Math.abs(this.curvatures[i]);
      return curvature < 1e2 * flatShare * largest && slope * slope < flatGain * curvature ? 0 : slope;
    });
    const decreases = this.slopes.map((g, i) => (g * g) / (2 * Math.abs(this.curvatures[i])));
    this.decrement = decreases.reduce((sum, entry) => sum + entry, 0);
    const upward = decreases.reduce((sum, entry, i) => (this.curvatures[i] > 0 ? sum + entry : sum), 0);
    const isNear = this.decrement < stationary.nearby && upward < this.decrement / 2;
    this.isSaddle = !this.isConvex && (upward < stationary.always || isNear);
  }

  /** The model's minimum among steps of at most `radius` in scaled coordinates. */
  minimize(radius: number): TrustRegionStep {
    const lowest = this.curvatures.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    const newton = this.shifted(0);
    if (lowest > 0 && norm(newton) <= radius) return this.finish(newton, false);
    const shift = this.shiftFor(radius, Math.max(0, -lowest));
    const step = this.shifted(shift);
    const short = radius * radius - dot(step, step);
    if (lowest < 0 && short > 1e-6 * radius * radius) {
      // The hard case: no slope along the negative curvature, so either sign will do.
      const along = this.curvatures.indexOf(lowest);
      const rest = short + step[along] * step[along];
      step[along] = this.slopes[along] > 0 ? -Math.sqrt(rest) : Math.sqrt(rest);
    }
    return this.finish(step, true);
  }

  /**
   * The same with negative curvatures taken as positive: down the slope, but not along a negative curvature for its own
   * sake. In a direction that leaves a model's fit unchanged curvature is proportional to the gradient and of any sign;
   * steps to the boundary for it fail, and shrink the region for all others.
   */
  descend(radius: number): TrustRegionStep {
    const sizes = this.curvatures.map((value) => (value < 0 ? -value / lengthening : value));
    const newton = this.shifted(0, sizes);
    if (norm(newton) <= radius) return this.finish(newton, false);
    return this.finish(this.shifted(this.shiftFor(radius, 0, sizes), sizes), true);
  }

  /** Least shift μ ≥ `least` at which the step is no longer than the radius, by Newton's method on 1/length. */
  private shiftFor(radius: number, least: number, curvatures = this.curvatures): number {
    const margin = 1e-10 * Math.max(least, Math.abs(this.values[0]));
    let low = least === 0 ? 0 : least + margin;
    if (norm(this.shifted(low, curvatures)) <= radius) return low;
    let high = low + norm(this.slopes) / radius;
    let shift = low;
    for (let i = 0; i < 100; i++) {
      const step = this.shifted(shift, curvatures);
      const length = norm(step);
      if (Math.abs(length - radius) <= 1e-8 * radius) break;
      if (length > radius) low = shift;
      else high = shift;
      const slope = step.reduce((sum, p, j) => sum + (p * p) / (curvatures[j] + shift), 0);
      const next = shift + ((length - radius) / radius) * ((length * length) / slope);
      shift = next > low && next < high ? next : (low + high) / 2;
    }
    return shift;
  }

  private shifted(shift: number, curvatures = this.curvatures): Float64Array {
    return this.slopes.map((slope, i) => (slope === 0 ? 0 : -slope / (curvatures[i] + shift)));
  }

  private finish(rotated: Float64Array, onBoundary: boolean): TrustRegionStep {
    const { n } = this;
    const step = new Float64Array(n);
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < n; i++) step[i] += this.vectors[i + j * n] * rotated[j];
    }
    for (let i = 0; i < n; i++) step[i] /= this.scale[i];
    const predicted = -rotated.reduce((sum, p, i) => sum + p * (this.slopes[i] + (this.curvatures[i] * p) / 2), 0);
    return { step, predicted, length: norm(rotated), onBoundary };
  }

  private rotate(v: Float64Array): Float64Array {
    const { n } = this;
    return v.map((_, j) => dot(this.vectors.subarray(j * n, (j + 1) * n), v));
  }
}
