// Seeded models whose coefficients exist, under predictors with heavy tails, or do not, in ways of several kinds.
import { exp, log } from "../../src/core/elementary.js";
import type { GlmmOptions } from "../../src/index.js";
import { RandomStream } from "../../src/math/random-stream.js";
import { poissonVariate } from "../../src/math/random-variates.js";
import { extremeRays } from "./extreme-rays.js";

export interface SeparationCase {
  readonly name: string;
  readonly formula: string;
  readonly data: Record<string, Float64Array | readonly string[]>;
  readonly options: GlmmOptions;
  /** What the data decide by exact arithmetic: null, or coefficients that run away with the signs that they can have. */
  readonly truth: ReadonlyMap<string, "infinity" | "minus infinity" | "plus or minus infinity"> | null;
  /** Rows that the directions move. */
  readonly moved: number;
}

type Choice = <T>(list: readonly T[]) => T;

/** Whole numbers of heavy tails. */
const TAILS: readonly ((stream: RandomStream) => number)[] = [
  (stream) => Math.round(100 * exp(2.5 * stream.normal())),
  (stream) => Math.round((100 * stream.normal()) / (Math.abs(stream.normal()) + 1e-4)),
  (stream) => Math.round(100 / (stream.uniform() + 1e-6)),
  (stream) => (stream.uniform() < 0.5 ? 0 : Math.round(10 * exp(4 * stream.normal()))),
];

const FAMILIES: readonly GlmmOptions[] = [
  { family: "binomial" },
  { family: "binomial", link: "probit" },
  { family: "binomial", link: "cloglog" },
  { family: "poisson" },
];

/** A model with a heavy-tailed predictor that is not separated; seeds whose data are go on to others. */
export function heavyCase(seed: number): SeparationCase {
  for (let attempt = 0; ; attempt++) {
    const stream = new RandomStream(10_000 * seed + attempt);
    const pick: Choice = (list) => list[Math.floor(stream.uniform() * list.length)];
    const options = FAMILIES[seed % FAMILIES.length];
    const tail = TAILS[Math.floor(seed / FAMILIES.length) % TAILS.length];
    const n = 60 + Math.floor(40 * stream.uniform());
    const x = Float64Array.from({ length: n }, () => tail(stream));
    const sex = Float64Array.from({ length: n }, () => (stream.uniform() < 0.5 ? 1 : 0));
    const usual = Float64Array.from(x, Math.abs).sort()[n >> 1] || 10;
    const slope = pick([0, 0.2, 0.5, 1]) / usual;
    const effects = Array.from({ length: 8 }, () => 0.5 * stream.normal());
    const eta = Array.from(x, (value, i) => bounded(-1 + slope * value + 0.3 * sex[i] + effects[i % 8]));
    const y = Float64Array.from(eta, (value) => drawn(options, value, stream));
    const found = decided([ones(n), x, sex], ["(Intercept)", "x", "sex"], y, options);
    if (found.truth !== null || new Set(y).size < 2) continue;
    const data = { y, x, sex, g: Array.from(y, (_, i) => `g${i % 8}`) };
    const name = `${seed}: ${options.family} ${options.link ?? ""}, tail ${TAILS.indexOf(tail)}`;
    return { name, formula: "y ~ x + sex + (1 | g)", data, options, ...found };
  }
}

/** Counts of zero are separated by cells only, whose other rows are not bound together. */
const CELLS: readonly string[] = ["level", "reference", "cells"];
const KINDS = ["threshold", "tail", "level", "reference", "line", "copies", "cells"] as const;

