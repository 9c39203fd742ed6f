// The exact gradient of the deviance against differences of its values: all families and links, all structures.
import { describe, expect, it } from "vitest";
import type { FamilyName } from "../../src/family/family.js";
import {
  approximations,
  familyLinks,
  type GlmmStructure,
  structures,
  type TestModel,
  testModel,
} from "../support/glmm-systems.js";

interface Check {
  readonly approximation: string;
  readonly free?: boolean;
  /** Λ of one factor put to zero, or of rank one. */
  readonly singular?: boolean;
}

function expectGradient({ glmm, lambdas, gamma }: TestModel, { approximation, free = false, singular = false }: Check) {
  const { system } = glmm;
  const method = approximations[approximation](glmm);
  const base = lambdas.map((lambda, f) => {
    if (!singular || f < lambdas.length - 1) return lambda.slice();
    return lambda.length === 1 ? Float64Array.of(0) : Float64Array.of(lambda[0], lambda[1], 0, 0);
  });
  const logParameter = Math.log(0.9);
  const valueAt = (moved: readonly Float64Array[], at: Float64Array, parameter: number): number => {
    moved.forEach((lambda, f) => {
      system.setLambda(f, lambda);
    });
    const found = method.evaluate(at, free, parameter);
    if (found === null) throw new Error("no mode");
    return found.value;
  };
  const value = valueAt(base, gamma, logParameter);
  const gradient = method.gradient();
  const difference = (step: number, at: (by: number) => number) =>
    (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
  const expected: number[] = [];
  const actual: number[] = [];
  const scale = Math.abs(lambdas[0][0]);
  base.forEach((lambda, f) => {
    lambda.forEach((_, e) => {
      actual.push(gradient.lambda[f][e] * scale);
      const along = difference(3e-3 * scale, (by) => {
        const moved = base.map((entry) => entry.slice());
        moved[f][e] += by;
        return valueAt(moved, gamma, logParameter);
      });
      expected.push(along * scale);
    });
  });
  if (!free) {
    gamma.forEach((entry, j) => {
      const size = Math.max(1e-2, Math.abs(entry) * 0.05);
      actual.push(gradient.gamma[j] * size);
      const along = difference(1e-2 * size, (by) => {
        const moved = gamma.slice();
        moved[j] += by;
        return valueAt(base, moved, logParameter);
      });
      expected.push(along * size);
    });
  }
  if (method.parameter !== "none") {
    actual.push(gradient.extra);
    expected.push(difference(1e-3, (by) => valueAt(base, gamma, logParameter + by)));
  }
  const unit = Math.max(1e-4 * Math.abs(value), ...expected.map(Math.abs));
  expected.forEach((entry, i) => {
    expect(Math.abs(actual[i] - entry) / unit, `entry ${i}: ${actual[i]} for ${entry}`).toBeLessThan(1e-6);
  });
}

const hasScale = (family: FamilyName) => ["gamma", "inverse-gaussian", "gaussian"].includes(family);
describe("the gradient of the deviance is that of its differences", () => {
  for (const [family, link] of familyLinks) {
    const make = (structure: GlmmStructure, information: "expected" | "observed" = "expected") =>
      testModel(family, link, structure, { information });
    describe(`${family}, ${link}`, () => {
      it("of crossed factors", () => expectGradient(make(structures[2]), { approximation: "laplace" }));
      it("of crossed factors at a singular Λ", () =>
        expectGradient(make(structures[3]), { approximation: "laplace", singular: true }));
      it("with the observed information", () =>
        expectGradient(make(structures[3], "observed"), { approximation: "laplace" }));
      it("where coefficients are found with the modes", () =>
        expectGradient(make(structures[1]), { approximation: "laplace", free: true }));
      it("by quadrature", () => expectGradient(make(structures[0]), { approximation: "quadrature" }));
      it("by quadrature with the observed information", () =>
        expectGradient(make(structures[0], "observed"), { approximation: "quadrature" }));
      if (hasScale(family)) {
        it("by the dispersion, too", () =>
          expectGradient(make(structures[2]), { approximation: "laplace, dispersion" }));
        it("by the dispersion, with the observed information", () =>
          expectGradient(make(structures[2], "observed"), { approximation: "laplace, dispersion" }));
        it("by the dispersion under quadrature", () =>
          expectGradient(make(structures[0]), { approximation: "quadrature, dispersion" }));
        it("with the moment estimate of the dispersion", () =>
          expectGradient(make(structures[2]), { approximation: "moment" }));
        it("with the moment estimate and coefficients found with the modes", () =>
          expectGradient(make(structures[1]), { approximation: "moment", free: true }));
      }
      if (family === "negbinomial") {
        it("by the shape, too", () => expectGradient(make(structures[2]), { approximation: "laplace, shape" }));
        it("by the shape, with the observed information", () =>
          expectGradient(make(structures[2], "observed"), { approximation: "laplace, shape" }));
        it("by the shape under quadrature", () =>
          expectGradient(make(structures[0]), { approximation: "quadrature, shape" }));
      }
    });
  }
  for (const structure of structures) {
    it(`for ${structure.name}`, () =>
      expectGradient(testModel("binomial", "probit", structure), { approximation: "laplace" }));
    it(`for ${structure.name} at a singular Λ`, () =>
      expectGradient(testModel("binomial", "logit", structure), { approximation: "laplace", singular: true }));
    it(`for ${structure.name} where coefficients are found with the modes`, () =>
      expectGradient(testModel("binomial", "cloglog", structure), { approximation: "laplace", free: true }));
  }
});
