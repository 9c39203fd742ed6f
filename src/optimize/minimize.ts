// Trust-region Newton minimisation on moving coordinates. Converged means: the Newton decrement is below the tolerance
// and the curvature is positive semidefinite; a small trust region alone never counts.
import { CancelledError, FactorizationError } from "../errors.js";
import { dot, norm } from "../math/vectors.js";
import type { Derivatives, Objective } from "./objective.js";
import { QuadraticModel, type TrustRegionStep } from "./trust-region.js";
import { atOnce, inTurns } from "./turns.js";

/** One step of the search, as onIteration is told it. */
export interface Iteration {
  /** From 0, the start, on. */
  readonly iteration: number;
  /** Calls of the objective so far. */
  readonly evaluations: number;
  /** Where the search is, in deviance units. */
  readonly objective: number;
  /** Euclidean norm of the gradient in the optimizer's coordinates. */
  readonly gradientNorm: number;
  /** Predicted remaining decrease of the objective. */
  readonly decrement: number;
  /** Smallest eigenvalue of the scaled Hessian. */
  readonly smallestCurvature: number;
  /** Of the trust region, in scaled coordinates. */
  readonly radius: number;
  /** Whether the Hessian is exact or uses average information. */
  readonly exact: boolean;
}

/** Steps that a search may take unless told otherwise. */
export const DEFAULT_ITERATIONS = 100;

export interface MinimizeOptions {
  /** DEFAULT_ITERATIONS unless given. */
  readonly maxIterations?: number;
  readonly onIteration?: (iteration: Iteration) => void;
  /** Where given, the event loop gets a turn now and then. */
  readonly signal?: AbortSignal;
}

/** How a search has ended. */
export interface Convergence {
  /** Whether gradient and curvature are those of a minimum. */
  readonly converged: boolean;
  /** Steps of the search. */
  readonly iterations: number;
  /** Evaluations of the objective. */
  readonly evaluations: number;
  /** Euclidean norm of the gradient in the optimizer's coordinates, deviance units. */
  readonly gradientNorm: number;
  /** Predicted remaining decrease of the objective. */
  readonly decrement: number;
  /** Smallest eigenvalue of the scaled Hessian; at a boundary the KKT multipliers are among them. */
  readonly smallestCurvature: number;
  /** Why the search ended, in words. */
  readonly message: string;
}

/** Of a point that was given. */
export const NOT_SEARCHED: Convergence = {
  converged: true,
  iterations: 0,
  evaluations: 1,
  gradientNorm: Number.NaN,
  decrement: Number.NaN,
  smallestCurvature: Number.NaN,
  message: "not searched for: the point was given",
};

export interface Optimum extends Convergence {
  readonly x: Float64Array;
  readonly value: number;
}

export function convergenceOf(optimum: Convergence): Convergence {
  const { converged, iterations, evaluations, gradientNorm, decrement, smallestCurvature, message } = optimum;
  return { converged, iterations, evaluations, gradientNorm, decrement, smallestCurvature, message };
}

/** Remaining decrease at which the last Newton step may be taken; that of an inexact Hessian is trusted less. */
const tolerance = { exact: 1e-8, inexact: 1e-9 };
/** Remaining decrease below which not even that step is worth an evaluation; from |f| = 1000 on, as a share of it. */
const negligible = { exact: 1e-15, inexact: 1e-14 };

/** Minimises from x; throws CancelledError when the signal is aborted, FactorizationError where x has no value. */
export function minimize(objective: Objective, x: Float64Array, options: MinimizeOptions = {}): Promise<Optimum> {
  return inTurns(minimizing(objective, x, options), options.signal);
}

/** The same without a turn of the event loop, for objectives that share what they compute on. */
export function minimizeAtOnce(objective: Objective, x: Float64Array, options: MinimizeOptions = {}): Optimum {
  return atOnce(minimizing(objective, x, options));
}

/** A search that yields before each iteration; it is left where `isKnown` says so of a point's value. */
export function* minimizing(
  objective: Objective,
  x: Float64Array,
  options: MinimizeOptions = {},
  isKnown: (value: number) => boolean = () => false,
): Generator<void, Optimum> {
  const search = new Search(objective, x.slice());
  const limit = options.maxIterations ?? DEFAULT_ITERATIONS;
  try {
    yield;
    search.differentiate();
    for (let iteration = 0; ; iteration++) {
      yield;
      options.onIteration?.({ iteration, ...search.state() });
      if (options.signal?.aborted) throw new CancelledError("");
      if (isKnown(search.value)) return search.optimum(iteration, false, "left where it leads nowhere new");
      if (search.hasConverged()) {
        search.polish();
        return search.optimum(iteration, true, "converged: gradient and curvature are those of a minimum");
      }
      if (iteration >= limit) {
        return search.optimum(iteration, false, `stopped after maxIterations = ${limit} iterations`);
      }
      if (!(yield* search.advancing(iteration + 1))) {
        return search.optimum(iteration, false, "no step lowers the objective any further");
      }
    }
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    throw new CancelledError(`fit cancelled after ${search.evaluations} evaluations`);
  }
}

