import { describe, expect, test } from "vitest";
import { covarianceStructure } from "../../../src/covariance/registry.js";
import type { LambdaDirection } from "../../../src/covariance/structure.js";
import type { ColumnDirection } from "../../../src/engine/types.js";
import { whiteningBasis } from "../../../src/likelihood/coordinates.js";
import { evaluateTheta, ProfiledDeviance } from "../../../src/likelihood/linear/deviance.js";
import { multiply, transpose } from "../../../src/math/matrix-product.js";
import { DenseSystem } from "../../support/dense-system.js";
import { normals, randomModel } from "../../support/random-designs.js";
import { realModels, type SimpleModel } from "../../support/simple-designs.js";

/** Random T of each term, of rank k − 1 where singular. */
function randomStart(model: SimpleModel, seed: number, singular: boolean): Float64Array[] {
  const normal = normals(seed);
  return model.terms.map(({ columnCount: k, structure }) => {
    const isDiagonal = structure.name === "diag";
    const factor = Float64Array.from({ length: k * k }, (_, i) => {
      if (isDiagonal && i % (k + 1) !== 0) return 0;
      return singular && i >= (k - 1) * k ? 0 : 0.7 * normal();
    });
    return multiply(k, k, k, factor, transpose(k, k, factor));
  });
}

/** The directions at the base, from the charts themselves. */
function directionsOf(model: SimpleModel, system: DenseSystem, start: Float64Array[]): ColumnDirection[] {
  return model.terms.flatMap((term, t) => {
    const chart = term.structure.chart(term.columnCount, start[t], whiteningBasis(system, term));
    return chart.directions.map((direction) => {
      const { column, vector } = direction as Extract<LambdaDirection, { column: number }>;
      const padded = new Float64Array(system.factors[term.factor].columnCount);
      padded.set(vector, term.offset);
      return { factor: term.factor, column: term.offset + column, vector: padded };
    });
  });
}

/** Λ by factor at the base. */
function baseLambdas(model: SimpleModel, system: DenseSystem, start: Float64Array[]): Float64Array[] {
  const merged = system.factors.map(({ columnCount }) => new Float64Array(columnCount * columnCount));
  model.terms.forEach((term, t) => {
    const k = term.columnCount;
    const chart = term.structure.chart(k, start[t], whiteningBasis(system, term));
    const lambda = new Float64Array(k * k);
    chart.lambda(chart.coordinates(), lambda);
    const whole = system.factors[term.factor].columnCount;
    lambda.forEach((entry, i) => {
      merged[term.factor][term.offset + (i % k) + (term.offset + Math.floor(i / k)) * whole] = entry;
    });
  });
  return merged;
}

/** Gradient at base + step along one direction, Λ moved directly. */
function gradientAt(
  model: SimpleModel,
  lambdas: Float64Array[],
  directions: ColumnDirection[],
  a: number,
  h: number,
  reml: boolean,
) {
  const system = new DenseSystem(model.input);
  lambdas.forEach((lambda, f) => {
    const moved = lambda.slice();
    const { factor, column, vector } = directions[a];
    for (let r = 0; factor === f && r < vector.length; r++) moved[r + column * vector.length] += h * vector[r];
    system.setLambda(f, moved);
  });
  system.factorize();
  const gradient = system.gradient(reml);
  return directions.map(({ factor, column, vector }) => {
    return vector.reduce((sum, entry, r) => sum + entry * gradient[factor][r + column * vector.length], 0);
  });
}

function withStructure(model: SimpleModel, name: string): SimpleModel {
  return { ...model, terms: model.terms.map((term) => ({ ...term, structure: covarianceStructure(name) })) };
}

const models: [string, () => SimpleModel][] = [
  ["one factor, one column", () => randomModel(11, { factorCount: 1, columnCount: 1, nobs: 60 })],
  ["one factor, three columns", () => randomModel(12, { factorCount: 1, columnCount: 3, nobs: 70 })],
  ["one factor, four columns", () => randomModel(15, { factorCount: 1, columnCount: 4, nobs: 90 })],
  ["two factors, two columns, weights", () => randomModel(13, { factorCount: 2, columnCount: 2, weighted: true })],
  ["three factors, two columns", () => randomModel(16, { factorCount: 3, columnCount: 2, nobs: 60 })],
  ["two diagonal terms", () => withStructure(randomModel(14, { factorCount: 2, columnCount: 3 }), "diag")],
  ["two terms of one factor", () => realModels["machines-doublebar"].build()],
];

