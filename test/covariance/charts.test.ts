import { describe, expect, test } from "vitest";
import { diagonal } from "../../src/covariance/diagonal.js";
import { lowerFactor } from "../../src/covariance/lower-factor.js";
import { covarianceStructure } from "../../src/covariance/registry.js";
import type { CovarianceChart, CovarianceStructure, LambdaDirection } from "../../src/covariance/structure.js";
import { unstructured } from "../../src/covariance/unstructured.js";
import { UnsupportedError } from "../../src/errors.js";
import { multiply, transpose } from "../../src/math/matrix-product.js";
import { normals } from "../support/random-designs.js";

function outer(k: number, lambda: Float64Array): Float64Array {
  return multiply(k, k, k, lambda, transpose(k, k, lambda));
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((largest, entry, i) => Math.max(largest, Math.abs(entry - b[i])), 0);
}

/** Of charts whose coordinates move one column each. */
function columnsOf(chart: CovarianceChart) {
  return chart.directions as readonly Extract<LambdaDirection, { column: number }>[];
}

function lambdaAt(chart: CovarianceChart, k: number, x: Float64Array): Float64Array {
  const lambda = new Float64Array(k * k);
  chart.lambda(x, lambda);
  return lambda;
}

/** A random T, singular where rank < k, and a random whitening basis. */
function random(k: number, rank: number, seed: number) {
  const normal = normals(seed);
  const factor = Float64Array.from({ length: k * k }, (_, i) => (Math.floor(i / k) < rank ? normal() : 0));
  const rows = Float64Array.from({ length: 40 * k }, normal);
  const basis = unstructured.basis(k, multiply(k, 40, k, transpose(40, k, rows), rows));
  return { T: outer(k, factor), basis, normal };
}

const shapes = [1, 2, 3, 4].flatMap((k) => [k, k - 1].map((rank): [number, number] => [k, rank]));

describe("the us chart", () => {
  test.each(shapes)("reproduces T of order %i and rank %i at its base", (k, rank) => {
    const { T, basis } = random(k, rank, 10 * k + rank);
    const chart = unstructured.chart(k, T, basis);
    expect(distance(outer(k, lambdaAt(chart, k, chart.coordinates())), T)).toBeLessThan(1e-12);
  });

  test.each(shapes)("changes T of order %i and rank %i as its directions say", (k, rank) => {
    const { T, basis, normal } = random(k, rank, 20 * k + rank);
    const chart = unstructured.chart(k, T, basis);
    const base = lambdaAt(chart, k, chart.coordinates());
    const step = Float64Array.from({ length: chart.dimension }, normal);
    const moved = base.slice();
    columnsOf(chart).forEach(({ column, vector }, a) => {
      for (let r = 0; r < k; r++) moved[r + column * k] += step[a] * vector[r];
    });
    const x = chart.coordinates().map((entry, a) => entry + step[a]);
    expect(distance(outer(k, lambdaAt(chart, k, x)), outer(k, moved))).toBeLessThan(1e-12);
  });

  test("tells how steps change when the base moves, to first order", () => {
    const k = 3;
    const { T, basis, normal } = random(k, k, 77);
    const moving = unstructured.chart(k, T, basis);
    const staying = unstructured.chart(k, T, basis);
    const n = moving.dimension;
    const x = moving.coordinates().map((entry) => entry + 0.3 * normal());
    lambdaAt(moving, k, x);
    const jacobian = moving.rebase();
    const fresh = moving.coordinates();
    const step = Float64Array.from({ length: n }, () => 1e-5 * normal());
    const before = x.map((entry, i) => entry + step[i]);
    const image = multiply(n, n, 1, jacobian, step);
    const after = fresh.map((entry, i) => entry + image[i]);
    const gap = distance(outer(k, lambdaAt(staying, k, before)), outer(k, lambdaAt(moving, k, after)));
    expect(gap).toBeLessThan(1e-9);
  });

  test("puts vanishing columns last and keeps them at the smallest scale", () => {
    const { T, basis } = random(3, 1, 5);
    const chart = unstructured.chart(3, T, basis);
    const x = chart.coordinates();
    expect(x[0]).toBeGreaterThan(0.1);
    expect(x[3]).toBeLessThan(2e-7);
    expect(distance(outer(3, chart.factor(1e-3)), T)).toBeLessThan(1e-12);
    expect(
      chart
        .factor(1e-3)
        .subarray(3)
        .every((entry) => entry === 0),
    ).toBe(true);
  });

  test("has the curvature 2 p'Dp between coordinates of one column", () => {
    const k = 3;
    const { T, basis, normal } = random(k, k, 31);
    const chart = unstructured.chart(k, T, basis);
    const D = Float64Array.from({ length: k * k }, normal);
    const symmetric = D.map((entry, i) => entry + D[Math.floor(i / k) + (i % k) * k]);
    const gradient = multiply(k, k, k, symmetric, lambdaAt(chart, k, chart.coordinates())).map((entry) => 2 * entry);
    const curvature = chart.curvature(gradient);
    columnsOf(chart).forEach((a, i) => {
      columnsOf(chart).forEach((b, j) => {
        const image = multiply(k, k, 1, symmetric, b.vector);
        const expected = a.column === b.column ? 2 * a.vector.reduce((sum, p, r) => sum + p * image[r], 0) : 0;
        expect(curvature[i + j * chart.dimension]).toBeCloseTo(expected, 10);
      });
    });
  });
});

