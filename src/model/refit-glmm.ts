// The same generalized model fitted to another response: formula, data and design are kept.
import type { Design } from "../design/design.js";
import { MixedModelError } from "../errors.js";
import { checkVaries } from "../family/response.js";
import { splitTheta, termLayout } from "../likelihood/terms.js";
import { estimateGlmm, type GlmmEstimate, type GlmmModel } from "./estimate-glmm.js";
import { checkFinite, givenResponse } from "./given-response.js";
import type { GlmmParts } from "./glmm-types.js";
import { failedRefit, type Refit } from "./refit-task.js";
import { singularDirections, singularityTerms } from "./singularity.js";
import { fitSpec, type Generalized, type PlainSpec, plainSpec } from "./spec.js";
import { stopwatch } from "./stopwatch.js";

/** A design and how to fit it, as plain data, so that a worker can have it. */
export interface GlmmRefitModel {
  readonly design: Design;
  readonly trials: Float64Array | null;
  readonly rows: Int32Array | null;
  readonly spec: Generalized<PlainSpec>;
  readonly rank: number;
}

/**
 * The same model at its optimum for `response`, a value for each row of the data or for each row used, for a binomial
 * the share of successes in the same trials; throws DataError.
 */
export async function refitGlmm(parts: GlmmParts, response: ArrayLike<number>): Promise<GlmmParts> {
  const clock = stopwatch();
  const given = givenResponse(parts, response, "response");
  checkFinite(parts, given, "response");
  const build = clock();
  const { design, estimate } = await estimated(parts, parts.frame.rows, given);
  return { ...parts, design, ...estimate, timing: { read: 0, build, fit: clock() } };
}

export function glmmRefitModel({ design, trials, frame, spec, kept }: GlmmParts): GlmmRefitModel {
  return { design, trials, rows: frame.rows, spec: plainSpec(spec), rank: kept.length };
}

/** A function from responses to their refits, each as if it were alone. */
export function glmmRefitTask(model: GlmmRefitModel): (responses: readonly Float64Array[]) => Promise<Refit[]> {
  const layout = termLayout(model.design);
  const thetaCount = layout.reduce((sum, { structure, columnCount }) => sum + structure.thetaCount(columnCount), 0);
  const fitted = { ...model, layout, spec: fitSpec(model.spec) };
  return async (responses) => {
    const refits: Refit[] = [];
    for (const response of responses) {
      try {
        refits.push(refitOf((await estimated(fitted, model.rows, response)).estimate, model.design));
      } catch (error) {
        if (!(error instanceof MixedModelError)) throw error;
        refits.push(failedRefit(error, model.rank, thetaCount));
      }
    }
    return refits;
  };
}

async function estimated(
  model: GlmmModel,
  rows: Int32Array | null,
  given: Float64Array,
): Promise<{ design: Design; estimate: GlmmEstimate }> {
  const { trials, spec } = model;
  const place = { label: model.design.responseName, rowOf: (i: number) => (rows === null ? i : rows[i]) };
  const values = spec.family.response.check(given, trials, place);
  checkVaries(values, String(values[0]), place);
  const design = { ...model.design, response: values };
  return { design, estimate: await estimateGlmm({ ...model, design }) };
}

function refitOf(estimate: GlmmEstimate, design: Design): Refit {
  const { objective, sigma, shape, beta, theta, vcovHessian, vcovRX, convergence } = estimate;
  const layout = termLayout(design);
  const vcov = vcovHessian ?? vcovRX;
  const stdError = beta.map((_, i) => Math.sqrt(vcov[i * (beta.length + 1)]));
  const terms = singularityTerms(design, layout, splitTheta(layout, theta), estimate.meanCrossProduct);
  const singular = singularDirections(terms).length > 0;
  const { evaluations, converged } = convergence;
  const found = { objective: objective.objective, sigma, beta, stdError, theta, evaluations, converged, singular };
  return { ...found, ...(shape !== null && { shape }), error: null };
}