describe.each(models)("the profiled objective with %s", (_, build) => {
  const model = build();
  const points: [string, boolean, boolean][] = [
    ["ML at a regular point", false, false],
    ["REML at a regular point", true, false],
    ["ML at a singular point", false, true],
    ["REML at a singular point", true, true],
  ];

  test.each(points)("has the gradient of its differences, %s", (_point, reml, singular) => {
    const system = new DenseSystem(model.input);
    const objective = new ProfiledDeviance(system, model.terms, reml, randomStart(model, 7, singular));
    const x = objective.coordinates();
    objective.value(x);
    const gradient = objective.gradient();
    const h = 1e-4;
    x.forEach((_x, a) => {
      const at = (step: number) => objective.value(x.map((entry, i) => (i === a ? entry + step : entry)));
      const difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
      expect(Math.abs(gradient[a] - difference) / (1 + Math.abs(difference))).toBeLessThan(1e-6);
    });
  });

  test.each(points)("has the exact Hessian of differences of its gradient, %s", (_point, reml, singular) => {
    const system = new DenseSystem(model.input);
    const start = randomStart(model, 8, singular);
    const objective = new ProfiledDeviance(system, model.terms, reml, start);
    objective.value(objective.coordinates());
    const { hessian, exact } = objective.derivatives(true);
    expect(exact).toBe(true);
    const directions = directionsOf(model, system, start);
    const lambdas = baseLambdas(model, system, start);
    const n = objective.dimension;
    const h = 1e-4;
    const size = hessian.reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 1);
    for (let a = 0; a < n; a++) {
      const near = [-h, h].map((step) => gradientAt(model, lambdas, directions, a, step, reml));
      const far = [-2 * h, 2 * h].map((step) => gradientAt(model, lambdas, directions, a, step, reml));
      for (let b = 0; b < n; b++) {
        const difference = (8 * (near[1][b] - near[0][b]) - (far[1][b] - far[0][b])) / (12 * h);
        expect(Math.abs(hessian[a + b * n] - difference)).toBeLessThan(1e-6 * size);
      }
    }
  });
});

test("the curvature at a zero variance is that of the objective, although its column has no length", () => {
  const { build } = realModels["dyestuff2-ml"];
  const model = build();
  const system = new DenseSystem(model.input);
  const objective = new ProfiledDeviance(system, model.terms, false, [new Float64Array(1)]);
  const x = objective.coordinates();
  objective.value(x);
  for (const exact of [true, false]) {
    const { hessian, gradient } = objective.derivatives(exact);
    const at = (step: number) => objective.value(Float64Array.from([step]));
    const h = 1e-3;
    const difference = (16 * (at(h) - at(0)) - (at(2 * h) - at(0))) / (6 * h * h);
    expect(hessian[0] / difference).toBeCloseTo(1, 7);
    expect(Math.abs(gradient[0])).toBeLessThan(1e-4);
    objective.value(x);
  }
});

test("the trust region's scale covers the diagonal of the approximate Hessian", () => {
  const model = randomModel(21, { factorCount: 2, columnCount: 2 });
  const objective = new ProfiledDeviance(new DenseSystem(model.input), model.terms, true, randomStart(model, 9, false));
  objective.value(objective.coordinates());
  const { scale, hessian } = objective.derivatives(false);
  scale.forEach((entry, i) => {
    expect(entry).toBeGreaterThan(0);
    expect(entry * entry).toBeGreaterThanOrEqual(Math.abs(hessian[i * (objective.dimension + 1)]) * (1 - 1e-12));
  });
});

test("theta goes through the coordinates and back", () => {
  const model = realModels["sleep-max-ml"].build();
  const system = new DenseSystem(model.input);
  const lambda = Float64Array.from([0.9, 0.02, 0, 0.2]);
  const T = multiply(2, 2, 2, lambda, transpose(2, 2, lambda));
  const objective = new ProfiledDeviance(system, model.terms, false, [T]);
  const value = objective.value(objective.coordinates());
  const theta = objective.theta();
  [0.9, 0.02, 0.2].forEach((entry, i) => {
    expect(theta[i]).toBeCloseTo(entry, 12);
  });
  expect(evaluateTheta(system, model.terms, false, theta)).toBeCloseTo(value, 9);
});
