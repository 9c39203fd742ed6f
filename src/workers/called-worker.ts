// One worker that is called: methods that it has, by name, until it is ended or dies.
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

export class CalledWorker {
  readonly #waiting = new Map<number, Waiting>();
  /** The calls whose signals were aborted, until they are settled. */
  readonly #stopping = new Set<Promise<unknown>>();
  readonly #port: WorkerPort<CallRequest>;
  #next = 0;
  #over = false;
  #death: string | null = null;

  /**
   * Starts `url`, by default the package's own worker. `onDeath` is called once the worker has died of itself and the
   * calls under way are rejected. Throws UnsupportedError where there are no workers, WorkerError where none starts.
   */
  constructor(url: string | URL | undefined, onDeath?: (error: WorkerError) => void) {
    this.#port = openPort<CallRequest, CallReply>(url, {
      receive: (reply) => this.#receive(reply),
      fail: (reason) => {
        if (this.#over) return;
        this.#death = reason;
        const methods = Array.from(this.#waiting.values(), ({ method }) => `${method}()`);
        const during = methods.length === 0 ? "" : ` during ${methods.join(", ")}`;
        const error = new WorkerError(`the worker ended${during}: ${reason}`);
        void this.#end(() => error);
        onDeath?.(error);
      },
    });
  }

  /** Whether it answers no more. */
  get over(): boolean {
    return this.#over;
  }

  /** What it died of, if it did. */
  get death(): string | null {
    return this.#death;
  }

  /**
   * Calls a method with arguments that may hold functions and AbortSignals. Rejects with what the method threw, with
   * CancelledError once a signal is aborted or the worker closed, and with WorkerError where the worker dies.
   */
  call(method: string, args: readonly unknown[], transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    const { callbacks, signals, ...sent } = pack(args);
    const cancelled = () => signals.some((signal) => signal.aborted);
    const result = new Promise((resolve, reject) => {
      if (this.#death !== null) return reject(new WorkerError(`the worker ended: ${this.#death}`));
      if (this.#over || cancelled()) return reject(cancellation(method));
      const id = this.#next++;
      this.#port.post({ kind: "call", id, method, ...sent }, transfer);
      const settled = new AbortController();
      const settle = (act: () => void) => {
        settled.abort();
        this.#waiting.delete(id);
        act();
      };
      this.#waiting.set(id, {
        method,
        callbacks,
        resolve: (value) => settle(() => (cancelled() ? reject(cancellation(method)) : resolve(value))),
        reject: (error) => settle(() => reject(error)),
      });
      for (const signal of signals) {
        signal.addEventListener("abort", () => this.#abort(id, result, settled.signal), { signal: settled.signal });
      }
    });
    return result;
  }

  /** Waits for calls that are being cancelled, which may cost the worker. */
  async calm(): Promise<void> {
    while (this.#stopping.size > 0) await Promise.allSettled(this.#stopping);
  }

  /** Ends it; calls under way are rejected with CancelledError, and what it knew is lost. */
  close(): Promise<void> {
    return this.#end(cancellation);
  }

  /** The worker has some time to stop by itself and keep what it knows. */
  #abort(id: number, result: Promise<unknown>, settled: AbortSignal): void {
    this.#port.post({ kind: "abort", id });
    const timer = setTimeout(() => void this.close(), PATIENCE);
    this.#stopping.add(result);
    settled.addEventListener("abort", () => {
      clearTimeout(timer);
      this.#stopping.delete(result);
    });
  }

  #receive(reply: CallReply): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    if (reply.kind === "callback") waiting.callbacks[reply.index]?.(...reply.args);
    else if (reply.kind === "result") waiting.resolve(reply.value);
    else waiting.reject(errorOf(reply.error));
  }

  async #end(errorOf: (method: string) => Error): Promise<void> {
    this.#over = true;
    for (const { method, reject } of [...this.#waiting.values()]) reject(errorOf(method));
    await this.#port.close();
  }
}

function cancellation(method: string): CancelledError {
  return new CancelledError(`${method}() was cancelled`);
}
