import { describe, expect, it } from "vitest";
import { TransformMemory } from "../../src/frame/transform-state.js";
import { evaluated, plain, table } from "./support.js";

/** The values of an expression in new data, after it has learned from the old and gone through JSON. */
function remembered(expression: string, old: Parameters<typeof table>[0], fresh: Parameters<typeof table>[0]): unknown {
  const memory = new TransformMemory();
  evaluated(expression, table(old), memory);
  const state = JSON.parse(JSON.stringify(memory.toState()));
  return plain(evaluated(expression, table(fresh), new TransformMemory(state)));
}

describe("transforms of new data use what the old data taught", () => {
  // R: predict(poly(c(1, 2, 4, 7, 11), 2), c(3, 8.5, -1))
  it("poly() keeps its recurrence", () => {
    const columns = remembered("poly(x, 2)", { x: [1, 2, 4, 7, 11] }, { x: [3, 8.5, -1] }) as number[][];
    const expected = [
      [-0.24618298195866545, 0.43082021842766455, -0.7385489458759964],
      [-0.22918388365077616, -0.35038689904301357, 1.5337690675090405],
    ];
    for (const [k, column] of expected.entries()) {
      for (const [i, value] of column.entries()) expect(columns[k][i]).toBeCloseTo(value, 13);
    }
  });

  it("poly() leaves out missing values and keeps them missing", () => {
    const whole = plain(evaluated("poly(x, 2)", table({ x: [1, 2, 4, 7, 11] }))) as number[][];
    const gap = plain(evaluated("poly(x, 2)", table({ x: [1, 2, null, 4, 7, 11] }))) as number[][];
    expect(gap.map((column) => column.filter((value) => !Number.isNaN(value)))).toEqual(whole);
  });

  it("scale() and center() keep mean and standard deviation", () => {
    expect(remembered("scale(x)", { x: [1, 2, 3] }, { x: [2, 4] })).toEqual([0, 2]);
    expect(remembered("scale(x, scale = FALSE)", { x: [1, 2, 6] }, { x: [3] })).toEqual([0]);
    expect(remembered("scale(x, center = FALSE)", { x: [3, 4] }, { x: [10] })).toEqual([2]);
    expect(remembered("scale(x, 1, 4)", { x: [3, 4] }, { x: [9] })).toEqual([2]);
    expect(remembered("center(x)", { x: [1, 2, 6] }, { x: [0] })).toEqual([-3]);
  });

  it("nested calls each keep their own", () => {
    expect(remembered("center(scale(x)^2)", { x: [1, 2, 3] }, { x: [4] })).toEqual([4 - 2 / 3]);
  });

  it("as.numeric() of a factor keeps the positions of its levels", () => {
    expect(remembered("as.numeric(f)", { f: ["a", "b", "c"] }, { f: ["c", "b"] })).toEqual([3, 2]);
  });

  it("factor() keeps its levels, and dummy() knows one that new data lack", () => {
    expect(remembered("as.numeric(factor(x))", { x: [10, 20, 30] }, { x: [30, 20] })).toEqual([3, 2]);
    expect(remembered('dummy(f, "a")', { f: ["a", "b"] }, { f: ["b"] })).toEqual([0]);
    expect(remembered('as.numeric(relevel(f, ref = "b"))', { f: ["a", "b"] }, { f: ["b"] })).toEqual([1]);
  });
});
