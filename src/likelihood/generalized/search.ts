// The search for the minimum of a generalized model: from the first start that has a value, and from elsewhere where that
// may lie lower.
import { FactorizationError } from "../../errors.js";
import { gram } from "../../math/matrix-product.js";
import type { MinimizeOptions } from "../../optimize/minimize.js";
import { elsewhere, lowest } from "../elsewhere.js";
import { isNear } from "../near.js";
import type { OtherStarts } from "../point.js";
import { mergeLambdas } from "../terms.js";
import { devianceAround, jointDeviance } from "./around.js";
import type { GlmmDeviance } from "./deviance.js";
import { fallsWithoutEnd } from "./falls-without-end.js";
import { type GlmmMinimum, minimum } from "./minimum.js";
import { fartherStarts, otherStarts } from "./other-starts.js";
import { type GlmmStart, levelStart } from "./start.js";
import type { GlmmSystem } from "./system.js";

/** A minimum, and the objective and the system that are there. */
interface Found extends GlmmMinimum {
  readonly objective: GlmmDeviance;
  readonly glmm: GlmmSystem;
  /** Whether it is none, and the approximation has none where it leads. */
  readonly falls: boolean;
}

export interface Overall extends Found {
  /** Null where no other start was tried. */
  readonly otherStarts: OtherStarts | null;
}

/** Where a search may begin. */
interface Attempt {
  readonly start: GlmmStart;
  readonly gamma: Float64Array;
  /** Whether any value will do, at a mode or not. */
  readonly mayStop: boolean;
}

/** Variances of starts, as shares of the first: the smaller they are, the sooner every row has a mean. */
const SHARES = [1, 1 / 16, 1 / 256, 1e-4];

/** … and of those at the mean of the responses. */
const LEVEL_SHARES = [1, 0.01];

/** Steps after which a search is left where the objective falls without end. */
const PATIENCE = 15;

/**
 * Operations for each row, from a number of rows on, of the search from the first start, where maxIterations does not say how far
 * it goes, and of all others together. A model that takes more has more effects and parameters than its rows can tell of.
 */
const ADMITTED = { first: 3.5e7, others: 8e6, rows: 60 };

/** Dispersion of responses that a model has reproduced, where no minimum is found. */
const REPRODUCED = 1e-10;

/** Fall of the objective, as a share of it from |f| = 1 on, that makes a minimum another one. */
const LOWER = 1e-8;

const NOWHERE = "no search had a value at every step; this is where one would begin";

/** Where the user wants the search to start, as far as that was said. */
export interface Wanted {
  readonly covariances: readonly Float64Array[] | null;
  readonly gamma: Float64Array | null;
  /** Whether no other start is to be tried than that one, and those that follow from it. */
  readonly isOnly: boolean;
}

/**
 * The lowest minimum found; its system is left there. Where the first search ends at no minimum, or where the likelihood is
 * not concave in some row, others start at the mean of the responses, in systems of their own; where it started as `wanted`,
 * it has to end below the model's own start, or that is tried, too; small models whose standard deviations the data do not
 * all determine, or whose likelihoods may have several maxima, are searched from other sizes.
 */
