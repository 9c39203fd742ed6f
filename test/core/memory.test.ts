import { expect, test } from "vitest";
import { instantiateCore } from "../../src/core/load.js";
import { CoreMemory } from "../../src/core/memory.js";
import { LinearSystem } from "../../src/engine/linear-system.js";
import { UnsupportedError } from "../../src/errors.js";

test("a model beyond 4 GiB is refused with the numbers, before anything crashes", () => {
  // 18,000 levels against 18,000 levels at random: most of them meet, and the dense part takes gigabytes.
  const levels = 18_000;
  const nobs = 100 * levels;
  const first = Int32Array.from({ length: nobs }, (_, i) => i % levels);
  let state = 1;
  const second = Int32Array.from({ length: nobs }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * levels);
  });
  const response = Float64Array.from({ length: nobs }, (_, i) => i % 13);
  const build = () =>
    new LinearSystem({
      nobs,
      fixed: [new Float64Array(nobs).fill(1)],
      response,
      weights: null,
      offset: null,
      factors: [first, second].map((codes) => ({ levelCount: levels, codes, columns: [null] })),
    });
  expect(build).toThrow(UnsupportedError);
  expect(build).toThrow(/4 GiB/);
  expect(build).toThrow(/method "iterative"/);
});

test("memory that was given back comes zeroed again", () => {
  const core = instantiateCore();
  const memory = new CoreMemory(core);
  const mark = core.mark();
  memory.f64(memory.doubles(1000), 1000).fill(7);
  core.release(mark);
  memory.doubles(10);
  expect(memory.f64(memory.doubles(2000), 2000).every((entry) => entry === 0)).toBe(true);
});

test("fifty evaluations allocate nothing", () => {
  const nobs = 600;
  const codes = (levels: number, step: number) => Int32Array.from({ length: nobs }, (_, i) => (i * step) % levels);
  const slope = Float64Array.from({ length: nobs }, (_, i) => (i % 11) / 5);
  const engine = new LinearSystem({
    nobs,
    fixed: [new Float64Array(nobs).fill(1), slope],
    response: Float64Array.from({ length: nobs }, (_, i) => (i * i) % 17),
    weights: null,
    offset: null,
    factors: [
      { levelCount: 40, codes: codes(40, 1), columns: [null, slope] },
      { levelCount: 23, codes: codes(23, 3), columns: [null] },
    ],
  });
  const directions = [
    { factor: 0, column: 0, vector: Float64Array.of(1, 0) },
    { factor: 1, column: 0, vector: Float64Array.of(1) },
  ];
  const evaluate = (scale: number) => {
    engine.setLambda(0, Float64Array.of(scale, 0.1, 0, scale));
    engine.setLambda(1, Float64Array.of(scale));
    engine.factorize();
    engine.gradient(true);
    engine.averageInformation(true, directions);
    engine.fourthMoments(true);
  };
  evaluate(1);
  const before = engine.allocated;
  for (let i = 0; i < 50; i++) evaluate(1 + i / 50);
  expect(engine.allocated).toBe(before);
});
