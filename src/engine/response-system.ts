// The penalised weighted least-squares system of a generalized model: PIRLS to the conditional modes at given Λ and β,
// the Laplace deviance there and its exact gradient. It takes over the blocks of an Engine built on the same design.
import { EngineBugError } from "../errors.js";
import { multiply, transpose } from "../math/matrix-product.js";
import type { Engine, EngineInternals } from "./engine.js";
import { Quadrature } from "./quadrature.js";
import {
  type DispersionProfile,
  type GradientQuestion,
  type GradientVectors,
  type ResponseGradient,
  responseGradient,
} from "./response-gradient.js";
import { type ResponseInput, ResponseRows } from "./response-rows.js";
import type { Direction } from "./types.js";

/** Newton decrement of the penalised deviance below which one more step is exact to rounding; that of a scoring step. */
const TOLERANCE = { newton: 1e-11, scoring: 1e-21 };
/** Decrement below which steps with the observed information are tried where that is another. */
const NEARBY = 0.1;
const MAX_STEPS = 100;
const MAX_HALVINGS = 40;
/** Share of the penalised deviance that is rounding. */
const NOISE = 1e-12;

/** Where PIRLS has arrived. */
export interface Mode {
  /** −2 log p(y | u), constants included, and |u|². */
  readonly conditional: number;
  readonly penalty: number;
  /** log|Λ'Z'WZΛ + I|. */
  readonly logDeterminant: number;
  /** Coefficients of the orthonormal columns of X. */
  readonly gamma: Float64Array;
  /** Steps of PIRLS. */
  readonly steps: number;
}

export interface ResponseChoice {
  readonly response: ResponseInput;
  /** Whether expected and observed information are the same. */
  readonly isCanonical: boolean;
  /** Whether the determinant takes the observed information. */
  readonly useObserved: boolean;
}

interface Vectors extends GradientVectors {
  /** u proposed, u tried, b tried. */
  readonly next: number;
  readonly trial: number;
  readonly modes: number;
  readonly gamma: number;
}

export class ResponseSystem {
  readonly nobs: number;
  readonly rank: number;
  readonly factors: Engine["factors"];
  readonly rows: ResponseRows;
  private readonly parts: EngineInternals;
  private readonly vectors: Vectors;
  private readonly effects: number;
  /** γ of the last accumulated blocks; null before the first. */
  private gammaAt: Float64Array | null = null;
  private lastPenalised = Number.POSITIVE_INFINITY;
  private isFree = false;
  private atMode = false;

  constructor(
    private readonly engine: Engine,
    private readonly choice: ResponseChoice,
  ) {
    this.parts = engine.internals;
    this.nobs = engine.nobs;
    this.rank = engine.rank;
    this.factors = engine.factors;
    const { structure, memory } = this.parts;
    this.effects = structure.effects;
    this.rows = new ResponseRows(this.parts, choice.response);
    const vector = () => memory.doubles(structure.effects + this.rank);
    this.vectors = {
      now: vector(),
      next: vector(),
      trial: vector(),
      modes: vector(),
      right: vector(),
      solution: vector(),
      scaled: vector(),
      slopes: vector(),
      copy: vector(),
      gamma: memory.doubles(this.rank),
    };
  }

  setLambda(factor: number, lambda: Float64Array): void {
    this.engine.setLambda(factor, lambda);
  }

  /** γ of coefficients of the kept columns of X, and back. */
  toGamma(beta: Float64Array): Float64Array {
    const { rank } = this;
    const { triangle } = this.parts.basis;
    const gamma = beta.slice();
    for (let i = rank - 1; i >= 0; i--) {
      for (let j = i + 1; j < rank; j++) gamma[i] -= triangle[i + j * rank] * gamma[j];
      gamma[i] /= triangle[i * (rank + 1)];
    }
    return gamma;
  }

  toBeta(gamma: Float64Array): Float64Array {
    const { rank } = this;
    const { triangle } = this.parts.basis;
    return gamma.map((_, i) => {
      let sum = 0;
      for (let j = i; j < rank; j++) sum += triangle[i + j * rank] * gamma[j];
      return sum;
    });
  }

  /**
   * The conditional modes at the present Λ and `gamma`, or where `free` jointly those of γ, starting from `gamma`; null
   * where there are none. Leaves the system factorized there. With `patience`, as far as that many steps lead.
   */
  findMode(gamma: Float64Array, free: boolean, patience = MAX_STEPS): Mode | null {
    this.atMode = false;
    this.isFree = free;
    const start = this.firstPoint(gamma);
    if (start === null) {
      this.gammaAt = null;
      return null;
    }
    const found = this.descend(start.gamma, start.value, patience);
    if (found === null) this.gammaAt = null;
    return found;
  }

