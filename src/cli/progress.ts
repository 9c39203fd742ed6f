// One line on stderr that shows how far a long fit has come.
import type { Session } from "./session.js";

const QUIET_MS = 1000;
const BETWEEN_MS = 100;

export interface Progress {
  readonly evaluations: number;
  readonly objective: number;
}

/** Shows evaluations and objective of a fit that takes over a second, if a person watches; `clear` wipes the line. */
export class ProgressLine {
  readonly #session: Session;
  #next = performance.now() + QUIET_MS;
  #shown = false;

  constructor(session: Session) {
    this.#session = session;
  }

  readonly update = ({ evaluations, objective }: Progress): void => {
    const now = performance.now();
    if (!this.#session.isWatched || now < this.#next) return;
    this.#next = now + BETWEEN_MS;
    this.#shown = true;
    this.#session.err(`\r\x1b[Kfitting: ${evaluations} evaluations, objective ${objective.toFixed(3)}`);
  };

  clear(): void {
    if (this.#shown) this.#session.err("\r\x1b[K");
    this.#shown = false;
  }
}
