// The search for the minimum of a generalized model: from the first start that has a value, and from elsewhere where that
// may lie lower.
import { FactorizationError } from "../../errors.js";
import type { MinimizeOptions } from "../../optimize/minimize.js";
import { elsewhere, lowest } from "../elsewhere.js";
import { devianceAround, jointDeviance } from "./around.js";
import type { GlmmDeviance } from "./deviance.js";
import { type GlmmMinimum, minimum } from "./minimum.js";
import { type GlmmStart, levelStart } from "./start.js";
import type { GlmmSystem } from "./system.js";

/** A minimum, and the objective and the system that are there. */
interface Found extends GlmmMinimum {
  readonly objective: GlmmDeviance;
  readonly glmm: GlmmSystem;
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

/** Fall of the objective, as a share of it from |f| = 1 on, that makes a minimum another one. */
const LOWER = 1e-8;

/** Where the user wants the search to start, as far as that was said. */
export interface Wanted {
  readonly covariances: readonly Float64Array[] | null;
  readonly gamma: Float64Array | null;
}

/**
 * The lowest minimum found; its system is left there. Where the first search ends at no minimum, or where the likelihood is
 * not concave in some row, others start at the mean of the responses, in systems of their own; where it started as `wanted`,
 * it has to end below the model's own start, or that is tried, too.
 */
export function* searched(
  glmm: GlmmSystem,
  own: GlmmStart,
  { covariances, gamma }: Wanted,
  search: MinimizeOptions,
  another: () => GlmmSystem,
): Generator<void, Found> {
  const isWanted = covariances !== null || gamma !== null;
  const start = covariances === null ? own : { ...own, covariances };
  const first = yield* fromFirst(
    glmm,
    isWanted ? wantedAttempts(glmm, start, gamma, own) : attempts(glmm, own),
    search,
  );
  const isLimited = search.maxIterations !== undefined && !first.converged;
  const isSure = first.converged && !glmm.system.hasWeightsBelow(0);
  let best = first;
  const { onIteration: _, ...quiet } = search;
  if (isWanted && !isLimited && !(first.converged && first.value <= valueAt(another(), own))) {
    const other = another();
    best = lower(best, yield* fromFirstOrNone(other, attempts(other, own), quiet));
  }
  for (const share of isSure || isLimited ? [] : LEVEL_SHARES) {
    const other = another();
    const level = levelStart(other, own, share);
    if (level !== null) best = lower(best, yield* fromFirstOrNone(other, attempts(other, level, level.gamma), quiet));
  }
  let last = best.objective;
  const found = yield* lowest(
    best,
    (point) => elsewhere(glmm.terms, point, (_, t) => own.bases[t]),
    function* (covariances, { objective }) {
      const at = objective.lastEvaluation()?.mode.gamma ?? own.gamma;
      last = devianceAround(best.glmm, { ...own, covariances }, { gamma: at });
      return { ...(yield* minimum(last, search)), objective: last, glmm: best.glmm };
    },
  );
  if (found.objective !== last) found.objective.again();
  return found;
}

function lower(first: Found, second: Found | null): Found {
  if (second === null) return first;
  return second.value < first.value - LOWER * Math.max(1, Math.abs(first.value)) ? second : first;
}

function valueAt(glmm: GlmmSystem, start: GlmmStart): number {
  const objective = devianceAround(glmm, start);
  return objective.value(objective.coordinates());
}

/** From the first start that has a value. */
function* fromFirst(glmm: GlmmSystem, starts: Iterable<Attempt>, search: MinimizeOptions): Generator<void, Found> {
  let failure: unknown = null;
  for (const { start, gamma, mayStop } of starts) {
    const objective = devianceAround(glmm, start, { gamma });
    objective.mayStop = mayStop;
    try {
      const found = yield* minimum(objective, search);
      const value = objective.lastEvaluation()?.value ?? Number.NaN;
      if (Number.isNaN(value)) throw new FactorizationError("the minimum has no mode when it is gone to again", 0);
      // The mode that was gone to last may be another one, beside which this is no minimum.
      const isThere = value <= found.value + LOWER * Math.max(1, Math.abs(found.value));
      const end = isThere
        ? found
        : { ...found, converged: false, message: "the minimum is not found again where it was" };
      return { ...end, value, objective, glmm };
    } catch (error) {
      if (!(error instanceof FactorizationError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

function* fromFirstOrNone(
  glmm: GlmmSystem,
  starts: Iterable<Attempt>,
  search: MinimizeOptions,
): Generator<void, Found | null> {
  try {
    return yield* fromFirst(glmm, starts, search);
  } catch (error) {
    if (error instanceof FactorizationError) return null;
    throw error;
  }
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
