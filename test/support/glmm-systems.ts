// Small generalized models of every family, link and structure, as designs without formulas.
import type { Design } from "../../src/design/design.js";
import type { StructureChoice } from "../../src/engine/symbolic/structure.js";
import type { FamilyName, LinkName } from "../../src/family/family.js";
import {
  GaussHermite,
  type IntegralApproximation,
  Laplace,
  MomentLaplace,
} from "../../src/likelihood/generalized/approximation.js";
import { type GlmmSystem, glmmSystem } from "../../src/likelihood/generalized/system.js";
import { type TermBlock, termLayout } from "../../src/likelihood/terms.js";
import { generalizedSpec } from "../../src/model/spec.js";
import { normals, uniforms } from "./random-designs.js";

export interface GlmmStructure {
  readonly name: string;
  /** Levels and columns of each factor; columns: 1 intercept, 2 intercept and slope. */
  readonly factors: readonly { readonly levels: number; readonly columns: number; readonly within?: number }[];
  readonly choice?: StructureChoice;
  readonly nobs?: number;
}

export const structures: readonly GlmmStructure[] = [
  { name: "one factor", factors: [{ levels: 9, columns: 1 }] },
  { name: "one factor with slopes", factors: [{ levels: 9, columns: 2 }] },
  {
    name: "crossed factors as a panel",
    factors: [
      { levels: 9, columns: 2 },
      { levels: 7, columns: 1 },
    ],
    choice: { densePanel: true },
  },
  {
    name: "crossed factors by lists",
    factors: [
      { levels: 9, columns: 1 },
      { levels: 7, columns: 2 },
    ],
    choice: { densePanel: false },
  },
  {
    name: "three crossed factors",
    factors: [
      { levels: 11, columns: 2 },
      { levels: 6, columns: 1 },
      { levels: 4, columns: 2 },
    ],
  },
  {
    name: "nested factors, eliminated both",
    factors: [
      { levels: 20, columns: 1 },
      { levels: 5, columns: 2, within: 0 },
    ],
    choice: { smallTail: 0 },
  },
  {
    name: "nested factors beside a crossed one",
    factors: [
      { levels: 24, columns: 2 },
      { levels: 6, columns: 1, within: 0 },
      { levels: 5, columns: 1 },
    ],
    choice: { smallTail: 8 },
  },
];

export const familyLinks: readonly (readonly [FamilyName, LinkName])[] = [
  ["binomial", "logit"],
  ["binomial", "probit"],
  ["binomial", "cloglog"],
  ["binomial", "cauchit"],
  ["binomial", "log"],
  ["poisson", "log"],
  ["poisson", "sqrt"],
  ["poisson", "identity"],
  ["gamma", "inverse"],
  ["gamma", "log"],
  ["gamma", "identity"],
  ["inverse-gaussian", "1/mu^2"],
  ["inverse-gaussian", "log"],
  ["gaussian", "identity"],
  ["gaussian", "log"],
  ["gaussian", "inverse"],
  ["negbinomial", "log"],
  ["negbinomial", "sqrt"],
];

/** Linear predictors that every link can have, and the spread of the random effects that keeps them there. */
const middles: Readonly<Record<LinkName, readonly [number, number]>> = {
  identity: [4, 0.3],
  log: [1.2, 0.2],
  logit: [-0.3, 0.5],
  probit: [-0.2, 0.4],
  cloglog: [-0.5, 0.4],
  cauchit: [0.2, 0.5],
  sqrt: [2, 0.2],
  inverse: [0.5, 0.03],
  "1/mu^2": [0.4, 0.02],
};

export interface TestModel {
  readonly glmm: GlmmSystem;
  readonly layout: readonly TermBlock[];
  /** A regular Λ by factor, and γ. */
  readonly lambdas: readonly Float64Array[];
  readonly gamma: Float64Array;
}