  /**
   * Gradient of conditional + penalty + logDeterminant at the mode found last, exact for moving modes, weights and
   * dispersion (`profile`, where it is not held fixed); with that by an `extra` parameter of the family.
   */
  gradient(profile: DispersionProfile | null = null, extra: GradientQuestion["extra"] = "none"): ResponseGradient {
    if (!this.atMode) throw new EngineBugError("the gradient was asked for away from a mode");
    const { core } = this.parts;
    const { isCanonical, useObserved } = this.choice;
    const observe = () => {
      core.reweight(1);
      core.accumulateWeighted(1);
      this.engine.factorize();
    };
    return responseGradient(this.parts, this.rows, this.vectors, {
      withFixed: this.isFree,
      useObserved,
      profile,
      extra,
      observe: isCanonical || useObserved ? null : observe,
    });
  }

  /** The deviance at the mode by quadrature of its one scalar random effect, in the place of Laplace's. */
  quadrature(rule: Quadrature): number {
    return this.parts.core.quadratureDeviance(rule.announce(this.vectors.now)) + this.rows.constant;
  }

  /** Gradient of `quadrature`, after it. */
  quadratureGradient(extra: GradientQuestion["extra"]): ResponseGradient {
    const { core, memory } = this.parts;
    const { rows } = this;
    const { now, right } = this.vectors;
    const parameter = { none: 0, dispersion: 1, shape: 2 }[extra];
    core.leverageRows(0);
    core.quadratureGradient(now, this.choice.useObserved ? 1 : 0, parameter, rows.total);
    core.projectRows(rows.total, right);
    return {
      lambda: [Float64Array.of(core.quadratureByScale.value)],
      gamma: memory.f64(right + 8 * this.effects, this.rank).slice(),
      extra: core.quadratureByParameter.value,
    };
  }

  /** Room for a quadrature of `count` nodes. */
  allocateQuadrature(nodes: Float64Array, logWeights: Float64Array): Quadrature {
    return new Quadrature(this.parts, nodes, logWeights);
  }

  /** Average information of Λ's directions at the mode, for a known scale of 1, n × n; before `gradient`. */
  information(directions: readonly Direction[]): Float64Array {
    const { core } = this.parts;
    core.solveModes(this.zeroStep(), this.vectors.next);
    core.pwrss.value = this.engine.nobs;
    return this.engine.informationAtSolution(false, directions);
  }

  /** X'V⁻¹X in the coordinates of γ, V = W⁻¹ + ZΛΛ'Z', rank × rank. */
  fixedInformation(): Float64Array {
    const { core, memory, structure, workspace } = this.parts;
    const { rank } = this;
    const first = structure.tailRows - rank - 1;
    const root = new Float64Array(rank * rank);
    for (let j = 0; j < rank; j++) {
      for (let i = j; i < rank; i++) {
        root[i + j * rank] = memory.f64(core.element(workspace.lower, first + i, first + j), 1)[0];
      }
    }
    return multiply(rank, rank, rank, root, transpose(rank, rank, root));
  }

  /** log|R_X|² for the columns of X as they are. */
  get logDeterminantFixed(): number {
    return this.parts.core.logDeterminantFixed.value + this.engine.logFixedScale;
  }

  /** Cov(b_j | y) of each level of one factor, levels × k × k; after `gradient`. */
  conditionalCovariance(factor: number): Float64Array {
    const { levels, columns: k, covariance } = this.block(factor);
    return this.parts.memory.f64(covariance, levels * k * k).slice();
  }

  /** Makes the working residuals at the mode without random effects the engine's response, r² included. */
  takeWorkingResiduals(): void {
    const { memory, workspace } = this.parts;
    const width = this.rank + 1;
    memory.f64(workspace.fixedGram, width * width)[width * width - 1] = this.rows.pearson();
  }

  /** Least-squares start of γ for the response that the engine was built with. */
  startingGamma(): Float64Array {
    const { coefficients } = this.parts;
    return this.toGamma(Float64Array.from(this.engine.kept, (column) => coefficients[column]));
  }

  /** u or b at the mode by factor, levels × k. */
  modes(kind: "spherical" | "conditional"): Float64Array[] {
    const { core, memory } = this.parts;
    const { now, modes } = this.vectors;
    core.scaleModes(now, modes);
    const from = kind === "spherical" ? now : modes;
    return this.factors.map(({ levelCount, columnCount }, f) => {
      return memory.f64(from + 8 * this.block(f).row0, levelCount * columnCount).slice();
    });
  }

  /** A first point with finite deviance: a step of the last blocks to the new Λ and γ, or less of it. */
  private firstPoint(gamma: Float64Array): { gamma: Float64Array; value: number } | null {
    const { core, memory } = this.parts;
    const { now, next, gamma: given } = this.vectors;
    const zeros = () => memory.f64(next, this.effects).fill(0);
    let to = gamma;
    if (this.gammaAt === null || !this.factorize()) zeros();
    else {
      const from = this.gammaAt;
      if (this.isFree) {
        core.solveModes(0, next);
        to = this.solvedGamma(from);
      } else {
        memory.f64(given, this.rank).set(gamma.map((value, i) => value - from[i]));
        core.solveModes(given, next);
      }
    }
    memory.f64(now, this.effects).fill(0);
    const first = this.tryPoint(gamma, to, 1);
    const limit = this.lastPenalised + 10 + 0.1 * Math.abs(this.lastPenalised);
    if (first.value < limit) return first;
    let best = first;
    for (let alpha = 0.5; ; alpha = alpha < 0.01 ? 0 : alpha / 2) {
      const point = this.tryPoint(gamma, to, alpha);
      if (point.value > best.value) return this.tryPoint(gamma, to, best.alpha);
      best = point;
      if (alpha === 0) return Number.isFinite(best.value) ? best : null;
    }
  }

