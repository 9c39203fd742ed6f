// The columns of the dense tail two by two, and in passes over blocks of levels, against brute force and the dense panel.
import { describe, expect, it } from "vitest";
import { LinearSystem } from "../../src/engine/linear-system.js";
import type { EngineInput, MixedSystem } from "../../src/engine/types.js";
import { DenseSystem } from "../support/dense-system.js";

function generator(seed: number) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** Rows in random cells; the last level of every factor has no row, the one before it has one. */
function scattered(nobs: number, levels: readonly number[], columns: readonly number[], seed: number): EngineInput {
  const random = generator(seed);
  const column = () => Float64Array.from({ length: nobs }, () => random() + random() - 1);
  return {
    nobs,
    fixed: [new Float64Array(nobs).fill(1), column()],
    response: column(),
    weights: null,
    offset: null,
    factors: levels.map((levelCount, f) => ({
      levelCount,
      codes: Int32Array.from({ length: nobs }, (_, i) =>
        i === f ? levelCount - 2 : Math.floor(random() * (levelCount - 2)),
      ),
      columns: Array.from({ length: columns[f] }, (_, j) => (j === 0 ? null : column())),
    })),
  };
}

/** Levels of the first factor, each within one of the second, crossed with a third. */
function nested(nobs: number, [inner, outer, third]: readonly number[], columns: readonly number[]): EngineInput {
  const input = scattered(nobs, [inner, outer, third], columns, 5);
  const [{ codes }, { codes: parents }] = input.factors;
  codes.forEach((level, i) => {
    parents[i] = level % outer;
  });
  return input;
}

function evaluated(system: MixedSystem, input: EngineInput): MixedSystem {
  const random = generator(7);
  input.factors.forEach(({ columns: { length: k } }, f) => {
    system.setLambda(
      f,
      Float64Array.from({ length: k * k }, () => random() - 0.3),
    );
  });
  system.factorize();
  return system;
}

function largest(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  let [difference, scale] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(found[i] - expected[i]));
    scale = Math.max(scale, Math.abs(expected[i]));
  }
  return difference / scale;
}

function expectSame(a: MixedSystem, b: MixedSystem, input: EngineInput): void {
  for (const system of [a, b]) evaluated(system, input);
  for (const reml of [false, true]) {
    expect(largest([a.objective(reml)], [b.objective(reml)])).toBeLessThan(1e-13);
    const expected = b.gradient(reml);
    a.gradient(reml).forEach((g, f) => expect(largest(g, expected[f])).toBeLessThan(1e-11));
  }
  a.solve();
  b.solve();
  input.factors.forEach((_, f) =>
    expect(largest(a.conditionalCovariance(f), b.conditionalCovariance(f))).toBeLessThan(1e-11),
  );
}

describe("columns of the tail, two by two", () => {
  const counts = [1, 2, 3, 5];
  const cases = counts.flatMap((k) => counts.map((l) => [k, l] as const));
  it.each(cases)("agree with brute force for %i and %i columns a level", (k, l) => {
    for (const seed of [1, 2, 3]) {
      const input = scattered(45, [23, 11, 4], [k, l, 1 + (seed % 2)], seed);
      expectSame(new LinearSystem(input, { densePanel: false, share: 0 }), new DenseSystem(input), input);
    }
  });
});

describe("passes over blocks of levels", () => {
  it.each([
    [1, 2],
    [2, 3],
    [3, 1],
    [2, 2],
  ])("agree with the dense panel for %i and %i columns a level", (k, l) => {
    const input = scattered(60_000, [1500, 80], [k, l], 11);
    const lists = new LinearSystem(input, { densePanel: false, share: 0 });
    const [{ start }] = lists.structure.eliminated;
    expect(start[start.length - 1] * (4 + 8 * k)).toBeGreaterThan(1 << 20);
    expectSame(lists, new LinearSystem(input, { densePanel: true }), input);
  });

  it("agree with brute force for a tail whose trace is taken in pairs", () => {
    const input = scattered(3000, [300, 270, 4], [1, 2, 2], 13);
    const system = new LinearSystem(input, { densePanel: false, share: 0 });
    expect(system.structure.sparse).toBe(1);
    expectSame(system, new DenseSystem(input), input);
  });

  it("agree where they go through several factors", () => {
    const input = nested(80_000, [4000, 200, 50], [2, 2, 3]);
    const two = new LinearSystem(input, { densePanel: false, smallTail: 100 });
    const one = new LinearSystem(input, { densePanel: false, share: 0, smallTail: 1000 });
    expect([two.structure.sparse, one.structure.sparse]).toEqual([2, 1]);
    expectSame(two, one, input);
  });
});
