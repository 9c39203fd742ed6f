// The penalised weighted least-squares system of a generalized model: PIRLS to the conditional modes at given Λ and β,
// the Laplace deviance there and its exact gradient. Its rows fill its blocks again and again.
import { EngineBugError } from "../errors.js";
import { gram } from "../math/matrix-product.js";
import { Blocks } from "./blocks.js";
import { toBeta, toGamma } from "./fixed-columns.js";
import { LinearRows } from "./linear-system.js";
import {
  type Mode,
  type ModePrediction,
  type ModeSearch,
  Pirls,
  type PirlsChoice,
  type PirlsVectors,
} from "./pirls.js";
import { Quadrature } from "./quadrature.js";
import { type DirectionTiles, fixedCouplings } from "./questions/direction-tiles.js";
import { modeSlopes } from "./questions/mode-slopes.js";
import {
  type DispersionProfile,
  type GradientQuestion,
  type GradientVectors,
  type ResponseGradient,
  responseGradient,
} from "./response-gradient.js";
import { evaluationCost } from "./symbolic/limits.js";
import type { FactorShape, StructureChoice } from "./symbolic/structure.js";
import type { Direction, EngineInput } from "./types.js";
import { type ResponseInput, WeightedRows } from "./weighted-rows.js";

/** Operations that one row costs. */
const ROW_COST = 200;

export interface ResponseChoice extends PirlsChoice {
  readonly response: ResponseInput;
}

interface Vectors extends GradientVectors, PirlsVectors {}

export class ResponseSystem {
  readonly nobs: number;
  readonly rank: number;
  readonly factors: readonly FactorShape[];
  readonly blocks: Blocks;
  readonly rows: WeightedRows;
  /** Least-squares start of γ. */
  readonly startingGamma: Float64Array;
  private readonly linear: LinearRows;
  private readonly vectors: Vectors;
  private readonly effects: number;
  private readonly pirls: Pirls;
  private isFree = false;
  private atMode = false;
  /** What the blocks hold in the place of a mode's own, which lack X. */
  private holds: "mode" | "mode without X" | "expected information" = "mode";
  private tiles: DirectionTiles | null = null;

