import { describe, expect, it } from "vitest";
import { groupingFactor, knownGroupCodes } from "../../src/design/grouping.js";
import type { FrameVariable } from "../../src/frame/variables.js";

const factor = (label: string, levels: string[], cells: (string | null)[]): FrameVariable => {
  const codes = Int32Array.from(cells, (cell) => (cell === null ? -1 : levels.indexOf(cell)));
  return { kind: "factor", label, levels, codes, ordered: false, logical: false };
};
const numbers = (label: string, values: number[]): FrameVariable => {
  return { kind: "number", label, columns: [Float64Array.from(values)], suffixes: [""] };
};

describe("a grouping factor", () => {
  it("has only the levels that occur", () => {
    const { levels, codes } = groupingFactor("g", [factor("g", ["a", "b", "c"], ["c", "a", "c"])]);
    expect(levels).toEqual(["a", "c"]);
    expect([...codes]).toEqual([1, 0, 1]);
  });

  it("of numbers has them in increasing order", () => {
    expect(groupingFactor("g", [numbers("g", [10, 9, 100, 9])]).levels).toEqual(["9", "10", "100"]);
  });

  it("of several variables has the combinations that occur, the first variable slowest", () => {
    const b = factor("b", ["y", "x"], ["x", "y", "x", "y", "x"]);
    const { levels, codes } = groupingFactor("a:b", [numbers("a", [2, 2, 1, 1, 2]), b]);
    expect(levels).toEqual(["1:y", "1:x", "2:y", "2:x"]);
    expect([...codes]).toEqual([3, 2, 1, 0, 3]);
  });

  it("of many variables numbers its combinations without a table of all of them", () => {
    const n = 3000;
    const cells = Array.from({ length: n }, (_, i) => i);
    const name = (value: number) => String(value).padStart(4, "0");
    const wide = factor("w", cells.map(name), cells.map(name));
    const { levels, codes } = groupingFactor("w:v", [
      wide,
      factor(
        "v",
        cells.map(name),
        cells.map((i) => name(n - 1 - i)),
      ),
    ]);
    expect(levels.length).toBe(n);
    expect(levels.slice(0, 2)).toEqual(["0000:2999", "0001:2998"]);
    expect([...codes]).toEqual(cells);
  });

  it("of new data knows the levels of the fit and tells the others", () => {
    const components = [numbers("a", [1, 2, 7]), factor("b", ["x", "z"], ["x", null, "z"])];
    const { codes, unknown } = knownGroupCodes(components, ["2:x", "1:x"]);
    expect([...codes]).toEqual([1, -1, -1]);
    expect(unknown).toEqual(["7:z"]);
  });
});
