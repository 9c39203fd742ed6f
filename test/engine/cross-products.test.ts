import { describe, expect, it } from "vitest";
import { type CrossProducts, crossProductBlocks } from "../../src/engine/cross-products.js";
import { LinearSystem } from "../../src/engine/linear-system.js";
import type { StructureChoice } from "../../src/engine/symbolic/structure.js";
import type { EngineInput, MixedSystem } from "../../src/engine/types.js";
import { UnsupportedError } from "../../src/errors.js";
import { kenwardRogerIn } from "../../src/inference/kenward-roger.js";
import { satterthwaiteIn } from "../../src/inference/satterthwaite.js";
import { ProfiledDeviance, residualDeviation } from "../../src/likelihood/linear/deviance.js";
import { momentStart } from "../../src/likelihood/linear/start.js";
import { covariancesOutOf, effectsOutOf, type TermBlock } from "../../src/likelihood/terms.js";
import { finish } from "../../src/likelihood/zeros.js";
import { minimizeAtOnce } from "../../src/optimize/minimize.js";
import { crossProductsOf } from "../support/cross-products.js";
import { normals, randomModel, uniforms } from "../support/random-designs.js";
import { realModels, type SimpleModel, simpleModel } from "../support/simple-designs.js";

interface Case {
  readonly name: string;
  readonly reml: boolean;
  readonly model: SimpleModel;
  readonly choice?: StructureChoice;
  /** Whether only sums of its effects have a distribution that data determine. */
  readonly isShared?: boolean;
}

const real = (name: string, id: string): Case => ({ name, reml: realModels[id].reml, model: realModels[id].build() });

const models: readonly Case[] = [
  real("one scalar factor", "dyestuff-reml"),
  real("intercepts and slopes", "sleep-max-reml"),
  real("uncorrelated intercepts and slopes, two terms of one factor", "sleep-zcp-reml"),
  real("two crossed factors", "penicillin-reml"),
  real("two nested factors, maximum likelihood", "pastes-ml"),
  { ...real("an intercept and dummies of one factor", "machines-doublebar"), isShared: true },
  { name: "precision weights and an offset", reml: true, model: weighted() },
  { name: "columns of X that depend on others", reml: true, model: dependent() },
  { name: "three crossed factors, two of them with slopes", reml: true, model: crossed() },
  {
    name: "partly crossed factors, one of them in two segments",
    reml: true,
    model: partlyCrossed(),
    choice: { smallTail: 12, share: 1, densePanel: false },
  },
];

function weighted(): SimpleModel {
  return randomModel(21, { factorCount: 2, columnCount: 2, weighted: true, nobs: 400 });
}

function dependent(): SimpleModel {
  const { input, terms } = randomModel(24, { factorCount: 1, columnCount: 2, nobs: 300 });
  const [ones, x] = input.fixed;
  const year = x.map((value) => 100 + 5 * value);
  return { input: { ...input, fixed: [ones, year, x, year.map((value) => value * value)] }, terms };
}

function simulated(seed: number, n: number, levels: readonly number[], slopes: readonly boolean[]): SimpleModel {
  const normal = normals(seed);
  const uniform = uniforms(seed + 1);
  const x = Float64Array.from({ length: n }, () => 3 + normal());
  const response = x.map((value) => 2 + 0.5 * value + normal());
  const specs = levels.map((count, f) => {
    const group = Array.from({ length: n }, (_, i) => (i < count ? i : Math.floor(count * uniform() * uniform())));
    const effects = Array.from({ length: count }, () => [0.8 * normal(), 0.4 * normal()]);
    group.forEach((level, i) => {
      response[i] += effects[level][0] + (slopes[f] ? effects[level][1] * x[i] : 0);
    });
    return { group, columns: slopes[f] ? [null, x] : [null] };
  });
  return simpleModel(response, [new Float64Array(n).fill(1), x], specs);
}

function crossed(): SimpleModel {
  return simulated(5, 900, [24, 15, 8], [true, true, false]);
}

function partlyCrossed(): SimpleModel {
  return simulated(8, 500, [60, 25], [false, true]);
}

/** How many columns each term of each factor has. */
function termSizes({ input, terms }: SimpleModel): number[][] {
  return input.factors.map((_, f) =>
    terms
      .filter(({ factor }) => factor === f)
      .sort((a, b) => a.offset - b.offset)
      .map(({ columnCount }) => columnCount),
  );
}

