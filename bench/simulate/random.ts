// Seeded draws for the simulations.
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export interface Random {
  /** Uniform on [0, 1). */
  uniform(): number;
  /** Uniform on 0 … count − 1. */
  below(count: number): number;
  /** Standard normal. */
  normal(): number;
}

/** Draws from xoroshiro128+; normals by Marsaglia's polar method. */
export function seededRandom(seed: number): Random {
  const source = xoroshiro128plus(seed);
  const uniform = () => uniformFloat64(source);
  let spare = Number.NaN;
  return {
    uniform,
    below: (count) => Math.floor(uniform() * count),
    normal() {
      if (!Number.isNaN(spare)) {
        const kept = spare;
        spare = Number.NaN;
        return kept;
      }
      for (;;) {
        const u = 2 * uniform() - 1;
        const v = 2 * uniform() - 1;
        const s = u * u + v * v;
        if (s === 0 || s >= 1) continue;
        const scale = Math.sqrt((-2 * Math.log(s)) / s);
        spare = v * scale;
        return u * scale;
      }
    },
  };
}
