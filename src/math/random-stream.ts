// A stream of random numbers that a seed decides, the same on every machine.
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Elementary } from "./elementary.js";

export class RandomStream {
  readonly #source: ReturnType<typeof xoroshiro128plus>;
  /** The second of the last pair of normal numbers. */
  #spare: number | null = null;

  constructor(
    seed: number,
    readonly elementary: Elementary,
  ) {
    this.#source = xoroshiro128plus(seed);
  }

  /** At least 0 and less than 1. */
  uniform(): number {
    return uniformFloat64(this.#source);
  }

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
      const scale = Math.sqrt((-2 * this.elementary.log(square)) / square);
      this.#spare = v * scale;
      return u * scale;
    }
  }
}
