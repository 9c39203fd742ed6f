// Turns of the event loop in a long computation, by counts of operations: the clock decides nothing.
import { CancelledError } from "../errors.js";

/** Operations between two turns: some hundredths of a second, beside which a turn is nothing. */
const BETWEEN_TURNS = 1e8;

/**
 * What a search finds, with a turn of the event loop now and then where there is a signal for it to heed. `operations` are
 * those of one stretch of the search, about. Throws CancelledError, also into the search.
 */
export async function inTurns<T>(
  search: Generator<void, T>,
  signal: AbortSignal | undefined,
  operations = BETWEEN_TURNS,
): Promise<T> {
  let count = 0;
  for (;;) {
    if (signal !== undefined) count += operations;
    if (count >= BETWEEN_TURNS) {
      count = 0;
      await pause();
    }
    const step = signal?.aborted ? search.throw(new CancelledError("fit cancelled")) : search.next();
    if (step.done) return step.value;
  }
}

/** What a search finds. */
export function atOnce<T>(search: Generator<void, T>): T {
  let step = search.next();
  while (!step.done) step = search.next();
  return step.value;
}

/** A turn of the event loop, in which a signal can be heard; timers would wait for milliseconds, or longer where hidden. */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
