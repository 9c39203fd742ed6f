// Seeded binary models: rare events, of which Laplace's approximation may make anything, and ordinary ones.
import { exp } from "../../src/core/elementary.js";
import type { GlmmOptions } from "../../src/index.js";
import { RandomStream } from "../../src/math/random-stream.js";

export interface LaplaceCase {
  readonly name: string;
  readonly formula: string;
  readonly data: Record<string, Float64Array | readonly string[]>;
  readonly options: GlmmOptions;
}

/** Few events, in few of many levels. */
export function rareCase(seed: number): LaplaceCase {
  const stream = new RandomStream(500_000 + seed);
  const groups = 40 + Math.floor(160 * stream.uniform());
  const size = 3 + Math.floor(9 * stream.uniform());
  const base = -5.5 + 1.5 * stream.uniform();
  return simulated(`${seed}: rare`, stream, { groups, size, base, sd: [0, 0.5, 1.5][seed % 3] });
}

/** Responses of both kinds in most levels. */
export function ordinaryCase(seed: number): LaplaceCase {
  const stream = new RandomStream(600_000 + seed);
  const groups = 15 + Math.floor(60 * stream.uniform());
  const size = 8 + Math.floor(20 * stream.uniform());
  return simulated(`${seed}: ordinary`, stream, {
    groups,
    size,
    base: -1 + 2 * stream.uniform(),
    sd: [0.5, 1, 1.5][seed % 3],
  });
}

interface Shape {
  readonly groups: number;
  readonly size: number;
  readonly base: number;
  readonly sd: number;
}

function simulated(name: string, stream: RandomStream, { groups, size, base, sd }: Shape): LaplaceCase {
  const rows = Array.from({ length: groups * size }, (_, i) => i);
  const effects = Array.from({ length: groups }, () => sd * stream.normal());
  const x = Float64Array.from(rows, () => stream.normal());
  for (;;) {
    const y = Float64Array.from(rows, (i) => {
      const eta = base + 0.5 * x[i] + effects[i % groups];
      return stream.uniform() < 1 / (1 + exp(-eta)) ? 1 : 0;
    });
    const events = y.reduce((sum, value) => sum + value, 0);
    if (events < 2 || events > y.length - 2) continue;
    return { name, formula: "y ~ x + (1 | g)", data: { y, x, g: rows.map((i) => `g${i % groups}`) }, options: {} };
  }
}
