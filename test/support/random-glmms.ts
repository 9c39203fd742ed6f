// Generated generalized models, from well-behaved ones to those that no method can fit: small cells, rare events, huge
// offsets, separation, covariates of odd scales.
import { exp } from "../../src/core/elementary.js";
import { RandomStream } from "../../src/math/random-stream.js";
import { binomialVariate, gammaVariate, poissonVariate } from "../../src/math/random-variates.js";
import type { GlmmOptions } from "../../src/model/options.js";

export interface RandomGlmm {
  readonly name: string;
  readonly formula: string;
  readonly data: Record<string, ArrayLike<number> | readonly string[]>;
  readonly options: GlmmOptions;
}

type Family = NonNullable<GlmmOptions["family"]>;

const MODELS: readonly (readonly [Family, GlmmOptions["link"]])[] = [
  ["binomial", "logit"],
  ["binomial", "logit"],
  ["binomial", "logit"],
  ["binomial", "probit"],
  ["binomial", "cloglog"],
  ["binomial", "cauchit"],
  ["poisson", "log"],
  ["poisson", "log"],
  ["poisson", "sqrt"],
  ["negbinomial", "log"],
  ["gamma", "log"],
  ["gamma", "inverse"],
  ["inverse-gaussian", "log"],
  ["gaussian", "log"],
];

const RANDOM = ["(1 | g)", "(x | g)", "(1 | g) + (1 | h)", "(1 | g/h)", "(1 | g) + (0 + x | h)", "(1 | g) + (1 | row)"];
const FIXED = ["1", "x", "f", "x + f", "x * f", "big"];
const TROUBLES = [
  "none",
  "none",
  "none",
  "separated",
  "all alike in a cell",
  "rare",
  "huge offset",
  "huge effect",
] as const;

/** The generated model of a number; the same number gives the same model. */
export function randomGlmm(number: number): RandomGlmm {
  const stream = new RandomStream(number + 1);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(stream.uniform() * list.length)];
  const [family, link] = pick(MODELS);
  const n = pick([12, 20, 40, 80, 150]);
  const groups = Math.min(n / 2, pick([2, 3, 5, 10, 20]));
  const trouble = pick(TROUBLES);
  const useTrials = family === "binomial" && stream.uniform() < 0.3;
  const nAGQ = pick([1, 1, 1, 1, 0, 5]);
  const random = nAGQ > 1 ? "(1 | g)" : pick(RANDOM);
  const offset = trouble === "huge offset" || stream.uniform() < 0.2;
  const index = Array.from({ length: n }, (_, i) => i);
  const g = index.map((i) => i % groups);
  const x = index.map(() => stream.normal());
  const f = index.map(() => (stream.uniform() < 0.1 ? "c" : pick(["a", "b"])));
  const effects = Array.from({ length: groups }, () => stream.normal());
  const size = trouble === "huge effect" ? 20 : 1;
  const base = trouble === "rare" ? -4.5 : family === "binomial" || family === "poisson" ? 0 : 1;
  const known = index.map(() => (trouble === "huge offset" ? pick([-60, 0, 25]) : 0.3 * stream.normal()));
  const eta = index.map((i) => base + size * (0.5 * x[i] + 0.7 * effects[g[i]]) + (offset ? known[i] : 0));
  const trials = index.map(() => (useTrials ? 1 + Math.floor(6 * stream.uniform()) : 1));
  const y = eta.map((value, i) => drawn(family, link, value, trials[i], stream));
  if (trouble === "separated") index.forEach((i) => (y[i] = edge(family, x[i] > 0 ? trials[i] : 0)));
  if (trouble === "all alike in a cell") index.forEach((i) => (y[i] = f[i] === "c" ? edge(family, 0) : y[i]));
  const columns = {
    y,
    failures: y.map((value, i) => trials[i] - value),
    x,
    big: x.map((value) => 1e6 + 1e5 * value),
    f,
    g: g.map((code) => `g${code}`),
    h: index.map((i) => `h${(i * 7) % Math.max(2, Math.floor(n / 6))}`),
    row: index.map((i) => `r${i}`),
    known,
  };
  const response = useTrials ? "cbind(y, failures)" : "y";
  const fixed = trouble === "separated" ? pick(["x", "x + f"]) : pick(FIXED);
  const formula = `${response} ~ ${fixed}${offset ? " + offset(known)" : ""} + ${random}`;
  const shape = family === "negbinomial" && stream.uniform() < 0.5 ? { shape: 2 } : {};
  const options = { family, link, nAGQ, ...shape } as GlmmOptions;
  return {
    name: `${number}: ${family} ${link}, ${formula}, nAGQ ${nAGQ}, n ${n}, ${trouble}`,
    formula,
    data: columns,
    options,
  };
}

/** Links under which means end at the edge of what a family can have, and estimates may too. */
const EDGES: Readonly<Record<Family, readonly NonNullable<GlmmOptions["link"]>[]>> = {
  binomial: ["log", "cloglog", "cauchit", "probit"],
  poisson: ["identity", "sqrt"],
  negbinomial: ["sqrt", "identity"],
  gamma: ["identity", "inverse"],
  gaussian: ["inverse", "identity"],
  "inverse-gaussian": ["1/mu^2", "identity", "inverse"],
};

/** The same data under a link that did not make them, with the other choices that a fit leaves, and weights. */
export function randomMisfit(number: number): RandomGlmm {
  const model = randomGlmm(number);
  const { family = "binomial" } = model.options;
  const links = EDGES[family];
  const link = links[number % links.length];
  const hasScale = ["gamma", "gaussian", "inverse-gaussian"].includes(family);
  const isWeighted = number % 5 === 0 && !model.formula.startsWith("cbind");
  const options: GlmmOptions = {
    ...model.options,
    link,
    ...(number % 3 > 0 && { information: "observed" }),
    ...(hasScale && number % 2 > 0 && { dispersion: "ml" }),
    ...(isWeighted && { weights: Array.from(model.data.x as ArrayLike<number>, (x) => 0.5 + Math.abs(x)) }),
  };
  return {
    ...model,
    name: `${model.name}, but ${link} and ${JSON.stringify({ ...options, weights: isWeighted })}`,
    options,
  };
}

/** The extreme of a family's responses. */
function edge(family: Family, value: number): number {
  return family === "binomial" || family === "poisson" || family === "negbinomial" ? value : value + 0.01;
}

function drawn(family: Family, link: GlmmOptions["link"], eta: number, trials: number, stream: RandomStream): number {
  const bounded = Math.max(-30, Math.min(8, eta));
  if (family === "binomial") return binomialVariate(trials, 1 / (1 + exp(-Math.max(-700, Math.min(700, eta)))), stream);
  if (family === "poisson" || family === "negbinomial") return poissonVariate(exp(bounded), stream);
  const mean = link === "inverse" ? 1 / (0.2 + exp(bounded / 4)) : exp(bounded);
  return Math.max(1e-8, (mean * gammaVariate(5, stream)) / 5);
}
