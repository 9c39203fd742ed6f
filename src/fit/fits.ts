// Many fits of one model, to other responses or without some rows: plain data in and out, so that a worker can make them.
import type { GroupingFactor } from "../design/design.js";
import { MixedModelError } from "../errors.js";
import type { Likelihood, LikelihoodModel } from "../likelihood/likelihood.js";
import { likelihoodOf } from "../likelihood/likelihood-of.js";
import type { Outcome } from "../likelihood/point.js";
import { fitSpec, type PlainSpec, plainSpec } from "../likelihood/spec.js";
import { parCount, termLayout } from "../likelihood/terms.js";
import type { Live } from "./live.js";
import { singularityOf } from "./warnings/singularity.js";

/** A model as plain data, and the columns of X that it keeps. */
export interface PlainModel extends Omit<LikelihoodModel, "spec"> {
  readonly spec: PlainSpec;
  readonly kept: readonly number[];
}

/** What to change: the response, a value for each row of the design, or rows of the design to be left out. */
export type FitJob = { readonly response: Float64Array } | { readonly without: Int32Array };

/** The model of a fit; fits of it start where the spec says, for fits without some rows at the theta of the whole. */
export function plainModel({ likelihood, estimates }: Live, start: "own" | "fit"): PlainModel {
  const { spec, ...model } = likelihood.model;
  const given = start === "fit" ? { theta: estimates.theta, only: true as const } : spec.start;
  return { ...model, spec: plainSpec({ ...spec, start: given }), kept: likelihood.kept };
}

/** A function from jobs to their fits, each as if it were alone; `likelihood` is that of the model, where there is one. */
export function fitsTask(plain: PlainModel, likelihood?: Likelihood): (jobs: readonly FitJob[]) => Outcome[] {
  const model = { ...plain, spec: fitSpec(plain.spec) };
  let whole = likelihood;
  const changed = (job: FitJob): Likelihood => {
    if ("without" in job) return likelihoodOf(withoutRows(model, job.without));
    whole ??= likelihoodOf(model);
    return whole.withResponse(job.response);
  };
  return (jobs) =>
    jobs.map((job) => {
      try {
        return outcome(changed(job), model, "without" in job);
      } catch (error) {
        if (!(error instanceof MixedModelError)) throw error;
        return failedFit(error, plain.kept.length, parCount(termLayout(plain.design)));
      }
    });
}

function outcome(
  likelihood: Likelihood,
  { kept, spec }: LikelihoodModel & Pick<PlainModel, "kept">,
  withRoot: boolean,
): Outcome {
  const estimates = likelihood.maximizeAtOnce(spec.search);
  const { objective, sigma, family, theta, convergence } = estimates;
  const { evaluations, converged } = convergence;
  const singular = singularityOf(likelihood, estimates).length > 0;
  const found = inPlace(kept, likelihood.kept, estimates.beta, likelihood.vcov(estimates));
  const isWhole = likelihood.rank === kept.length && kept.every((column, i) => likelihood.kept[i] === column);
  const root = withRoot && isWhole ? likelihood.vcovRoot?.(estimates) : undefined;
  const own = { ...found, ...(root && { root }) };
  return { objective, sigma, family, ...own, theta, evaluations, converged, singular, error: null };
}

/** A fit that could not be made. */
export function failedFit({ kind, message }: MixedModelError, rank: number, thetaCount: number): Outcome {
  const [beta, vcov, theta, family] = [rank, rank * rank, thetaCount, 0].map((n) =>
    new Float64Array(n).fill(Number.NaN),
  );
  const nothing = { objective: Number.NaN, sigma: Number.NaN, family, beta, vcov, theta, evaluations: 0 };
  return { ...nothing, converged: false, singular: false, error: { kind, message } };
}

/** Coefficients and covariances of the columns `own` at the places that they have among `kept`. */
function inPlace(kept: readonly number[], own: readonly number[], beta: Float64Array, vcov: Float64Array) {
  const p = kept.length;
  const places = own.map((column) => kept.indexOf(column));
  const out = { beta: new Float64Array(p).fill(Number.NaN), vcov: new Float64Array(p * p).fill(Number.NaN) };
  places.forEach((to, from) => {
    if (to < 0) return;
    out.beta[to] = beta[from];
    places.forEach((other, j) => {
      if (other >= 0) out.vcov[to + other * p] = vcov[from + j * own.length];
    });
  });
  return out;
}

/** A model without some rows, and without the levels that had no others. */
function withoutRows<M extends LikelihoodModel>(model: M, rows: Int32Array): M {
  const { design, trials } = model;
  const dropped = new Uint8Array(design.nobs);
  for (const row of rows) dropped[row] = 1;
  const left = Int32Array.from({ length: design.nobs }, (_, i) => i).filter((row) => dropped[row] === 0);
  const select = (values: Float64Array) => Float64Array.from(left, (row) => values[row]);
  const optional = (values: Float64Array | null) => (values === null ? null : select(values));
  const { fixed, factors, random, response, weights, offset } = design;
  return {
    ...model,
    trials: optional(trials),
    rows: model.rows === null ? left : left.map((row) => (model.rows as Int32Array)[row]),
    design: {
      ...design,
      nobs: left.length,
      fixed: { ...fixed, columns: fixed.columns.map(select) },
      factors: factors.map((factor) => leftLevels(factor, left)),
      random: random.map((term) => ({ ...term, columns: term.columns.map(optional) })),
      response: select(response),
      weights: optional(weights),
      offset: optional(offset),
    },
  };
}

function leftLevels({ name, levels, codes }: GroupingFactor, left: Int32Array): GroupingFactor {
  const place = new Int32Array(levels.length).fill(-1);
  for (const row of left) place[codes[row]] = 0;
  let count = 0;
  for (let level = 0; level < place.length; level++) if (place[level] === 0) place[level] = count++;
  return { name, levels: levels.filter((_, level) => place[level] >= 0), codes: left.map((row) => place[codes[row]]) };
}
