// Many fits of one model: shared by workers, or in this thread with turns of the event loop in between.
import { CancelledError, MixedModelError } from "../errors.js";
import type { LiveFit } from "../fit/fit.js";
import { type FitJob, failedFit, fitsInTurns, fitsTask, plainModel } from "../fit/fits.js";
import type { Outcome } from "../likelihood/point.js";
import { pause } from "../optimize/turns.js";
import { type Batch, type PoolOptions, runInWorkers } from "../workers/pool.js";
import { availableThreads } from "../workers/threads.js";

export interface RunOptions {
  /** How many workers share the work, "auto" for as many as the machine runs at once; 0 (the default) for this thread. */
  readonly workers?: number | "auto" | undefined;
  /** Where dist/worker.js of this package is served, for bundlers that do not find it themselves. */
  readonly workerUrl?: string | URL | undefined;
  /** Stops the work and its workers with a CancelledError. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each fit. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What is to be fitted, and what it is called in errors. */
export interface FitJobs {
  readonly length: number;
  /** Asked once for each job, in their order: a response is handed over; an error is why there can be no fit. */
  at(index: number): FitJob | MixedModelError;
  /** Where searches start: as that of the fit did, or at its theta. */
  readonly start: "own" | "fit";
  /** The function that was called, and the plural of what it counts. */
  readonly question: string;
  readonly unit: string;
  /** Counted from one. */
  range(first: number, last: number): string;
}

interface FitBatch extends Batch {
  readonly payload: readonly FitJob[];
  readonly indices: readonly number[];
}

/** Jobs that one message to a worker carries, and numbers, unless a single response has more. */
const BATCH_JOBS = 25;
const BATCH_NUMBERS = 65536;
/** Milliseconds after which the event loop gets a turn. */
const LONG = 30;

/** The outcomes of all jobs in their order; the number of workers changes nothing. Throws CancelledError and WorkerError. */
export async function fitMany(fit: LiveFit, jobs: FitJobs, options: RunOptions): Promise<Outcome[]> {
  const { length } = jobs;
  const { signal, workerUrl, onProgress } = options;
  const workers = Math.min(options.workers === "auto" ? availableThreads() : (options.workers ?? 0), length);
  const perBatch = workers === 0 ? 1 : batchSize(length, workers, fit.nobs);
  const outcomes: Outcome[] = new Array(length);
  let done = 0;
  const store = (index: number, outcome: Outcome) => {
    outcomes[index] = outcome;
    done++;
    onProgress?.(done, length);
  };

  function* batches(): Generator<FitBatch> {
    let payload: FitJob[] = [];
    let indices: number[] = [];
    for (let index = 0; index < length; index++) {
      const job = jobs.at(index);
      if (job instanceof MixedModelError) store(index, failedFit(job, fit.rank, fit.par.length));
      else {
        payload.push(job);
        indices.push(index);
      }
      if (payload.length === 0 || (payload.length < perBatch && index < length - 1)) continue;
      const transfer = payload.flatMap((each) => ("response" in each ? [each.response.buffer as ArrayBuffer] : []));
      yield { name: jobs.range(indices[0] + 1, indices[indices.length - 1] + 1), payload, transfer, indices };
      payload = [];
      indices = [];
    }
  }

  const shared = plainModel(fit.live, jobs.start);
  const receive = (found: unknown, { indices }: FitBatch) => {
    (found as Outcome[]).forEach((outcome, i) => void store(indices[i], outcome));
  };
  try {
    if (workers > 0) {
      await runInWorkers({ task: "fits", shared, batches: batches(), receive }, { workers, workerUrl, signal });
    } else {
      const task = signal === undefined ? fitsTask(shared, fit.live.likelihood) : fitsInTurns(shared, signal);
      for await (const batch of inTurns(batches(), signal)) receive(await task(batch.payload), batch);
    }
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    throw new CancelledError(`${jobs.question} cancelled after ${done} of ${length} ${jobs.unit}`);
  }
  return outcomes;
}

/** Few messages, but several for each worker. */
function batchSize(length: number, workers: number, nobs: number): number {
  const share = Math.ceil(length / (4 * workers));
  return Math.max(1, Math.min(BATCH_JOBS, share, Math.floor(BATCH_NUMBERS / nobs)));
}

/** The same things, with a turn of the event loop whenever it has been long without one. Throws CancelledError. */
export async function* inTurns<T>(things: Iterable<T>, signal: PoolOptions["signal"]): AsyncGenerator<T> {
  let turn = performance.now();
  for (const thing of things) {
    if (performance.now() - turn > LONG) {
      await pause();
      turn = performance.now();
    }
    if (signal?.aborted) throw new CancelledError("cancelled");
    yield thing;
  }
}
