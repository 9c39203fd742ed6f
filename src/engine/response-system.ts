// The penalised weighted least-squares system of a generalized model: PIRLS to the conditional modes at given Λ and β,
// the Laplace deviance there and its exact gradient. It takes over the blocks of an Engine built on the same design.
import { EngineBugError } from "../errors.js";
import { multiply, transpose } from "../math/matrix-product.js";
import type { Engine, EngineInternals } from "./engine.js";
import { modeSlopes } from "./mode-slopes.js";
import {
  type Mode,
  type ModePrediction,
  type ModeSearch,
  Pirls,
  type PirlsChoice,
  type PirlsVectors,
} from "./pirls.js";
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

/** Operations that one row costs. */
const ROW_COST = 200;

export interface ResponseChoice extends PirlsChoice {
  readonly response: ResponseInput;
}

interface Vectors extends GradientVectors, PirlsVectors {}

export class ResponseSystem {
  readonly nobs: number;
  readonly rank: number;
  readonly factors: Engine["factors"];
  readonly rows: ResponseRows;
  private readonly parts: EngineInternals;
  private readonly vectors: Vectors;
  private readonly effects: number;
  private readonly pirls: Pirls;
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
    this.pirls = new Pirls(this.parts, this.rows, this.vectors, choice);
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
   * where there are none. Leaves the system factorized there.
   */
  findMode(gamma: Float64Array, free: boolean, search: ModeSearch = {}): Mode | null {
    this.isFree = free;
    const mode = this.pirls.find(gamma, free, search);
    this.atMode = mode !== null;
    return mode;
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
      if (core.factorize() === 0) return;
      // Far out the observed information need not be definite; the expected one is.
      core.reweight(0);
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

  /** How u (and γ where it is free) moves along directions of Λ, then with each γ where it is not; after `gradient`. */
  modeSlopes(directions: readonly Direction[]): ModePrediction[] {
    return modeSlopes(this.parts, this.rows, this.vectors, directions, this.isFree);
  }

  /** u and γ at the mode. */
  modePoint(mode: Mode): ModePrediction {
    return { spherical: this.parts.memory.f64(this.vectors.now, this.effects).slice(), gamma: mode.gamma };
  }

  /** Floating-point operations of one step of PIRLS, roughly. */
  get stepCost(): number {
    const { eliminationFlops, tailFlops } = this.parts.structure;
    return eliminationFlops + tailFlops + ROW_COST * this.nobs;
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
    core.solveModes(this.pirls.zeroStep(), this.vectors.next);
    core.scoreTail();
    core.pwrss.value = this.engine.nobs;
    return this.engine.informationAtSolution(false, directions);
  }

  /** R_X⁻ᵀX'V⁻¹Zh of the directions of the last `information`, rank × count. */
  fixedCouplings(count: number): Float64Array {
    return this.engine.fixedCouplings(count);
  }

  /** R_X' with X'V⁻¹X = R_X'R_X in the coordinates of γ, lower triangle, rank × rank. */
  fixedRoot(): Float64Array {
    const { core, memory, structure, workspace } = this.parts;
    const { rank } = this;
    const first = structure.tailRows - rank - 1;
    const root = new Float64Array(rank * rank);
    for (let j = 0; j < rank; j++) {
      for (let i = j; i < rank; i++) {
        root[i + j * rank] = memory.f64(core.element(workspace.lower, first + i, first + j), 1)[0];
      }
    }
    return root;
  }

  /** X'V⁻¹X in the coordinates of γ, V = W⁻¹ + ZΛΛ'Z', rank × rank. */
  fixedInformation(root = this.fixedRoot()): Float64Array {
    return multiply(this.rank, this.rank, this.rank, root, transpose(this.rank, this.rank, root));
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

  private block(factor: number) {
    return this.parts.blocks[this.parts.place[factor]];
  }
}
