// Calls of methods that a worker has. A worker that dies fails the calls under way and is replaced at the next one.
import { CancelledError, WorkerError } from "../errors.js";
import type { CallReply, CallRequest } from "./calls.js";
import { pack } from "./carry.js";
import { errorOf } from "./error-data.js";
import { openPort, type WorkerPort } from "./worker-port.js";

/** How long a worker may take to heed a signal before it is ended, in milliseconds. */
const PATIENCE = 400;

interface Waiting {
  readonly method: string;
  readonly callbacks: readonly (((...args: unknown[]) => void) | null)[];
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export interface CallClientOptions {
  /** Where the worker's code is, if not beside that of the package. */
  readonly workerUrl?: string | URL | undefined;
  /** Called when the worker has died of itself, after the calls under way have been rejected. */
  readonly onCrash?: ((error: WorkerError) => void) | undefined;
}

export class CallClient {
  readonly #options: CallClientOptions;
  readonly #waiting = new Map<number, Waiting>();
  /** One for each call whose signal was aborted, until it is settled. */
  readonly #stopping = new Set<Promise<void>>();
  #port: WorkerPort<CallRequest> | null = null;
  #next = 0;
  #generation = 0;

  constructor(options: CallClientOptions) {
    this.#options = options;
  }

  /** Counts the workers started so far: what an earlier one knew, the present one does not. */
  get generation(): number {
    return this.#generation;
  }

  /** Waits for calls that are being cancelled, which may cost the worker, and starts one where none runs. */
  async ready(): Promise<void> {
    while (this.#stopping.size > 0) await Promise.all(this.#stopping);
    this.#start();
  }

  #start(): void {
    if (this.#port !== null) return;
    const generation = ++this.#generation;
    try {
      this.#port = openPort<CallRequest, CallReply>(this.#options.workerUrl, {
        receive: (reply) => this.#receive(reply),
        fail: (reason) => this.#crashed(reason, generation),
      });
    } catch (error) {
      if (error instanceof WorkerError) throw error;
      throw new WorkerError(`a worker could not be started: ${(error as Error).message}`);
    }
  }

  /**
   * Calls a method with arguments that may hold functions and AbortSignals. Rejects with what the method threw, with
   * CancelledError once a signal is aborted, and with WorkerError where the worker dies.
   */
  call(method: string, args: readonly unknown[]): Promise<unknown> {
    const { callbacks, signals, ...sent } = pack(args);
    return new Promise((resolve, reject) => {
      if (signals.some((signal) => signal.aborted)) return reject(cancelled(method));
      this.#start();
      const id = this.#next++;
      const settled = new AbortController();
      const settle = (act: () => void) => {
        settled.abort();
        this.#waiting.delete(id);
        act();
      };
      this.#waiting.set(id, {
        method,
        callbacks,
        resolve: (value) =>
          settle(() => (signals.some((signal) => signal.aborted) ? reject(cancelled(method)) : resolve(value))),
        reject: (error) => settle(() => reject(error)),
      });
      for (const signal of signals) {
        signal.addEventListener("abort", () => this.#abort(id, settled.signal), { signal: settled.signal });
      }
      this.#port?.post({ kind: "call", id, method, ...sent });
    });
  }

  /** Ends the worker; calls under way are rejected with CancelledError, and what it knew is lost. */
  async stop(): Promise<void> {
    const port = this.#port;
    this.#port = null;
    for (const { method, reject } of [...this.#waiting.values()]) reject(cancelled(method));
    await port?.close();
  }

  /** The worker has some time to stop by itself and keep what it knows. */
  #abort(id: number, settled: AbortSignal): void {
    this.#port?.post({ kind: "abort", id });
    const timer = setTimeout(() => void this.stop(), PATIENCE);
    const stopping = new Promise<void>((resolve) => {
      settled.addEventListener("abort", () => {
        clearTimeout(timer);
        this.#stopping.delete(stopping);
        resolve();
      });
    });
    this.#stopping.add(stopping);
  }

  #receive(reply: CallReply): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    if (reply.kind === "callback") waiting.callbacks[reply.index]?.(...reply.args);
    else if (reply.kind === "result") waiting.resolve(reply.value);
    else waiting.reject(errorOf(reply.error));
  }

  #crashed(reason: string, generation: number): void {
    if (generation !== this.#generation || this.#port === null) return;
    const port = this.#port;
    this.#port = null;
    const methods = [...this.#waiting.values()].map(({ method }) => `${method}()`);
    const during = methods.length === 0 ? "" : ` during ${methods.join(", ")}`;
    const error = new WorkerError(`the worker ended${during}: ${reason}`);
    for (const { reject } of [...this.#waiting.values()]) reject(error);
    void port.close();
    this.#options.onCrash?.(error);
  }
}

function cancelled(method: string): CancelledError {
  return new CancelledError(`${method}() was cancelled`);
}
