import { describe, expect, it } from "vitest";
import type { Blocks } from "../../src/engine/blocks.js";
import { crossProductBlocks } from "../../src/engine/cross-products.js";
import { LinearSystem } from "../../src/engine/linear-system.js";
import type { StructureChoice } from "../../src/engine/symbolic/structure.js";
import type { Direction, EffectRows, EffectVector, EngineInput, MixedSystem } from "../../src/engine/types.js";
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
  /** By factor; a parent is an earlier factor in whose levels those of this one are nested. */
  readonly levels: readonly number[];
  readonly columns: readonly number[];
  readonly parents?: readonly (number | null)[];
  readonly weights?: boolean;
  readonly offset?: boolean;
  readonly choice?: StructureChoice;
}

const shapes: Shape[] = [
  { name: "one factor, one column", nobs: 40, fixed: 2, levels: [6], columns: [1] },
  {
    name: "one factor, three columns, weights",
    nobs: 90,
    fixed: 3,
    levels: [9],
    columns: [3],
    weights: true,
  },
  {
    name: "two crossed, one column each",
    nobs: 80,
    fixed: 1,
    levels: [7, 5],
    columns: [1, 1],
  },
  {
    name: "two crossed, dense panel, columns 3 and 2, smaller factor first",
    nobs: 150,
    fixed: 3,
    levels: [5, 8],
    columns: [2, 3],
    choice: { densePanel: true },
  },
  {
    name: "the same through sparse lists",
    nobs: 150,
    fixed: 3,
    levels: [5, 8],
    columns: [2, 3],
    choice: { densePanel: false },
  },
  {
    name: "three partially crossed, sparse, offset",
    nobs: 60,
    fixed: 2,
    levels: [12, 9, 4],
    columns: [1, 2, 3],
    choice: { densePanel: false },
    offset: true,
  },
  {
    name: "three crossed scalar factors in a panel, weights",
    nobs: 70,
    fixed: 2,
    levels: [11, 9, 4],
    columns: [1, 1, 1],
    choice: { densePanel: true },
    weights: true,
  },
  {
    name: "nested, both factors eliminated level by level",
    nobs: 120,
    fixed: 2,
    levels: [4, 24],
    columns: [2, 2],
    parents: [null, 0],
    choice: { smallTail: 0 },
  },
  {
    name: "three nested levels crossed with a fourth factor",
    nobs: 160,
    fixed: 2,
    levels: [3, 9, 36, 5],
    columns: [1, 2, 1, 1],
    parents: [null, 0, 1, null],
    choice: { smallTail: 6 },
    weights: true,
  },
  {
    name: "two partly crossed, half of the second factor eliminated with fill",
    nobs: 70,
    fixed: 2,
    levels: [40, 14],
    columns: [1, 2],
    choice: { densePanel: false, smallTail: 12, share: 1 },
    weights: true,
  },
  {
    name: "two partly crossed, all of the second factor eliminated, a third in the tail",
    nobs: 60,
    fixed: 2,
    levels: [4, 13, 25],
    columns: [2, 1, 2],
    choice: { densePanel: false, smallTail: 0, share: 2 },
  },
  {
    name: "nested and split: the second factor without fill, the third in two segments",
    nobs: 90,
    fixed: 3,
    levels: [12, 36, 11],
    columns: [2, 1, 2],
    parents: [null, 0, null],
    choice: { densePanel: false, smallTail: 8, share: 1 },
  },
];

