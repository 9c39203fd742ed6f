// The search for the minimum of a generalized model: from the first start that has a value, and from elsewhere where that
// may lie lower.
import { FactorizationError } from "../../errors.js";
import type { MinimizeOptions } from "../../optimize/minimize.js";
import { elsewhere, lowest } from "../elsewhere.js";
import { devianceAround, jointDeviance } from "./around.js";
import type { GlmmDeviance } from "./deviance.js";
import { type GlmmMinimum, minimum } from "./minimum.js";
import type { GlmmStart } from "./start.js";
import type { GlmmSystem } from "./system.js";

/** A minimum, and the objective whose system is there. */
interface Found extends GlmmMinimum {
  readonly objective: GlmmDeviance;
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

/** The lowest minimum found from a start, at γ as `given` or best beside it; the system is left there. */
export function* searched(
  glmm: GlmmSystem,
  start: GlmmStart,
  given: Float64Array | null,
  search: MinimizeOptions,
): Generator<void, Found> {
  const first = yield* fromFirst(glmm, attempts(glmm, start, given), search);
  let last = first.objective;
  const found = yield* lowest(
    first,
    (point) => elsewhere(glmm.terms, point, (_, t) => start.bases[t]),
    function* (covariances, { objective }) {
      const gamma = objective.lastEvaluation()?.mode.gamma ?? start.gamma;
      last = devianceAround(glmm, { ...start, covariances }, { gamma });
      return { ...(yield* minimum(last, search)), objective: last };
    },
  );
  if (found.objective !== last) found.objective.again();
  return found;
}

/** From the first start that has a value. */
function* fromFirst(glmm: GlmmSystem, starts: Iterable<Attempt>, search: MinimizeOptions): Generator<void, Found> {
  let failure: unknown = null;
  for (const { start, gamma, mayStop } of starts) {
    const objective = devianceAround(glmm, start, { gamma });
    objective.mayStop = mayStop;
    try {
      return { ...(yield* minimum(objective, search)), objective };
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
