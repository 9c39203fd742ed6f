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

/**
 * The lowest minimum found from a start, at γ as `given` or best beside it; its system is left there. Where the first
 * search ends at no minimum, or where the likelihood is not concave in some row, others start at the mean of the
 * responses, in systems of their own.
 */
export function* searched(
  glmm: GlmmSystem,
  start: GlmmStart,
  given: Float64Array | null,
  search: MinimizeOptions,
  another: () => GlmmSystem,
): Generator<void, Found> {
  const first = yield* fromFirst(glmm, attempts(glmm, start, given), search);
  const isLimited = search.maxIterations !== undefined && !first.converged;
  const isSure = first.converged && !glmm.system.hasWeightsBelow(0);
  let best = first;
  for (const share of isSure || isLimited ? [] : LEVEL_SHARES) {
    const other = yield* fromLevel(another(), start, share, search);
    if (other !== null && isLower(other, best)) best = other;
  }
  let last = best.objective;
  const found = yield* lowest(
    best,
    (point) => elsewhere(glmm.terms, point, (_, t) => start.bases[t]),
    function* (covariances, { objective }) {
      const gamma = objective.lastEvaluation()?.mode.gamma ?? start.gamma;
      last = devianceAround(best.glmm, { ...start, covariances }, { gamma });
      return { ...(yield* minimum(last, search)), objective: last, glmm: best.glmm };
    },
  );
  if (found.objective !== last) found.objective.again();
  return found;
}

function isLower(second: GlmmMinimum, first: GlmmMinimum): boolean {
  return second.value < first.value - LOWER * Math.max(1, Math.abs(first.value));
}

/** From the mean of the responses; null where that has no value. */
function* fromLevel(
  glmm: GlmmSystem,
  start: GlmmStart,
  share: number,
  search: MinimizeOptions,
): Generator<void, Found | null> {
  const { onIteration: _, ...quiet } = search;
  const level = levelStart(glmm, start, share);
  if (level === null) return null;
  try {
    return yield* fromFirst(glmm, attempts(glmm, level, level.gamma), quiet);
  } catch (error) {
    if (error instanceof FactorizationError) return null;
    throw error;
  }
}

/** From the first start that has a value. */
function* fromFirst(glmm: GlmmSystem, starts: Iterable<Attempt>, search: MinimizeOptions): Generator<void, Found> {
  let failure: unknown = null;
  for (const { start, gamma, mayStop } of starts) {
    const objective = devianceAround(glmm, start, { gamma });
    objective.mayStop = mayStop;
    try {
      return { ...(yield* minimum(objective, search)), objective, glmm };
    } catch (error) {
      if (!(error instanceof FactorizationError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** A start at the joint mode with its random effects, then ones of smaller variances at its own γ. */
function* attempts(glmm: GlmmSystem, start: GlmmStart, given: Float64Array | null): Generator<Attempt> {
  const joint = given ?? jointMode(glmm, start);
  yield { start, gamma: joint, mayStop: false };
  for (const share of SHARES) {
    const covariances = start.covariances.map((T) => T.map((entry) => share * entry));
    yield { start: { ...start, covariances }, gamma: start.gamma, mayStop: false };
  }
  yield { start, gamma: joint, mayStop: true };
}

/** γ of the joint mode with the random effects. */
function jointMode(glmm: GlmmSystem, start: GlmmStart): Float64Array {
  const deviance = jointDeviance(glmm, start);
  const value = deviance.value(deviance.coordinates());
  return (Number.isFinite(value) && deviance.lastEvaluation()?.mode.gamma) || start.gamma;
}
