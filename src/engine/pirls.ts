// Penalised iteratively reweighted least squares: from any u to the conditional modes at given Λ and β, or to the joint
// modes of u and β. Newton steps where expected and observed information agree; elsewhere Fisher's scoring far from the
// mode and Newton steps near it. Every step lowers the penalised deviance, so that nothing can cycle.
import type { Blocks } from "./blocks.js";
import type { WeightedRows } from "./weighted-rows.js";

export interface Mode {
  /** −2 log p(y | u), constants included. */
  readonly conditional: number;
  /** |u|². */
  readonly penalty: number;
  /** log|Λ'Z'WZΛ + I|. */
  readonly logDeterminant: number;
  /** Coefficients of the orthonormal columns of X. */
  readonly gamma: Float64Array;
  /** Steps of PIRLS. */
  readonly steps: number;
  /** What the next step would lower the penalised deviance by. */
  readonly decrement: number;
  /** Whether the blocks have X: not where the observed information at a γ held far from its best is indefinite. */
  readonly isComplete: boolean;
}

/** Where to begin and when to end, if not as usual. */
export interface ModeSearch {
  /** Steps after which any point will do. */
  readonly patience?: number;
  /** Whether a point will do at the edge of where the model is defined, which is no mode. */
  readonly mayStop?: boolean;
  /** A first u and γ, instead of a step of the last blocks. */
  readonly prediction?: ModePrediction;
  /** Newton decrement at which the mode is reached. */
  readonly tolerance?: number;
  /** Whether blocks with X are of no use at the mode: neither information nor a prediction from there is wanted. */
  readonly withoutFixed?: boolean;
}

export interface ModePrediction {
  readonly spherical: Float64Array;
  readonly gamma: Float64Array;
}

export interface PirlsChoice {
  /** Whether expected and observed information are the same. */
  readonly isCanonical: boolean;
  /** Whether the determinant takes the observed information. */
  readonly useObserved: boolean;
}

/** Addresses of vectors over all random effects, then X. */
export interface PirlsVectors {
  /** u. */
  readonly now: number;
  /** u proposed. */
  readonly next: number;
  /** u tried. */
  readonly trial: number;
  /** b tried. */
  readonly modes: number;
  /** γ. */
  readonly gamma: number;
  /** u at the last mode. */
  readonly last: number;
}

/** Newton decrement at which u is the mode: log|M|, which feels its square root, is then good to 1e-10. */
const REACHED = 1e-21;
/** Decrement after which the next point may be the mode, whose blocks have to be complete. */
const LAST_BUT_ONE = 1e-4;
/** Decrement below which steps with the observed information are tried where that is another. */
const NEARBY = 0.1;
/** Share of the decrement at which the observed information was indefinite below which it is tried again. */
const AGAIN = 0.1;
const MAX_STEPS = 200;
/** Steps after which a mode is reached where they promise no more than rounding: that of a separated coefficient is nowhere. */
const LONG = 60;
/** … and, of γ that is searched for, as far as it may creep where a likelihood levels off slowly (cauchit). */
const LEVEL = 1e-6;
const MAX_HALVINGS = 40;
/** Share of the penalised deviance that is rounding, and that a step promises which no rounding can have stopped. */
const NOISE = 1e-12;
const BLOCKED = 1e-9;

export class Pirls {
  /** γ of the last accumulated blocks; null before the first. */
  private gammaAt: Float64Array | null = null;
  private lastValue = Number.POSITIVE_INFINITY;
  private isFree = false;
  private gamma: Float64Array = new Float64Array(0);
  /** Penalised deviance at u, without constants. */
  private value = 0;

  constructor(
    private readonly blocks: Blocks,
    private readonly rows: WeightedRows,
    private readonly vectors: PirlsVectors,
    private readonly choice: PirlsChoice,
  ) {}