export function* searched(
  glmm: GlmmSystem,
  own: GlmmStart,
  { covariances, gamma, isOnly }: Wanted,
  search: MinimizeOptions,
  another: () => GlmmSystem,
): Generator<void, Overall> {
  const isWanted = covariances !== null || gamma !== null;
  const start = covariances === null ? own : { ...own, covariances };
  const starts = isWanted ? wantedAttempts(glmm, start, gamma, own) : attempts(glmm, own);
  const rows = Math.max(ADMITTED.rows, glmm.system.nobs);
  const whole =
    search.maxIterations === undefined ? { left: ADMITTED.first * rows } : { left: Number.POSITIVE_INFINITY };
  const budget = { left: ADMITTED.others * rows };
  const { found: first, failure } = yield* fromFirst(glmm, starts, search, whole);
  const isLimited = search.maxIterations !== undefined && first?.converged === false;
  const isPerfect = first?.objective.isPerfect === true;
  const isSure = first?.converged === true && !glmm.system.hasWeightsBelow(0);
  const { onIteration: _, ...quiet } = search;
  const looked = new Looked(first);
  if (isWanted && !isLimited && !(first?.converged && first.value <= valueAt(another(), own))) {
    const other = another();
    const { found } = yield* fromFirst(other, attempts(other, own), quiet, whole);
    if (found?.falls && first?.falls) looked.best = null;
    looked.add(found);
  }
  for (const share of isSure || isLimited || isPerfect ? [] : LEVEL_SHARES) {
    const other = another();
    const level = levelStart(other, own, share);
    if (level !== null) looked.add((yield* fromFirst(other, attempts(other, level, level.gamma), quiet, budget)).found);
  }
  let other: GlmmSystem | null = null;
  for (const start of isLimited || isOnly || isPerfect ? [] : otherStarts(glmm, own, first, isSure)) {
    if (!(budget.left > 0)) break;
    other ??= another();
    const found = yield* fromFirst(
      other,
      attempts(other, start),
      { maxIterations: 60, ...quiet },
      budget,
      looked.minima,
    );
    if (looked.add(found.found)) other = null;
  }
  for (const { level, share, stretch } of isLimited || isOnly || isPerfect ? [] : fartherStarts(glmm)) {
    if (!(budget.left > 0)) break;
    other ??= another();
    const start = levelStart(other, own, share, level);
    if (start === null) continue;
    const gamma = start.gamma.map((entry, i) => entry + stretch * (own.gamma[i] - entry));
    const at = attempts(other, { ...start, gamma }, gamma);
    const some = { maxIterations: 60, ...quiet };
    if (looked.add((yield* fromFirst(other, at, some, budget, looked.minima)).found)) other = null;
  }
  if (looked.best === null && !isLimited) {
    const other = another();
    const { found } = yield* fromFirst(other, standing(own), { ...quiet, maxIterations: 0 }, whole);
    if (found !== null) looked.add({ ...found, message: NOWHERE });
  }
  const { best } = looked;
  if (best === null) throw failure;
  let last = best.objective;
  const found = yield* lowest(
    best,
    (point) => elsewhere(glmm.terms, point, (_, t) => own.bases[t]),
    function* (covariances, { objective }) {
      const at = objective.lastEvaluation()?.mode.gamma ?? own.gamma;
      last = devianceAround(best.glmm, { ...own, covariances }, { gamma: at });
      last.limit = whole.left;
      const found = yield* minimum(last, search);
      whole.left -= last.operations;
      return { ...found, objective: last, glmm: best.glmm, falls: false };
    },
  );
  if (found.objective !== last) found.objective.again();
  return { ...found, otherStarts: looked.told() };
}

/** What searches from several starts have found. */
class Looked {
  best: Found | null;
  /** That are certified. */
  readonly minima: Found[] = [];
  /** Of the objective, by all searches but the first. */
  evaluations = 0;
  private starts = 0;
  /** The lowest point from which the objective is known to fall without end. */
  private lowestFall = Number.POSITIVE_INFINITY;

  constructor(private readonly first: Found | null) {
    this.best = first;
    this.note(first);
  }

  /** Whether that is the best so far. */
  add(found: Found | null): boolean {
    this.starts++;
    this.evaluations += found?.evaluations ?? 1;
    this.note(found);
    if (found === null || (this.best !== null && !isBetter(found, this.best))) return false;
    this.best = found;
    return true;
  }

  told(): OtherStarts | null {
    const { first, best, starts, evaluations, lowestFall } = this;
    const vanishes = best !== null && lowestFall <= best.value;
    if (evaluations === 0 && !vanishes) return null;
    const gain = first === null || best === null ? 0 : Math.max(0, first.value - best.value);
    return { starts, evaluations, gain, vanishes };
  }

  private note(found: Found | null): void {
    if (found?.converged) this.minima.push(found);
    if (found?.falls) this.lowestFall = Math.min(this.lowestFall, found.value);
  }
}

/** A minimum is better than any point from which the objective falls without end; no such point is better than another. */
function isBetter(found: Found, than: Found): boolean {
  if (found.falls && (than.converged || than.falls)) return false;
  if (found.converged && than.falls) return true;
  return found.value < than.value - LOWER * Math.max(1, Math.abs(than.value));
}

/** Inverse squares of the columns' units, in which a row has a deviation of one, as the entries of a diagonal. */
function scalesOf({ system, terms }: GlmmSystem, { bases }: GlmmStart): Float64Array[] {
  return mergeLambdas(system, terms, bases).map((unit, f) => {
    const k = system.factors[f].columnCount;
    return gram(k, unit).map((entry) => 1 / entry);
  });
}

function spentAt({ system }: GlmmSystem, { evaluations }: GlmmMinimum): string {
  return (
    `stopped after ${evaluations} evaluations, which for so many effects and parameters is as much as is computed for ` +
    `${system.nobs} observations unless maxIterations is given`
  );
}

