import { describe, expect, it } from "vitest";
import { IterativeSystem } from "../../src/engine/iterative/iterative-system.js";
import { LinearRows, LinearSystem } from "../../src/engine/linear-system.js";
import type { Direction, EffectRows, EngineInput } from "../../src/engine/types.js";
import { RandomStream } from "../../src/math/random-stream.js";

interface Shape {
  readonly name: string;
  readonly nobs: number;
  readonly levels: readonly number[];
  readonly columns: readonly number[];
  readonly weights?: boolean;
}

/** With at most eight rows after the first factor the basis of the probes is everything, and nothing is left to chance. */
const exact: Shape[] = [
  { name: "two factors", nobs: 60, levels: [12, 6], columns: [1, 1] },
  { name: "two factors, slopes by both, weights", nobs: 90, levels: [10, 4], columns: [2, 2], weights: true },
  { name: "three factors", nobs: 80, levels: [14, 5, 3], columns: [1, 1, 1], weights: true },
  { name: "three factors, the largest last, slopes by one", nobs: 120, levels: [3, 2, 20], columns: [1, 2, 2] },
];

function inputOf({ nobs, levels, columns, weights = false }: Shape, seed: number): EngineInput {
  const stream = new RandomStream(seed);
  const column = () => Float64Array.from({ length: nobs }, () => stream.normal());
  const x = column();
  return {
    nobs,
    fixed: [new Float64Array(nobs).fill(1), x],
    response: column().map((value, i) => value + x[i]),
    weights: weights ? Float64Array.from({ length: nobs }, () => 0.5 + stream.uniform()) : null,
    offset: null,
    factors: levels.map((levelCount, f) => ({
      levelCount,
      codes: Int32Array.from({ length: nobs }, (_, i) =>
        i < levelCount ? i : Math.floor(stream.uniform() * levelCount),
      ),
      columns: [null, x, column()].slice(0, columns[f]),
    })),
  };
}

function systemsOf(shape: Shape, seed: number, probes = 2) {
  const input = inputOf(shape, seed);
  const refuse = (question: string): never => {
    throw new Error(question);
  };
  const iterative = new IterativeSystem(new LinearRows(input), { probes, seed: 1 }, refuse);
  const blocks = new LinearSystem(input);
  const stream = new RandomStream(seed, 1);
  shape.columns.forEach((k, f) => {
    const lambda = Float64Array.from({ length: k * k }, () => 0.7 * stream.normal());
    for (const system of [iterative, blocks]) system.setLambda(f, lambda);
  });
  iterative.factorize();
  blocks.factorize();
  return { input, iterative, blocks };
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-9): void {
  expect(found.length).toBe(expected.length);
  let most = 1e-300;
  for (let i = 0; i < expected.length; i++) most = Math.max(most, Math.abs(expected[i]));
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(found[i] - expected[i]) / most, `entry ${i}`).toBeLessThan(tolerance);
}

/** Each entry of Λ alone, and one matrix. */
function directionsOf(shape: Shape): Direction[] {
  return shape.columns.flatMap((k, factor): Direction[] => [
    ...Array.from({ length: k }, (_, column) => ({
      factor,
      column,
      vector: Float64Array.from({ length: k }, (_x, i) => Number(i === k - 1)),
    })),
    { factor, matrix: Float64Array.from({ length: k * k }, (_, i) => 1 + i) },
  ]);
}

describe("the iterative system", () => {
  describe.each(exact)("of $name, where the basis is everything", (shape) => {
    const { input, iterative, blocks } = systemsOf(shape, 7);

    it("has the objective of the blocks, and its parts", () => {
      for (const reml of [true, false]) expectClose([iterative.objective(reml)], [blocks.objective(reml)]);
      for (const part of ["pwrss", "ldL2", "ldRX2"] as const) expectClose([iterative[part]], [blocks[part]]);
      // Directions in which C is I are left to the probes.
      expect(iterative.objectiveError).toBeLessThan(1e-7);
    });

    it("has their slopes", () => {
      for (const reml of [true, false]) {
        const expected = blocks.gradient(reml);
        iterative.gradient(reml).forEach((slopes, f) => {
          expectClose(slopes, expected[f], 1e-6);
        });
      }
      const products = blocks.scoreProducts();
      iterative.scoreProducts().forEach((own, f) => {
        expectClose(own, products[f]);
      });
    });

    it("has their coefficients, modes and covariances", () => {
      const [found, expected] = [iterative.solve(), blocks.solve()];
      expectClose(found.beta, expected.beta);
      expected.conditionalMode.forEach((modes, f) => {
        expectClose(found.conditionalMode[f], modes);
        expectClose(found.spherical[f], expected.spherical[f]);
      });
      expectClose(iterative.unscaledVcov(), blocks.unscaledVcov());
    });

    it("has their average information and moments", () => {
      const directions = directionsOf(shape);
      for (const reml of [true, false]) {
        const expected = blocks.averageInformation(reml, directions);
        expectClose(iterative.averageInformation(reml, directions), expected, 1e-7);
      }
      const plain = new LinearSystem(input).moments();
      const found = iterative.moments();
      found.scores.forEach((scores, f) => {
        expectClose(scores, plain.scores[f]);
      });
      const weights = input.factors.map(({ levelCount, columns: { length: k } }) => {
        return Float64Array.from({ length: levelCount * k * k }, (_, i) => 0.3 + (i % 7) / 10);
      });
      const [own, theirs] = [iterative, blocks].map((system) => system.weightedMoments(weights));
      for (const key of ["scores", "traces"] as const) {
        own[key].forEach((values, f) => {
          expectClose(values, theirs[key][f]);
        });
      }
      own.pairs.forEach((row, s) => {
        row.forEach((pair, t) => {
          expectClose(pair, theirs.pairs[s][t]);
        });
      });
    });

    it("knows what is left open of sums of random effects", () => {
      const count = 11;
      const rows: EffectRows = {
        count,
        factors: shape.levels.map((levels, f) => ({
          levels: Int32Array.from({ length: count }, (_, i) => (i % 4 === f ? -1 : i % levels)),
          values: Float64Array.from({ length: count * shape.columns[f] }, (_, i) => 1 + (i % 5) / 3),
        })),
      };
      const [found, expected] = [iterative, blocks].map((system) => system.conditionalForms(rows));
      expectClose(found.variances, expected.variances);
      expectClose(found.slopes, expected.slopes);
      shape.levels.forEach((_, factor) => {
        expectClose(iterative.conditionalCovariance(factor), blocks.conditionalCovariance(factor));
      });
    });
  });
});