  /** See ResponseSystem.findMode. */
  find(gamma: Float64Array, free: boolean, search: ModeSearch): Mode | null {
    this.isFree = free;
    const found = this.begin(gamma, search.prediction) ? this.descend(search) : null;
    if (found === null) this.gammaAt = null;
    return found;
  }

  /** Address of a γ of zeros. */
  zeroStep(): number {
    this.view(this.vectors.gamma, this.rank).fill(0);
    return this.vectors.gamma;
  }

  private get rank(): number {
    return this.blocks.rank;
  }

  /** What rounding is measured by. */
  private get unit(): number {
    return Math.max(1, Math.abs(this.value));
  }

  private get effects(): number {
    return this.blocks.structure.effects;
  }

  /** A first point with finite deviance: a step of the last blocks to the new Λ and γ, or less of it. */
  private begin(gamma: Float64Array, prediction: ModePrediction | undefined): boolean {
    const { core } = this.blocks;
    const { now, next, gamma: given } = this.vectors;
    const from = this.gammaAt;
    let to = gamma;
    if (prediction !== undefined) {
      this.view(next, this.effects).set(prediction.spherical);
      if (this.isFree) to = prediction.gamma;
    } else if (from === null || core.factorize() !== 0) this.view(next, this.effects).fill(0);
    else if (this.isFree) {
      core.solveModes(0, next);
      to = this.solvedGamma(from);
    } else {
      this.view(given, this.rank).set(gamma.map((value, i) => value - from[i]));
      core.solveModes(given, next);
    }
    this.view(now, this.effects).fill(0);
    const limit = this.lastValue + 10 + 0.1 * Math.abs(this.lastValue);
    let best = this.tryFrom(gamma, to, 1);
    let share = 1;
    for (let alpha = 0.5; !(best < limit); alpha = alpha < 0.01 ? 0 : alpha / 2) {
      const value = this.tryFrom(gamma, to, alpha);
      if (value > best) {
        this.tryFrom(gamma, to, share);
        break;
      }
      best = value;
      share = alpha;
      if (alpha === 0) break;
    }
    if (best === Number.POSITIVE_INFINITY) {
      this.view(next, this.effects).set(this.view(this.vectors.last, this.effects));
      best = this.tryFrom(gamma, gamma, 1);
    }
    this.accept(best);
    return Number.isFinite(best);
  }

  private tryFrom(from: Float64Array, to: Float64Array, alpha: number): number {
    this.gamma = alpha === 1 ? to : from.map((value, i) => value + alpha * (to[i] - value));
    this.rows.setBase(this.gamma);
    return this.penalised(alpha, false);
  }

  /** −2 log p + |u|² at u + α (proposed − u), without constants; +Infinity where there is none. */
  private penalised(alpha: number, observed: boolean): number {
    const { core } = this.blocks;
    const { now, next, trial, modes } = this.vectors;
    core.mixModes(now, next, alpha, trial);
    const penalty = core.scaleModes(trial, modes);
    const value = this.rows.respond(modes, observed) + penalty;
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  }

  /** Makes the point tried last the present one. */
  private accept(value: number): void {
    this.view(this.vectors.now, this.effects).set(this.view(this.vectors.trial, this.effects));
    this.value = value;
  }

