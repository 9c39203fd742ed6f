// The penalised least-squares system of one model, in the core. Cross-products once, then numbers at each Λ.
import { type CoreExports, instantiateCore } from "../core/load.js";
import { CoreMemory } from "../core/memory.js";
import { EngineBugError, FactorizationError } from "../errors.js";
import { conditionalForms } from "./conditional-forms.js";
import {
  accumulateRows,
  allocateFactors,
  announceLayout,
  type BorderProducts,
  FACTOR_FIELDS,
  type FactorBlock,
} from "./cross-products.js";
import { type DirectionTiles, directionTiles, tileIndex } from "./direction-tiles.js";
import { type FixedBasis, fixedBasis } from "./fixed-basis.js";
import { crossRows, vcovRoot } from "./fixed-covariance.js";
import { LevelMoments } from "./level-moments.js";
import { exactCost, refuseTooLarge } from "./limits.js";
import { projectedGram } from "./projected-gram.js";
import { ResponsePass } from "./response-pass.js";
import { RowChunks } from "./row-chunks.js";
import { analyzeStructure, type Structure, type StructureChoice } from "./structure.js";
import type {
  ConditionalForms,
  Direction,
  EffectRows,
  EffectVector,
  EngineInput,
  MixedSystem,
  Solution,
  StartMoments,
  WeightedMoments,
} from "./types.js";
import { allocateWorkspace, type Workspace } from "./workspace.js";

/** Up to this cost the moment start is given cross-products with X projected out. */
const PROJECTED_COST = 8;

export interface EngineInternals {
  readonly core: CoreExports;
  readonly memory: CoreMemory;
  readonly input: EngineInput;
  readonly structure: Structure;
  readonly basis: FixedBasis;
  readonly blocks: readonly FactorBlock[];
  readonly workspace: Workspace;
  /** Elimination position of each input factor. */
  readonly place: readonly number[];
  /** Least-squares coefficients of the response on the columns of X. */
  readonly coefficients: Float64Array;
}

export class Engine implements MixedSystem {
  readonly nobs: number;
  readonly kept: readonly number[];
  readonly rank: number;
  readonly factors: readonly { readonly levelCount: number; readonly columnCount: number }[];
  readonly exactCost: number;
  readonly structure: Structure;
  private readonly core: CoreExports;
  private readonly memory: CoreMemory;
  private readonly basis: FixedBasis;
  private readonly blocks: readonly FactorBlock[];
  private readonly workspace: Workspace;
  private readonly chunks: RowChunks;
  private readonly levelMoments: LevelMoments;
  /** Elimination position of each input factor, of its first segment where it has two. */
  private readonly place: readonly number[];
  private readonly logWeights: number;
  /** Twice the logarithm of |det| of the step from the columns of X to the orthonormal ones. */
  readonly logFixedScale: number;
  private border: BorderProducts;
  private responses: ResponsePass | null = null;
  /** Those of the start's moments that do not depend on the response. */
  private pairMoments: Omit<StartMoments, "scores"> | null = null;
  private readonly meanProducts: Float64Array[] = [];
  private restrictedInverse: boolean | null = null;
  private solution: Solution | null = null;
  private tiles: { readonly key: string; readonly value: DirectionTiles } | null = null;
  private exactBuffers: { wide: number; q: number } | null = null;

  /** `choice` overrules the analysis where given, so that every algorithm can be tried on any model. */
  constructor(
    private readonly input: EngineInput,
    choice: StructureChoice = {},
  ) {
    this.core = instantiateCore();
    this.memory = new CoreMemory(this.core);
    const { core, memory } = this;
    if (core.factorBytes() !== 4 * FACTOR_FIELDS.length)
      throw new EngineBugError("the core's factor table has changed");
    this.nobs = input.nobs;
    this.chunks = new RowChunks(input, core, memory);
    this.basis = fixedBasis(this.chunks, input.fixed.length, input.response);
    this.kept = this.basis.kept;
    this.rank = this.kept.length;
    this.factors = input.factors.map(({ levelCount, columns }) => ({ levelCount, columnCount: columns.length }));
    this.structure = analyzeStructure(input.factors, this.rank, choice);
    this.place = this.factors.map((_, f) => this.structure.order.indexOf(f));
    refuseTooLarge(this.structure, this.rank);
    this.blocks = allocateFactors(this.structure, this.rank, memory);
    announceLayout(this.structure, this.blocks, this.rank, input.nobs, core, memory);
    this.border = accumulateRows(input, this.structure, this.basis, input.response, this.chunks, core, memory);
    this.workspace = allocateWorkspace(this.structure, this.rank, core, memory);
    memory.f64(this.workspace.fixedGram, (this.rank + 1) * (this.rank + 1)).set(this.border.gram);
    this.levelMoments = new LevelMoments(core, memory, this.blocks, this.place, this.rank);
    this.logWeights = input.weights === null ? 0 : this.logSum(input.weights);
    this.logFixedScale = -2 * this.logSum(this.kept.map((_, j) => this.basis.triangle[j * (this.rank + 1)]));
    this.exactCost = exactCost(this.structure, this.rank);
  }