  /** `input`: a linear model of the same rows, whose response and weights decide on the basis of X and the start. */
  constructor(
    input: EngineInput,
    private readonly choice: ResponseChoice,
    structureChoice: StructureChoice = {},
  ) {
    const linear = new LinearRows(input);
    this.linear = linear;
    this.blocks = new Blocks(linear.shape, structureChoice, linear.core, linear.memory);
    const coefficients = linear.leastSquares();
    const { nobs, rank, factors, fixed, structure, memory } = this.blocks;
    this.nobs = nobs;
    this.rank = rank;
    this.factors = factors;
    this.startingGamma = toGamma(
      fixed,
      Float64Array.from(fixed.kept, (column) => coefficients[column]),
    );
    this.effects = structure.effects;
    this.rows = new WeightedRows(this.blocks, linear, choice.response);
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
      last: memory.doubles(structure.effects),
    };
    this.pirls = new Pirls(this.blocks, this.rows, this.vectors, choice);
  }

  setLambda(factor: number, lambda: Float64Array): void {
    this.blocks.setLambda(factor, lambda);
  }

  /** γ of coefficients of the kept columns of X. */
  toGamma(beta: Float64Array): Float64Array {
    return toGamma(this.blocks.fixed, beta);
  }

  toBeta(gamma: Float64Array): Float64Array {
    return toBeta(this.blocks.fixed, gamma);
  }

  /**
   * The conditional modes at the present Λ and `gamma`, or where `free` jointly those of γ, starting from `gamma`; null
   * where there are none. Leaves the system factorized there.
   */
  findMode(gamma: Float64Array, free: boolean, search: ModeSearch = {}): Mode | null {
    this.isFree = free;
    const mode = this.pirls.find(gamma, free, search);
    this.atMode = mode !== null;
    this.holds = mode === null || mode.isComplete ? "mode" : "mode without X";
    return mode;
  }

  /**
   * Blocks with X at the mode found last: with the expected information where the observed one is not definite. Until the
   * next gradient.
   */
  complete(): void {
    if (this.holds !== "mode without X") return;
    this.rows.reweight(false);
    this.rows.fill(true);
    this.blocks.factorize();
    this.holds = "expected information";
  }

  /**
   * Gradient of conditional + penalty + logDeterminant at the mode found last, exact for moving modes, weights and
   * dispersion (`profile`, where it is not held fixed); with that by an `extra` parameter of the family.
   */
  gradient(profile: DispersionProfile | null = null, extra: GradientQuestion["extra"] = "none"): ResponseGradient {
    if (!this.atMode) throw new EngineBugError("the gradient was asked for away from a mode");
    const { core } = this.blocks;
    const { isCanonical, useObserved } = this.choice;
    this.restore();
    const observe = () => {
      this.rows.reweight(true);
      // Away from the best γ the observed information of X need not be definite, far out not even that of Z.
      for (const withFixed of this.isFree ? [true] : [true, false]) {
        this.rows.fill(withFixed);
        if (core.factorize() === 0) return;
      }
      this.rows.reweight(false);
      this.rows.fill(true);
      this.blocks.factorize();
    };
    return responseGradient(this.blocks, this.rows, this.vectors, {
      withFixed: this.isFree,
      useObserved,
      profile,
      extra,
      observe: isCanonical || useObserved ? null : observe,
    });
  }

  /** Undoes `complete`. */
  private restore(): void {
    if (this.holds !== "expected information") return;
    const { isCanonical, useObserved } = this.choice;
    this.rows.reweight(!isCanonical && useObserved);
    this.rows.fill(false);
    this.blocks.factorize();
    this.holds = "mode without X";
  }

  /** How u (and γ where it is free) moves along directions of Λ, then with each γ where it is not; after `gradient`. */
  modeSlopes(directions: readonly Direction[]): ModePrediction[] {
    return modeSlopes(this.blocks, this.rows, this.vectors, directions, this.isFree);
  }

  /** u and γ at the mode. */
  modePoint(mode: Mode): ModePrediction {
    return { spherical: this.blocks.memory.f64(this.vectors.now, this.effects).slice(), gamma: mode.gamma };
  }

  /** Floating-point operations of one step of PIRLS, roughly. */
  get stepCost(): number {
    const { eliminationFlops, tailFlops } = this.blocks.structure;
    return eliminationFlops + tailFlops + ROW_COST * this.nobs;
  }

  /** The same with what fills the blocks, and the overhead of small ones. */
  get wholeStepCost(): number {
    const { structure, rank } = this.blocks;
    const columns = structure.columns.reduce((sum, count) => sum + count, rank);
    return evaluationCost(structure, rank) + this.nobs * (ROW_COST + columns * columns);
  }

  /** The deviance at the mode by quadrature of its one scalar random effect, in the place of Laplace's. */
  quadrature(rule: Quadrature): number {
    return this.blocks.core.quadratureDeviance(rule.announce(this.vectors.now)) + this.rows.constant;
  }

  /** Gradient of `quadrature`, after it. */
  quadratureGradient(extra: GradientQuestion["extra"]): ResponseGradient {
    const { core, memory } = this.blocks;
    const { rows } = this;
    const { now, right } = this.vectors;
    const parameter = { none: 0, scale: 1, own: 2 }[extra];
    this.restore();
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
    return new Quadrature(this.blocks, nodes, logWeights);
  }

  /** Average information of Λ's directions at the mode, for a known scale of 1, n × n; before `gradient`. */
  information(directions: readonly Direction[]): Float64Array {
    const { core } = this.blocks;
    this.complete();
    core.solveModes(this.pirls.zeroStep(), this.vectors.next);
    core.scoreTail();
    core.pwrss.value = this.nobs;
    this.tiles = this.blocks.directionTiles(directions);
    return this.tiles.averageInformation(false);
  }

  /** R_X⁻ᵀX'V⁻¹Zh of the directions of the last `information`, rank × n. */
  fixedCouplings(): Float64Array {
    if (this.tiles === null) throw new EngineBugError("couplings were asked for before the average information");
    return fixedCouplings(this.blocks, this.tiles);
  }

  /** R_X' with X'V⁻¹X = R_X'R_X in the coordinates of γ, lower triangle, rank × rank. */
  fixedRoot(): Float64Array {
    return this.blocks.fixedFactor();
  }

  /** X'V⁻¹X in the coordinates of γ, V = W⁻¹ + ZΛΛ'Z', rank × rank. */
  fixedInformation(root = this.fixedRoot()): Float64Array {
    return gram(this.rank, root);
  }

  /** log|R_X|² for the columns of X as they are. */
  get logDeterminantFixed(): number {
    return this.blocks.ldRX2;
  }

  /** Cov(b_j | y) of each level of one factor, levels × k × k; after `gradient`. */
  conditionalCovariance(factor: number): Float64Array {
    return this.blocks.selectedCovariance(factor);
  }

  /** γ of least squares for other linear predictors, with the weights of the start. */
  leastSquares(eta: Float64Array): Float64Array {
    const { chunks, basis } = this.linear;
    return chunks.basisProjection(
      eta,
      basis.transform,
      this.rank,
      new Float64Array(basis.transform.length / this.rank),
    );
  }

  /** −2 log p at γ without random effects, constants left out; +Infinity where a row has no mean. */
  kernelAt(gamma: Float64Array): number {
    const { trial } = this.vectors;
    this.blocks.memory.f64(trial, this.effects).fill(0);
    this.rows.setBase(gamma);
    const kernel = this.rows.respond(trial, false);
    return Number.isNaN(kernel) ? Number.POSITIVE_INFINITY : kernel;
  }

  /** Whether a row's observed working weight is less than `share` of its expected one. */
  hasWeightsBelow(share: number): boolean {
    const { isCanonical, useObserved } = this.choice;
    if (isCanonical) return false;
    const weights = (observed: boolean) => {
      this.rows.reweight(observed);
      return this.rows.workingWeights();
    };
    const expected = weights(false);
    const isBelow = weights(true).some((weight, i) => !(weight >= share * expected[i]));
    this.rows.reweight(useObserved);
    return isBelow;
  }

  /** Puts the expected working weights in the place of observed ones. */
  weighAsExpected(): void {
    this.rows.reweight(false);
    this.rows.fill(true);
    this.blocks.factorize();
    this.blocks.forgetMoments();
  }

  /** Makes r² of the working residuals at the mode without random effects that of the response. */
  takeWorkingResiduals(): void {
    this.blocks.leastSquaresResidual = this.rows.pearson();
  }

  /** u or b at the mode by factor, levels × k. */
  modes(kind: "spherical" | "conditional"): Float64Array[] {
    const { core, memory } = this.blocks;
    const { now, modes } = this.vectors;
    core.scaleModes(now, modes);
    return this.factors.map(({ levelCount, columnCount }, f) => {
      const at = (vector: number) =>
        memory.f64(vector + 8 * this.blocks.block(f).row0, levelCount * columnCount).slice();
      return at(kind === "spherical" ? now : modes);
    });
  }
}
