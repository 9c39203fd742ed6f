import { describe, expect, test } from "vitest";
import { CancelledError, FactorizationError } from "../../src/errors.js";
import { type Iteration, minimize } from "../../src/optimize/minimize.js";
import type { Objective } from "../../src/optimize/objective.js";
import { pause } from "../../src/optimize/turns.js";

/** An objective in fixed coordinates from its value, gradient and Hessian. */
function analytic(
  dimension: number,
  value: (x: Float64Array) => number,
  gradient: (x: Float64Array) => number[],
  hessian: (x: Float64Array) => number[],
): Objective & { calls: number } {
  let at = new Float64Array(dimension);
  return {
    dimension,
    exactCost: 1,
    calls: 0,
    value(x) {
      this.calls++;
      at = Float64Array.from(x);
      return value(x);
    },
    rebase() {},
    gradient: () => Float64Array.from(gradient(at)),
    derivatives(exact) {
      const matrix = Float64Array.from(hessian(at));
      const scale = Float64Array.from(at, (_, i) => Math.sqrt(Math.abs(matrix[i * (dimension + 1)])));
      return { gradient: Float64Array.from(gradient(at)), hessian: matrix, scale, exact };
    },
  };
}

const rosenbrock = () =>
  analytic(
    2,
    ([x, y]) => 100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x),
    ([x, y]) => [-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)],
    ([x, y]) => [1200 * x * x - 400 * y + 2, -400 * x, -400 * x, 200],
  );

/** x² − y² + y⁴: a saddle at zero, minima at y = ±1/√2. */
const doubleWell = () =>
  analytic(
    2,
    ([x, y]) => x * x - y * y + y * y * y * y,
    ([x, y]) => [2 * x, -2 * y + 4 * y * y * y],
    ([, y]) => [2, 0, 0, -2 + 12 * y * y],
  );

/** (x² + y² − 1)²: a circle of minima. */
const ring = () =>
  analytic(
    2,
    ([x, y]) => (x * x + y * y - 1) * (x * x + y * y - 1),
    ([x, y]) => [4 * x * (x * x + y * y - 1), 4 * y * (x * x + y * y - 1)],
    ([x, y]) => [12 * x * x + 4 * y * y - 4, 8 * x * y, 8 * x * y, 4 * x * x + 12 * y * y - 4],
  );

describe("minimize", () => {
  test("finds the minimum of Rosenbrock's function and counts its evaluations", async () => {
    const objective = rosenbrock();
    const optimum = await minimize(objective, Float64Array.from([-1.2, 1]));
    expect(optimum.converged).toBe(true);
    // The curvature along the valley is 0.4: a remaining decrease of 2e-12 is a distance of 3e-6.
    expect(optimum.value).toBeLessThan(2e-12);
    expect(Math.abs(optimum.x[0] - 1)).toBeLessThan(3e-6);
    expect(optimum.evaluations).toBe(objective.calls);
    expect(optimum.evaluations).toBeLessThan(35);
    expect(optimum.smallestCurvature).toBeGreaterThan(0);
  });

  test("does not stop at a saddle, even when it starts there", async () => {
    const optimum = await minimize(doubleWell(), Float64Array.from([0, 0]));
    expect(optimum.converged).toBe(true);
    expect(optimum.value).toBeCloseTo(-0.25, 12);
    expect(Math.abs(optimum.x[1])).toBeCloseTo(Math.SQRT1_2, 6);
  });

  test("converges to a curve of minima, where the Hessian is singular", async () => {
    const optimum = await minimize(ring(), Float64Array.from([2, 1.5]));
    expect(optimum.converged).toBe(true);
    expect(Math.hypot(optimum.x[0], optimum.x[1])).toBeCloseTo(1, 6);
    expect(Math.abs(optimum.smallestCurvature)).toBeLessThan(1e-4);
  });

  test("stops at maxIterations and says so", async () => {
    const optimum = await minimize(rosenbrock(), Float64Array.from([-1.2, 1]), { maxIterations: 3 });
    expect(optimum.converged).toBe(false);
    expect(optimum.iterations).toBe(3);
    expect(optimum.message).toBe("stopped after maxIterations = 3 iterations");
  });

  test("does not take a function without a minimum for converged", async () => {
    const slope = analytic(
      1,
      ([x]) => 1 / (1 + x),
      ([x]) => [-1 / (1 + x) / (1 + x)],
      ([x]) => [2 / (1 + x) ** 3],
    );
    const optimum = await minimize(slope, Float64Array.from([1]), { maxIterations: 8 });
    expect(optimum.converged).toBe(false);
  });

  test("reports every iteration", async () => {
    const seen: Iteration[] = [];
    const optimum = await minimize(rosenbrock(), Float64Array.from([-1.2, 1]), {
      onIteration: (state) => seen.push(state),
    });
    expect(seen.map(({ iteration }) => iteration)).toEqual(seen.map((_, i) => i));
    expect(seen.length).toBe(optimum.iterations + 1);
    for (let i = 1; i < seen.length; i++) {
      expect(seen[i].objective).toBeLessThan(seen[i - 1].objective);
      expect(seen[i].evaluations).toBeGreaterThan(seen[i - 1].evaluations);
    }
    expect(seen[0]).toMatchObject({ evaluations: 1, exact: true });
    expect(seen[0].objective).toBeCloseTo(24.2, 12);
  });

  test("is cancelled by its signal between iterations, from a callback or from outside", async () => {
    const inside = new AbortController();
    const stop = (state: Iteration) => state.iteration === 2 && inside.abort();
    const run = minimize(rosenbrock(), Float64Array.from([-1.2, 1]), { signal: inside.signal, onIteration: stop });
    await expect(run).rejects.toThrow(CancelledError);
    const outside = new AbortController();
    const other = minimize(rosenbrock(), Float64Array.from([-1.2, 1]), { signal: outside.signal });
    void pause().then(() => outside.abort());
    await expect(other).rejects.toThrow(/^fit cancelled after \d+ evaluations$/);
  });

  test("refuses a start where the objective has no value", async () => {
    const nowhere = analytic(
      1,
      () => Number.POSITIVE_INFINITY,
      () => [0],
      () => [1],
    );
    await expect(minimize(nowhere, Float64Array.from([1]))).rejects.toThrow(FactorizationError);
  });

  test("steps back from where the objective has no value", async () => {
    const barrier = analytic(
      1,
      ([x]) => (x > 0 ? x - Math.log(x) : Number.POSITIVE_INFINITY),
      ([x]) => [1 - 1 / x],
      ([x]) => [1 / x / x],
    );
    const optimum = await minimize(barrier, Float64Array.from([5]));
    expect(optimum.converged).toBe(true);
    expect(optimum.x[0]).toBeCloseTo(1, 7);
  });
});
