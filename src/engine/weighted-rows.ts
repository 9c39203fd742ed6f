// Rows of a generalized model as a source of blocks, filled again at every weight: levels and columns of every factor, X T, response, weights and scratch.
import type { Blocks } from "./blocks.js";
import type { LinearRows } from "./linear-system.js";
import { allocatePairs } from "./questions/row-leverages.js";
import { byRows, RandomChunks, RowChunks } from "./row-chunks.js";

export interface ResponseInput {
  /** Code as in assembly/response. */
  readonly family: number;
  /** Likewise. */
  readonly link: number;
  /** Value of the family's parameter, 1 where it has none. */
  readonly own: number;
  readonly dispersion: number;
  readonly y: Float64Array;
  /** Prior weights, trials included; null for ones. */
  readonly weights: Float64Array | null;
  /** Whether a weight divides the variance of its row only, as for the gaussian. */
  readonly weightsArePrecisions: boolean;
  /** Trials of the binomial; null for ones. */
  readonly trials: Float64Array | null;
  readonly offset: Float64Array | null;
}

export class WeightedRows {
  /** Address of c of the gradient, a value a row; so are the next four. */
  readonly coefficients: number;
  /** Its slope f'. */
  readonly slope: number;
  /** Its total q. */
  readonly total: number;
  /** Offset and Xγ. */
  private readonly baseAt: number;
  /** η. */
  private readonly predictor: number;
  /** W. */
  private readonly weights: number;
  private readonly target: number;
  private readonly response: number;
  private readonly trials: number;
  private readonly given: number;
  private readonly prior: number;
  private readonly gamma: number;
  private readonly nobs: number;
  private readonly rank: number;
  private constantTerm = 0;
  private observedNow = false;

  /** `linear`: the same rows as those of a linear model, whose basis of X they share. */
  constructor(
    private readonly blocks: Blocks,
    { input: linear, basis, chunks: { units } }: LinearRows,
    private readonly input: ResponseInput,
  ) {
    const { core, memory, structure } = blocks;
    const design = { ...linear, weights: null, offset: null, response: input.y };
    const n = design.nobs;
    this.nobs = n;
    this.rank = blocks.rank;
    const { rank } = this;
    const random = new RandomChunks(design, structure, n, memory);
    random.fill(0, n);
    const columns = memory.i32(random.zTable, structure.order.length);
    structure.order.forEach((f, s) => {
      const own = design.factors[f].columns;
      if (own.length === 1 && own[0] === null) columns[s] = 0;
      else byRows(memory.f64(columns[s], n * own.length), n);
    });
    const fixed = memory.doubles(n * rank);
    const chunks = new RowChunks(design, { ...units, response: 1 }, core, memory);
    chunks.each(design.response, basis.transform, rank, new Float64Array(design.fixed.length), (rows, first) => {
      const from = memory.f64(chunks.basisAddress, rows * (rank + 1));
      const to = memory.f64(fixed + 8 * first * rank, rows * rank);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < rank; j++) to[i * rank + j] = from[j * rows + i];
      }
    });
    const column = (values: Float64Array | null, otherwise: number) => {
      const address = memory.doubles(n);
      if (values !== null) memory.f64(address, n).set(values);
      else if (otherwise !== 0) memory.f64(address, n).fill(otherwise);
      return address;
    };
    this.response = column(input.y, 0);
    this.given = column(input.weights, 1);
    this.trials = column(input.trials, 1);
    this.prior = column(null, 0);
    const offset = column(input.offset, 0);
    this.baseAt = column(null, 0);
    this.predictor = column(null, 0);
    this.weights = column(null, 0);
    this.target = column(null, 0);
    const work = column(null, 0);
    this.coefficients = column(null, 0);
    this.slope = column(null, 0);
    this.total = column(null, 0);
    this.gamma = memory.doubles(rank);
    core.setRows(
      n,
      random.codesTable,
      random.zTable,
      random.positionTable,
      fixed,
      this.response,
      this.prior,
      offset,
      this.baseAt,
      this.predictor,
      this.weights,
      this.target,
      work,
    );
    this.setDispersion(input.own, input.dispersion);
    allocatePairs(blocks, this.coefficients);
  }

  /** What −2 log p has besides what PIRLS sees. */
  get constant(): number {
    return this.constantTerm;
  }

  setDispersion(own: number, dispersion: number): void {
    const { core, memory } = this.blocks;
    const { nobs: n, input } = this;
    core.setFamily(input.family, input.link, own);
    const given = memory.f64(this.given, n);
    const prior = memory.f64(this.prior, n);
    for (let i = 0; i < n; i++) prior[i] = given[i] / dispersion;
    this.constantTerm = core.constantRows(input.family, own, n, this.response, this.given, this.trials, dispersion);
  }

  /** What `constant` would be at another dispersion, and its derivative by the logarithm of that. */
  constantAt(own: number, dispersion: number): { value: number; slope: number } {
    const { core } = this.blocks;
    const { family } = this.input;
    const value = core.constantRows(family, own, this.nobs, this.response, this.given, this.trials, dispersion);
    return { value, slope: this.units * core.constantSlope(family, dispersion) };
  }

  /** Observations as the dispersion counts them: rows where weights are precisions, else the sum of the weights. */
  get units(): number {
    const { nobs, input } = this;
    if (input.weights === null || input.weightsArePrecisions) return nobs;
    return input.weights.reduce((sum, value) => sum + value, 0);
  }

  setBase(gamma: Float64Array): void {
    this.blocks.memory.f64(this.gamma, this.rank).set(gamma);
    this.blocks.core.setBase(this.gamma);
  }

  /** −2 log p, constants left out, at b, and working weights there (observed ones if asked for); `b` is an address. */
  respond(b: number, observed: boolean): number {
    this.observedNow = observed;
    return this.blocks.core.respond(b, observed ? 1 : 0);
  }

  /** Other working weights at the same b. */
  reweight(observed: boolean): void {
    this.observedNow = observed;
    this.blocks.core.reweight(observed ? 1 : 0);
  }

  /** Whether the working weights are the observed ones. */
  get areObserved(): boolean {
    return this.observedNow;
  }

  /** Fills the blocks with the working weights; those of X with an identity unless they are wanted. */
  fill(withFixed: boolean): void {
    this.blocks.core.accumulateWeighted(withFixed ? 1 : 0);
  }

  /** Offset and Xγ. */
  base(): Float64Array {
    return this.blocks.memory.f64(this.baseAt, this.nobs).slice();
  }

  eta(): Float64Array {
    return this.blocks.memory.f64(this.predictor, this.nobs).slice();
  }

  /** Σ t²/W: Pearson's statistic over the dispersion where there are no random effects. */
  pearson(): number {
    const weights = this.blocks.memory.f64(this.weights, this.nobs);
    const target = this.blocks.memory.f64(this.target, this.nobs);
    return weights.reduce((sum, weight, i) => (weight > 0 ? sum + (target[i] * target[i]) / weight : sum), 0);
  }

  /** W over the dispersion. */
  workingWeights(): Float64Array {
    return this.blocks.memory.f64(this.weights, this.nobs).slice();
  }
}
