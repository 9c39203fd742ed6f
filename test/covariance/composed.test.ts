// Structures of few parameters: every derivative against differences, bounds, names, and what moments make of them.
import { describe, expect, test } from "vitest";
import { covarianceStructure } from "../../src/covariance/registry.js";
import type { CovarianceChart } from "../../src/covariance/structure.js";
import { multiply, transpose } from "../../src/math/matrix-product.js";
import { normals } from "../support/random-designs.js";

const NAMES = ["homdiag", "cs", "homcs", "ar1", "hetar1"];

function outer(k: number, lambda: Float64Array): Float64Array {
  return multiply(k, k, k, lambda, transpose(k, k, lambda));
}

function lambdaAt(chart: CovarianceChart, k: number, x: Float64Array): Float64Array {
  const lambda = new Float64Array(k * k);
  chart.lambda(x, lambda);
  return lambda;
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((largest, entry, i) => Math.max(largest, Math.abs(entry - b[i])), 0);
}

function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, entry, i) => sum + entry * b[i], 0);
}

const moved = (x: Float64Array, steps: readonly (readonly [number, number])[]) => {
  const out = x.slice();
  for (const [at, by] of steps) out[at] += by;
  return out;
};

/** Second differences of a function of the coordinates. */
function differences(f: (x: Float64Array) => number, x: Float64Array, h: number): Float64Array {
  const n = x.length;
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [at % n, Math.floor(at / n)];
    const corner = (a: number, b: number) =>
      f(
        moved(x, [
          [i, a * h],
          [j, b * h],
        ]),
      );
    return (corner(1, 1) - corner(1, -1) - corner(-1, 1) + corner(-1, -1)) / (4 * h * h);
  });
}

/** Standard deviations and a ρ inside its range, in the order of par. */
function parOf(name: string, k: number, rho: number): Float64Array {
  const structure = covarianceStructure(name);
  const sds = Array.from({ length: structure.hom ? 1 : k }, (_, i) => 0.4 + 0.3 * i);
  return Float64Array.of(...sds, rho).slice(0, structure.parCount(k));
}

const shapes = NAMES.flatMap((name) => [1, 2, 3, 5].map((k): [string, number] => [name, k]));

