// Random numbers that a seed decides, the same on every machine: uniform and normal ones.
import { log } from "../core/elementary.js";
import { UniformStream } from "./uniform-stream.js";

export class RandomStream extends UniformStream {
  /** The second of the last pair of normal numbers. */
  #spare: number | null = null;

  /** Standard normal, by Marsaglia's polar method. */
  normal(): number {
    const spare = this.#spare;
    this.#spare = null;
    if (spare !== null) return spare;
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square === 0 || square >= 1) continue;
      const scale = Math.sqrt((-2 * log(square)) / square);
      this.#spare = v * scale;
      return u * scale;
    }
  }
}
