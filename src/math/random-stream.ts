// A stream of random numbers that a seed decides, the same on every machine.
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { log } from "../core/elementary.js";

/** First numbers of a generator, which similar seeds have in common. */
const SKIPPED = 16;

export class RandomStream {
  readonly #source: ReturnType<typeof xoroshiro128plus>;
  /** The second of the last pair of normal numbers. */
  #spare: number | null = null;

  /** Streams of one seed with different indices, from 0 to 2³² − 1, all start at different places. */
  constructor(seed: number, index?: number) {
    const parts = [seed | 0, Math.floor(seed / 4294967296) | 0];
    this.#source = xoroshiro128plus(mixed(index === undefined ? parts : [...parts, index | 0]));
    for (let i = 0; i < SKIPPED; i++) this.uniform();
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
      const scale = Math.sqrt((-2 * log(square)) / square);
      this.#spare = v * scale;
      return u * scale;
    }
  }
}

/** All bits of some numbers of 32 spread over 32, so that neighboring seeds start far apart; one-to-one in the last. */
function mixed(parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ part, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash;
}
