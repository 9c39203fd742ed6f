// Fits of one design to many responses, from plain data in and to plain data out, so that a worker can make them.
import type { LinearSystem } from "../engine/linear-system.js";
import type { EngineInput } from "../engine/types.js";
import { MixedModelError } from "../errors.js";
import { engineInput, splitTheta, type TermDesign, termLayout } from "../likelihood/terms.js";
import { fixedEffectsVcov } from "./fixed-effects.js";
import type { LmmParts } from "./lmm-parts.js";
import { refitOptimum } from "./refit-parts.js";
import { singularDirections, singularityTerms } from "./singularity.js";
import { type PlainSpec, plainSpec } from "./spec.js";
import { residualDeviation } from "./variance-components.js";

/** The estimates of one refit; NaN throughout where there is an `error`. */
export interface Refit {
  readonly objective: number;
  readonly sigma: number;
  /** Of a negative binomial model. */
  readonly shape?: number;
  /** Coefficients of the kept columns of X. */
  readonly beta: Float64Array;
  /** Their standard errors. */
  readonly stdError: Float64Array;
  readonly theta: Float64Array;
  readonly evaluations: number;
  readonly converged: boolean;
  readonly singular: boolean;
  /** Why no model could be fitted to the response; `kind` is that of the error. */
  readonly error: { readonly kind: string; readonly message: string } | null;
}

/** A design and how to fit it. */
export interface RefitModel {
  readonly input: EngineInput;
  readonly design: TermDesign & { readonly responseName: string };
  readonly spec: PlainSpec;
}

export function refitModel({ design, spec }: LmmParts): RefitModel {
  const { responseName, factors, random } = design;
  const names = {
    responseName,
    factors: factors.map(({ name }) => ({ name })),
    random: random.map(({ factor, structure, names, label }) => ({ factor, structure, names, label })),
  };
  return { input: engineInput(design), design: names, spec: plainSpec(spec) };
}

/** A function from responses to their refits, each as if it were alone; `take` gives the system of `model`. */
export function refitTask(
  model: RefitModel,
  take: () => LinearSystem,
): (responses: readonly Float64Array[]) => Refit[] {
  const layout = termLayout(model.design);
  const { nobs, weights, offset } = model.input;
  const { responseName } = model.design;
  const reml = model.spec.method === "REML";
  const refit = (response: Float64Array): Refit => {
    const system = take();
    const design = { nobs, response, responseName, weights, offset };
    const { theta, convergence } = refitOptimum(system, layout, design, model.spec);
    const { beta } = system.solve();
    const sigma = residualDeviation(system, reml);
    const vcov = fixedEffectsVcov(system.unscaledVcov(), system.rank, sigma);
    const stdError = Float64Array.from(vcov, (row, i) => Math.sqrt(row[i]));
    const singular =
      singularDirections(
        singularityTerms(model.design, layout, splitTheta(layout, theta), (factor) => system.meanCrossProduct(factor)),
      ).length > 0;
    const { evaluations, converged } = convergence;
    const objective = system.objective(reml);
    return { objective, sigma, beta, stdError, theta, evaluations, converged, singular, error: null };
  };
  return (responses) =>
    responses.map((response) => {
      try {
        return refit(response);
      } catch (error) {
        if (!(error instanceof MixedModelError)) throw error;
        return failedRefit(error, take().rank, thetaCount(model));
      }
    });
}

/** The refit of a response for which there is none. */
export function failedRefit({ kind, message }: MixedModelError, rank: number, thetaCount: number): Refit {
  const unknown = Number.NaN;
  return {
    objective: unknown,
    sigma: unknown,
    beta: new Float64Array(rank).fill(unknown),
    stdError: new Float64Array(rank).fill(unknown),
    theta: new Float64Array(thetaCount).fill(unknown),
    evaluations: 0,
    converged: false,
    singular: false,
    error: { kind, message },
  };
}

function thetaCount({ design }: RefitModel): number {
  return termLayout(design).reduce((sum, { structure, columnCount }) => sum + structure.thetaCount(columnCount), 0);
}
