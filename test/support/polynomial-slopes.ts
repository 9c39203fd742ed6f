// Seeded small data with a random curve over time for each group: the same model with time as it is, far from its origin,
// and centered.
import { RandomStream } from "../../src/math/random-stream.js";

export interface PolynomialSlopes {
  readonly data: Readonly<Record<string, readonly (string | number)[]>>;
  /** The same model in both; `weights` where rows have them. */
  readonly raw: string;
  readonly centered: string;
  readonly reml: boolean;
  readonly weights: string | undefined;
}

const ORIGINS = [2010, 1990, 300, 1000, 60];

/** One data set; the same seed gives the same. */
export function polynomialSlopes(seed: number, degree = 2): PolynomialSlopes {
  const stream = new RandomStream(seed);
  const pick = (count: number) => Math.floor(stream.uniform() * count);
  const origin = ORIGINS[pick(ORIGINS.length)];
  const groups = 5 + pick(20);
  const times = degree + 4 + pick(7);
  const crossed = pick(3) === 0;
  const half = Math.floor(times / 2);
  const size = Array.from({ length: degree + 1 }, () => (pick(3) === 0 ? 0 : 0.2 + 1.5 * stream.uniform()));
  const mix = size.map((_, i) => size.map((__, j) => (j < i ? stream.normal() : j === i ? 1 : 0)));
  const others = Array.from({ length: 6 }, () => stream.normal());
  const rows = Array.from({ length: groups }, (_, g) => {
    const u = size.map((sd) => sd * stream.normal());
    const effects = mix.map((row) => row.reduce((sum, entry, j) => sum + entry * u[j], 0));
    const kept = Array.from({ length: times }, (__, at) => at - half).filter(() => stream.uniform() < 0.85);
    return kept.map((c) => {
      const x = c / half;
      const curve = effects.reduceRight((sum, effect) => sum * x + effect, 0);
      const h = pick(6);
      const y = 1 + 0.5 * x + curve + (crossed ? 0.7 * others[h] : 0) + stream.normal();
      return { g: String(g), h: String(h), t: origin + c, c, y, w: 0.4 + 2 * stream.uniform() };
    });
  }).flat();
  const column = <K extends keyof (typeof rows)[number]>(name: K) => rows.map((row) => row[name]);
  const powers = (t: string) => Array.from({ length: degree - 1 }, (_, i) => ` + I(${t}^${i + 2})`).join("");
  const kind = pick(3);
  const fixed = (t: string) => (kind === 0 ? "c" : `${kind === 1 || degree > 2 ? "c" : t}`);
  const curve = (t: string) => (kind === 0 ? "" : powers(fixed(t)));
  const formula = (t: string) => `y ~ ${fixed(t)}${curve(t)} + (${t}${powers(t)} | g)${crossed ? " + (1 | h)" : ""}`;
  return {
    data: { g: column("g"), h: column("h"), t: column("t"), c: column("c"), y: column("y"), w: column("w") },
    raw: formula("t"),
    centered: formula("c"),
    reml: pick(2) === 0,
    weights: pick(3) === 0 ? "w" : undefined,
  };
}
