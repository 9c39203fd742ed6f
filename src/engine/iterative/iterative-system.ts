// The mixed system of crossed factors whose Schur complement is too large to be formed: determinants are estimated, with an
// error that is told, and all else is solved for by conjugate gradients. It answers what fits, predictions and summaries
// ask; what takes the whole inverse it refuses.
import { toLowerFrame } from "../../math/lower-frame.js";
import { gram, multiply } from "../../math/matrix-product.js";
import { toBeta, vcovRoot } from "../fixed-columns.js";
import type { LinearRows } from "../linear-system.js";
import { coefficientsIn, perUnit, residualUnit } from "../row-units.js";
import type {
  ConditionalForms,
  Direction,
  EffectRows,
  MixedSystem,
  Solution,
  StartMoments,
  WeightedMoments,
} from "../types.js";
import { directionEffects, projectedInformation } from "./average-information.js";
import { type Border, fixedSquares, levelSquares, solveBorder } from "./border.js";
import { cellMoments, weightedCellMoments } from "./cell-moments.js";
import { conditionalCovariances, conditionalForms } from "./conditional-forms.js";
import { type CrossedFactor, CrossedSums } from "./crossed-sums.js";
import { effectsOf, firstColumn } from "./effects.js";
import { LogDeterminant } from "./log-determinant.js";
import { Probes, WIDTH } from "./probes.js";
import { SchurComplement } from "./schur-complement.js";
import type { Slopes } from "./trace-slopes.js";

/** How the determinant is estimated. */
export interface ProbeOptions {
  readonly probes: number;
  readonly seed: number;
}

/** Passes over the cells of a solution, about, and cells that may be passed for an answer: some minutes. */
const OF_SOLUTION = 24;
const MOST_PASSED = 1e11;
/** 2π. */
const TURN = 6.283185307179586;
/** Monte-Carlo errors from which on an estimated difference contradicts the slopes. */
const CERTAIN = 6;
/** Rounding of an objective, relative. */
const ROUNDING = 1e-10;

/** A point of the search, Λ and slopes by it in the frame in which Λ is triangular. */
interface Passed {
  readonly lambdas: readonly Float64Array[];
  readonly slopes: readonly Float64Array[];
  readonly objective: number;
  readonly byProbe: readonly { readonly form: number; readonly slopes: readonly Float64Array[] }[];
}

export class IterativeSystem implements MixedSystem {
  readonly nobs: number;
  readonly kept: readonly number[];
  readonly rank: number;
  readonly factors: readonly { readonly levelCount: number; readonly columnCount: number }[];
  readonly exactCost = Number.POSITIVE_INFINITY;
  /** What its evaluations cost, as those of blocks say it. */
  readonly structure: { readonly densePanel: true; readonly eliminationFlops: number; readonly tailFlops: 0 };
  readonly fixed: LinearRows["basis"];
  readonly responseUnit: number;
  private readonly sums: CrossedSums;
  private readonly schur: SchurComplement;
  private readonly probes: Probes;
  /** Numbers in the cells. */
  private readonly cellCount: number;
  private readonly log: (x: number) => number;
  private readonly logFixedScale: number;
  private readonly logWeights: number;
  /** By factor of the input. */
  private readonly lambdas: Float64Array[];
  private isDefinite = true;
  private border: Border | null = null;
  private determinant: LogDeterminant | null = null;
  private passed: (Passed & { readonly value: number }) | null = null;
  /** Steps of conjugate gradients that an evaluation took at most. */
  iterations = 0;

  constructor(
    private readonly rows: LinearRows,
    private readonly options: ProbeOptions,
    private readonly refuse: (question: string) => never,
  ) {
    const { basis, shape, core } = rows;
    this.log = (x) => core.log(x);
    this.nobs = shape.nobs;
    this.kept = basis.kept;
    this.rank = basis.kept.length;
    this.fixed = basis;
    this.factors = shape.factors;
    this.logWeights = shape.logWeights;
    this.sums = new CrossedSums(rows);
    this.responseUnit = rows.chunks.units.response;
    this.schur = new SchurComplement(this.sums, this.log);
    this.lambdas = this.factors.map(({ columnCount }) => new Float64Array(columnCount * columnCount));
    let logScale = 0;
    for (let i = 0; i < this.rank; i++) logScale += this.log(basis.triangle[i * (this.rank + 1)]);
    this.logFixedScale = -2 * logScale;
    this.probes = new Probes(this.sums.tailRows, options.probes, options.seed, this.levelMeans());
    this.cellCount = this.sums.pairs.reduce((sum, { cells }) => sum + cells.count * cells.k * cells.l, 0);
    const vectors = WIDTH + options.probes;
    this.structure = { densePanel: true, eliminationFlops: 40 * vectors * this.cellCount, tailFlops: 0 };
  }

  /** Where the response is another one. */
  setResponse(response: Float64Array): void {
    this.sums.setResponse(response);
    this.border = null;
    this.passed = null;
  }