/** Everything that a fit reports. */
function fitted(system: MixedSystem, terms: readonly TermBlock[], reml: boolean) {
  const deviance = new ProfiledDeviance(system, terms, reml, momentStart(system, terms));
  const { theta, converged } = finish(deviance, minimizeAtOnce(deviance, deviance.coordinates()));
  expect(converged).toBe(true);
  const objective = system.objective(reml);
  const sigma = residualDeviation(system, reml);
  const { nobs, rank, kept } = system;
  const vcov = system.unscaledVcov().map((entry) => entry * sigma * sigma);
  const { beta, conditionalMode } = system.solve();
  const condVar = system.factors.map((_, f) => covariancesOutOf(terms, f, system.conditionalCovariance(f)));
  const rows = kept.map((_, i) => kept.map((_column, j) => (i === j ? 1 : 0)));
  const estimates = {
    ...{ nobs, rank, par: theta, sigma, isSingular: false, method: reml ? ("REML" as const) : ("ML" as const) },
    vcov: () => rows.map((_, i) => [...vcov.subarray(i * rank, (i + 1) * rank)]),
  };
  const satterthwaite = satterthwaiteIn(system, terms, estimates);
  const kenwardRoger = reml ? kenwardRogerIn(system, terms, estimates) : null;
  return {
    kept,
    objective,
    theta,
    beta,
    stdError: rows.map((_, i) => Math.sqrt(vcov[i * (rank + 1)])),
    ranef: conditionalMode.map((modes, f) => effectsOutOf(terms, f, modes)),
    condVar,
    satterthwaiteDf: rows.map((row) => satterthwaite.df(row)),
    kenwardRogerDf: rows.map((row) => kenwardRoger?.test([row]).df ?? 0),
    kenwardRogerVcov: kenwardRoger?.vcov ?? new Float64Array(0),
  };
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  const scale = Array.from(expected).reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]);
    expect(error <= tolerance * scale, `${what} ${i}: ${actual[i]} for ${expected[i]}`).toBe(true);
  }
}

describe.each(models)("cross-products of $name", ({ reml, model, choice, isShared = false }) => {
  it("give the fit that their rows give, to the rounding of the sums", () => {
    const { input, terms } = model;
    const rows = fitted(new LinearSystem(input, choice), terms, reml);
    const { products, transforms } = crossProductsOf(input, termSizes(model));
    const places = input.factors.map((_, f) => terms.filter(({ factor }) => factor === f).map(({ offset }) => offset));
    const stored = terms.map((term) => {
      const rank = places[term.factor].filter((offset) => offset < term.offset).length;
      return { ...term, transform: transforms[term.factor][rank] };
    });
    const sums = fitted(crossProductBlocks(products, choice), stored, reml);
    expect(sums.kept).toEqual(rows.kept);
    expectClose([sums.objective], [rows.objective], 1e-12, "objective");
    expectClose(sums.theta, rows.theta, 1e-8, "theta");
    expectClose(sums.beta, rows.beta, 1e-9, "beta");
    expectClose(sums.stdError, rows.stdError, 1e-9, "standard error");
    rows.ranef.forEach((modes, f) => {
      expectClose(sums.ranef[f], modes, 1e-9, `modes of factor ${f}`);
    });
    const known = isShared ? [] : rows.condVar;
    known.forEach((covariance, f) => {
      expectClose(sums.condVar[f], covariance, 1e-9, `conditional variances of factor ${f}`);
    });
    expectClose(sums.satterthwaiteDf, rows.satterthwaiteDf, 1e-9, "Satterthwaite's df");
    expectClose(sums.kenwardRogerDf, rows.kenwardRogerDf, 1e-9, "Kenward and Roger's df");
    expectClose(sums.kenwardRogerVcov, rows.kenwardRogerVcov, 1e-9, "Kenward and Roger's covariances");
  });
});

it("a split factor is among the models", () => {
  const { model, choice } = models[models.length - 1];
  const { structure } = crossProductBlocks(crossProductsOf(model.input, termSizes(model)).products, choice);
  expect(structure.total).toContain(0);
});

describe("sums of columns in no basis", () => {
  const build = (change: (input: EngineInput) => EngineInput): CrossProducts => {
    const model = randomModel(31, { factorCount: 1, columnCount: 2, nobs: 200 });
    return crossProductsOf(change(model.input), termSizes(model), true).products;
  };

  it("are taken where they lose nothing", () => {
    const { input } = randomModel(31, { factorCount: 1, columnCount: 2, nobs: 200 });
    const centered = { ...input, response: input.response.map((y) => y - 10) };
    const [rows, sums] = [new LinearSystem(centered), crossProductBlocks(build(() => centered))];
    for (const system of [rows, sums]) {
      system.setLambda(0, Float64Array.of(0.7, 0.2, 0, 0.5));
      system.factorize();
    }
    expectClose([sums.objective(true)], [rows.objective(true)], 1e-12, "objective");
    expectClose(sums.solve().beta, rows.solve().beta, 1e-11, "beta");
  });

  it.each<readonly [string, (input: EngineInput) => EngineInput]>([
    [
      "column 2 of the fixed effects",
      (input) => ({ ...input, fixed: [input.fixed[0], input.fixed[1].map((x) => 2000 + x)] }),
    ],
    ["the response", (input) => ({ ...input, response: input.response.map((y) => 1e6 + y) })],
    [
      "column 2 of random term 1 of grouping factor 1",
      (input) => ({
        ...input,
        factors: input.factors.map((factor) => ({
          ...factor,
          columns: factor.columns.map((column) => column?.map((x) => 2000 + x) ?? null),
        })),
      }),
    ],
  ])("are refused where they cannot tell %s apart", (what, change) => {
    expect(() => crossProductBlocks(build(change))).toThrow(UnsupportedError);
    expect(() => crossProductBlocks(build(change))).toThrow(what);
  });
});
