// Batches of a task, computed by several workers at once. Which worker computes a batch changes nothing in its result.
import { CancelledError, MixedModelError, WorkerError } from "../errors.js";
import { type OpenWorker, openWorker } from "./open-worker.js";

export interface Batch {
  /** What it is called in an error: "responses 1 to 25". */
  readonly name: string;
  readonly payload: unknown;
  /** Buffers of the payload to be handed over rather than copied. */
  readonly transfer: readonly ArrayBuffer[];
}

export interface Job<B extends Batch> {
  /** A task that the worker knows by name. */
  readonly task: string;
  /** Sent to each worker once. */
  readonly shared: unknown;
  /** Asked for the next batch whenever a worker is free. */
  readonly batches: Iterator<B>;
  receive(result: unknown, batch: B): void;
}

export interface PoolOptions {
  readonly workers: number;
  /** Where the worker's code is, if not beside that of the package. */
  readonly workerUrl?: string | URL | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs all batches of a job, and ends its workers whatever happens. Throws WorkerError where a worker fails,
 * CancelledError when the signal is aborted, and what `batches` and `receive` throw.
 */
export async function runInWorkers<B extends Batch>(job: Job<B>, options: PoolOptions): Promise<void> {
  const { workers, workerUrl, signal } = options;
  const crew: OpenWorker[] = [];
  const over = new AbortController();
  try {
    for (let i = 0; i < workers; i++) crew.push(start(workerUrl));
    await Promise.race([Promise.all(crew.map((worker) => work(worker, job))), aborted(signal, over.signal)]);
  } finally {
    over.abort();
    await Promise.all(crew.map((worker) => worker.close()));
  }
}

function start(url: string | URL | undefined): OpenWorker {
  try {
    return openWorker(url);
  } catch (error) {
    if (error instanceof MixedModelError) throw error;
    throw notStarted(error as Error);
  }
}

async function work<B extends Batch>(worker: OpenWorker, { task, shared, batches, receive }: Job<B>): Promise<void> {
  const opened = await worker.call({ kind: "open", task, shared }).catch((error: Error) => {
    throw notStarted(error);
  });
  if (opened.kind === "failed") throw new WorkerError(`a worker failed before its first batch: ${opened.message}`);
  for (let next = batches.next(); !next.done; next = batches.next()) {
    const { name, payload, transfer } = next.value;
    const reply = await worker.call({ kind: "run", payload }, transfer).catch((error: Error) => {
      throw new WorkerError(`a worker failed at ${name}: ${error.message}`);
    });
    if (reply.kind === "failed") throw new WorkerError(`a worker failed at ${name}: ${reply.message}`);
    receive(reply.result, next.value);
  }
}

function notStarted({ message }: Error): WorkerError {
  return new WorkerError(
    `a worker could not be started: ${message}; option "workerUrl" can say where blup's file worker.js is`,
  );
}

/** Rejects when `signal` is aborted, until `over` is. */
function aborted(signal: AbortSignal | undefined, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const cancel = () => reject(new CancelledError("the work was cancelled"));
    if (signal?.aborted) cancel();
    signal?.addEventListener("abort", cancel, { signal: over });
  });
}