/** A model of `nobs` rows with prior weights, an offset and, for the binomial, trials. */
export function testModel(
  family: FamilyName,
  link: LinkName,
  structure: GlmmStructure,
  options: { readonly information?: "expected" | "observed"; readonly seed?: number } = {},
): TestModel {
  const { seed = 1, information = "expected" } = options;
  const uniform = uniforms(seed);
  const normal = normals(seed + 77);
  const nobs = structure.nobs ?? 120;
  const [middle, spread] = family === "binomial" && link === "log" ? [-1.2, 0.15] : middles[link];
  const x = Float64Array.from({ length: nobs }, normal).map((value) => Math.max(-1.5, Math.min(1.5, value)));
  const codes = structure.factors.map(({ levels }) =>
    Int32Array.from({ length: nobs }, (_, i) => (i < levels ? i : Math.floor(uniform() * levels))),
  );
  structure.factors.forEach(({ levels, within }, f) => {
    if (within !== undefined) codes[f] = codes[within].map((code) => code % levels);
  });
  const factors = codes.map((code, f) => ({
    name: `f${f}`,
    levels: Array.from({ length: structure.factors[f].levels }, (_, l) => String(l)),
    codes: code,
  }));
  const random = structure.factors.map(({ columns }, factor) => ({
    label: `f${factor}`,
    structure: "us",
    factor,
    names: ["(Intercept)", "x"].slice(0, columns),
    columns: [null, x].slice(0, columns),
  }));
  const offset = x.map((_, i) => 0.3 * spread * ((i % 5) - 2));
  const eta = x.map((value, i) => middle + spread * value + offset[i] + 0.5 * spread * normal());
  const trials = family === "binomial" ? x.map((_, i) => 1 + (i % 4)) : null;
  const spec = generalizedSpec({
    family,
    link,
    information,
    ...(family === "negbinomial" && { shape: 1.7 }),
  });
  const mean = meanOf(link);
  const response = eta.map((value, i) => draw(family, mean(value), trials?.[i] ?? 1, uniform));
  const weights = x.map((_, i) => 0.6 + 0.2 * (i % 5));
  const fixed = {
    names: ["(Intercept)", "x"],
    columns: [new Float64Array(nobs).fill(1), x],
    assign: [-1, 0],
    terms: ["x"],
  };
  const design: Design = { nobs, fixed, factors, random, response, responseName: "y", weights, offset };
  const glmm = glmmSystem({ design, trials, spec }, structure.choice);
  const lambdas = structure.factors.map(({ columns }, f) =>
    columns === 1
      ? Float64Array.of(spread * (0.8 + 0.2 * f))
      : Float64Array.of(spread * 0.9, spread * 0.2, spread * -0.1, spread * 0.5),
  );
  return { glmm, layout: termLayout(design), lambdas, gamma: glmm.system.toGamma(Float64Array.of(middle, spread)) };
}

function meanOf(link: LinkName): (eta: number) => number {
  const means: Record<LinkName, (eta: number) => number> = {
    identity: (eta) => eta,
    log: Math.exp,
    logit: (eta) => 1 / (1 + Math.exp(-eta)),
    probit: (eta) => 1 / (1 + Math.exp(-1.7 * eta)),
    cloglog: (eta) => 1 - Math.exp(-Math.exp(eta)),
    cauchit: (eta) => 0.5 + Math.atan(eta) / Math.PI,
    sqrt: (eta) => eta * eta,
    inverse: (eta) => 1 / eta,
    "1/mu^2": (eta) => 1 / Math.sqrt(eta),
  };
  return means[link];
}

function draw(family: FamilyName, mean: number, trials: number, uniform: () => number): number {
  if (family === "binomial") {
    let wins = 0;
    for (let i = 0; i < trials; i++) if (uniform() < mean) wins++;
    return wins / trials;
  }
  const factor = 0.6 + 0.8 * uniform();
  return family === "poisson" || family === "negbinomial" ? Math.round(mean * factor) : mean * factor;
}

/** Ways to approximate, by name. */
export const approximations: Readonly<Record<string, (glmm: GlmmSystem) => IntegralApproximation>> = {
  laplace: ({ system }) => new Laplace(system, "none", { dispersion: 0.8, family: Float64Array.of(1.7) }),
  "laplace, dispersion": ({ system }) => new Laplace(system, "scale", { dispersion: 0.8, family: Float64Array.of(1) }),
  "laplace, shape": ({ system }) => new Laplace(system, "own", { dispersion: 1, family: Float64Array.of(1.7) }),
  quadrature: ({ system }) => new GaussHermite(system, "none", { dispersion: 0.8, family: Float64Array.of(1.7) }, 7),
  "one point": ({ system }) => new GaussHermite(system, "none", { dispersion: 0.8, family: Float64Array.of(1.7) }, 1),
  "quadrature, dispersion": ({ system }) =>
    new GaussHermite(system, "scale", { dispersion: 0.8, family: Float64Array.of(1) }, 7),
  "quadrature, shape": ({ system }) =>
    new GaussHermite(system, "own", { dispersion: 1, family: Float64Array.of(1.7) }, 7),
  moment: ({ system }) => new MomentLaplace(system, 0.1, system.rows.units - 10),
};