  get leastSquaresResidual(): number {
    return this.sums.gram[this.rank * (this.rank + 2)];
  }

  meanCrossProduct(factor: number): Float64Array {
    const { diagonal, k } = this.factor(factor);
    const mean = new Float64Array(k * k);
    for (let i = 0; i < diagonal.length; i++) mean[i % (k * k)] += diagonal[i];
    return mean.map((sum) => sum / this.nobs);
  }

  crossProducts(factor: number): Float64Array {
    return this.factor(factor).diagonal.slice();
  }

  setLambda(factor: number, lambda: Float64Array): void {
    this.lambdas[factor] = lambda.slice();
  }

  lambda(factor: number): Float64Array {
    return this.lambdas[factor].slice();
  }

  factorize(): void {
    this.border = null;
    this.determinant = null;
    const stored: Float64Array[] = [];
    this.lambdas.forEach((lambda, f) => {
      stored[this.sums.place[f]] = lambda;
    });
    this.isDefinite = this.schur.move(stored);
  }

  get pwrss(): number {
    return this.solved().pwrss;
  }

  get ldL2(): number {
    return this.estimate().value;
  }

  get ldRX2(): number {
    return this.solved().logFixed + this.logFixedScale;
  }

  objective(reml: boolean): number {
    return this.isDefinite ? this.told(reml, this.pwrss / (this.responseUnit * this.responseUnit)) : Number.NaN;
  }

  /**
   * What a search compares: the integral along the slopes, whose zeros it is for, or where the estimated objective tells another
   * difference with certainty, as after a long step, that one. The estimate is no integral of the estimated slopes.
   */
  relativeObjective(reml: boolean): number {
    if (!this.isDefinite) return Number.NaN;
    const unit = residualUnit(Math.sqrt(this.leastSquaresResidual / this.nobs), this.responseUnit);
    const objective = this.told(reml, this.pwrss * unit * unit);
    const here = {
      lambdas: this.lambdas.map((lambda, f) => this.inLowerFrame(f, lambda)),
      slopes: this.gradient(reml).map((slopes, f) => this.inLowerFrame(f, slopes)),
      objective,
      byProbe: this.gradientByProbe().map((own, i) => ({
        form: this.estimate().byProbe[i],
        slopes: own.map((slopes, f) => this.inLowerFrame(f, slopes)),
      })),
    };
    const value = this.passed === null ? objective : this.passed.value + change(this.passed, here);
    this.passed = { ...here, value };
    return value;
  }

  /** Standard error of the objective over the draws of the probes. */
  get objectiveError(): number {
    return standardError(this.estimate().byProbe);
  }

  /** What each probe adds to the slopes of the objective by Λ of each factor. */
  gradientByProbe(): Float64Array[][] {
    return this.estimate().gradientByProbe.map((slopes) => this.byLambda(slopes));
  }

  solve(): Solution {
    const { gamma, modes, score } = this.solved();
    const { responseUnit: unit, rows, sums } = this;
    const coefficients = coefficientsIn({ ...rows.chunks.units, response: unit }, sums.coefficients);
    const beta = Float64Array.from(this.kept, (column) => coefficients[column]);
    toBeta(this.fixed, perUnit(gamma, unit), beta);
    const conditionalMode = this.factors.map((_, f) =>
      perUnit(firstColumn(effectsOf(sums, modes, sums.place[f])), unit),
    );
    const spherical = this.factors.map(({ columnCount: k }, f) => {
      const g = firstColumn(effectsOf(sums, score, sums.place[f]));
      const u = new Float64Array(g.length);
      for (let at = 0; at < g.length; at += k) {
        for (let b = 0; b < k; b++) for (let a = 0; a < k; a++) u[at + b] += this.lambdas[f][a + b * k] * g[at + a];
      }
      return perUnit(u, unit);
    });
    return { beta, spherical, conditionalMode };
  }

  gradient(reml: boolean): Float64Array[] {
    const { sums } = this;
    const border = this.solved();
    const out = this.byLambda(this.estimate().gradient);
    const share = this.degrees(reml) / border.pwrss;
    this.factors.forEach(({ columnCount: k }, f) => {
      const s = sums.place[f];
      const byT = levelSquares(sums, border, s).map((entry) => -share * entry);
      if (reml) {
        fixedSquares(sums, border, s).forEach((entry, i) => {
          byT[i] -= entry;
        });
      }
      addTwice(k, byT, this.lambdas[f], out[f]);
    });
    return out;
  }

  scoreProducts(): Float64Array[] {
    return this.factors.map(({ columnCount: k }, f) => {
      return multiply(k, k, k, levelSquares(this.sums, this.solved(), this.sums.place[f]), this.lambdas[f]);
    });
  }

  averageInformation(reml: boolean, directions: readonly Direction[]): Float64Array {
    const h = directionEffects(this.sums, this.lambdas, directions, this.solved().score);
    const information = projectedInformation(this.schur, this.solved(), h, directions.length);
    const share = this.degrees(reml) / this.pwrss;
    return information.map((entry) => share * entry);
  }

