// The penalised least-squares system of one model, in the core: blocks of [Z X y]'[Z X y] that some source fills, and what
// is read off them at each Λ. The one place that knows the basis of X.

import { log, logSum } from "../core/elementary.js";
import type { CoreExports } from "../core/load.js";
import type { CoreMemory } from "../core/memory.js";
import { EngineBugError, FactorizationError } from "../errors.js";
import { gram } from "../math/matrix-product.js";
import {
  allocateFactors,
  announceLayout,
  type BlockShape,
  type FactorBlock,
  inputOrder,
  type ResponseSums,
  type StoredBlocks,
  storedOrder,
} from "./block-layout.js";
import { columnsOf } from "./column-directions.js";
import { type FixedColumns, toBeta, vcovRoot } from "./fixed-columns.js";
import { conditionalForms } from "./questions/conditional-forms.js";
import { type DirectionTiles, directionTiles, tileTriangle } from "./questions/direction-tiles.js";
import { fixedSensitivities } from "./questions/fixed-sensitivities.js";
import { LevelMoments } from "./questions/level-moments.js";
import { projectedGram } from "./questions/projected-gram.js";
import { scoreProducts } from "./questions/score-products.js";
import { perUnit, residualUnit } from "./row-units.js";
import { exactCost, refuseTooLarge } from "./symbolic/limits.js";
import { analyzeStructure, type FactorShape, type Structure, type StructureChoice } from "./symbolic/structure.js";
import type {
  ConditionalForms,
  Direction,
  EffectRows,
  EffectVector,
  MixedSystem,
  Solution,
  StartMoments,
  WeightedMoments,
} from "./types.js";
import { allocateWorkspace, type Workspace } from "./workspace.js";

/** Up to this cost the moment start is given cross-products with X projected out. */
const PROJECTED_COST = 8;

/** What blocks are filled from: rows of data, or sums that somebody else has made. */
export interface Source {
  readonly shape: BlockShape;
  fill(blocks: Blocks): void;
}

export class Blocks implements MixedSystem, StoredBlocks {
  readonly nobs: number;
  readonly kept: readonly number[];
  readonly rank: number;
  readonly factors: readonly FactorShape[];
  readonly exactCost: number;
  responseUnit = 1;
  readonly structure: Structure;
  readonly segments: readonly FactorBlock[];
  readonly workspace: Workspace;
  readonly place: readonly number[];
  readonly fixed: FixedColumns;
  /** Twice the logarithm of |det| of the step from the columns of X to the stored ones. */
  readonly logFixedScale: number;
  private readonly levelMoments: LevelMoments;
  /** Of the last response, on all columns of X. */
  private coefficients: Float64Array = new Float64Array(0);
  private readonly logWeights: number;
  /** Those of the start's moments that do not depend on the response. */
  private pairMoments: Omit<StartMoments, "scores"> | null = null;
  private readonly meanProducts: Float64Array[] = [];
  private restrictedInverse: boolean | null = null;
  private solution: Solution | null = null;
  /** Whether the core has solved for the effects where it is. */
  private isSolved = false;
  private tiles: { readonly key: string; readonly value: DirectionTiles } | null = null;
  private exactBuffers: { wide: number; q: number } | null = null;

  /** `choice` overrules the analysis where given, so that every algorithm can be tried on any model. */
  constructor(
    shape: BlockShape,
    choice: StructureChoice,
    readonly core: CoreExports,
    readonly memory: CoreMemory,
  ) {
    this.nobs = shape.nobs;
    this.fixed = shape.fixed;
    this.kept = this.fixed.kept;
    this.rank = this.kept.length;
    this.factors = shape.factors;
    this.logWeights = shape.logWeights;
    this.structure = analyzeStructure(shape, this.rank, choice);
    this.place = this.factors.map((_, f) => this.structure.order.indexOf(f));
    refuseTooLarge(this.structure, this.rank);
    this.segments = allocateFactors(this.structure, this.rank, memory);
    announceLayout(this.structure, this.segments, this.rank, this.nobs, core, memory);
    this.workspace = allocateWorkspace(this.structure, this.rank, core, memory);
    this.levelMoments = new LevelMoments(this);
    this.logFixedScale = -2 * logSum(this.fixed.triangle.filter((_, at) => at % (this.rank + 1) === 0));
    this.exactCost = exactCost(this.structure, this.rank);
  }

  /** To be called by a source that has filled the blocks of Z, or replaced the response in them. */
  takeResponse({ gram, coefficients, unit = 1 }: ResponseSums): void {
    this.fixedGram.set(gram);
    this.responseUnit = unit;
    this.coefficients = coefficients;
    this.solution = null;
    this.isSolved = false;
    this.restrictedInverse = null;
  }

  /** Bytes of the core's memory in use. */
  get allocated(): number {
    return this.core.mark() >>> 0;
  }