function build(shape: Shape, seed: number): EngineInput {
  const random = generator(seed);
  const normal = () => random() + random() + random() + random() - 2;
  const { nobs, levels, columns, parents = [] } = shape;
  const codes: Int32Array[] = [];
  // Parents come first, so their levels follow from those of the deepest factor.
  const parentCodes = levels.map((count, f) =>
    Int32Array.from({ length: count }, (_, l) => l % levels[parents[f] ?? 0]),
  );
  for (let f = levels.length - 1; f >= 0; f--) {
    const child = parents.indexOf(f);
    codes[f] =
      child > 0
        ? codes[child].map((level) => parentCodes[child][level])
        : Int32Array.from({ length: nobs }, (_, i) => (i < levels[f] ? i : Math.floor(random() * levels[f])));
  }
  const column = () => Float64Array.from({ length: nobs }, normal);
  const fixed = Array.from({ length: shape.fixed }, (_, j) => (j === 0 ? new Float64Array(nobs).fill(1) : column()));
  return {
    nobs,
    fixed,
    response: Float64Array.from({ length: nobs }, (_, i) => 100 + 3 * normal() + codes[0][i] * 0.7),
    weights: shape.weights ? Float64Array.from({ length: nobs }, () => 0.5 + random()) : null,
    offset: shape.offset ? column() : null,
    factors: levels.map((levelCount, f) => ({
      levelCount,
      codes: codes[f],
      columns: Array.from({ length: columns[f] }, (_, j) => (j === 0 ? null : column())),
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
    levels: [2000, 900, 14],
    columns: [1, 2, 1],
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
const termSizes = ({ columns }: Shape) => columns.map((count) => (count === 3 ? [1, 2] : [count]));

/** The blocks of a shape by what fills them, and the rows that they are of. */
const sources: Record<string, (shape: Shape, input: EngineInput) => { blocks: Blocks; rows: EngineInput }> = {
  rows: (shape, input) => ({ blocks: new LinearSystem(input, shape.choice), rows: input }),
  "cross-products in bases of their own": (shape, input) => {
    const { products, input: rows } = crossProductsOf(input, termSizes(shape));
    return { blocks: crossProductBlocks(products, shape.choice), rows };
  },
};

type Answer = readonly [what: string, values: ArrayLike<number>, tolerance: number];

function each(what: string, lists: readonly ArrayLike<number>[], tolerance: number): Answer[] {
  return lists.map((values, i) => [`${what} ${i}`, values, tolerance]);
}

interface Questions {
  readonly directions: readonly Direction[];
  readonly vectors: readonly EffectVector[];
  readonly rows: EffectRows;
}

function questions(input: EngineInput, random: () => number): Questions {
  const vector = (length: number) => Float64Array.from({ length }, () => random() - 0.5);
  const directions = input.factors.flatMap(({ columns: { length: k } }, factor): Direction[] => {
    const byColumn = Array.from({ length: k * k }, (_, a) => ({ factor, column: a % k, vector: vector(k) }));
    return [...byColumn, { factor, matrix: vector(k * k) }];
  });
  const vectors = [0, 1, 2, 3, 4, 5].map((v) => {
    const factor = v % input.factors.length;
    const { levelCount, columns } = input.factors[factor];
    return { factor, values: Float64Array.from({ length: levelCount * columns.length }, () => random() - 0.5) };
  });
  return { directions, vectors, rows: effectRows(input, 38, random) };
}

/** All that a factorized system says at its Λ. */
function answers(system: MixedSystem, { directions, vectors, rows }: Questions): Answer[] {
  const out: Answer[] = [];
  for (const reml of [false, true]) {
    out.push([`objective, reml ${reml}`, [system.objective(reml)], 1e-11]);
    out.push(...each(`gradient, reml ${reml},`, system.gradient(reml), 1e-9));
    out.push([`average information, reml ${reml}`, system.averageInformation(reml, directions), 1e-9]);
    if (!Number.isFinite(system.exactCost)) continue;
    out.push(...each(`fourth moments, reml ${reml},`, system.fourthMoments(reml), 1e-9));
    if (reml) out.push(...each("traces of Q", system.projectedTraces(), 1e-9));
  }
  out.push(["Gram matrix of vectors", system.projectedGram(vectors), 1e-9]);
  out.push(...each("sensitivities", system.fixedSensitivities(), 1e-9));
  const { variances, slopes } = system.conditionalForms(rows);
  out.push(["variances of sums of effects", variances, 1e-10], ["slopes of sums of effects", slopes, 1e-10]);
  out.push(["pwrss", [system.pwrss], 1e-11], ["log|L|²", [system.ldL2], 1e-11], ["log|RX|²", [system.ldRX2], 1e-11]);
  const { beta, spherical, conditionalMode } = system.solve();
  out.push(["beta", beta, 1e-10], ...each("u", spherical, 1e-9), ...each("b", conditionalMode, 1e-9));
  out.push(...each("score products", system.scoreProducts(), 1e-9));
  out.push(["vcov", system.unscaledVcov(), 1e-10]);
  const factors = system.factors.map((_, f) => f);
  const covariances = factors.map((f) => system.conditionalCovariance(f));
  out.push(...each("conditional covariance", covariances, 1e-9));
  const products = factors.map((f) => system.meanCrossProduct(f));
  out.push(...each("mean cross-product", products, 1e-12));
  return out;
}

/** The sums of the moment start. */
function sums(system: MixedSystem): Answer[] {
  const { scores, pairs } = system.moments();
  const left: Answer = ["y'y", [system.leastSquaresResidual], 1e-11];
  return [left, ...each("scores", scores, 1e-9), ...each("pairs", pairs, 1e-11)];
}

function weightedSums(system: MixedSystem, weights: readonly Float64Array[]): Answer[] {
  const { scores, traces, pairs } = system.weightedMoments(weights);
  const products = weights.map((_, f) => system.crossProducts(f));
  return [
    ...each("cross-products", products, 1e-12),
    ...each("scores", scores, 1e-9),
    ...each("traces", traces, 1e-11),
    ...pairs.flatMap((row, f) => each(`pairs ${f},`, row, 1e-11)),
  ];
}

function agree(source: string, found: readonly Answer[], expected: readonly Answer[]): void {
  const known = new Map(expected.map(([what, values]) => [what, values]));
  for (const [what, values, tolerance] of found) {
    close(values, known.get(what) ?? [], tolerance, `${what}, from ${source}`);
  }
}

describe.each(shapes)("the engine on $name", (shape) => {
  const input = build(shape, 17);
  const engines = Object.entries(sources).map(([source, of]) => {
    const { blocks: engine, rows } = of(shape, input);
    return { source, engine, oracle: new DenseSystem(rows, { projectMoments: engine.exactCost <= 8 }) };
  });

  it.each(["regular", "singular", "zero"] as const)("agrees with brute force at %s relative factors", (kind) => {
    const random = generator(99);
    const given = lambdas(input, kind, random);
    const asked = questions(input, random);
    const at = (system: MixedSystem) => {
      given.forEach((lambda, f) => system.setLambda(f, lambda));
      system.factorize();
      return answers(system, asked);
    };
    for (const { source, engine, oracle } of engines) agree(source, at(engine), at(oracle));
  });

  it("gives the sums of the moment start", () => {
    for (const { source, engine, oracle } of engines) agree(source, sums(engine), sums(oracle));
  });

  it("gives the same sums with weighted levels", () => {
    const random = generator(31);
    const weights = input.factors.map(({ levelCount, columns: { length: k } }) =>
      Float64Array.from({ length: levelCount * k * k }, () => random() - 0.4),
    );
    for (const { source, engine, oracle } of engines) {
      agree(source, weightedSums(engine, weights), weightedSums(oracle, weights));
    }
  });

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