test("the us basis whitens columns, whatever their scale and centre", () => {
  const k = 3;
  const normal = normals(3);
  const rows = Array.from({ length: 50 }, () => [1, 1000 + normal(), 1e-4 * normal()]);
  const mean = new Float64Array(k * k);
  for (const row of rows) for (let i = 0; i < k * k; i++) mean[i] += (row[i % k] * row[Math.floor(i / k)]) / 50;
  const basis = unstructured.basis(k, mean);
  const white = multiply(k, k, k, transpose(k, k, basis), multiply(k, k, k, mean, basis));
  expect(distance(white, [1, 0, 0, 0, 1, 0, 0, 0, 1])).toBeLessThan(1e-6);
});

test("the us basis only scales columns that are collinear", () => {
  expect([...unstructured.basis(2, Float64Array.from([4, 8, 8, 16]))]).toEqual([0.5, 0, 0, 0.25]);
  expect([...unstructured.basis(2, Float64Array.from([4, 0, 0, 0]))]).toEqual([0.5, 0, 0, 1]);
});

test("the diag chart is even in every coordinate and drops signs at a new base", () => {
  const basis = diagonal.basis(2, Float64Array.from([4, 1, 1, 0.25]));
  const chart = diagonal.chart(2, Float64Array.from([1, 0, 0, 0]), basis);
  expect([...chart.coordinates()]).toEqual([2, 1e-7]);
  const x = Float64Array.from([-3, 0.5]);
  expect([...lambdaAt(chart, 2, x)]).toEqual([1.5, 0, 0, 1]);
  expect([...chart.rebase()]).toEqual([-1, 0, 0, 1]);
  expect([...chart.coordinates()]).toEqual([3, 0.5]);
});

test("theta names and entries are those of lme4", () => {
  const columns = ["(Intercept)", "Days"];
  const labels = ({ theta }: CovarianceStructure) => theta(columns).map(({ label }) => label);
  expect(labels(unstructured)).toEqual(["(Intercept)", "Days.(Intercept)", "Days"]);
  expect(labels(diagonal)).toEqual(["(Intercept)", "Days"]);
  const theta = Float64Array.from([0.9, 0.02, 0.2]);
  expect([...unstructured.toPar(2, unstructured.fromPar(2, theta))]).toEqual([...theta]);
  expect([...diagonal.toPar(2, diagonal.fromPar(2, theta))]).toEqual([0.9, 0.02]);
});

test("the lower factor of a singular T has zero columns where rows depend on those before", () => {
  const lambda = Float64Array.from([0, 3, 0, 4]);
  expect([...lowerFactor(2, lambda)]).toEqual([0, 0, 0, 5]);
  const dependent = lowerFactor(2, Float64Array.from([1, 2, 1, 2]));
  expect(dependent[0]).toBeCloseTo(Math.SQRT2, 14);
  expect(dependent[1]).toBeCloseTo(2 * Math.SQRT2, 14);
  expect(dependent[3]).toBe(0);
});

test("an unknown structure is refused with the names of those that work", () => {
  expect(covarianceStructure("us")).toBe(unstructured);
  expect(() => covarianceStructure("toep")).toThrow(UnsupportedError);
  expect(() => covarianceStructure("toep")).toThrow(
    'covariance structure "toep" is not there; there are us, diag, homdiag, cs, homcs, ar1, hetar1',
  );
});
