import { describe, expect, it } from "vitest";
import { CASES } from "../../bench/cases.js";
import { ENGINES } from "../../bench/contract.js";
import { parseFormula } from "../../src/formula/parser.js";

const ids = CASES.map(({ id }) => id);

describe("the cases of the bench", () => {
  it("have different ids and titles", () => {
    expect(new Set(ids).size).toBe(CASES.length);
    expect(new Set(CASES.map(({ title }) => title)).size).toBe(CASES.length);
  });

  it("have formulas that can be parsed, for MixedModels.jl with every intercept written out", () => {
    for (const { formula, julia } of CASES) {
      expect(() => parseFormula(formula)).not.toThrow();
      if (julia !== null) expect(julia).toMatch(/~ 1 \+/);
    }
  });

  it("take a count of evaluations only from a case that is fitted whole and stands before them", () => {
    for (const [place, { budget }] of CASES.entries()) {
      for (const engine of ENGINES) {
        const source = budget[engine]?.evaluationsFrom;
        if (source === undefined) continue;
        expect(ids.slice(0, place)).toContain(source);
        expect(CASES[ids.indexOf(source)].budget[engine]?.evaluationsFrom).toBeUndefined();
      }
    }
  });
});
