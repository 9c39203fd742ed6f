// A fitted model fitted to many other responses: what the bootstrap and studies of power are made of.
import { CancelledError, MixedModelError } from "../errors.js";
import { type LiveFit, withData } from "../fit/fit.js";
import { failedFit, fitsTask, plainModel } from "../fit/fits.js";
import { checkFinite, givenResponse } from "../fit/refit.js";
import type { Outcome } from "../likelihood/point.js";
import { checkOptions, RUN_RULES } from "../options.js";
import type { Batch } from "../workers/pool.js";
import { type RunOptions, runBatches, workerCount } from "./run-batches.js";

/** An array of responses, or any object that gives them one at a time; each as refit() of the model takes it. */
export interface Responses {
  readonly length: number;
  at(index: number): ArrayLike<number> | undefined;
}

export type RefitManyOptions = RunOptions;

/** The estimates of one refit; NaN throughout where there is an `error`. */
export interface Refit extends Omit<Outcome, "vcov"> {
  /** Of `beta`. */
  readonly stdError: Float64Array;
}

interface RefitBatch extends Batch {
  readonly payload: readonly { readonly response: Float64Array }[];
  readonly indices: readonly number[];
}

/** Numbers that one message to a worker carries, unless a single response has more. */
const BATCH_NUMBERS = 65536;
const BATCH_RESPONSES = 25;

/**
 * The estimates of `fit`'s model for each response, as fit.refit() would find them, bit for bit; the number of workers
 * changes nothing. A response to which no model can be fitted is a refit with an `error`. Throws DataError for a response
 * of the wrong length, OptionError, CancelledError, and WorkerError where a worker fails.
 */
export async function refitMany(fit: LiveFit, responses: Responses, options: RefitManyOptions = {}): Promise<Refit[]> {
  withData(fit, "refitMany()");
  checkOptions("refitMany()", options, RUN_RULES);
  const { live } = fit;
  const { length } = responses;
  if (Array.isArray(responses)) responses.forEach((response, i) => void givenResponse(live, response, nameOf(i)));
  const refits: Refit[] = new Array(length);
  let done = 0;
  const store = (index: number, refit: Refit) => {
    refits[index] = refit;
    done++;
    options.onProgress?.(done, length);
  };
  const model = plainModel(live, "own");
  const workers = workerCount(options);
  const perBatch = workers === 0 ? 1 : batchSize(length, workers, fit.nobs);

  function* batches(): Generator<RefitBatch> {
    let payload: { response: Float64Array }[] = [];
    let indices: number[] = [];
    for (let index = 0; index < length; index++) {
      const values = givenResponse(live, responses.at(index) ?? [], nameOf(index));
      const error = problem(() => checkFinite(live, values, "response"));
      if (error === null) {
        payload.push({ response: values });
        indices.push(index);
      } else store(index, refitOf(failedFit(error, fit.rank, fit.theta.length)));
      if (payload.length === 0 || (payload.length < perBatch && index < length - 1)) continue;
      const transfer = payload.map(({ response }) => response.buffer as ArrayBuffer);
      yield { name: range(indices), payload, transfer, indices };
      payload = [];
      indices = [];
    }
  }

  const receive = (result: unknown, { indices }: RefitBatch) => {
    (result as Outcome[]).forEach((outcome, i) => {
      store(indices[i], refitOf(outcome));
    });
  };
  try {
    const job = { task: "fits", shared: model, batches: batches(), receive };
    await runBatches(job, () => fitsTask(model, live.likelihood), {
      ...options,
      workers: Math.min(workers, Math.ceil(length / perBatch)),
    });
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    throw new CancelledError(`refitMany() cancelled after ${done} of ${length} responses`);
  }
  return refits;
}

/** What of an outcome a refit tells. */
function refitOf({ objective, sigma, shape, beta, vcov, theta, ...rest }: Outcome): Refit {
  const { evaluations, converged, singular, error } = rest;
  const stdError = beta.map((_, i) => Math.sqrt(vcov[i * (beta.length + 1)]));
  const found = { objective, sigma, beta, stdError, theta, evaluations, converged, singular };
  return { ...found, ...(shape !== undefined && { shape }), error };
}

/** Few messages, but several for each worker. */
function batchSize(length: number, workers: number, nobs: number): number {
  const share = Math.ceil(length / (4 * workers));
  return Math.max(1, Math.min(BATCH_RESPONSES, share, Math.floor(BATCH_NUMBERS / nobs)));
}

/** The error that blup has thrown on purpose, or null. */
function problem(check: () => void): MixedModelError | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof MixedModelError) return error;
    throw error;
  }
}

function nameOf(index: number): string {
  return `response ${index + 1}`;
}

function range(indices: readonly number[]): string {
  const [first, last] = [indices[0] + 1, indices[indices.length - 1] + 1];
  return first === last ? `response ${first}` : `responses ${first} to ${last}`;
}