describe.each(shapes)("%s of %i columns", (name, k) => {
  const structure = covarianceStructure(name);
  const rhos = structure.correlations === "none" || k === 1 ? [0] : [-0.1, 0.35, 0.85];
  const scales = Float64Array.from({ length: k }, (_, i) => (structure.hom ? 0.5 : 0.5 + 0.25 * i));
  const basis = Float64Array.from({ length: k * k }, (_, at) => (at % (k + 1) === 0 ? scales[at % k] : 0));
  const normal = normals(17 + k);
  const D = Float64Array.from({ length: k * k }, normal);
  const symmetric = D.map((entry, at) => entry + D[Math.floor(at / k) + (at % k) * k]);

  test("goes from par to a triangular λ and back", () => {
    for (const rho of rhos) {
      const par = parOf(name, k, rho);
      const lambda = structure.fromPar(k, par);
      for (let j = 0; j < k; j++) for (let i = 0; i < j; i++) expect(lambda[i + j * k]).toBe(0);
      expect(distance(structure.toPar(k, lambda), par)).toBeLessThan(1e-14);
      const columns = Array.from({ length: k }, (_, i) => `c${i}`);
      expect(par.length).toBe(structure.parameters(columns).length);
    }
  });

  test("has charts with the T of their base, and derivatives of their differences", () => {
    for (const rho of rhos) {
      const T = outer(k, structure.fromPar(k, parOf(name, k, rho)));
      const chart = structure.chart(k, T, basis);
      const x = chart.coordinates();
      expect(distance(outer(k, lambdaAt(chart, k, x)), T)).toBeLessThan(1e-14);
      expect(distance(structure.toPar(k, chart.factor(0)), parOf(name, k, rho))).toBeLessThan(1e-14);
      const h = 1e-3;
      chart.directions.forEach((direction, a) => {
        const { matrix } = direction as Extract<typeof direction, { matrix: Float64Array }>;
        const at = (by: number) => lambdaAt(chart, k, moved(x, [[a, by]]));
        const [ahead, behind] = [at(h), at(-h)];
        expect(
          distance(
            matrix,
            ahead.map((entry, i) => (entry - behind[i]) / (2 * h)),
          ),
        ).toBeLessThan(1e-6);
      });
      const gradient = multiply(k, k, k, symmetric, lambdaAt(chart, k, x)).map((entry) => 2 * entry);
      const curvature = chart.curvature(gradient);
      const ofT = differences((y) => inner(symmetric, outer(k, lambdaAt(chart, k, y))), x, 1e-2);
      expect(distance(curvature, ofT)).toBeLessThan(1e-5);
      const bend = chart.bend?.(gradient) as Float64Array;
      const ofLambda = differences((y) => inner(gradient, lambdaAt(chart, k, y)), x, 1e-2);
      expect(distance(bend, ofLambda)).toBeLessThan(1e-5);
    }
  });

  test("keeps T when the base moves, and tells how steps change", () => {
    const T = outer(k, structure.fromPar(k, parOf(name, k, rhos[0])));
    const moving = structure.chart(k, T, basis);
    const staying = structure.chart(k, T, basis);
    const n = moving.dimension;
    const x = moving.coordinates().map((entry) => entry + 3 * normal());
    const there = outer(k, lambdaAt(moving, k, x));
    const jacobian = moving.rebase();
    const fresh = moving.coordinates();
    expect(distance(outer(k, moving.factor(0)), there)).toBeLessThan(1e-13);
    const step = Float64Array.from({ length: n }, () => 1e-4 * normal());
    const before = x.map((entry, i) => entry + step[i]);
    const image = multiply(n, n, 1, jacobian, step);
    const after = fresh.map((entry, i) => entry + image[i]);
    const gap = distance(outer(k, lambdaAt(staying, k, before)), outer(k, lambdaAt(moving, k, after)));
    expect(gap).toBeLessThan(1e-8);
  });

  test("finds the nearest of its matrices in white units, away from every bound", () => {
    const nearest = structure.nearest(k, symmetric, 0.005);
    const par = Float64Array.of(
      Math.sqrt(nearest[0]),
      ...structure.toPar(k, structure.chart(k, nearest, basis).factor(0)).slice(1),
    );
    expect(par[0] * par[0]).toBeGreaterThan(0.0049);
    structure.parameters(new Array(k).fill("")).forEach(({ range: [low, high] }, i) => {
      expect(par[i]).toBeGreaterThan(low);
      expect(par[i]).toBeLessThan(high);
    });
    const own = outer(k, structure.fromPar(k, parOf(name, k, rhos[0])));
    expect(distance(structure.nearest(k, own, 0.005), own)).toBeLessThan(1e-14);
  });
});

const bounds: [string, number, number][] = [
  ["cs", 3, 1],
  ["cs", 3, -0.5],
  ["homcs", 4, 1],
  ["homcs", 4, -1 / 3],
  ["ar1", 4, 1],
  ["ar1", 4, -1],
  ["hetar1", 3, 1],
];

test.each(bounds)("%s of %i columns has λ of less columns at ρ = %d, and T even around it", (name, k, rho) => {
  const structure = covarianceStructure(name);
  const par = parOf(name, k, rho);
  const lambda = structure.fromPar(k, par);
  const rank = Math.abs(rho) === 1 ? 1 : k - 1;
  expect(lambda.filter((entry, at) => at % (k + 1) === 0 && entry > 1e-12).length).toBe(rank);
  const identity = Float64Array.from({ length: k * k }, (_, at) => (at % (k + 1) === 0 ? 1 : 0));
  const chart = structure.chart(k, outer(k, lambda), identity);
  expect(chart.lengths?.()[chart.dimension - 1]).toBeLessThan(1e-6);
  const found = structure.toPar(k, chart.factor(1e-5));
  expect(Array.from(found)).toEqual(Array.from(par, (entry) => expect.closeTo(entry, 14)));
  expect(found[par.length - 1]).toBe(rho);
  const x = chart.coordinates();
  const at = (by: number) => outer(k, lambdaAt(chart, k, moved(x, [[chart.dimension - 1, by]])));
  expect(distance(at(0.5), at(-0.5))).toBeLessThan(1e-6);
});