/** Where no mode is found again, neither is a minimum. */
function falls(objective: GlmmDeviance): boolean {
  return objective.lastEvaluation() === null || fallsWithoutEnd(objective.system, objective.lambdas);
}

function valueAt(glmm: GlmmSystem, start: GlmmStart, gamma = start.gamma): number {
  const objective = devianceAround(glmm, start, { gamma });
  return objective.value(objective.coordinates());
}

/** What ended a search, in words of the model where they are known. */
function endOf(glmm: GlmmSystem, objective: GlmmDeviance, end: GlmmMinimum): string {
  if (objective.isSpent) return spentAt(glmm, end);
  const dispersion = objective.lastEvaluation()?.dispersion ?? 1;
  if (end.converged || !glmm.spec.family.hasScale || dispersion > REPRODUCED) return end.message;
  return "the model reproduces the responses all but exactly, which leaves nothing to estimate sigma from";
}

/** From the first start that has a value; null, and why, where none has, or where a search comes to a minimum that is `known`. */
function* fromFirst(
  glmm: GlmmSystem,
  starts: Iterable<Attempt>,
  search: MinimizeOptions,
  budget: { left: number },
  known: readonly Found[] = [],
): Generator<void, { readonly found: Found | null; readonly failure: unknown }> {
  const { spec } = glmm;
  const isObserved = spec.approximation.information === "observed" && spec.link !== spec.family.canonicalLink;
  let failure: unknown = null;
  for (const { start, gamma, mayStop } of starts) {
    yield;
    const objective = devianceAround(glmm, start, { gamma });
    objective.mayStop = mayStop;
    objective.limit = budget.left;
    const scales = known.length === 0 ? [] : scalesOf(glmm, start);
    const isFound = (value: number) => known.some((other) => isNear(objective.lambdas, value, other, scales));
    let steps = 0;
    let isNew = true;
    const leaves = (value: number) => {
      isNew &&= !isFound(value);
      if (!isNew) return true;
      return steps++ >= PATIENCE && isObserved && falls(objective);
    };
    try {
      const found = yield* minimum(objective, search, leaves);
      if (!isNew) return { found: null, failure };
      const value = objective.lastEvaluation()?.value ?? Number.NaN;
      if (Number.isNaN(value)) throw new FactorizationError("the minimum has no mode when it is gone to again", 0);
      // The mode that was gone to last may be another one, beside which this is no minimum.
      const isThere = value <= found.value + LOWER * Math.max(1, Math.abs(found.value));
      const end = isThere
        ? found
        : { ...found, converged: false, message: "the minimum is not found again where it was" };
      const isFall = isObserved && !end.converged && falls(objective);
      const message = isFall ? "the objective falls without end" : endOf(glmm, objective, end);
      const told = { ...end, message };
      return { found: { ...told, value, objective, glmm, falls: isFall }, failure };
    } catch (error) {
      if (!(error instanceof FactorizationError)) throw error;
      failure = error;
    } finally {
      budget.left -= objective.operations;
    }
  }
  return { found: null, failure };
}

/** A start at γ, or the joint mode with its random effects, then ones of smaller variances at its own γ. */
function* attempts(glmm: GlmmSystem, start: GlmmStart, gamma = jointMode(glmm, start)): Generator<Attempt> {
  yield { start, gamma, mayStop: false };
  for (const share of SHARES) {
    const covariances = start.covariances.map((T) => T.map((entry) => share * entry));
    yield { start: { ...start, covariances }, gamma: start.gamma, mayStop: false };
  }
  yield { start, gamma, mayStop: true };
}

/** The start as it is, at ever smaller variances: for a value where no search has one. */
function* standing(start: GlmmStart): Generator<Attempt> {
  for (const share of [...SHARES, 1e-8]) {
    const covariances = start.covariances.map((T) => T.map((entry) => share * entry));
    yield { start: { ...start, covariances }, gamma: start.gamma, mayStop: true };
  }
}

function* wantedAttempts(
  glmm: GlmmSystem,
  start: GlmmStart,
  gamma: Float64Array | null,
  own: GlmmStart,
): Generator<Attempt> {
  yield { start, gamma: gamma ?? jointMode(glmm, start), mayStop: false };
  yield* attempts(glmm, own);
}

/** γ of the joint mode with the random effects. */
function jointMode(glmm: GlmmSystem, start: GlmmStart): Float64Array {
  const deviance = jointDeviance(glmm, start);
  const value = deviance.value(deviance.coordinates());
  return (Number.isFinite(value) && deviance.lastEvaluation()?.mode.gamma) || start.gamma;
}
