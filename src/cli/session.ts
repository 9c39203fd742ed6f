// What a command may touch of the outside world: its streams, the terminal, and Ctrl-C.
import { fileProblem } from "../data/file-problems.js";
import { oneLine, shown } from "../report/control-characters.js";

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
  on?(event: "error", listener: (error: Error) => void): unknown;
  off?(event: "error", listener: (error: Error) => void): unknown;
}

export class Session {
  readonly #io: Io;
  readonly #controller = new AbortController();
  readonly #interrupt = (): void => this.#controller.abort();
  #error: Error | null = null;
  readonly #lost = (error: Error): void => {
    this.#error ??= error;
  };

  constructor(io: Io) {
    this.#io = io;
    io.once?.("SIGINT", this.#interrupt);
    io.stdout.on?.("error", this.#lost);
    io.stderr.on?.("error", ignore);
  }

  /** Why the report could not be written; null where it was, or where nobody reads on: `blup fit … | head` is no error. */
  async problem(): Promise<string | null> {
    // What a stream tells of a write, it tells a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#error === null || (this.#error as { code?: unknown }).code === "EPIPE") return null;
    return fileProblem(this.#error, "write") ?? this.#error.message;
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

  /** Characters on a line of stdout; 80 where it is not a terminal. */
  get width(): number {
    return this.#io.stdout.columns || 80;
  }

  /** Writes a report; what a person sees has no control characters of the data in it. */
  out(text: string): void {
    if (this.#error === null) this.#io.stdout.write(this.isRead ? shown(text) : text);
  }

  err(text: string): void {
    this.#io.stderr.write(shown(text));
  }

  /** Writes over the line that was written so last. */
  progress(text: string): void {
    this.#io.stderr.write(`\r\x1b[K${oneLine(text)}`);
  }

  close(): void {
    this.#io.off?.("SIGINT", this.#interrupt);
  }
}

/** There is nowhere left to tell it. */
function ignore(): void {}