  private tryPoint(from: Float64Array, to: Float64Array, alpha: number) {
    const gamma = alpha === 1 ? to : from.map((value, i) => value + alpha * (to[i] - value));
    this.rows.setBase(gamma);
    return { gamma, alpha, value: this.penalised(alpha, false) };
  }

  /** −2 log p + |u|² at u + α (proposed − u), without constants; +Infinity where there is none. */
  private penalised(alpha: number, observed: boolean): number {
    const { core } = this.parts;
    const { now, next, trial, modes } = this.vectors;
    core.mixModes(now, next, alpha, trial);
    const penalty = core.scaleModes(trial, modes);
    const value = core.respond(modes, observed ? 1 : 0) + penalty;
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  }

  /** PIRLS from the point tried last. */
  private descend(start: Float64Array, startValue: number, patience: number): Mode | null {
    const { core, memory } = this.parts;
    const { now, next, trial } = this.vectors;
    const { isCanonical } = this.choice;
    const copyTrial = () => memory.f64(now, this.effects).set(memory.f64(trial, this.effects));
    copyTrial();
    let gamma = start;
    let value = startValue;
    let observed = false;
    let mayObserve = !isCanonical;
    for (let step = 1; step <= MAX_STEPS; step++) {
      core.accumulateWeighted(this.isFree ? 1 : 0);
      if (!this.factorize()) {
        if (!observed) return null;
        observed = mayObserve = false;
        core.reweight(0);
        step--;
        continue;
      }
      core.solveModes(this.isFree ? 0 : this.zeroStep(), next);
      const target = this.isFree ? this.solvedGamma(gamma) : gamma;
      const from = gamma;
      const isNewton = observed || isCanonical;
      let alpha = 1;
      let trialValue = Number.POSITIVE_INFINITY;
      let decrement = Number.POSITIVE_INFINITY;
      for (let halving = 0; halving < MAX_HALVINGS; halving++, alpha /= 2) {
        if (this.isFree) {
          gamma = alpha === 1 ? target : from.map((entry, i) => entry + alpha * (target[i] - entry));
          this.rows.setBase(gamma);
        }
        trialValue = this.penalised(alpha, observed);
        if (alpha === 1) decrement = core.movement.value + this.distance();
        if (trialValue <= value + NOISE * Math.max(1, Math.abs(value))) break;
      }
      if (!(trialValue <= value + NOISE * Math.max(1, Math.abs(value)))) {
        // Not even the shortest step descends: the point is a mode but for rounding.
        gamma = from;
        if (this.isFree) this.rows.setBase(gamma);
        trialValue = this.penalised(0, observed);
        decrement = 0;
      }
      copyTrial();
      value = trialValue;
      const tolerance = isNewton ? TOLERANCE.newton : TOLERANCE.scoring;
      if (decrement < tolerance || (step >= patience && patience < MAX_STEPS)) return this.arrive(gamma, value, step);
      if (mayObserve && !observed && decrement < NEARBY) {
        observed = true;
        core.reweight(1);
      }
    }
    return null;
  }

  /** The final blocks and determinant at the mode. */
  private arrive(gamma: Float64Array, value: number, steps: number): Mode | null {
    const { core } = this.parts;
    const { isCanonical, useObserved } = this.choice;
    if (!isCanonical) core.reweight(useObserved ? 1 : 0);
    core.accumulateWeighted(1);
    if (!this.factorize()) return null;
    this.gammaAt = gamma;
    this.lastPenalised = value;
    this.atMode = true;
    const penalty = core.scaleModes(this.vectors.now, this.vectors.modes);
    const conditional = value - penalty + this.rows.constant;
    return { conditional, penalty, logDeterminant: core.logDeterminant.value, gamma, steps };
  }

  /** |proposed − u|². */
  private distance(): number {
    const { memory } = this.parts;
    const now = memory.f64(this.vectors.now, this.effects);
    const next = memory.f64(this.vectors.next, this.effects);
    let sum = 0;
    for (let i = 0; i < now.length; i++) sum += (next[i] - now[i]) * (next[i] - now[i]);
    return sum;
  }

  /** γ that a free solution of the blocks leads to. */
  private solvedGamma(from: Float64Array): Float64Array {
    const { memory, workspace } = this.parts;
    const step = memory.f64(workspace.vector + 8 * this.effects, this.rank);
    return from.map((value, i) => value + step[i]);
  }

  private zeroStep(): number {
    this.parts.memory.f64(this.vectors.gamma, this.rank).fill(0);
    return this.vectors.gamma;
  }

  private factorize(): boolean {
    return this.parts.core.factorize() === 0;
  }

  private block(factor: number) {
    return this.parts.blocks[this.parts.place[factor]];
  }
}