  private descend(search: ModeSearch): Mode | null {
    const { tolerance = REACHED, patience = MAX_STEPS, mayStop = false, withoutFixed = false } = search;
    const { core } = this.blocks;
    const { now, next, modes } = this.vectors;
    const { isCanonical, useObserved } = this.choice;
    let observed = false;
    let nearby = isCanonical ? 0 : NEARBY;
    let decrement = Number.POSITIVE_INFINITY;
    for (let step = 0; step < MAX_STEPS; step++) {
      let isComplete = this.isFree || (decrement < LAST_BUT_ONE && !withoutFixed);
      let isDefinite = this.factorized(isComplete);
      if (!isDefinite && observed && isComplete && !this.isFree) {
        isComplete = false;
        isDefinite = this.factorized(false);
      }
      if (!isDefinite) {
        if (!observed) return null;
        observed = false;
        nearby = AGAIN * decrement;
        this.rows.reweight(false);
        continue;
      }
      core.solveModes(this.isFree ? 0 : this.zeroStep(), next);
      decrement = core.modeDecrement(now, next, modes, this.vectors.trial);
      if (Number.isNaN(decrement)) return null;
      const isEndless = step >= LONG && decrement < (this.isFree ? LEVEL : NOISE) * this.unit;
      const isLast = decrement < tolerance || step >= patience || isEndless;
      const hasWeights = isCanonical || observed === useObserved;
      if (isLast && hasWeights && (isComplete || withoutFixed)) return this.arrive(step, decrement, isComplete);
      if (isLast) return this.finalBlocks(step, decrement, mayStop);
      if (decrement < nearby) observed = true;
      if (this.halve(observed)) continue;
      // Not even the shortest step descends: a mode but for rounding, or the edge of where the model is defined.
      return decrement > BLOCKED * this.unit && !mayStop ? null : this.finalBlocks(step, decrement, mayStop);
    }
    return null;
  }

  /** Goes as far towards the proposed u (and γ) as lowers the deviance; back to u and false where nothing does. */
  private halve(observed: boolean): boolean {
    const from = this.gamma;
    const to = this.isFree ? this.solvedGamma(from) : from;
    const limit = this.value + NOISE * this.unit;
    const move = (alpha: number) => {
      if (this.isFree) {
        this.gamma = alpha === 1 ? to : from.map((entry, i) => entry + alpha * (to[i] - entry));
        this.rows.setBase(this.gamma);
      }
      return this.penalised(alpha, observed);
    };
    for (let halving = 0, alpha = 1; halving < MAX_HALVINGS; halving++, alpha /= 2) {
      const value = move(alpha);
      if (!(value <= limit)) continue;
      this.accept(value);
      return true;
    }
    this.gamma = from;
    move(0);
    return false;
  }

  /**
   * Arrives at u with blocks of the weights that the determinant takes: with X where they are definite, else without.
   * What `mayStop` may have expected weights, where the observed ones are not definite.
   */
  private finalBlocks(steps: number, decrement: number, mayStop: boolean): Mode | null {
    const { isCanonical, useObserved } = this.choice;
    const observed = !isCanonical && useObserved;
    this.rows.reweight(observed);
    if (this.factorized(true)) return this.arrive(steps, decrement, true);
    if (!observed) return null;
    if (!this.isFree) return this.factorized(false) ? this.arrive(steps, decrement, false) : null;
    if (!mayStop) return null;
    this.rows.reweight(false);
    return this.factorized(true) ? this.arrive(steps, decrement, true) : null;
  }

  private factorized(withFixed: boolean): boolean {
    this.rows.fill(withFixed);
    return this.blocks.core.factorize() === 0;
  }

  private arrive(steps: number, decrement: number, isComplete: boolean): Mode {
    const { core } = this.blocks;
    const { now, modes, last } = this.vectors;
    this.gammaAt = isComplete ? this.gamma : null;
    this.lastValue = this.value;
    this.view(last, this.effects).set(this.view(now, this.effects));
    const penalty = core.scaleModes(now, modes);
    const conditional = this.value - penalty + this.rows.constant;
    const logDeterminant = core.logDeterminant.value;
    return { conditional, penalty, logDeterminant, gamma: this.gamma, steps, decrement, isComplete };
  }

  /** γ that a free solution of the blocks leads to. */
  private solvedGamma(from: Float64Array): Float64Array {
    const step = this.blocks.solvedGamma();
    return from.map((value, i) => value + step[i]);
  }

  private view(address: number, length: number): Float64Array {
    return this.blocks.memory.f64(address, length);
  }
}
