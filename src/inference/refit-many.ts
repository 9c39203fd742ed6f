// A fitted model fitted to many other responses: what the bootstrap and studies of power are made of.
import { CancelledError, MixedModelError, OptionError } from "../errors.js";
import { FittedGlmm } from "../model/fitted-glmm.js";
import type { FittedLmm } from "../model/fitted-lmm.js";
import { checkFinite, givenResponse } from "../model/given-response.js";
import { glmmRefitModel, glmmRefitTask } from "../model/refit-glmm.js";
import { failedRefit, type Refit, refitModel, refitTask } from "../model/refit-task.js";
import { nearest } from "../nearest-name.js";
import { type Batch, runInWorkers } from "../workers/pool.js";
import { availableThreads } from "../workers/threads.js";

/** An array of responses, or any object that gives them one at a time; each as refit() of the model takes it. */
export interface Responses {
  readonly length: number;
  at(index: number): ArrayLike<number> | undefined;
}

export interface RefitManyOptions {
  /** How many workers share the work, "auto" for as many as the machine runs at once; 0 (the default) for this thread. */
  readonly workers?: number | "auto" | undefined;
  /** Where dist/worker.js of this package is served, for bundlers that do not find it themselves. */
  readonly workerUrl?: string | URL | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each response. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

interface RefitBatch extends Batch {
  readonly payload: readonly Float64Array[];
  readonly indices: readonly number[];
}

/** Numbers that one message to a worker carries, unless a single response has more. */
const BATCH_NUMBERS = 65536;
const BATCH_RESPONSES = 25;
/** Milliseconds after which the event loop gets a turn. */
const LONG = 30;

/**
 * The estimates of `fit`'s model for each response, as fit.refit() would find them, bit for bit; the number of workers
 * changes nothing. A response to which no model can be fitted is a refit with an `error`. Throws DataError for a response
 * of the wrong length, OptionError, CancelledError, and WorkerError where a worker fails.
 */
export async function refitMany(
  fit: FittedLmm | FittedGlmm,
  responses: Responses,
  options: RefitManyOptions = {},
): Promise<Refit[]> {
  checkOptions(options);
  const { parts } = fit;
  const { length } = responses;
  if (Array.isArray(responses)) responses.forEach((response, i) => void givenResponse(parts, response, nameOf(i)));
  const refits: Refit[] = new Array(length);
  let done = 0;
  const store = (index: number, refit: Refit) => {
    refits[index] = refit;
    done++;
    options.onProgress?.(done, length);
  };
  const { task, shared, here } = refitWork(fit);
  const workers = options.workers === "auto" ? availableThreads() : (options.workers ?? 0);
  const perBatch = workers === 0 ? 1 : batchSize(length, workers, fit.nobs);

  function* batches(): Generator<RefitBatch> {
    let payload: Float64Array[] = [];
    let indices: number[] = [];
    for (let index = 0; index < length; index++) {
      const values = givenResponse(parts, responses.at(index) ?? [], nameOf(index));
      const error = problem(() => checkFinite(parts, values, "response"));
      if (error === null) {
        payload.push(values);
        indices.push(index);
      } else store(index, failedRefit(error, fit.rank, fit.theta.length));
      if (payload.length === 0 || (payload.length < perBatch && index < length - 1)) continue;
      const transfer = payload.map(({ buffer }) => buffer as ArrayBuffer);
      yield { name: range(indices), payload, transfer, indices };
      payload = [];
      indices = [];
    }
  }

  const receive = (result: unknown, { indices }: RefitBatch) => {
    (result as Refit[]).forEach((refit, i) => {
      store(indices[i], refit);
    });
  };
  try {
    if (workers === 0) await runHere(batches(), here(), receive, options.signal);
    else {
      const job = { task, shared, batches: batches(), receive };
      await runInWorkers(job, { ...options, workers: Math.min(workers, Math.ceil(length / perBatch)) });
    }
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    throw new CancelledError(`refitMany() cancelled after ${done} of ${length} responses`);
  }
  return refits;
}

type Run = (responses: readonly Float64Array[]) => Refit[] | Promise<Refit[]>;

/** What a worker is told of the model, and how this thread fits it. */
function refitWork(fit: FittedLmm | FittedGlmm): { task: string; shared: unknown; here: () => Run } {
  if (fit instanceof FittedGlmm) {
    const model = glmmRefitModel(fit.parts);
    return { task: "refit-glmm", shared: model, here: () => glmmRefitTask(model) };
  }
  const { parts } = fit;
  const model = refitModel(parts);
  return { task: "refit", shared: model, here: () => refitTask(model, () => parts.shared.take()) };
}

async function runHere(
  batches: Iterable<RefitBatch>,
  run: Run,
  receive: (result: unknown, batch: RefitBatch) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let turn = performance.now();
  for (const batch of batches) {
    if (performance.now() - turn > LONG) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      turn = performance.now();
    }
    if (signal?.aborted) throw new CancelledError("cancelled");
    receive(await run(batch.payload), batch);
  }
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

const EXPECTED: Readonly<Record<keyof RefitManyOptions, readonly [(value: unknown) => boolean, string]>> = {
  workers: [(value) => value === "auto" || (Number.isInteger(value) && (value as number) >= 0), 'a count or "auto"'],
  workerUrl: [(value) => typeof value === "string" || value instanceof URL, "a URL"],
  signal: [(value) => value instanceof AbortSignal, "an AbortSignal"],
  onProgress: [(value) => typeof value === "function", "a function"],
};

function checkOptions(options: RefitManyOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(EXPECTED, name)) {
      const known = Object.keys(EXPECTED);
      const close = nearest(name, known);
      const hint = close === null ? `the options are ${known.join(", ")}` : `did you mean "${close}"?`;
      throw new OptionError(`unknown option "${name}" of refitMany(); ${hint}`, name);
    }
    const [test, expected] = EXPECTED[name as keyof RefitManyOptions];
    if (value !== undefined && !test(value)) {
      throw new OptionError(`option "${name}" must be ${expected}, not ${JSON.stringify(value)}`, name);
    }
  }
}
