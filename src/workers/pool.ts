// Batches of a task, computed by several workers at once. Which worker computes a batch changes nothing in its result.
import { CancelledError, WorkerError } from "../errors.js";
import { CalledWorker } from "./called-worker.js";
import { notStarted } from "./worker-port.js";

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
  const crew: CalledWorker[] = [];
  const over = new AbortController();
  try {
    for (let i = 0; i < workers; i++) crew.push(new CalledWorker(workerUrl));
    await Promise.race([Promise.all(crew.map((worker) => work(worker, job))), aborted(signal, over.signal)]);
  } finally {
    over.abort();
    await Promise.all(crew.map((worker) => worker.close()));
  }
}

async function work<B extends Batch>(worker: CalledWorker, { task, shared, batches, receive }: Job<B>): Promise<void> {
  await worker.call("open", [task, shared]).catch(({ message }: Error) => {
    if (worker.death !== null) throw notStarted(worker.death);
    throw new WorkerError(`a worker failed before its first batch: ${message}`);
  });
  for (let next = batches.next(); !next.done; next = batches.next()) {
    const { name, payload, transfer } = next.value;
    const result = await worker.call("run", [payload], transfer).catch(({ message }: Error) => {
      throw new WorkerError(`a worker failed at ${name}: ${worker.death ?? message}`);
    });
    receive(result, next.value);
  }
}

/** Rejects when `signal` is aborted, until `over` is. */
function aborted(signal: AbortSignal | undefined, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const cancel = () => reject(new CancelledError("the work was cancelled"));
    if (signal?.aborted) cancel();
    signal?.addEventListener("abort", cancel, { signal: over });
  });
}