  /** [X T, y₀]'[X T, y₀], (rank + 1)², lower triangle; a view. */
  get fixedGram(): Float64Array {
    return this.memory.f64(this.workspace.fixedGram, (this.rank + 1) * (this.rank + 1));
  }

  get leastSquaresResidual(): number {
    return this.fixedGram[this.rank * (this.rank + 2)];
  }

  set leastSquaresResidual(squares: number) {
    this.fixedGram[this.rank * (this.rank + 2)] = squares;
  }

  meanCrossProduct(factor: number): Float64Array {
    this.meanProducts[factor] ??= this.meanOf(factor);
    return this.meanProducts[factor].slice();
  }

  setLambda(factor: number, lambda: Float64Array): void {
    const { columns: k, lambda: address } = this.block(factor);
    if (lambda.length !== k * k) throw new RangeError(`lambda of factor ${factor} needs ${k * k} values`);
    this.memory.f64(address, k * k).set(lambda);
  }

  lambda(factor: number): Float64Array {
    const { columns: k, lambda: address } = this.block(factor);
    return this.memory.f64(address, k * k).slice();
  }

  factorize(): void {
    this.restrictedInverse = null;
    this.solution = null;
    this.isSolved = false;
    const status = this.core.factorize();
    if (status !== 0) {
      throw new FactorizationError(
        status > 0
          ? `the system is not positive definite at pivot ${status} of ${this.structure.tailRows} of its dense part`
          : "the block of a level is not positive definite",
        status,
      );
    }
  }

  objective(reml: boolean): number {
    const value = this.core.profiled(reml ? 1 : 0, this.logFixedScale) - this.logWeights;
    const { responseUnit: unit } = this;
    return unit === 1 ? value : value - 2 * (this.nobs - (reml ? this.rank : 0)) * log(unit);
  }

  relativeObjective(reml: boolean): number {
    const { pwrss } = this.core;
    const stored = pwrss.value;
    const unit = residualUnit(Math.sqrt(this.leastSquaresResidual / this.nobs), this.responseUnit);
    pwrss.value = stored * unit * unit;
    const value = this.core.profiled(reml ? 1 : 0, this.logFixedScale) - this.logWeights;
    pwrss.value = stored;
    return value;
  }

  get pwrss(): number {
    return this.core.pwrss.value;
  }

  get ldL2(): number {
    return this.core.logDeterminant.value;
  }

  get ldRX2(): number {
    return this.core.logDeterminantFixed.value + this.logFixedScale;
  }

  solve(): Solution {
    if (this.solution !== null) return this.solution;
    this.isSolved = false;
    this.solveInCore();
    const { responseUnit: unit } = this;
    const beta = Float64Array.from(this.kept, (column) => this.coefficients[column]);
    toBeta(this.fixed, perUnit(this.solvedGamma(), unit), beta);
    const spherical = this.factors.map(({ columnCount }, f) => {
      return perUnit(this.byLevel(f, this.block(f).spherical, columnCount), unit);
    });
    const conditionalMode = this.factors.map((_, f) => perUnit(this.solvedModes(f), unit));
    this.solution = { beta, spherical, conditionalMode };
    return this.solution;
  }

  /** What the core reads of the solution; nothing is copied out of it. */
  private solveInCore(): void {
    if (this.isSolved) return;
    this.core.solve();
    this.isSolved = true;
  }

  /** γ that was solved for last; a view. */
  solvedGamma(): Float64Array {
    return this.memory.f64(this.workspace.vector + 8 * this.structure.effects, this.rank);
  }

  /** b of one factor that was solved for last, levels × k. */
  solvedModes(factor: number): Float64Array {
    return this.byLevel(factor, this.block(factor).mode, this.factors[factor].columnCount);
  }

  gradient(reml: boolean): Float64Array[] {
    this.solveInCore();
    this.core.gradient(reml ? 1 : 0);
    this.restrictedInverse = reml;
    return this.gradientByLambda();
  }

  /** ∂/∂Λ of each factor from what the core has found. */
  gradientByLambda(): Float64Array[] {
    return this.factors.map(({ columnCount: k }, f) => {
      const out = this.memory.f64(this.block(f).gradient, k * k).slice();
      const next = this.segments[this.place[f] + 1];
      if (next?.total === 0)
        this.memory.f64(next.gradient, k * k).forEach((value, i) => {
          out[i] += value;
        });
      return out;
    });
  }

  scoreProducts(): Float64Array[] {
    this.solveInCore();
    return this.factors.map(({ levelCount, columnCount }, f) => scoreProducts(this, f, levelCount, columnCount));
  }

  averageInformation(reml: boolean, directions: readonly Direction[]): Float64Array {
    this.solveInCore();
    return this.directionTiles(directions).averageInformation(reml);
  }

