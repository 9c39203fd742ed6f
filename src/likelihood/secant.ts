// What average information misses of the Hessian, learned from the steps taken: a symmetric rank-one update of the
// difference, carried along when the coordinates change.
import { cholesky } from "../math/cholesky.js";
import { toWhite } from "../math/linear-solve.js";
import { multiply, transpose } from "../math/matrix-product.js";
import { dot } from "../math/vectors.js";

interface Base {
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

/**
 * Slope along a step (units of the objective) above which it teaches nothing lasting: with every step learned from,
 * random singular models took up to 47 evaluations instead of 23.
 */
const closeToOptimum = 0.3;

export class SecantCorrection {
  private correction: Float64Array;
  private last: Base | null = null;
  private position: Float64Array | null = null;
  private step: Float64Array | null = null;
  private jacobian: Float64Array | null = null;

  constructor(private readonly n: number) {
    this.correction = new Float64Array(n * n);
  }

  /** The base moved to `target` (old coordinates), which is `fresh` in new ones; jacobian = ∂new/∂old there. */
  move(target: Float64Array, fresh: Float64Array, jacobian: Float64Array): void {
    this.step = this.position?.map((entry, i) => target[i] - entry) ?? null;
    this.jacobian = jacobian;
    this.position = fresh;
  }

  /** Starts again from nothing: the Hessian was computed exactly. */
  forget(): void {
    this.correction.fill(0);
    this.last = null;
  }

  /** `average` (AI plus curvature at the new base) with what the last step taught. */
  correct(gradient: Float64Array, average: Float64Array): Float64Array {
    const { n, last, step, jacobian } = this;
    if (last !== null && step !== null && jacobian !== null) {
      this.update(last, step, multiply(n, n, 1, transpose(n, n, jacobian), gradient));
      this.carry(jacobian);
    }
    let hessian: Float64Array = average.map((entry, i) => entry + this.correction[i]);
    if (cholesky(n, hessian) === null && cholesky(n, average) !== null) {
      // Average information is positive semidefinite: only its complement in T may say that this is a saddle.
      this.correction.fill(0);
      hessian = average;
    }
    this.last = { gradient, hessian };
    this.step = null;
    return hessian;
  }

  private update(last: Base, step: Float64Array, gradient: Float64Array): void {
    const { n } = this;
    const predicted = multiply(n, n, 1, last.hessian, step);
    const missed = gradient.map((entry, i) => entry - last.gradient[i] - predicted[i]);
    const along = dot(missed, step);
    if (Math.abs(dot(last.gradient, step)) > closeToOptimum) return;
    if (Math.abs(along) <= 1e-8 * Math.sqrt(dot(missed, missed) * dot(step, step))) return;
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < n; i++) this.correction[i + j * n] += (missed[i] * missed[j]) / along;
    }
  }

  /** E := J'⁻¹ E J⁻¹; forgotten where the map is singular. */
  private carry(jacobian: Float64Array): void {
    const { n } = this;
    const adjoint = transpose(n, n, jacobian);
    this.correction = toWhite(n, this.correction, adjoint) ?? new Float64Array(n * n);
  }
}