test("a standard deviation of several is even in its coordinate where it is zero, and takes none of ρ with it", () => {
  const structure = covarianceStructure("cs");
  const lambda = structure.fromPar(3, Float64Array.of(1, 0, 2, 0.4));
  const chart = structure.chart(3, outer(3, lambda), Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1));
  expect(Array.from(structure.toPar(3, chart.factor(1e-5)))).toEqual(
    [1, 0, 2, 0.4].map((entry) => expect.closeTo(entry, 14)),
  );
  expect(chart.lengths?.()[1]).toBeLessThan(1e-10);
  const x = chart.coordinates();
  const at = (by: number) => outer(3, lambdaAt(chart, 3, moved(x, [[1, by]])));
  expect(distance(at(1), at(-1))).toBeLessThan(1e-6);
});

test("ρ of ar1 is found where columns between have no variance", () => {
  const structure = covarianceStructure("hetar1");
  const lambda = structure.fromPar(4, Float64Array.of(1, 0, 0, 2, -0.7));
  expect(structure.toPar(4, lambda)[4]).toBeCloseTo(-0.7, 14);
});

test("nothing is known of ρ where all standard deviations are zero", () => {
  const structure = covarianceStructure("ar1");
  expect(Array.from(structure.toPar(3, new Float64Array(9)))).toEqual([0, 0]);
  const chart = structure.chart(3, new Float64Array(9), Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1));
  expect(Array.from(structure.toPar(3, chart.factor(1e-5)))).toEqual([0, 0]);
});

test("a T that does not determine ρ is left with others, one that does is not", () => {
  const basis = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  const rhos = (name: string, ...par: number[]) => {
    const structure = covarianceStructure(name);
    const T = outer(3, structure.fromPar(3, Float64Array.from(par)));
    const others = structure.elsewhere?.(3, T, basis) ?? [];
    return others.map((other) => Number((other[1] / Math.sqrt(other[0] * other[4])).toFixed(4)));
  };
  expect(rhos("cs", 0, 2, 0, 0.3)).toEqual([0, -0.425, 0.925]);
  expect(rhos("homcs", 0, 0.3)).toEqual([0, -0.425, 0.925]);
  expect(rhos("ar1", 0, 0.3)).toEqual([0, -0.9, -0.6, -0.3, 0.3, 0.6, 0.9]);
  expect(rhos("hetar1", 1, 0, 2, 0.5)).toEqual([0.5, -0.5]);
  expect(rhos("hetar1", 1, 1e-9, 2, 0.5)).toEqual([]);
  expect(rhos("cs", 1, 0, 2, 0.5)).toEqual([]);
  expect(rhos("homdiag", 0)).toEqual([]);
});

test("names are those of lme4", () => {
  const columns = ["a", "b", "c"];
  const labels = (name: string, of: "parameters" | "theta") =>
    covarianceStructure(name)
      [of](columns)
      .map(({ label }) => label);
  expect(labels("homdiag", "parameters")).toEqual(["*"]);
  expect(labels("homdiag", "theta")).toEqual(["*"]);
  expect(labels("cs", "parameters")).toEqual(["a", "b", "c", "rho"]);
  expect(labels("cs", "theta")).toEqual(["a", "b.a", "c.a", "b", "c.b", "c"]);
  expect(labels("homcs", "parameters")).toEqual(["*", "rho"]);
  expect(labels("homcs", "theta")).toEqual(["a", "*.a", "b", "*.b", "c"]);
  expect(labels("ar1", "theta")).toEqual(["a", "b.a", "c.a", "b", "c.b"]);
  expect(covarianceStructure("ar1").write("0 + f | g")).toBe("ar1(0 + f | g)");
  expect(covarianceStructure("homcs").write("0 + f | g")).toBe("cs(0 + f | g, hom = TRUE)");
  expect(covarianceStructure("hetar1").write("0 + f | g")).toBe("ar1(0 + f | g, hom = FALSE)");
});
