// Many fits of one model, to other responses or without some rows: plain data in and out, so that a worker can make them.
import type { GroupingFactor } from "../design/design.js";
import { CancelledError, MixedModelError } from "../errors.js";
import type { Likelihood, LikelihoodModel } from "../likelihood/likelihood.js";
import { likelihoodOf } from "../likelihood/likelihood-of.js";
import type { Estimates, Outcome } from "../likelihood/point.js";
import { fitSpec, type PlainSpec, plainSpec } from "../likelihood/spec.js";
import { parCount, termLayout } from "../likelihood/terms.js";
import type { MinimizeOptions } from "../optimize/minimize.js";
import { pause } from "../optimize/turns.js";
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
  const fits = new Fits(plain, likelihood);
  return (jobs) =>
    jobs.map((job) => {
      try {
        const changed = fits.likelihood(job);
        return fits.outcome(job, changed, changed.maximizeAtOnce(fits.search));
      } catch (error) {
        return fits.failed(error);
      }
    });
}

/**
 * The same where the event loop turns within a fit, for `signal` to be heard: in a system of their own, since others may be
 * asked meanwhile. Throws CancelledError.
 */
export function fitsInTurns(plain: PlainModel, signal: AbortSignal): (jobs: readonly FitJob[]) => Promise<Outcome[]> {
  const fits = new Fits(plain);
  return async (jobs) => {
    const outcomes: Outcome[] = [];
    for (const job of jobs) {
      try {
        if (fits.build(job)) await pause();
        const changed = fits.likelihood(job);
        outcomes.push(fits.outcome(job, changed, await changed.maximize({ ...fits.search, signal })));
      } catch (error) {
        if (error instanceof CancelledError) throw error;
        outcomes.push(fits.failed(error));
      }
    }
    return outcomes;
  };
}

class Fits {
  private readonly model: Omit<PlainModel, "spec"> & LikelihoodModel;

  /** `whole`: the likelihood of the model, where there is one. */
  constructor(
    plain: PlainModel,
    private whole?: Likelihood,
  ) {
    this.model = { ...plain, spec: fitSpec(plain.spec) };
  }

  get search(): MinimizeOptions {
    return this.model.spec.search;
  }

  /** Builds what jobs of other responses share, unless it is there; says whether it did. */
  build(job: FitJob): boolean {
    if ("without" in job || this.whole !== undefined) return false;
    this.whole = likelihoodOf(this.model);
    return true;
  }

  likelihood(job: FitJob): Likelihood {
    if ("without" in job) return likelihoodOf(withoutRows(this.model, job.without));
    this.build(job);
    return (this.whole as Likelihood).withResponse(job.response);
  }

  outcome(job: FitJob, likelihood: Likelihood, estimates: Estimates): Outcome {
    const { kept } = this.model;
    const { objective, sigma, family, theta, convergence } = estimates;
    const { evaluations, converged } = convergence;
    const singular = singularityOf(likelihood, estimates).length > 0;
    const found = inPlace(kept, likelihood.kept, estimates.beta, likelihood.vcov(estimates));
    const isWhole = likelihood.rank === kept.length && kept.every((column, i) => likelihood.kept[i] === column);
    const root = "without" in job && isWhole ? likelihood.vcovRoot?.(estimates) : undefined;
    const own = { ...found, ...(root && { root }) };
    return { objective, sigma, family, ...own, theta, evaluations, converged, singular, error: null };
  }

  /** Throws what is no error of the package. */
  failed(error: unknown): Outcome {
    if (!(error instanceof MixedModelError)) throw error;
    const { kept, design } = this.model;
    return failedFit(error, kept.length, parCount(termLayout(design)));
  }
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
