// Random designs, and the same data in other units.
import type { Subject } from "../ledger/subjects.js";

/** Powers of two by which a column of the data is multiplied. */
export interface Units {
  readonly y: number;
  readonly x: number;
  readonly z: number;
  readonly w: number;
}

/** 1e13, 1e150 and what weights may be, up and down. */
export const UNITS: Readonly<Record<string, Units>> = {
  "y+43": { y: 43, x: 0, z: 0, w: 0 },
  "y-43": { y: -43, x: 0, z: 0, w: 0 },
  "y+498": { y: 498, x: 0, z: 0, w: 0 },
  "y-498": { y: -498, x: 0, z: 0, w: 0 },
  "x+43": { y: 0, x: 43, z: 0, w: 0 },
  "x-43": { y: 0, x: -43, z: 0, w: 0 },
  "x+498": { y: 0, x: 498, z: 0, w: 0 },
  "x-498": { y: 0, x: -498, z: 0, w: 0 },
  "z+43": { y: 0, x: 0, z: 43, w: 0 },
  "z-498": { y: 0, x: 0, z: -498, w: 0 },
  "w+42": { y: 0, x: 0, z: 0, w: 42 },
  "w-42": { y: 0, x: 0, z: 0, w: -42 },
  "w+256": { y: 0, x: 0, z: 0, w: 256 },
  "w-256": { y: 0, x: 0, z: 0, w: -256 },
};

export const NO_UNITS: Units = { y: 0, x: 0, z: 0, w: 0 };

export interface RandomDesign {
  readonly formula: string;
  readonly smaller: string;
  readonly columns: Readonly<Record<string, Float64Array | readonly string[]>>;
  readonly weights: boolean;
  readonly reml: boolean;
  readonly family: "gamma" | "gaussian" | null;
  readonly subject: Omit<Subject, "id" | "smaller">;
}

/** Numbers that depend on the seed alone. */
export function stream(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    let t = state ^ (state >>> 15);
    t = Math.imul(t, 2246822519) >>> 0;
    t ^= t >>> 13;
    return (t >>> 0) / 4294967296;
  };
}

export function randomDesign(seed: number): RandomDesign {
  const next = stream(seed);
  for (let i = 0; i < 8; i++) next();
  const normal = () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += next();
    return sum;
  };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)];
  const groups = pick([5, 8, 12]);
  const rows = groups * pick([5, 8]) + 3;
  const others = pick([4, 6]);
  const kind = pick(["one", "crossed", "nested"] as const);
  const slope = next() < 0.5;
  const hasOffset = next() < 0.4;
  const weights = next() < 0.5;
  const reml = next() < 0.6;
  const g: string[] = [];
  const h: string[] = [];
  const f: string[] = [];
  const x = new Float64Array(rows);
  const z = new Float64Array(rows);
  const o = new Float64Array(rows);
  const w = new Float64Array(rows);
  const y = new Float64Array(rows);
  const effectG = Array.from({ length: groups }, () => 1.5 * normal());
  const slopeG = Array.from({ length: groups }, () => 0.7 * normal());
  const effectH = Array.from({ length: groups * others }, () => normal());
  const mean = 8 * normal();
  for (let i = 0; i < rows; i++) {
    const a = i % groups;
    const b = kind === "nested" ? a * 2 + (Math.floor(i / groups) % 2) : Math.floor(next() * others);
    g.push(`g${a}`);
    h.push(`h${b}`);
    f.push(pick(["a", "b", "c"]));
    x[i] = 2 + normal();
    z[i] = normal();
    o[i] = normal();
    w[i] = 0.5 + 2 * next();
    const noise = normal() / Math.sqrt(weights ? w[i] : 1);
    y[i] = mean + 0.8 * x[i] + (f[i] === "b" ? 1 : 0) + effectG[a] + (slope ? slopeG[a] * z[i] : 0) + noise;
    if (kind !== "one") y[i] += effectH[b];
    if (hasOffset) y[i] += o[i];
  }
  const random = [slope ? pick(["(z | g)", "(z || g)"]) : "(1 | g)", ...(kind === "one" ? [] : ["(1 | h)"])];
  const fixed = ["y ~ x + f", ...(slope ? ["z"] : []), ...(hasOffset ? ["offset(o)"] : [])].join(" + ");
  return {
    formula: `${fixed} + ${random.join(" + ")}`,
    smaller: `${fixed.replace("x + f", "x")} + ${random.join(" + ")}`,
    columns: { y, x, z, o, w, f, g, h },
    weights,
    reml,
    family: null,
    subject: {
      group: "g",
      rows: { x: [1, 2.5], z: [0, 1], o: [0.5, 0], w: [1, 2], f: ["a", "c"], g: ["g1", "new"], h: ["h1", "h0"] },
      means: "f",
      trend: "x",
    },
  };
}

/** Data in other units: numbers of `columns` and rows for prediction alike. */
export function inUnits<T extends Readonly<Record<string, ArrayLike<number> | readonly string[]>>>(
  columns: T,
  units: Units,
): Record<string, Float64Array | readonly string[]> {
  const power: Record<string, number> = { y: units.y, o: units.y, x: units.x, z: units.z, w: units.w };
  return Object.fromEntries(
    Object.entries(columns).map(([name, values]) => {
      if (power[name] === undefined) return [name, values as readonly string[]];
      const factor = 2 ** power[name];
      return [name, Float64Array.from(values as ArrayLike<number>, (value) => value * factor)];
    }),
  );
}
