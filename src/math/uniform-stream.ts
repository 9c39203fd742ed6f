// A stream of uniform random numbers that a seed decides, the same on every machine.
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** First numbers of a generator, which similar seeds have in common. */
const SKIPPED = 16;

export class UniformStream {
  readonly #source: ReturnType<typeof xoroshiro128plus>;

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