class Search {
  evaluations = 0;
  value: number;
  /** The value as it is told. */
  private told: number;
  private radius: number;
  private exact: boolean;
  private derivatives!: Derivatives;
  private model!: QuadraticModel;
  private gradient!: Float64Array;
  /** Where the objective was evaluated last. */
  private latest: Float64Array | null = null;

  constructor(
    private readonly objective: Objective,
    private x: Float64Array,
  ) {
    this.value = this.evaluate(x);
    if (this.value === Number.POSITIVE_INFINITY) {
      throw new FactorizationError("the objective cannot be evaluated at the starting values", 0);
    }
    this.told = objective.told?.() ?? this.value;
    objective.rebase(x);
    this.radius = Math.max(3, 2 * Math.sqrt(objective.dimension));
    this.exact = objective.exactCost <= 2;
  }

  state(): Omit<Iteration, "iteration"> {
    return {
      evaluations: this.evaluations,
      objective: this.told,
      gradientNorm: norm(this.gradient),
      decrement: this.model.decrement,
      smallestCurvature: this.model.smallestCurvature,
      radius: this.radius,
      exact: this.derivatives.exact,
    };
  }

  /** Exact second derivatives are asked before the answer is yes, where they can be had at the price of a few steps. */
  hasConverged(): boolean {
    if (!this.looksConverged()) return false;
    if (!this.derivatives.exact && this.objective.exactCost <= 8) this.differentiate(true);
    return this.looksConverged();
  }

  /** One accepted step; false where even the shortest one does not lower the objective. */
  *advancing(iteration: number): Generator<void, boolean> {
    const scaleOfNoise = 1e-11 * Math.max(1, Math.abs(this.value));
    for (;;) {
      const { step, predicted, length, onBoundary } = this.nextStep();
      if (!(length > 0) || this.radius < 1e-10) return false;
      const trial = this.x.map((entry, i) => entry + step[i]);
      const value = this.evaluate(trial);
      const ratio = (this.value - value) / predicted;
      if (ratio < 0.25) this.radius = Math.min(this.radius, length) * this.shrinkage(step, value);
      else if (ratio > 0.75 && onBoundary) this.radius = 2.5 * length;
      if (ratio > 1e-3 || (Math.abs(this.value - value) < scaleOfNoise && predicted < 1e-7)) {
        const poor = ratio < 0.9 || ratio > 1.1;
        const nearby = this.value - value < 10;
        const worth = nearby && poor ? 16 : iteration >= 3 && (poor || iteration >= 6) ? 8 * iteration : 0;
        this.exact ||= this.objective.exactCost <= worth;
        this.moveTo(trial, value);
        yield;
        this.differentiate();
        return true;
      }
      if (!this.exact && this.objective.exactCost <= 8 * iteration) {
        this.exact = true;
        this.evaluate(this.x);
        this.differentiate(true);
      }
    }
  }

  private nextStep(): TrustRegionStep {
    const { model, radius } = this;
    return model.isConvex || model.isSaddle ? model.minimize(radius) : model.descend(radius);
  }

  /** Share of a step that went too far at which the parabola through both values and the slope has its minimum. */
  private shrinkage(step: Float64Array, value: number): number {
    const slope = dot(this.gradient, step);
    const bend = value - this.value - slope;
    const least = slope < 0 && bend > 0 ? -slope / (2 * bend) : 0;
    return Math.min(0.5, Math.max(0.1, least));
  }

  /** The last Newton step, kept where the objective does not rise by more than rounding. */
  polish(): void {
    const { step, predicted } = this.model.minimize(this.radius);
    const share = this.derivatives.exact ? negligible.exact : negligible.inexact;
    if (predicted < share * Math.max(1, Math.abs(this.value))) return;
    const trial = this.x.map((entry, i) => entry + step[i]);
    const value = this.evaluate(trial);
    if (value <= this.value + 1e-12 * Math.max(1, Math.abs(this.value))) {
      this.moveTo(trial, value);
      this.gradient = this.objective.gradient();
    }
  }

  /** What was found, with the objective evaluated last at just that point. */
  optimum(iterations: number, converged: boolean, message: string): Optimum {
    if (this.latest !== this.x) this.evaluate(this.x);
    const { x, value, evaluations } = this;
    const { decrement, smallestCurvature } = this.model;
    const gradientNorm = norm(this.gradient);
    return { x, value, iterations, evaluations, gradientNorm, decrement, smallestCurvature, converged, message };
  }

  private looksConverged(): boolean {
    const limit = this.derivatives.exact ? tolerance.exact : tolerance.inexact;
    return this.model.decrement < limit && this.model.isConvex;
  }

  private evaluate(x: Float64Array): number {
    this.evaluations++;
    this.latest = x;
    return this.objective.value(x);
  }

  private moveTo(trial: Float64Array, value: number): void {
    this.x = trial;
    this.value = value;
    this.told = this.objective.told?.() ?? value;
    this.objective.rebase(this.x);
  }

  differentiate(exact = this.exact): void {
    this.derivatives = this.objective.derivatives(exact);
    this.model = new QuadraticModel(this.derivatives);
    this.gradient = this.derivatives.gradient;
  }
}