  /** The blocks themselves, for a system whose weights change: it takes them over, and the answers here end. */
  get internals(): EngineInternals {
    const { core, memory, input, structure, basis, blocks, workspace, place } = this;
    const { coefficients } = this.border;
    return { core, memory, input, structure, basis, blocks, workspace, place, coefficients };
  }

  /** Bytes of the core's memory in use. */
  get allocated(): number {
    return this.core.mark() >>> 0;
  }

  get leastSquaresResidual(): number {
    const length = (this.rank + 1) * (this.rank + 1);
    return this.memory.f64(this.workspace.fixedGram, length)[length - 1];
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
    return this.core.profiled(reml ? 1 : 0, this.logFixedScale) - this.logWeights;
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
    this.core.solve();
    const { rank, basis } = this;
    const gamma = this.memory.f64(this.workspace.vector + 8 * this.structure.effects, rank);
    const beta = new Float64Array(rank);
    this.kept.forEach((column, i) => {
      beta[i] = this.border.coefficients[column];
      for (let j = i; j < rank; j++) beta[i] += basis.triangle[i + j * rank] * gamma[j];
    });
    const read = (name: "spherical" | "mode") =>
      this.factors.map(({ columnCount }, f) => this.byLevel(f, this.block(f)[name], columnCount));
    this.solution = { beta, spherical: read("spherical"), conditionalMode: read("mode") };
    return this.solution;
  }

  gradient(reml: boolean): Float64Array[] {
    this.solve();
    this.core.gradient(reml ? 1 : 0);
    this.restrictedInverse = reml;
    return this.factors.map(({ columnCount: k }, f) => {
      const out = this.memory.f64(this.block(f).gradient, k * k).slice();
      const next = this.blocks[this.place[f] + 1];
      if (next?.total === 0)
        this.memory.f64(next.gradient, k * k).forEach((value, i) => {
          out[i] += value;
        });
      return out;
    });
  }

  scoreProducts(): Float64Array[] {
    this.solve();
    return this.factors.map(({ levelCount, columnCount: k }, f) => {
      const score = this.memory.f64(this.block(f).score, levelCount * k);
      const spherical = this.memory.f64(this.block(f).spherical, levelCount * k);
      const out = new Float64Array(k * k);
      for (let at = 0; at < score.length; at += k) {
        for (let j = 0; j < k; j++) for (let i = 0; i < k; i++) out[i + j * k] += score[at + i] * spherical[at + j];
      }
      return out;
    });
  }

  averageInformation(reml: boolean, directions: readonly Direction[]): Float64Array {
    this.solve();
    return this.informationAtSolution(reml, directions);
  }

  /** The same where the core has solved already. */
  informationAtSolution(reml: boolean, directions: readonly Direction[]): Float64Array {
    const places = directions.map(({ factor }) => this.place[factor]);
    const key = places.join();
    if (this.tiles?.key !== key) {
      this.tiles = { key, value: directionTiles(places, this.structure, this.core, this.memory) };
    }
    const tiles = this.tiles.value;
    tiles.fill(directions, this.memory);
    this.core.averageInformation(
      reml ? 1 : 0,
      tiles.count,
      tiles.factor,
      tiles.column,
      tiles.vectors,
      tiles.width,
      tiles.h,
      tiles.v,
      tiles.out,
    );
    return tiles.read(directions.length, this.memory);
  }

