import { describe, expect, it } from "vitest";
import type { Blocks } from "../../src/engine/blocks.js";
import { crossProductBlocks } from "../../src/engine/cross-products.js";
import { LinearSystem } from "../../src/engine/linear-system.js";
import type { StructureChoice } from "../../src/engine/symbolic/structure.js";
import type { Direction, EffectRows, EngineInput } from "../../src/engine/types.js";
import { crossProductsOf } from "../support/cross-products.js";
import { DenseSystem } from "../support/dense-system.js";

/** A linear congruential generator: the tests must be the same everywhere. */
function generator(seed: number) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

interface Shape {
  readonly name: string;
  readonly nobs: number;
  readonly fixed: number;
  /** Levels and columns by factor; `within` nests a factor's levels in those of an earlier one. */
  readonly factors: readonly { levels: number; columns: number; parent?: number }[];
  readonly weights?: boolean;
  readonly offset?: boolean;
  readonly choice?: StructureChoice;
}

const shapes: Shape[] = [
  { name: "one factor, one column", nobs: 40, fixed: 2, factors: [{ levels: 6, columns: 1 }] },
  {
    name: "one factor, three columns, weights",
    nobs: 90,
    fixed: 3,
    factors: [{ levels: 9, columns: 3 }],
    weights: true,
  },
  {
    name: "two crossed, one column each",
    nobs: 80,
    fixed: 1,
    factors: [
      { levels: 7, columns: 1 },
      { levels: 5, columns: 1 },
    ],
  },
  {
    name: "two crossed, dense panel, columns 3 and 2, smaller factor first",
    nobs: 150,
    fixed: 3,
    factors: [
      { levels: 5, columns: 2 },
      { levels: 8, columns: 3 },
    ],
    choice: { densePanel: true },
  },
  {
    name: "the same through sparse lists",
    nobs: 150,
    fixed: 3,
    factors: [
      { levels: 5, columns: 2 },
      { levels: 8, columns: 3 },
    ],
    choice: { densePanel: false },
  },
  {
    name: "three partially crossed, sparse, offset",
    nobs: 60,
    fixed: 2,
    factors: [
      { levels: 12, columns: 1 },
      { levels: 9, columns: 2 },
      { levels: 4, columns: 3 },
    ],
    choice: { densePanel: false },
    offset: true,
  },
  {
    name: "three crossed scalar factors in a panel, weights",
    nobs: 70,
    fixed: 2,
    factors: [
      { levels: 11, columns: 1 },
      { levels: 9, columns: 1 },
      { levels: 4, columns: 1 },
    ],
    choice: { densePanel: true },
    weights: true,
  },
  {
    name: "nested, both factors eliminated level by level",
    nobs: 120,
    fixed: 2,
    factors: [
      { levels: 4, columns: 2 },
      { levels: 24, columns: 2, parent: 0 },
    ],
    choice: { smallTail: 0 },
  },
  {
    name: "three nested levels crossed with a fourth factor",
    nobs: 160,
    fixed: 2,
    factors: [
      { levels: 3, columns: 1 },
      { levels: 9, columns: 2, parent: 0 },
      { levels: 36, columns: 1, parent: 1 },
      { levels: 5, columns: 1 },
    ],
    choice: { smallTail: 6 },
    weights: true,
  },
  {
    name: "two partly crossed, half of the second factor eliminated with fill",
    nobs: 70,
    fixed: 2,
    factors: [
      { levels: 40, columns: 1 },
      { levels: 14, columns: 2 },
    ],
    choice: { densePanel: false, smallTail: 12, share: 1 },
    weights: true,
  },
  {
    name: "two partly crossed, all of the second factor eliminated, a third in the tail",
    nobs: 60,
    fixed: 2,
    factors: [
      { levels: 4, columns: 2 },
      { levels: 13, columns: 1 },
      { levels: 25, columns: 2 },
    ],
    choice: { densePanel: false, smallTail: 0, share: 2 },
  },
  {
    name: "nested and split: the second factor without fill, the third in two segments",
    nobs: 90,
    fixed: 3,
    factors: [
      { levels: 12, columns: 2 },
      { levels: 36, columns: 1, parent: 0 },
      { levels: 11, columns: 2 },
    ],
    choice: { densePanel: false, smallTail: 8, share: 1 },
  },
];