  /** Directions as the core takes them, in room that is kept. */
  directionTiles(directions: readonly Direction[]): DirectionTiles {
    const places = directions.map(({ factor }) => this.place[factor]);
    const sizes = directions.map((direction) => columnsOf(direction).length);
    const key = `${places.join()} ${sizes.join()}`;
    if (this.tiles?.key !== key) this.tiles = { key, value: directionTiles(this, places, sizes) };
    this.tiles.value.fill(directions);
    return this.tiles.value;
  }

  fourthMoments(reml: boolean): Float64Array[] {
    if (this.exactCost === Number.POSITIVE_INFINITY) throw new EngineBugError("no exact curvature for this structure");
    this.exactBuffers ??= {
      wide: this.memory.doubles(((this.structure.effects + 3) & ~3) * ((this.structure.tailRows + 3) & ~3)),
      q: this.memory.allocate(this.core.tileRowBytes(this.structure.effects)),
    };
    const { wide, q } = this.exactBuffers;
    this.core.projectedCross(reml ? 1 : 0, wide, q);
    return this.levelMoments.projected(q);
  }

  projectedTraces(): Float64Array[] {
    return this.levelMoments.projectedTraces(this.exactBuffers?.q ?? 0);
  }

  forgetMoments(): void {
    this.pairMoments = null;
    this.meanProducts.length = 0;
  }

  moments(): StartMoments {
    this.pairMoments ??= this.designMoments();
    return { scores: this.levelMoments.scores(), ...this.pairMoments };
  }

  private designMoments(): Omit<StartMoments, "scores"> {
    if (this.exactCost > PROJECTED_COST) return { pairs: this.levelMoments.plain() };
    this.factors.forEach(({ columnCount }, f) => {
      this.setLambda(f, new Float64Array(columnCount * columnCount));
    });
    this.factorize();
    const pairs = this.fourthMoments(true);
    return { pairs, traces: this.projectedTraces() };
  }

  weightedMoments(weights: readonly Float64Array[]): WeightedMoments {
    const stored = weights.map((list, f) => {
      const { columnCount: k } = this.factors[f];
      return storedOrder(list, this.structure.place[f], k * k);
    });
    return this.levelMoments.weighted(stored);
  }

  /** Z_j'Z_j of each level of a factor, levels × k × k. */
  crossProducts(factor: number): Float64Array {
    const { columns: k, aDiagonal } = this.block(factor);
    return this.byLevel(factor, aDiagonal, k * k);
  }

  unscaledVcov(): Float64Array {
    return gram(this.rank, this.vcovRoot());
  }

  fixedSensitivities(): Float64Array[] {
    const found = fixedSensitivities(this, (f) => {
      return this.byLevel(f, this.block(f).score, this.factors[f].columnCount);
    });
    this.solution = null;
    this.isSolved = false;
    return found;
  }

  projectedGram(vectors: readonly EffectVector[]): Float64Array {
    return projectedGram(this, vectors);
  }

  /** R with R R' = unscaledVcov(): T L_X⁻ᵀ for the factor L_X of X'V⁻¹X and the basis T of X. */
  vcovRoot(): Float64Array {
    return vcovRoot(this.fixed, this.fixedFactor());
  }

  /** L_X of T'X'V⁻¹X T = L_X L_X', lower triangle, rank × rank. */
  fixedFactor(): Float64Array {
    const { rank, workspace } = this;
    const first = this.structure.tailRows - rank - 1;
    return tileTriangle(this.memory.f64(workspace.lower, this.core.tileRowBytes(first + rank) / 8), first, rank);
  }

  conditionalCovariance(factor: number): Float64Array {
    if (this.restrictedInverse !== false) {
      this.core.selectedInverse(0);
      this.restrictedInverse = false;
    }
    return this.selectedCovariance(factor);
  }

  /** Cov(b_j) of each level of one factor, as the core's selected inverse was last. */
  selectedCovariance(factor: number): Float64Array {
    const { columns: k, covariance } = this.block(factor);
    return this.byLevel(factor, covariance, k * k);
  }

  conditionalForms(rows: EffectRows): ConditionalForms {
    return conditionalForms(this, this.vcovRoot(), rows);
  }

  /** The addresses of an input factor's blocks, of all its levels where it has two segments. */
  block(factor: number): FactorBlock {
    return this.segments[this.place[factor]];
  }

  private meanOf(factor: number): Float64Array {
    const k = this.factors[factor].columnCount;
    const blocks = this.crossProducts(factor);
    const mean = new Float64Array(k * k);
    for (let i = 0; i < blocks.length; i++) mean[i % (k * k)] += blocks[i];
    return mean.map((sum) => sum / this.nobs);
  }

  /** A copy of `size` values a level, in the order of the input's levels. */
  private byLevel(factor: number, address: number, size: number): Float64Array {
    const values = this.memory.f64(address, this.factors[factor].levelCount * size);
    return inputOrder(values, this.structure.place[factor], size);
  }
}
