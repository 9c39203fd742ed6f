// What a command may touch of the outside world: its streams, the terminal, and Ctrl-C.

/** The streams that `run` uses; Node's `process` is one. */
export interface Io {
  readonly stdout: Writer;
  readonly stderr: Writer;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  once?(event: "SIGINT", listener: () => void): unknown;
  off?(event: "SIGINT", listener: () => void): unknown;
}

export interface Writer {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  once?(event: "error", listener: (error: Error) => void): unknown;
}

export class Session {
  readonly #io: Io;
  readonly #controller = new AbortController();
  readonly #interrupt = (): void => this.#controller.abort();

  constructor(io: Io) {
    this.#io = io;
    io.once?.("SIGINT", this.#interrupt);
    for (const stream of [io.stdout, io.stderr]) stream.once?.("error", ignoreClosedPipe);
  }

  /** Aborted by the first Ctrl-C; a second one ends the process at once. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get stdin(): AsyncIterable<Uint8Array | string> {
    return this.#io.stdin;
  }

  /** Whether a person watches stderr. */
  get isWatched(): boolean {
    return this.#io.stderr.isTTY === true;
  }

  /** Whether a person sees what is written to stdout. */
  get isRead(): boolean {
    return this.#io.stdout.isTTY === true;
  }

  /** Characters on a line of help; 80 where stdout is not a terminal. */
  get width(): number {
    return this.#io.stdout.columns ?? 80;
  }

  out(text: string): void {
    this.#io.stdout.write(text);
  }

  err(text: string): void {
    this.#io.stderr.write(text);
  }

  close(): void {
    this.#io.off?.("SIGINT", this.#interrupt);
  }
}

/** `blup fit … | head` closes the pipe early; that is no error of ours. */
function ignoreClosedPipe(error: Error): void {
  if ((error as { code?: unknown }).code !== "EPIPE") throw error;
}