function build(shape: Shape, seed: number): EngineInput {
  const random = generator(seed);
  const normal = () => random() + random() + random() + random() - 2;
  const { nobs } = shape;
  const codes: Int32Array[] = [];
  // Parents come first in `factors`, so their levels follow from those of the deepest factor.
  const parents = shape.factors.map((factor) =>
    Int32Array.from({ length: factor.levels }, (_, l) =>
      factor.parent === undefined ? 0 : l % shape.factors[factor.parent].levels,
    ),
  );
  for (let f = shape.factors.length - 1; f >= 0; f--) {
    const child = shape.factors.findIndex(({ parent }) => parent === f);
    codes[f] =
      child > 0
        ? codes[child].map((level) => parents[child][level])
        : Int32Array.from({ length: nobs }, (_, i) =>
            i < shape.factors[f].levels ? i : Math.floor(random() * shape.factors[f].levels),
          );
  }
  const column = () => Float64Array.from({ length: nobs }, normal);
  const fixed = Array.from({ length: shape.fixed }, (_, j) => (j === 0 ? new Float64Array(nobs).fill(1) : column()));
  return {
    nobs,
    fixed,
    response: Float64Array.from({ length: nobs }, (_, i) => 100 + 3 * normal() + codes[0][i] * 0.7),
    weights: shape.weights ? Float64Array.from({ length: nobs }, () => 0.5 + random()) : null,
    offset: shape.offset ? column() : null,
    factors: shape.factors.map(({ levels, columns }, f) => ({
      levelCount: levels,
      codes: codes[f],
      columns: Array.from({ length: columns }, (_, j) => (j === 0 ? null : column())),
    })),
  };
}

function close(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  let scale = 0;
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]));
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    if (!(difference <= tolerance * Math.max(scale, 1e-300))) {
      expect.fail(`${what}[${i}] is ${actual[i]}, expected ${expected[i]} (largest entry ${scale})`);
    }
  }
}

/** Vectors on random levels, some factors left out. */
function effectRows(input: EngineInput, count: number, random: () => number): EffectRows {
  return {
    count,
    factors: input.factors.map(({ levelCount, columns }) => ({
      levels: Int32Array.from({ length: count }, () => Math.floor(random() * (levelCount + 1)) - 1),
      values: Float64Array.from({ length: count * columns.length }, () => random() - 0.5),
    })),
  };
}

/** Λ by factor: regular, with a zero column, or all zero. */
function lambdas(input: EngineInput, kind: "regular" | "singular" | "zero", random: () => number): Float64Array[] {
  return input.factors.map(({ columns: { length: k } }) => {
    const lambda = Float64Array.from({ length: k * k }, () => (kind === "zero" ? 0 : random() - 0.3));
    if (kind === "singular") lambda.fill(0, (k - 1) * k);
    return lambda;
  });
}

it.each([
  ["two partly crossed, half of the second factor eliminated with fill", [40, 14, 0]],
  ["two partly crossed, all of the second factor eliminated, a third in the tail", [25, 13, 4]],
  ["nested and split: the second factor without fill, the third in two segments", [36, 12, 11, 0]],
])("%s is the structure it says", (name, total) => {
  const shape = shapes.find((candidate) => candidate.name === name) as Shape;
  const { structure } = new LinearSystem(build(shape, 17), shape.choice);
  expect(structure.total).toEqual(total);
  expect(structure.place.some((place) => place !== null)).toBe(true);
});