/** A model that is separated, completely or not; of every seventh columns depend on others before them. */
export function separatedCase(seed: number): SeparationCase {
  for (let attempt = 0; ; attempt++) {
    const stream = new RandomStream(70_000_000 + 10_000 * seed + attempt);
    const kind = KINDS[seed % KINDS.length];
    const options = FAMILIES[Math.floor(seed / KINDS.length) % (CELLS.includes(kind) ? 4 : 3)];
    const n = 30 + Math.floor(15 * stream.uniform());
    const index = Array.from({ length: n }, (_, i) => i);
    const x = Float64Array.from(index, () => Math.round(10 * stream.normal()));
    const w = Float64Array.from(index, () => (kind === "tail" ? TAILS[0](stream) : Math.round(5 * stream.normal())));
    const f = index.map(() => ["a", "b", "c"][Math.floor(3 * stream.uniform())]);
    const chance = () => (stream.uniform() < 0.5 ? 1 : 0);
    const high = (i: number): number => {
      if (kind === "threshold" || kind === "copies") return x[i] > 3 ? 1 : x[i] === 3 && seed % 2 === 0 ? chance() : 0;
      if (kind === "tail") return w[i] > 300 ? 1 : 0;
      if (kind === "level") return f[i] === "c" ? 0 : chance();
      if (kind === "reference") return f[i] === "a" ? 0 : chance();
      if (kind === "cells") return f[i] === "b" && x[i] > 0 ? 0 : chance();
      return x[i] + w[i] > 2 ? 1 : x[i] + w[i] === 2 ? chance() : 0;
    };
    const y = Float64Array.from(index, (i) => (options.family === "poisson" ? high(i) * (1 + chance()) : high(i)));
    const is = (level: string) => Float64Array.from(f, (value) => (value === level ? 1 : 0));
    const sign = Float64Array.from(x, (value) => (value > 0 ? 1 : 0));
    const product = (a: Float64Array, b: Float64Array) => a.map((value, i) => value * b[i]);
    const columns: Record<(typeof KINDS)[number], readonly [string, Record<string, Float64Array>]> = {
      threshold: ["x + w", { x, w }],
      tail: ["x + w", { x, w }],
      level: ["f + x", { fb: is("b"), fc: is("c"), x }],
      reference: ["x + f", { x, fb: is("b"), fc: is("c") }],
      line: ["x + w + v", { x, w, v: sign }],
      copies: ["v + x + I(2 * x + v) + w", { v: sign, x, w }],
      cells: [
        "f * v",
        { fb: is("b"), fc: is("c"), v: sign, "fb:v": product(is("b"), sign), "fc:v": product(is("c"), sign) },
      ],
    };
    const [fixed, named] = columns[kind];
    const names = ["(Intercept)", ...Object.keys(named)];
    const found = decided([ones(n), ...Object.values(named)], names, y, options);
    if (found.truth === null || new Set(y).size < 2) continue;
    const data = { y, x, w, v: sign, f, g: index.map((i) => `g${i % 6}`) };
    const name = `${seed}: ${options.family} ${options.link ?? ""}, ${kind}`;
    return { name, formula: `y ~ ${fixed} + (1 | g)`, data, options, ...found };
  }
}

function decided(
  columns: readonly Float64Array[],
  names: readonly string[],
  y: Float64Array,
  { family }: GlmmOptions,
): Pick<SeparationCase, "truth" | "moved"> {
  const rows = Array.from(y, (_, i) => columns.map((values) => BigInt(values[i])));
  const edges = Array.from(y, (value) => (value === 0 ? -1 : family === "binomial" ? 1 : 0));
  const cone = extremeRays(distinct(rows, edges).rows, distinct(rows, edges).edges);
  if (cone === null) return { truth: null, moved: 0 };
  const truth = new Map<string, "infinity" | "minus infinity" | "plus or minus infinity">();
  names.forEach((name, j) => {
    if (!cone.up[j] && !cone.down[j]) return;
    truth.set(name, cone.up[j] ? (cone.down[j] ? "plus or minus infinity" : "infinity") : "minus infinity");
  });
  const groups = distinct(rows, edges).groups;
  return { truth, moved: groups.filter((group) => cone.moves[group]).length };
}

function distinct(rows: readonly (readonly bigint[])[], edges: readonly number[]) {
  const known = new Map<string, number>();
  const out: { rows: (readonly bigint[])[]; edges: number[]; groups: number[] } = { rows: [], edges: [], groups: [] };
  rows.forEach((row, i) => {
    const key = `${row.join()} ${edges[i]}`;
    const group = known.get(key) ?? out.rows.length;
    out.groups.push(group);
    if (known.has(key)) return;
    known.set(key, group);
    out.rows.push(row);
    out.edges.push(edges[i]);
  });
  return out;
}

function drawn({ family, link }: GlmmOptions, eta: number, stream: RandomStream): number {
  if (family === "poisson") return poissonVariate(exp(Math.min(4, eta)), stream);
  const u = stream.uniform();
  if (link === "cloglog") return -log(1 - u) < exp(eta) ? 1 : 0;
  return u < 1 / (1 + exp(-(link === "probit" ? 1.7 * eta : eta))) ? 1 : 0;
}

const bounded = (value: number) => Math.max(-8, Math.min(8, value));

const ones = (n: number) => new Float64Array(n).fill(1);