  /** Of the last average information of `count` directions: R_X⁻ᵀX'V⁻¹Z h_a, rank × count. */
  fixedCouplings(count: number): Float64Array {
    if (this.tiles === null) throw new EngineBugError("couplings were asked for before the average information");
    return this.tiles.value.readRows(count, this.structure.effects, this.rank, this.memory);
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
    const inPlace = weights.map((list, f) => {
      const place = this.structure.place[f];
      if (place === null) return list;
      const size = this.factors[f].columnCount * this.factors[f].columnCount;
      const moved = new Float64Array(list.length);
      place.forEach((to, level) => {
        moved.set(list.subarray(level * size, (level + 1) * size), to * size);
      });
      return moved;
    });
    return this.levelMoments.weighted(inPlace);
  }

  /** Z_j'Z_j of each level of a factor, levels × k × k. */
  crossProducts(factor: number): Float64Array {
    const { columns: k, aDiagonal } = this.block(factor);
    return this.byLevel(factor, aDiagonal, k * k);
  }

  unscaledVcov(): Float64Array {
    return crossRows(this.rank, this.vcovRoot());
  }

  fixedSensitivities(): Float64Array[] {
    const { core, memory, rank, workspace } = this;
    const root = this.vcovRoot();
    const out = this.factors.map(({ levelCount, columnCount }) => new Float64Array(rank * levelCount * columnCount));
    for (let column = 0; column < rank; column++) {
      const right = memory.f64(workspace.vector + 8 * this.structure.effects, rank);
      for (let j = 0; j < rank; j++) right[j] = root[column + j * rank];
      core.solveFixed();
      this.factors.forEach(({ levelCount, columnCount: k }, f) => {
        const values = this.byLevel(f, this.block(f).score, k);
        for (let i = 0; i < values.length; i++) out[f][column * levelCount * k + i] = -values[i];
      });
    }
    this.solution = null;
    return out;
  }

  projectedGram(vectors: readonly EffectVector[]): Float64Array {
    return projectedGram(vectors, this.place, this.structure, this.core, this.memory);
  }

  /** R with R R' = unscaledVcov(): T L_X⁻ᵀ for the factor L_X of X'V⁻¹X and the basis T of X. */
  private vcovRoot(): Float64Array {
    const { rank, basis, workspace } = this;
    const first = this.structure.effects - this.structure.firstRow[this.structure.sparse];
    const lower = this.memory.f64(workspace.lower, this.core.tileRowBytes(first + rank) / 8);
    const factor = new Float64Array(rank * rank);
    for (let j = 0; j < rank; j++) {
      for (let i = j; i < rank; i++) factor[i + j * rank] = lower[tileIndex(first + i, first + j)];
    }
    return vcovRoot(rank, basis.triangle, factor);
  }

  conditionalCovariance(factor: number): Float64Array {
    if (this.restrictedInverse !== false) {
      this.core.selectedInverse(0);
      this.restrictedInverse = false;
    }
    const { columns: k, covariance } = this.block(factor);
    return this.byLevel(factor, covariance, k * k);
  }

  conditionalForms(rows: EffectRows): ConditionalForms {
    return conditionalForms(rows, this.place, this.structure, this.vcovRoot(), this.core, this.memory);
  }

  setResponse(response: Float64Array): void {
    const width = this.rank + 1;
    const { input, structure, basis, blocks, memory } = this;
    this.responses ??= new ResponsePass(input, basis, this.chunks.rows);
    this.border = this.responses.replace(response, this.border.gram, structure, blocks, memory);
    memory.f64(this.workspace.fixedGram, width * width).set(this.border.gram);
    this.solution = null;
    this.restrictedInverse = null;
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
    const { levelCount } = this.factors[factor];
    const place = this.structure.place[factor];
    const values = this.memory.f64(address, levelCount * size);
    if (place === null) return values.slice();
    const out = new Float64Array(values.length);
    place.forEach((from, level) => {
      out.set(values.subarray(from * size, (from + 1) * size), level * size);
    });
    return out;
  }

  private block(factor: number): FactorBlock {
    return this.blocks[this.place[factor]];
  }

  private logSum(values: ArrayLike<number>): number {
    this.core.startProduct();
    for (let i = 0; i < values.length; i++) this.core.multiplyProduct(values[i]);
    return this.core.logProduct();
  }
}