it("gives the same numbers whether a sparse second factor is split or left to the dense part", () => {
  const shape: Shape = {
    name: "4,000 random cells",
    nobs: 4000,
    fixed: 2,
    factors: [
      { levels: 2000, columns: 1 },
      { levels: 900, columns: 2 },
      { levels: 14, columns: 1 },
    ],
  };
  const input = build(shape, 3);
  const [split, whole] = [{}, { share: 0 }].map((choice) => new LinearSystem(input, choice));
  expect(whole.structure.tailRows).toBe(1817);
  expect(split.structure.tailRows).toBeLessThan(1000);
  const random = generator(8);
  lambdas(input, "regular", random).forEach((lambda, f) => {
    split.setLambda(f, lambda);
    whole.setLambda(f, lambda);
  });
  split.factorize();
  whole.factorize();
  close([split.objective(true)], [whole.objective(true)], 1e-12, "objective");
  const expected = whole.gradient(true);
  split.gradient(true).forEach((g, f) => close(g, expected[f], 1e-10, `gradient ${f}`));
  const { conditionalMode } = whole.solve();
  split.solve().conditionalMode.forEach((b, f) => close(b, conditionalMode[f], 1e-10, `modes ${f}`));
  input.factors.forEach((_, f) =>
    close(split.conditionalCovariance(f), whole.conditionalCovariance(f), 1e-10, `covariances ${f}`),
  );
});

/** Columns of each factor as terms: all in one, or one and the others. */
const termSizes = ({ factors }: Shape) => factors.map(({ columns }) => (columns === 3 ? [1, 2] : [columns]));

const sources = [
  { source: "rows", system: (shape: Shape, input: EngineInput): Blocks => new LinearSystem(input, shape.choice) },
  {
    source: "cross-products in bases of their own",
    system: (shape: Shape, input: EngineInput): Blocks =>
      crossProductBlocks(crossProductsOf(input, termSizes(shape)), shape.choice),
  },
];

