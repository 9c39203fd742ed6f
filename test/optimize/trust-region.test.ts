import { describe, expect, test } from "vitest";
import { multiply } from "../../src/math/matrix-product.js";
import { QuadraticModel } from "../../src/optimize/trust-region.js";
import { normals } from "../support/random-designs.js";

function modelOf(gradient: number[], hessian: number[], scale?: number[]): QuadraticModel {
  const n = gradient.length;
  return new QuadraticModel({
    gradient: Float64Array.from(gradient),
    hessian: Float64Array.from(hessian),
    scale: Float64Array.from(scale ?? new Array(n).fill(1)),
    exact: true,
  });
}

describe("the trust-region step", () => {
  test.each([1, 2, 3, 4, 5, 6])("solves (H + μI) p = −g with μ ≥ 0 and |p| at most the radius, example %i", (seed) => {
    const n = 5;
    const normal = normals(seed);
    const hessian = new Float64Array(n * n);
    for (let j = 0; j < n; j++) for (let i = j; i < n; i++) hessian[i + j * n] = hessian[j + i * n] = normal();
    const gradient = Array.from({ length: n }, normal);
    for (const radius of [0.1, 1, 10]) {
      const { step, predicted, length, onBoundary } = modelOf(gradient, [...hessian]).minimize(radius);
      expect(length).toBeLessThan(radius * (1 + 1e-7));
      expect(onBoundary).toBe(true);
      const image = multiply(n, n, 1, hessian, step);
      const multipliers = gradient.map((g, i) => -(g + image[i]) / step[i]);
      for (const multiplier of multipliers) expect(multiplier).toBeCloseTo(multipliers[0], 5);
      const value = gradient.reduce((sum, g, i) => sum + g * step[i] + (step[i] * image[i]) / 2, 0);
      expect(predicted).toBeCloseTo(-value, 10);
      expect(predicted).toBeGreaterThan(0);
    }
  });

  test("is Newton's within the radius, whatever the scale", () => {
    const { step, onBoundary } = modelOf([2, -300], [2, 0, 0, 100], [1.5, 10]).minimize(100);
    expect(onBoundary).toBe(false);
    expect(step[0]).toBeCloseTo(-1, 12);
    expect(step[1]).toBeCloseTo(3, 12);
  });

  test("follows negative curvature to the boundary where the gradient is orthogonal to it", () => {
    const { step, length } = modelOf([0, 1], [-1, 0, 0, 1]).minimize(2);
    expect(length).toBeCloseTo(2, 6);
    expect(Math.abs(step[0])).toBeGreaterThan(1.9);
    expect(step[1]).toBeCloseTo(-0.5, 6);
    const still = modelOf([0, 0], [-1, 0, 0, 1]).minimize(2);
    expect(Math.abs(still.step[0])).toBeCloseTo(2, 6);
  });

  test("goes down the slope of a negative curvature, not beyond, when it descends", () => {
    const model = modelOf([0.1, 1], [-1, 0, 0, 1]);
    expect(model.isSaddle).toBe(false);
    const { step, predicted, onBoundary } = model.descend(2);
    expect(onBoundary).toBe(false);
    expect(step[0]).toBeCloseTo(-0.15, 12);
    expect(step[1]).toBeCloseTo(-1, 12);
    expect(predicted).toBeCloseTo(0.015 + 0.01125 + 0.5, 12);
    expect(model.descend(0.5).length).toBeCloseTo(0.5, 6);
    expect(modelOf([0, 1], [-1, 0, 0, 1]).descend(2).step[0]).toBeCloseTo(0, 15);
  });

  test.each([
    ["a slope along positive curvature", [1e-6, 1e-3], false],
    ["the slope of a variance about to leave zero", [1e-6, 1e-8], true],
    ["no slope at all", [0, 0], true],
  ])("looks for a saddle point where there is %s", (_, gradient, isSaddle) => {
    expect(modelOf(gradient, [-1, 0, 0, 1]).isSaddle).toBe(isSaddle);
  });

  test("leaves flat directions without slope alone", () => {
    const model = modelOf([1e-12, 1], [0, 0, 0, 1]);
    const { step } = model.minimize(5);
    expect(step[0]).toBeCloseTo(0, 15);
    expect(step[1]).toBeCloseTo(-1, 12);
    expect(model.decrement).toBeCloseTo(0.5, 12);
    expect(model.isConvex).toBe(true);
  });

  test("tells convexity, decrement and smallest curvature in scaled coordinates", () => {
    const saddle = modelOf([0, 2], [-4, 0, 0, 4], [2, 2]);
    expect(saddle.isConvex).toBe(false);
    expect(saddle.smallestCurvature).toBeCloseTo(-1, 14);
    expect(saddle.decrement).toBeCloseTo(0.5, 14);
  });
});
