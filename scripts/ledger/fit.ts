// The classes and functions of fits that have one name for each kind: the only place of the ledger that knows them.
import {
  type Fit as AnyFit,
  glmm,
  glmmObjectiveAt,
  type Iteration,
  type LiveFit,
  type LmmOptions,
  lmm,
  objectiveAt,
  restore,
} from "../../src/index.js";
import { type Model, tableOf } from "./models.js";

export type Fit = LiveFit;
export type Restored = AnyFit;

export async function fitOf(
  { dataset, formula, options }: Model,
  onIteration?: (iteration: Iteration) => void,
): Promise<Fit> {
  const table = await tableOf(dataset);
  return "family" in options
    ? glmm(formula, table, { ...options, onIteration })
    : lmm(formula, table, { ...(options as LmmOptions), onIteration });
}

/** The fit from its own JSON. */
export function restored(fit: Fit): Restored {
  return restore(JSON.stringify(fit));
}

/** What the members and methods of a fit tell that its JSON does not. */
export function moreOf(fit: Fit): Record<string, unknown> {
  const { beta, modes, title, rank, isSingular, singularDirections, nAGQ } = fit;
  const { dispersion, shape, vcovKind } = fit;
  const particulars = fit.isLinear ? {} : { nAGQ, dispersion, shape, stdErrors: vcovKind };
  const { weightsLabel, offsetLabel, subsetLabel, dataName } = fit;
  const common = { beta, modes, title, particulars, rank, isSingular, singularDirections, plan: fit.plan };
  const labels = { weightsLabel, offsetLabel, subsetLabel, dataName };
  const rows = { fitted: fit.fitted(), fixedPart: fit.fixedPart(), linearPredictor: fit.linearPredictor() };
  const matrices = { correlation: fit.correlation(), coef: fit.coef(), varCorr: fit.varCorr(), fixef: fit.fixef() };
  if (fit.isLinear) {
    const residuals = (["response", "pearson", "scaled"] as const).map((type) => fit.residuals(type));
    const { pwrss, ldL2, ldRX2, remlCriterion, deviance } = fit;
    return {
      ...common,
      labels,
      ...rows,
      ...matrices,
      residuals,
      likelihood: { pwrss, ldL2, ldRX2, remlCriterion, deviance },
    };
  }
  const types = ["deviance", "pearson", "working", "response", "scaled"] as const;
  const { deviance, hasScale, overdispersion } = fit;
  return {
    ...common,
    labels,
    ...rows,
    ...matrices,
    residuals: types.map((type) => fit.residuals(type)),
    "vcov RX": fit.vcov("RX"),
    likelihood: { deviance, dispersion, hasScale, shape, overdispersion, vcovKind },
  };
}

/** The objective at three points: the estimates, and two beside them. */
export async function objectives(fit: Fit, { dataset, formula, options }: Model): Promise<number[]> {
  const table = await tableOf(dataset);
  const moved = (values: ArrayLike<number>, scale: number, shift: number) =>
    Array.from(values, (value) => scale * value + shift);
  const points = [
    { scale: 1, shift: 0 },
    { scale: 0.5, shift: 0 },
    { scale: 1.25, shift: 0.0625 },
  ];
  return Promise.all(
    points.map(({ scale, shift }) => {
      const theta = moved(fit.theta, scale, shift);
      if (fit.isLinear) {
        const { start: _, ...rest } = options as LmmOptions;
        return objectiveAt(formula, table, theta, rest);
      }
      const { start: _, ...rest } = options;
      const beta = fit.nAGQ === 0 ? {} : { beta: moved(fit.beta, 1, shift / 8) };
      const dispersion = fit.hasScale ? { dispersion: fit.dispersion * scale } : {};
      const shape = fit.shape === null ? {} : { shape: fit.shape * scale };
      return glmmObjectiveAt(formula, table, { theta, ...beta, ...dispersion, ...shape }, rest);
    }),
  );
}
