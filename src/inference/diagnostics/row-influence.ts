// What leverages, standardized residuals and one-step deletions of rows are made of; computed once a fit.
import { LinearSystem } from "../../engine/linear-system.js";
import { rowLeverages } from "../../engine/questions/row-leverages.js";
import type { LiveFit } from "../../fit/fit.js";
import { WHOLE_FACTORS } from "../../likelihood/spec.js";
import { engineInput, lambdasAt } from "../../likelihood/terms.js";

export interface RowInfluence {
  /** Diagonal of the hat matrix. */
  readonly leverages: Float64Array;
  /** Its part from the fixed effects, rank columns c of nobs values whose squares sum to it. */
  readonly fixed: readonly Float64Array[];
  /** R, rank × rank column-major, RR' = Cov(β) at the estimated variances. */
  readonly root: Float64Array;
}

const known = new WeakMap<LiveFit, RowInfluence>();

/** Of the penalised least squares that β and u solve: of a generalized model, those of its last working response. */
export function rowInfluence(fit: LiveFit): RowInfluence {
  let found = known.get(fit);
  if (found === undefined) {
    found = computed(fit);
    known.set(fit, found);
  }
  return found;
}

function computed(fit: LiveFit): RowInfluence {
  const { likelihood, estimates } = fit.live;
  const input = { ...engineInput(likelihood.stored), weights: likelihood.rowWeights(estimates) };
  const engine = new LinearSystem(input, WHOLE_FACTORS);
  lambdasAt(engine, likelihood.terms, estimates).forEach((lambda, factor) => {
    engine.setLambda(factor, lambda);
  });
  engine.factorize();
  const { random, fixed, root } = rowLeverages(engine);
  const leverages = random.slice();
  for (const column of fixed) for (let i = 0; i < column.length; i++) leverages[i] += column[i] * column[i];
  return { leverages, fixed, root: root.map((entry) => entry * fit.effectScale) };
}
