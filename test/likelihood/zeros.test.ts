import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { whiteningBasis } from "../../src/likelihood/coordinates.js";
import { evaluateTheta, ProfiledDeviance } from "../../src/likelihood/linear/deviance.js";
import { momentStart } from "../../src/likelihood/linear/start.js";
import { covariancesAt } from "../../src/likelihood/terms.js";
import { type Finished, finish } from "../../src/likelihood/zeros.js";
import { multiply, transpose } from "../../src/math/matrix-product.js";
import { minimize } from "../../src/optimize/minimize.js";
import { DenseSystem } from "../support/dense-system.js";
import { randomModel } from "../support/random-designs.js";
import { realModels, type SimpleModel } from "../support/simple-designs.js";

interface ReferenceFit {
  readonly objective: number;
  readonly theta: number[];
  readonly singular: boolean;
  readonly objective_at: { readonly par: number[]; readonly objective: number }[];
}

function reference(name: string): ReferenceFit {
  const file = ["test/fixtures/reference/lmm", "../shared/reference/fits/lmm"]
    .map((at) => `${at}/${name}.json`)
    .find((path) => existsSync(path));
  if (file === undefined) throw new Error(`no reference fit ${name}`);
  return JSON.parse(readFileSync(file, "utf8"));
}

async function optimumOf(
  model: SimpleModel,
  reml: boolean,
  start: Float64Array[] | null,
  exactCost = 1,
): Promise<Finished> {
  const system = new DenseSystem(model.input, { exactCost });
  const objective = new ProfiledDeviance(system, model.terms, reml, start ?? momentStart(system, model.terms));
  return finish(objective, await minimize(objective, objective.coordinates()));
}

/** T = share × identity in white units. */
function whiteStart({ input, terms }: SimpleModel, share: number): Float64Array[] {
  const system = new DenseSystem(input);
  return terms.map((term) => {
    const k = term.columnCount;
    const basis = whiteningBasis(system, term);
    return multiply(k, k, k, basis, transpose(k, k, basis)).map((entry) => share * entry);
  });
}

describe.each(Object.entries(realModels))("%s", (name, { reml, build }) => {
  const model = build();
  const expected = reference(name);

  test("has the reference's objective at fixed theta", () => {
    const system = new DenseSystem(model.input);
    for (const { par, objective } of expected.objective_at) {
      const value = evaluateTheta(system, model.terms, reml, Float64Array.from(par));
      expect(Math.abs(value / objective - 1)).toBeLessThan(1e-11);
    }
  });

  test.each([1, 6, Number.POSITIVE_INFINITY])(
    "reaches the reference's optimum where exact curvature costs %d",
    async (cost) => {
      const found = await optimumOf(model, reml, null, cost);
      expect(found.converged).toBe(true);
      expect(Math.abs(found.value / expected.objective - 1)).toBeLessThan(1e-10);
      const overparameterised = name === "machines-doublebar";
      expect(found.evaluations).toBeLessThanOrEqual(overparameterised ? 14 : 6);
      if (expected.singular || overparameterised) return;
      expected.theta.forEach((entry, i) => {
        expect(Math.abs(found.theta[i] - entry)).toBeLessThan(1e-6);
      });
    },
  );

  test("is found from a bad start as well", async () => {
    for (const share of [1, 0.04]) {
      const found = await optimumOf(model, reml, whiteStart(model, share));
      expect(found.converged).toBe(true);
      expect(Math.abs(found.value / expected.objective - 1)).toBeLessThan(1e-10);
    }
  });
});

describe("60 random models with many zero variances", () => {
  const starts: [string, number | null, number][] = [
    ["moments", null, 14],
    ["the identity", 1, 18],
    ["0.2 of it", 0.04, 18],
  ];
  const seeds = Array.from({ length: 60 }, (_, i) => i + 1);

  test("have the same optimum from every start, in few evaluations", async () => {
    const counts = starts.map((): number[] => []);
    for (const seed of seeds) {
      const model = randomModel(seed);
      const found: Finished[] = [];
      for (const [s, [, share]] of starts.entries()) {
        const result = await optimumOf(model, seed % 2 === 0, share === null ? null : whiteStart(model, share));
        expect(result.converged).toBe(true);
        expect(Math.abs(result.value - (found[0] ?? result).value)).toBeLessThan(1e-8);
        counts[s].push(result.evaluations);
        found.push(result);
      }
    }
    const medians = counts.map((list) => list.sort((a, b) => a - b)[list.length >> 1]);
    expect(medians[0]).toBeLessThanOrEqual(8);
    expect(Math.max(...medians)).toBeLessThanOrEqual(10);
    starts.forEach(([, , most], s) => {
      expect(counts[s].at(-1)).toBeLessThanOrEqual(most);
    });
  }, 60_000);

  test("have the same optimum with average information alone", async () => {
    for (const seed of seeds.slice(0, 30)) {
      const model = randomModel(seed);
      const exact = await optimumOf(model, true, null);
      const average = await optimumOf(model, true, null, Number.POSITIVE_INFINITY);
      expect(average.converged).toBe(true);
      expect(Math.abs(average.value - exact.value)).toBeLessThan(1e-8);
      expect(average.evaluations).toBeLessThanOrEqual(25);
    }
  }, 60_000);
});

test("a fit that starts at theta = 0, a stationary point, leaves it", async () => {
  const { build } = realModels["sleep-max-ml"];
  const model = build();
  const found = await optimumOf(model, false, covariancesAt(model.terms, { theta: new Float64Array(3) }));
  expect(found.converged).toBe(true);
  expect(found.value).toBeCloseTo(reference("sleep-max-ml").objective, 8);
});

test("a zero variance is exactly zero, with a positive multiplier and no gradient", async () => {
  const found = await optimumOf(realModels["dyestuff2-ml"].build(), false, null);
  expect([...found.theta]).toEqual([0]);
  expect(found.gradientNorm).toBe(0);
  expect(found.smallestCurvature).toBeGreaterThan(0.1);
});

test("the system is left at the theta that is returned", async () => {
  for (const name of ["sleep-max-reml", "dyestuff2-reml"]) {
    const { build, reml } = realModels[name];
    const model = build();
    const system = new DenseSystem(model.input);
    const objective = new ProfiledDeviance(system, model.terms, reml, momentStart(system, model.terms));
    const before = system.factorizations;
    const found = finish(objective, await minimize(objective, objective.coordinates()));
    expect(system.objective(reml)).toBe(found.value);
    const other = new DenseSystem(model.input);
    expect(evaluateTheta(other, model.terms, reml, found.theta)).toBeCloseTo(found.value, 9);
    expect(system.factorizations - before).toBe(found.evaluations);
  }
});

test("rescaling or recentring a covariate does not change the path", async () => {
  const model = randomModel(40, { factorCount: 2, columnCount: 2, nobs: 80 });
  const changed: SimpleModel = {
    ...model,
    input: {
      ...model.input,
      factors: model.input.factors.map((factor) => ({
        ...factor,
        columns: factor.columns.map((column) => column?.map((entry) => 1000 * entry + 250) ?? null),
      })),
    },
  };
  const before = await optimumOf(model, true, null);
  const after = await optimumOf(changed, true, null);
  expect(after.evaluations).toBe(before.evaluations);
  expect(Math.abs(after.value - before.value)).toBeLessThan(1e-9);
});
