// How the integral over the random effects is approximated, and what becomes of a family's own parameter meanwhile.

import { exp, log } from "../../core/elementary.js";
import type { Mode, ModeSearch } from "../../engine/pirls.js";
import type { Quadrature } from "../../engine/quadrature.js";
import type { ResponseGradient } from "../../engine/response-gradient.js";
import type { ResponseSystem } from "../../engine/response-system.js";
import { ownValue } from "../../family/family.js";
import { gaussHermite } from "../../math/gauss-hermite.js";

/** What the optimizer moves with all others, by its logarithm: nothing, the dispersion, or the family's own parameter. */
export type MovedParameter = "none" | "scale" | "own";

export interface IntegralApproximation {
  readonly parameter: MovedParameter;
  /** −2 log-likelihood at the system's Λ; null where there is none. `logParameter` is ignored where there is none. */
  evaluate(gamma: Float64Array, free: boolean, logParameter: number, search?: ModeSearch): Evaluation | null;
  /** Whether modes nearby can be predicted from those at hand, by ResponseSystem.modeSlopes. */
  readonly isPredictable: boolean;
  /** After `evaluate`. */
  gradient(): ResponseGradient;
}

export interface Evaluation {
  readonly mode: Mode;
  readonly value: number;
  readonly dispersion: number;
  readonly family: Float64Array;
}

interface Fixed {
  readonly dispersion: number;
  readonly family: Float64Array;
}

/** Laplace's approximation; dispersion and parameters of the family stay as given unless one of them is the `parameter`. */
export class Laplace implements IntegralApproximation {
  private dispersion: number;
  private family: Float64Array;

  constructor(
    protected readonly system: ResponseSystem,
    readonly parameter: MovedParameter,
    fixed: Fixed,
  ) {
    this.dispersion = fixed.dispersion;
    this.family = fixed.family;
    system.rows.setDispersion(ownValue(fixed.family), fixed.dispersion);
  }

  get isPredictable(): boolean {
    return true;
  }

  evaluate(gamma: Float64Array, free: boolean, logParameter: number, search?: ModeSearch): Evaluation | null {
    if (this.parameter !== "none") {
      const value = exp(logParameter);
      if (!(value > 0 && value < Number.POSITIVE_INFINITY)) return null;
      if (this.parameter === "scale") this.dispersion = value;
      else this.family = Float64Array.of(value);
      this.system.rows.setDispersion(ownValue(this.family), this.dispersion);
    }
    const mode = this.system.findMode(gamma, free, search);
    if (mode === null) return null;
    const { dispersion, family } = this;
    return { mode, value: this.integral(mode), dispersion, family };
  }

  gradient(): ResponseGradient {
    const found = this.differentiate();
    return this.parameter === "scale" ? { ...found, extra: found.extra + this.constantSlope() } : found;
  }

  protected integral({ conditional, penalty, logDeterminant }: Mode): number {
    return conditional + penalty + logDeterminant;
  }

  protected differentiate(): ResponseGradient {
    return this.system.gradient(null, this.parameter);
  }

  private constantSlope(): number {
    return this.system.rows.constantAt(ownValue(this.family), this.dispersion).slope;
  }
}

/** Adaptive Gauss-Hermite quadrature for a model of one scalar random effect. */
export class GaussHermite extends Laplace {
  private readonly rule: Quadrature;

  constructor(system: ResponseSystem, parameter: MovedParameter, fixed: Fixed, points: number) {
    super(system, parameter, fixed);
    const { nodes, weights } = gaussHermite(points);
    const logs = weights.map((weight, k) => log(weight) + (nodes[k] * nodes[k]) / 2);
    this.rule = system.allocateQuadrature(nodes, logs);
  }

  override get isPredictable(): boolean {
    return false;
  }

  /** The value at the mode that the system has. */
  atMode(): number {
    return this.system.quadrature(this.rule);
  }

  protected override integral(): number {
    return this.atMode();
  }

  protected override differentiate(): ResponseGradient {
    return this.system.quadratureGradient(this.parameter);
  }
}

/** Relative change of the dispersion at which its iteration ends, and how often it may take place. */
const CONVERGED = 1e-13;
const MAX_ROUNDS = 60;
/** Rounds that did not halve the least miss, after which it will not become less. */
const IDLE = 4;

/**
 * Laplace's approximation with lme4's moment estimate of the dispersion: φ = (sum of deviances at the mode) / freedom in
 * the mode and the determinant, and (sum of deviances) / units in the density.
 */
export class MomentLaplace implements IntegralApproximation {
  readonly parameter = "none";
  readonly isPredictable = false;
  private dispersion: number;
  private deviances = 0;

  constructor(
    private readonly system: ResponseSystem,
    start: number,
    private readonly freedom: number,
  ) {
    this.dispersion = start;
  }

  evaluate(gamma: Float64Array, free: boolean, _logParameter: number, search?: ModeSearch): Evaluation | null {
    const mode = this.modeAtMoment(gamma, free, search);
    if (mode === null) return null;
    const { units } = this.system.rows;
    const constant = this.system.rows.constantAt(1, this.deviances / units).value;
    const value = units + constant + mode.penalty + mode.logDeterminant;
    return { mode, value, dispersion: this.dispersion, family: new Float64Array(0) };
  }

  gradient(): ResponseGradient {
    const { units } = this.system.rows;
    const { slope } = this.system.rows.constantAt(1, this.deviances / units);
    return this.system.gradient({ freedom: this.freedom, slope: (slope * this.dispersion) / this.deviances });
  }

  /** The mode at which φ is its own moment estimate, by the secant method on log φ. */
  private modeAtMoment(gamma: Float64Array, free: boolean, search?: ModeSearch): Mode | null {
    let last: { at: number; miss: number } | null = null;
    let least = 1;
    let idle = 0;
    let at = log(this.dispersion);
    for (let round = 0; ; round++) {
      const dispersion = exp(at);
      this.system.rows.setDispersion(1, dispersion);
      const mode = this.system.findMode(gamma, free, search);
      if (mode === null) return null;
      this.deviances = (mode.conditional - this.system.rows.constant) * dispersion;
      this.dispersion = dispersion;
      const miss = log(this.deviances / this.freedom) - at;
      // Where responses are nearly reproduced, rounding of the deviances is all that is left of a miss.
      if (Math.abs(miss) < least / 2) {
        least = Math.abs(miss);
        idle = 0;
      } else if (Math.abs(miss) < 1) idle++;
      if (Math.abs(miss) < CONVERGED || idle === IDLE || round === MAX_ROUNDS) return mode;
      const slope: number = last === null || last.at === at ? -1 : (miss - last.miss) / (at - last.at);
      const step = slope < -0.05 ? -miss / slope : miss;
      last = { at, miss };
      at += Math.max(-3, Math.min(3, step));
    }
  }
}