describe.each(sources.flatMap((from) => shapes.map((shape) => ({ ...from, shape, name: shape.name }))))(
  "the engine from $source on $name",
  ({ shape, system }) => {
    const input = build(shape, 17);
    const engine = system(shape, input);
    const oracle = new DenseSystem(input, { projectMoments: engine.exactCost <= 8 });

    it.each(["regular", "singular", "zero"] as const)("agrees with brute force at %s relative factors", (kind) => {
      const random = generator(99);
      lambdas(input, kind, random).forEach((lambda, f) => {
        engine.setLambda(f, lambda);
        oracle.setLambda(f, lambda);
      });
      engine.factorize();
      oracle.factorize();
      const directions: Direction[] = input.factors.flatMap(({ columns: { length: k } }, factor) =>
        Array.from({ length: k * k }, (_, a) => ({
          factor,
          column: a % k,
          vector: Float64Array.from({ length: k }, () => random() - 0.5),
        })),
      );
      for (const reml of [false, true]) {
        close([engine.objective(reml)], [oracle.objective(reml)], 1e-11, "objective");
        engine.gradient(reml).forEach((g, f) => close(g, oracle.gradient(reml)[f], 1e-9, `gradient ${f} reml ${reml}`));
        close(
          engine.averageInformation(reml, directions),
          oracle.averageInformation(reml, directions),
          1e-9,
          `average information, reml ${reml}`,
        );
        if (Number.isFinite(engine.exactCost)) {
          const expected = oracle.fourthMoments(reml);
          engine.fourthMoments(reml).forEach((m, i) => close(m, expected[i], 1e-9, `fourth moments ${i}`));
          if (reml)
            engine.projectedTraces().forEach((t, f) => close(t, oracle.projectedTraces()[f], 1e-9, "traces of Q"));
        }
      }
      const vectors = [0, 1, 2, 3, 4, 5].map((v) => {
        const factor = v % input.factors.length;
        const { levelCount, columns } = input.factors[factor];
        return { factor, values: Float64Array.from({ length: levelCount * columns.length }, () => random() - 0.5) };
      });
      close(engine.projectedGram(vectors), oracle.projectedGram(vectors), 1e-9, "Gram matrix of vectors");
      const sensitivities = oracle.fixedSensitivities();
      engine.fixedSensitivities().forEach((d, f) => close(d, sensitivities[f], 1e-9, `sensitivities ${f}`));
      const rows = effectRows(input, 38, random);
      const forms = oracle.conditionalForms(rows);
      close(engine.conditionalForms(rows).variances, forms.variances, 1e-10, "variances of sums of effects");
      close(engine.conditionalForms(rows).slopes, forms.slopes, 1e-10, "slopes of sums of effects");
      close([engine.pwrss], [oracle.pwrss], 1e-11, "pwrss");
      close([engine.ldL2], [oracle.ldL2], 1e-11, "log|L|²");
      close([engine.ldRX2], [oracle.ldRX2], 1e-11, "log|RX|²");
      const expected = oracle.solve();
      const solution = engine.solve();
      close(solution.beta, expected.beta, 1e-10, "beta");
      solution.spherical.forEach((u, f) => close(u, expected.spherical[f], 1e-9, "u"));
      solution.conditionalMode.forEach((b, f) => close(b, expected.conditionalMode[f], 1e-9, "b"));
      engine.scoreProducts().forEach((s, f) => close(s, oracle.scoreProducts()[f], 1e-9, "score products"));
      close(engine.unscaledVcov(), oracle.unscaledVcov(), 1e-10, "vcov");
      input.factors.forEach((_, f) => {
        close(engine.conditionalCovariance(f), oracle.conditionalCovariance(f), 1e-9, "conditional covariance");
        close(engine.meanCrossProduct(f), oracle.meanCrossProduct(f), 1e-12, "mean cross-product");
      });
    });

    it("gives the sums of the moment start", () => {
      const expected = oracle.moments();
      const moments = engine.moments();
      close([engine.leastSquaresResidual], [oracle.leastSquaresResidual], 1e-11, "y'y");
      moments.scores.forEach((s, f) => close(s, expected.scores[f], 1e-9, "scores"));
      moments.pairs.forEach((m, i) => close(m, expected.pairs[i], 1e-11, "pairs"));
    });

    it("gives the same sums with weighted levels", () => {
      const random = generator(31);
      const weights = input.factors.map(({ levelCount, columns: { length: k } }) =>
        Float64Array.from({ length: levelCount * k * k }, () => random() - 0.4),
      );
      const expected = oracle.weightedMoments(weights);
      const moments = engine.weightedMoments(weights);
      input.factors.forEach((_, f) => {
        close(engine.crossProducts(f), oracle.crossProducts(f), 1e-12, "cross-products");
        close(moments.scores[f], expected.scores[f], 1e-9, "scores");
        close(moments.traces[f], expected.traces[f], 1e-11, "traces");
        moments.pairs[f].forEach((m, t) => close(m, expected.pairs[f][t], 1e-11, `pairs ${f}, ${t}`));
      });
    });
  },
);

describe.each(shapes)("the engine on $name", (shape) => {
  const input = build(shape, 17);

  it("takes a new response as if built with it", () => {
    const response = input.response.map((y, i) => 3 * y + (i % 7));
    const fresh = new LinearSystem({ ...input, response }, shape.choice);
    const reused = new LinearSystem(input, shape.choice);
    reused.setResponse(response);
    for (const system of [fresh, reused]) {
      lambdas(input, "regular", generator(5)).forEach((lambda, f) => system.setLambda(f, lambda));
      system.factorize();
    }
    expect(reused.objective(true)).toBe(fresh.objective(true));
    expect(reused.solve().beta).toEqual(fresh.solve().beta);
  });
});
