import { describe, expect, it } from "vitest";
import { CASES } from "../../bench/cases.js";
import { ENGINES } from "../../bench/contract.js";
import { canFit } from "../../bench/launch.js";
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

  it("are generalized where they have a family, and never REML then", () => {
    const generalized = CASES.filter((model) => model.generalized !== undefined);
    expect(generalized.map(({ id }) => id)).toContain("sim-binary-500x200");
    expect(generalized.every(({ reml }) => !reml)).toBe(true);
    expect(CASES.find(({ id }) => id === "cbpp-agq9")?.generalized).toEqual({
      family: "binomial",
      link: "logit",
      nAGQ: 9,
    });
    expect(CASES.find(({ id }) => id === "grouseticks")?.generalized).toMatchObject({ family: "poisson", link: "log" });
  });

  it("are given to the engines that have what they need", () => {
    const engines = (id: string) => ENGINES.filter((name) => canFit(name, CASES[ids.indexOf(id)]));
    expect(engines("sleep-max-reml")).toEqual(["blup", "lme4", "mixedmodels"]);
    expect(engines("verbagg-crossed")).toEqual(["blup", "lme4", "glmmTMB", "mixedmodels"]);
    expect(engines("cbpp-agq9")).toEqual(["blup", "lme4"]);
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
