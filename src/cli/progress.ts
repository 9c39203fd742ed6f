// One line on stderr that shows how far a long computation has come.
import type { Session } from "./session.js";

const QUIET_MS = 1000;
const BETWEEN_MS = 100;
const BAR_WIDTH = 24;

/** Shows how far a computation of over a second has come, if a person watches; `clear` wipes the line. */
export class ProgressLine {
  readonly #session: Session;
  #start = performance.now();
  #next = this.#start + QUIET_MS;
  #shown = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /** A fit's iteration, for `onIteration`. */
  readonly update = ({ evaluations, objective }: { evaluations: number; objective: number }): void => {
    this.#show(() => `fitting: ${evaluations} evaluations, objective ${objective.toFixed(3)}`);
  };

  /** A bar for `onProgress`, whose time begins now; `what` is being counted, such as "refits". */
  counting(what: string): (done: number, total: number) => void {
    this.#start = performance.now();
    this.#next = this.#start + QUIET_MS;
    return (done, total) => {
      this.#show((now) => {
        const filled = Math.floor((BAR_WIDTH * done) / total);
        const bar = "#".repeat(filled) + ".".repeat(BAR_WIDTH - filled);
        const left = Math.ceil(((now - this.#start) * (total - done)) / Math.max(1, done) / 1000);
        return `${what}: [${bar}] ${done} of ${total}, ${left} s left`;
      });
    };
  }

  clear(): void {
    if (this.#shown) this.#session.progress("");
    this.#shown = false;
  }

  #show(text: (now: number) => string): void {
    const now = performance.now();
    if (!this.#session.isWatched || now < this.#next) return;
    this.#next = now + BETWEEN_MS;
    this.#shown = true;
    this.#session.progress(text(now));
  }
}
