// The profiled objective of structures with few parameters: exact derivatives at regular points and at every kind of bound.
import { describe, expect, test } from "vitest";
import { covarianceStructure } from "../../../src/covariance/registry.js";
import { LinearSystem } from "../../../src/engine/linear-system.js";
import { coordinatesAt } from "../../../src/likelihood/coordinates.js";
import { profileHessian } from "../../../src/likelihood/hessian.js";
import { factorizeAt, ProfiledDeviance, ScaledDeviance } from "../../../src/likelihood/linear/deviance.js";
import { covariancesAt, type TermBlock } from "../../../src/likelihood/terms.js";
import { DenseSystem } from "../../support/dense-system.js";
import { normals, randomModel } from "../../support/random-designs.js";
import type { SimpleModel } from "../../support/simple-designs.js";

function withStructure(model: SimpleModel, name: string): SimpleModel {
  return { ...model, terms: model.terms.map((term) => ({ ...term, structure: covarianceStructure(name) })) };
}

/** par of all terms with ρ, or the first standard deviation, as given. */
function parOf(terms: readonly TermBlock[], rho: (k: number) => number, first = 0.6): Float64Array {
  return Float64Array.from(
    terms.flatMap(({ structure, columnCount: k }) => {
      const sds = Array.from({ length: structure.hom ? 1 : k }, (_, i) => (i === 0 ? first : 0.4 + 0.2 * i));
      return [...sds, rho(k)].slice(0, structure.parCount(k));
    }),
  );
}

const least = (name: string) => (k: number) => (name.endsWith("cs") ? -1 / (k - 1) : -1);
const cases: [string, string, (name: string) => (k: number) => number, number][] = [
  "cs",
  "homcs",
  "ar1",
  "hetar1",
  "homdiag",
].flatMap((name): [string, string, (name: string) => (k: number) => number, number][] => [
  [name, "a regular point", () => () => 0.3, 0.6],
  [name, "the upper bound of ρ", () => () => 1, 0.6],
  [name, "the lower bound of ρ", least, 0.6],
  [name, "a standard deviation of zero", () => () => 0.3, 0],
]);

const models: [string, SimpleModel][] = [
  ["one factor", randomModel(12, { factorCount: 1, columnCount: 3, nobs: 40 })],
  ["two factors, weights", randomModel(13, { factorCount: 2, columnCount: 2, weighted: true })],
];

describe.each(models)("with %s", (_, plain) => {
  test.each(cases)("%s at %s has the gradient and the Hessian of its differences", (name, _where, rho, first) => {
    const model = withStructure(plain, name);
    const start = covariancesAt(model.terms, { theta: parOf(model.terms, rho(name), first) });
    for (const reml of [false, true]) {
      const system = new DenseSystem(model.input);
      const objective = new ProfiledDeviance(system, model.terms, reml, start);
      const x = objective.coordinates();
      objective.value(x);
      const { gradient, hessian } = objective.derivatives(true);
      checkDifferences(objective, x, gradient, hessian);
    }
  });

  test.each(cases.slice(0, 1))(
    "%s with a standard deviation held has the derivatives of its differences",
    (name, _where, rho) => {
      for (const given of [{ sigma: 1.3 }, { deviation: 0.8, term: 0, column: 1 }]) {
        const model = withStructure(plain, name);
        const start = covariancesAt(model.terms, { theta: parOf(model.terms, rho(name)) });
        const objective = new ScaledDeviance(new DenseSystem(model.input), model.terms, given, start);
        const x = objective.coordinates();
        objective.value(x);
        const { gradient, hessian } = objective.derivatives(true);
        checkDifferences(objective, x, gradient, hessian);
      }
    },
  );

  test.each(cases.filter(([, where]) => where === "a regular point"))(
    "%s has the curvature of its free coordinates by moments and by differences",
    (name, _where, rho) => {
      const model = withStructure(plain, name);
      const par = parOf(model.terms, rho(name));
      const hessians = [0, Number.POSITIVE_INFINITY].map((cost) => {
        const system = new LinearSystem(model.input, { smallTail: Number.POSITIVE_INFINITY });
        const coordinates = coordinatesAt(system, model.terms, { theta: par });
        factorizeAt(system, coordinates.base());
        Object.defineProperty(system, "exactCost", { value: cost === 0 ? 0 : cost });
        return profileHessian(system, true, coordinates);
      });
      const size = hessians[0].reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0);
      hessians[0].forEach((entry, i) => {
        expect(Math.abs(entry - hessians[1][i])).toBeLessThan(1e-4 * size);
      });
    },
  );
});

function checkDifferences(
  objective: ProfiledDeviance,
  x: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  const n = x.length;
  const at = (steps: readonly (readonly [number, number])[]) => {
    const y = x.slice();
    for (const [i, by] of steps) y[i] += by;
    return objective.value(y);
  };
  const h = 0.02;
  const size = hessian.reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 1e-2);
  for (let a = 0; a < n; a++) {
    const slope = (8 * (at([[a, h]]) - at([[a, -h]])) - (at([[a, 2 * h]]) - at([[a, -2 * h]]))) / (12 * h);
    expect(Math.abs(gradient[a] - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
    for (let b = 0; b < n; b++) {
      const second = (step: number) =>
        (at([
          [a, step],
          [b, step],
        ]) -
          at([
            [a, step],
            [b, -step],
          ]) -
          at([
            [a, -step],
            [b, step],
          ]) +
          at([
            [a, -step],
            [b, -step],
          ])) /
        (4 * step * step);
      const bend = (4 * second(2 * h) - second(4 * h)) / 3;
      expect(Math.abs(hessian[a + b * n] - bend)).toBeLessThan(1e-4 * size);
    }
  }
}

test("the average information of a whole direction is that of its parts", () => {
  const model = randomModel(12, { factorCount: 1, columnCount: 3, nobs: 70 });
  const normal = normals(4);
  const matrices = [0, 1].map(() => Float64Array.from({ length: 9 }, normal));
  const parts = matrices.flatMap((matrix) =>
    [0, 1, 2].map((column) => ({ factor: 0, column, vector: matrix.slice(3 * column, 3 * column + 3) })),
  );
  const system = new LinearSystem(model.input);
  system.setLambda(0, Float64Array.of(1, 0.3, 0.2, 0, 0.8, 0.1, 0, 0, 0.5));
  system.factorize();
  const whole = system.averageInformation(
    true,
    matrices.map((matrix) => ({ factor: 0, matrix })),
  );
  const single = system.averageInformation(true, parts);
  whole.forEach((entry, at) => {
    let sum = 0;
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) sum += single[3 * (at % 2) + i + 6 * (3 * Math.floor(at / 2) + j)];
    expect(entry / sum).toBeCloseTo(1, 11);
  });
});
