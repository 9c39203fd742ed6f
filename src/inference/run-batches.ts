// Many fits of one kind: shared by workers, or in this thread with turns of the event loop in between.
import { CancelledError } from "../errors.js";
import { pause } from "../optimize/pause.js";
import { type Batch, type Job, type PoolOptions, runInWorkers } from "../workers/pool.js";
import { availableThreads } from "../workers/threads.js";

export interface RunOptions {
  /** How many workers share the work, "auto" for as many as the machine runs at once; 0 (the default) for this thread. */
  readonly workers?: number | "auto" | undefined;
  /** Where dist/worker.js of this package is served, for bundlers that do not find it themselves. */
  readonly workerUrl?: string | URL | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each fit. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Milliseconds after which the event loop gets a turn. */
const LONG = 30;

/** How many workers are asked for; 0 for this thread. */
export function workerCount({ workers = 0 }: RunOptions): number {
  return workers === "auto" ? availableThreads() : workers;
}

/** Runs all batches of a job, where there are no workers by what `here` gives. Throws CancelledError and WorkerError. */
export async function runBatches<B extends Batch>(
  job: Job<B>,
  here: () => (payload: B["payload"]) => unknown,
  options: PoolOptions,
): Promise<void> {
  if (options.workers > 0) return runInWorkers(job, options);
  const run = here();
  let turn = performance.now();
  for (let next = job.batches.next(); !next.done; next = job.batches.next()) {
    if (performance.now() - turn > LONG) {
      await pause();
      turn = performance.now();
    }
    if (options.signal?.aborted) throw new CancelledError("cancelled");
    job.receive(await run(next.value.payload), next.value);
  }
}