  moments(): StartMoments {
    return cellMoments(this.sums);
  }

  weightedMoments(weights: readonly Float64Array[]): WeightedMoments {
    return weightedCellMoments(this.sums, weights);
  }

  unscaledVcov(): Float64Array {
    return gram(this.rank, this.vcovRoot());
  }

  vcovRoot(): Float64Array {
    return vcovRoot(this.fixed, this.solved().factor);
  }

  conditionalForms(rows: EffectRows): ConditionalForms {
    this.checkCount("standard errors", rows.count);
    return conditionalForms(this.schur, this.solved(), this.fixed, rows);
  }

  conditionalCovariance(factor: number): Float64Array {
    const { levelCount, columnCount } = this.factors[factor];
    this.checkCount("conditional variances", levelCount * columnCount);
    return conditionalCovariances(this.schur, this.sums.place[factor]);
  }

  fourthMoments(): Float64Array[] {
    return this.refuse("exact second derivatives");
  }

  projectedTraces(): Float64Array[] {
    return this.refuse("exact second derivatives");
  }

  fixedSensitivities(): Float64Array[] {
    return this.refuse("degrees of freedom by Satterthwaite or Kenward and Roger");
  }

  projectedGram(): Float64Array {
    return this.refuse("tests of this kind");
  }

  /** Each takes a solution of its own, eight at a time. */
  private checkCount(what: string, count: number): void {
    const passes = OF_SOLUTION * Math.ceil(count / WIDTH) * this.cellCount;
    if (passes > MOST_PASSED) this.refuse(`${what} of ${count} random effects, or sums of them, at once`);
  }

  /** A matrix like Λ of a factor, turned as Λ is turned to be triangular. */
  private inLowerFrame(factor: number, matrix: Float64Array): Float64Array {
    const turned = matrix.slice();
    toLowerFrame(this.factors[factor].columnCount, this.lambdas[factor].slice(), turned);
    return turned;
  }

  private factor(factor: number): CrossedFactor {
    return this.sums.factors[this.sums.place[factor]];
  }

  private degrees(reml: boolean): number {
    return this.nobs - (reml ? this.rank : 0);
  }

  /** d(θ), with r² in the square of a unit by which the response is multiplied. */
  private told(reml: boolean, pwrss: number): number {
    const degrees = this.degrees(reml);
    const residual = degrees * (1 + this.log((TURN * pwrss) / degrees));
    return this.ldL2 + (reml ? this.ldRX2 : 0) + residual - this.logWeights;
  }

  private solved(): Border {
    this.border ??= solveBorder(this.schur, this.log);
    return this.border;
  }

  private estimate(): LogDeterminant {
    if (this.determinant !== null) return this.determinant;
    const { schur, probes, options, log } = this;
    probes.turn((x, out) => schur.apply(WIDTH, x, out));
    this.determinant = new LogDeterminant(schur, probes, options.probes, log);
    this.iterations = Math.max(this.iterations, this.determinant.iterations);
    return this.determinant;
  }

  /** ∂/∂Λ by factor of the input. */
  private byLambda(slopes: Slopes): Float64Array[] {
    return this.factors.map(({ columnCount: k }, f) => {
      const s = this.sums.place[f];
      if (s > 0) return slopes[s].slice();
      const out = new Float64Array(k * k);
      addTwice(k, slopes[0], this.lambdas[f], out);
      return out;
    });
  }

  /** Ones at a column of a factor after the first: near the direction in which C comes nearest to being singular. */
  private levelMeans(): Float64Array[] {
    return this.sums.factors.slice(1).flatMap(({ firstRow, levelCount, k }) =>
      Array.from({ length: k }, (_, a) => {
        const out = new Float64Array(this.sums.tailRows);
        for (let level = 0; level < levelCount; level++) out[firstRow + level * k + a] = 1;
        return out;
      }),
    );
  }
}

/** From one point of a search to another. */
function change(from: Passed, to: Passed): number {
  const along = (one: readonly Float64Array[], other: readonly Float64Array[]) => {
    let sum = 0;
    to.lambdas.forEach((lambda, f) => {
      for (let i = 0; i < lambda.length; i++) sum += ((one[f][i] + other[f][i]) / 2) * (lambda[i] - from.lambdas[f][i]);
    });
    return sum;
  };
  const integral = along(from.slopes, to.slopes);
  const difference = to.objective - from.objective;
  const error = standardError(
    to.byProbe.map(({ form, slopes }, i) => form - from.byProbe[i].form - along(from.byProbe[i].slopes, slopes)),
  );
  const unclear = CERTAIN * error + ROUNDING * (1 + Math.abs(to.objective));
  return Math.abs(difference - integral) > unclear ? difference : integral;
}

function standardError(values: readonly number[]): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (n - 1) / n);
}

/** out += 2 G Λ. */
function addTwice(k: number, G: Float64Array, lambda: Float64Array, out: Float64Array): void {
  multiply(k, k, k, G, lambda).forEach((entry, i) => {
    out[i] += 2 * entry;
  });
}
