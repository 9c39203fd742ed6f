import { describe, expect, it } from "vitest";
import { LinearSystem } from "../../src/engine/linear-system.js";
import { planOf } from "../../src/engine/symbolic/plan.js";
import { analyzeStructure, groupingByRows } from "../../src/engine/symbolic/structure.js";
import type { FactorInput } from "../../src/engine/types.js";

const codes = (nobs: number, level: (i: number) => number) => Int32Array.from({ length: nobs }, (_, i) => level(i));

function factor(nobs: number, levelCount: number, columns: number, level: (i: number) => number): FactorInput {
  const slope = Float64Array.from({ length: nobs }, (_, i) => (i * 37) % 11);
  const list = Array.from({ length: columns }, (_, j) => (j === 0 ? null : slope));
  return { levelCount, codes: codes(nobs, level), columns: list };
}

const shapes = {
  one: [factor(6000, 2000, 2, (i) => i % 2000)],
  crossed: [factor(8000, 80, 2, (i) => i % 80), factor(8000, 100, 2, (i) => Math.floor(i / 80))],
  partly: [factor(9000, 3000, 1, (i) => i % 3000), factor(9000, 400, 1, (i) => (i * 31 + Math.floor(i / 3000)) % 400)],
  nested: [factor(9000, 3000, 1, (i) => i % 3000), factor(9000, 300, 2, (i) => (i % 3000) % 300)],
};

describe("the plan of a model", () => {
  const plan = (name: keyof typeof shapes) => planOf(analyzeStructure(groupingByRows(shapes[name]), 2), 2);

  it("names the algorithm and the kind of every block", () => {
    expect(plan("one")).toMatchObject({ algorithm: "one factor", eliminated: [2000], tailRows: 3 });
    expect(plan("one").blocks).toEqual([{ row: 0, column: 0, cross: "block diagonal", factor: "block diagonal" }]);
    expect(plan("crossed")).toMatchObject({ algorithm: "dense panel", order: [1, 0], tailRows: 163 });
    expect(plan("crossed").blocks.map(({ cross, factor }) => `${cross}/${factor}`)).toEqual([
      "block diagonal/block diagonal",
      "dense/dense",
      "block diagonal/dense",
    ]);
    expect(plan("partly")).toMatchObject({ algorithm: "level lists", eliminated: [3000, 203], tailRows: 200 });
    expect(plan("nested")).toMatchObject({ algorithm: "level lists", eliminated: [3000, 300], tailRows: 3 });
    expect(plan("nested").blocks.map(({ cross, factor }) => `${cross}/${factor}`)).toEqual([
      "diagonal/diagonal",
      "sparse/sparse",
      "block diagonal/block diagonal",
    ]);
  });

  it.each(Object.keys(shapes) as (keyof typeof shapes)[])("predicts the memory of the %s shape", (name) => {
    const factors = shapes[name];
    const nobs = factors[0].codes.length;
    const engine = new LinearSystem({
      nobs,
      fixed: [new Float64Array(nobs).fill(1), Float64Array.from({ length: nobs }, (_, i) => i % 7)],
      response: Float64Array.from({ length: nobs }, (_, i) => (i * i) % 23),
      weights: null,
      offset: null,
      factors,
    });
    // What is left over are the buffers for chunks of rows, under 0.5 MB.
    expect(Math.abs(engine.allocated - plan(name).memory)).toBeLessThan(0.02 * plan(name).memory + 500_000);
  });
});
