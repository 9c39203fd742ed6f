// Coefficients by variable, and numbers in one precision.
import { describe, expect, it } from "vitest";
import { coefficientGroups } from "../../playground/coefficient-groups.js";
import { fixed, pText, sharedWriter } from "../../playground/shared-decimals.js";

const factor = (...levels: string[]) => ({ kind: "factor" as const, levels, ordered: false, logical: false });
const number = { kind: "number" as const, suffixes: [""] };

describe("coefficients", () => {
  it("stand by variable, whatever their levels are called", () => {
    const variables = { a: factor("x", "y:b", "b"), "a:b": factor("1", "2"), b: factor("u", "v"), n: number };
    const names = ["(Intercept)", "ay:b", "ab", "bv", "n", "ay:b:bv", "ab:bv", "bv:n"];
    const groups = coefficientGroups(names, variables, {});
    expect(groups.map(({ heading, reference }) => [heading, reference])).toEqual([
      [null, ""],
      ["a", "x"],
      ["b", "u"],
      [null, ""],
      ["a : b", ""],
      ["b : n", ""],
    ]);
    expect(groups[4].rows).toEqual([
      { index: 5, name: "y:b : v" },
      { index: 6, name: "b : v" },
    ]);
  });

  it("are compared with a level only where contrasts are treatments", () => {
    const variables = { a: factor("1", "2", "3") };
    expect(coefficientGroups(["a2", "a3"], variables, {})[0].reference).toBe("1");
    expect(coefficientGroups(["a1", "a2"], variables, { a: "sum" })[0].reference).toBe("");
    expect(coefficientGroups(["a1", "a2", "a3"], variables, {})[0].reference).toBe("");
    expect(coefficientGroups(["a.L", "a.Q"], { a: { ...factor("1", "2", "3"), ordered: true } }, {})[0]).toEqual({
      heading: "a",
      reference: "",
      rows: [
        { index: 0, name: ".L" },
        { index: 1, name: ".Q" },
      ],
    });
  });

  it("have one precision, in which no number is lost", () => {
    expect([251.405, -10.467].map(sharedWriter([6.8, 1.55], [251.405, 10.467]))).toEqual(["251.41", "−10.47"]);
    expect([588.25583, 0.0225].map(sharedWriter([18, 0.0672], [588, 0.02]))).toEqual(["588.256", "0.022"]);
    expect([675.142, 11.06].map(sharedWriter([23, 27], [675, 11]))).toEqual(["675.1", "11.1"]);
    expect([3e-9, 4e8].map(sharedWriter([1e-10, 1e7], [3e-9, 4e8]))).toEqual(["3.000e-9", "4.000e+8"]);
    expect([Number.NaN, -0.001, Number.POSITIVE_INFINITY].map(sharedWriter([1], [1]))).toEqual(["–", "0.00", "∞"]);
    expect([0.0321, 0.0009, 0.001, 0.99996, Number.NaN].map(pText)).toEqual([".032", "< .001", ".001", "> .999", "–"]);
    expect(fixed(-2.345, 1)).toBe("−2.3");
  });
});
