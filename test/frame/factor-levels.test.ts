import { describe, expect, it } from "vitest";
import { dropUnusedLevels, factorFromNumbers, levelsAfter, recode } from "../../src/frame/factor-levels.js";

describe("factors", () => {
  it("made of numbers have the distinct ones as levels, in increasing order", () => {
    const { codes, levels } = factorFromNumbers(Float64Array.of(10, 2, Number.NaN, 10, -1.5, 2, 0, -0));
    expect(levels).toEqual(["-1.5", "0", "2", "10"]);
    expect([...codes]).toEqual([3, 2, -1, 3, 0, 2, 1, 1]);
  });

  it("made of numbers that print alike have one level for them, as in R", () => {
    const { codes, levels } = factorFromNumbers(Float64Array.of(0.3, 0.1 + 0.2));
    expect(levels).toEqual(["0.3"]);
    expect([...codes]).toEqual([0, 0]);
  });

  it("lose the levels that no row has", () => {
    const factor = { codes: Int32Array.of(2, -1, 0), levels: ["a", "b", "c"] };
    expect(dropUnusedLevels(factor)).toEqual({ codes: Int32Array.of(1, -1, 0), levels: ["a", "c"] });
  });

  it("that use every level stay the same object", () => {
    const factor = { codes: Int32Array.of(1, -1, 0), levels: ["a", "b"] };
    expect(dropUnusedLevels(factor)).toBe(factor);
  });

  it("can be written in other levels", () => {
    expect([...recode(Int32Array.of(0, 1, -1, 2), ["a", "b", "c"], ["c", "a"])]).toEqual([1, -1, -1, 0]);
    const factor = { codes: Int32Array.of(0, 1), levels: ["new", "b"] };
    expect(levelsAfter(factor, ["a", "b"])).toEqual({ codes: Int32Array.of(2, 1), levels: ["a", "b", "new"] });
  });
});
