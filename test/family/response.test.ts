import { describe, expect, it } from "vitest";
import type { Table } from "../../src/data/table.js";
import type { FamilyName } from "../../src/family/family.js";
import type { ModelFrame } from "../../src/frame/model-frame.js";
import { modelOfFrame } from "../../src/model/build.js";
import { generalizedSpec } from "../../src/model/spec.js";
import { frameOf, table } from "../frame/support.js";

const data = table({
  wins: [1, 0, 3, 2, 4, 0, 1, 5],
  losses: [2, 3, 1, 2, 0, 4, 1, 0],
  n: [3, 3, 4, 4, 4, 4, 2, 5],
  y: [0, 1, 1, 0, 0, 1, 1, 0],
  l: [true, false, true, false, true, false, true, false],
  f: ["no", "yes", "no", "yes", "yes", "no", "no", "yes"],
  w: [1, 2, 1, 2, 1.5, 2, 1, 1],
  g: ["p", "p", "q", "q", "r", "r", "s", "s"],
  row: ["1", "2", "3", "4", "5", "6", "7", "8"],
});

const familyDesign = (frame: ModelFrame, family: FamilyName) =>
  modelOfFrame(frame.formula.source, frame, generalizedSpec({ family }));

const read = (family: FamilyName, formula: string, options = {}, from: Table = data) => {
  const { design, trials } = familyDesign(frameOf(`${formula} ~ 1 + (1 | g)`, from, options), family);
  const { response, weights } = design;
  return { y: [...response], trials: trials && [...trials], weights: weights && [...weights] };
};

describe("a binomial response", () => {
  const shares = [1 / 3, 0, 0.75, 0.5, 1, 0, 0.5, 1];

  it("of numbers 0 and 1 has prior weights and no trials", () => {
    expect(read("binomial", "y", { weights: "w" })).toEqual({
      y: [0, 1, 1, 0, 0, 1, 1, 0],
      trials: null,
      weights: [1, 2, 1, 2, 1.5, 2, 1, 1],
    });
  });

  it("of a logical is true for success", () => {
    expect(read("binomial", "l").y).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
    expect(read("binomial", "wins > 1").y).toEqual([0, 0, 1, 1, 1, 0, 0, 1]);
  });

  it("of two levels has the first for failure", () => {
    expect(read("binomial", "f").y).toEqual([0, 1, 0, 1, 1, 0, 0, 1]);
    expect(read("binomial", 'relevel(f, "yes")').y).toEqual([1, 0, 1, 0, 0, 1, 1, 0]);
  });

  it("of successes and failures has shares and trials, and keeps prior weights", () => {
    const expected = { y: shares, trials: [3, 3, 4, 4, 4, 4, 2, 5] };
    expect(read("binomial", "cbind(wins, losses)")).toEqual({ ...expected, weights: null });
    const { weights } = read("binomial", "cbind(wins, n - wins)", { weights: "w" });
    expect(weights).toEqual([1, 2, 1, 2, 1.5, 2, 1, 1]);
  });

  it("of proportions takes weights as trials", () => {
    const expected = { y: shares, trials: [3, 3, 4, 4, 4, 4, 2, 5], weights: null };
    expect(read("binomial", "I(wins / n)", { weights: "n" })).toEqual(expected);
  });

  it("of proportions in few digits stands for whole successes", () => {
    const rounded = table({ p: [0.3333, 0.6667, 1], n: [3, 3, 3], g: ["a", "b", "a"] });
    expect(read("binomial", "p", { weights: "n" }, rounded).y).toEqual([1 / 3, 2 / 3, 1]);
  });
});

describe("a grouping factor with a level for each row", () => {
  it("is allowed where no scale is estimated", () => {
    const frame = frameOf("wins ~ 1 + (1 | row)", data);
    expect(familyDesign(frame, "poisson").design.factors[0].levels).toHaveLength(8);
    expect(() => familyDesign(frame, "gaussian")).toThrow("must be < number of observations");
  });
});

const bad = table({
  three: ["a", "b", "c", "a", "b", "c"],
  one: ["a", "a", "a", "a", "a", "a"],
  yes: [true, true, true, true, true, true],
  wins: [1, 2, 3, 4, 5, 6],
  n: [2, 2, 2, 5, 6, 7],
  half: [1, 2, 0.5, 1, 2, 3],
  zero: [0, 1, 1, 0, 0, 2],
  none: [0, 0, 0, 0, 0, 0],
  p: [0.5, 0.25, 0.5, 1, 0, 0.5],
  pair: [1, 2, 1, 2, 1, 2],
  below: [1, 0, -1, 2, 3, 4],
  g: ["x", "x", "y", "y", "z", "z"],
});

/** Message, column, 0-based row. */
type Case = readonly [FamilyName, string, object, string, string?, number?];

const cases: readonly Case[] = [
  [
    "binomial",
    "three",
    {},
    'response "three" has 3 levels ("a", "b", "c"); a binomial response has two, the first for failure and the second for success',
    "three",
  ],
  ["binomial", "one", {}, 'response "one" is constant: all 6 values are "a"', "one"],
  ["binomial", "yes", {}, 'response "yes" is constant: all 6 values are "TRUE"', "yes"],
  ["binomial", "none", {}, 'response "none" is constant: all 6 values are 0', "none"],
  [
    "binomial",
    "wins",
    {},
    'response "wins" has the value "2" in row 2; a binomial response is 0 or 1, a factor of two levels, a proportion with trials as weights, or cbind(successes, failures)',
    "wins",
    1,
  ],
  [
    "binomial",
    "pair",
    { subset: "wins > 1" },
    'response "pair" has the value "2" in row 2; a binomial response is 0 or 1, a factor of two levels, a proportion with trials as weights, or cbind(successes, failures); for two levels coded as numbers write factor(pair)',
    "pair",
    1,
  ],
  [
    "binomial",
    "p",
    {},
    'response "p" has the proportion "0.5" in row 1 but no trials; give the numbers of trials as weights, or write cbind(successes, failures)',
    "p",
    0,
  ],
  [
    "binomial",
    "p",
    { weights: "n" },
    'response "p" has the proportion "0.25" in row 2 of 2 trials, which is 0.5 successes, no whole number',
    "p",
    1,
  ],
  [
    "binomial",
    "p",
    { weights: "half" },
    'weights have "0.5" in row 3; they are numbers of trials, since response "p" holds proportions',
  ],
  [
    "binomial",
    "cbind(wins, n - wins)",
    {},
    'response "cbind(wins, n - wins)" has -1 failures in row 3; there cannot be more successes than trials',
    "cbind(wins, n - wins)",
    2,
  ],
  [
    "binomial",
    "cbind(below, n)",
    {},
    'response "cbind(below, n)" has -1 successes in row 3; a binomial response is cbind(successes, failures), whole numbers from 0 on',
    "cbind(below, n)",
    2,
  ],
  [
    "binomial",
    "cbind(n, half)",
    {},
    'response "cbind(n, half)" has 0.5 failures in row 3; a binomial response is cbind(successes, failures), whole numbers from 0 on',
    "cbind(n, half)",
    2,
  ],
  ["binomial", "cbind(none, none)", {}, 'response "cbind(none, none)" has no trials in any row', "cbind(none, none)"],
  [
    "binomial",
    "cbind(n, n, n)",
    {},
    'response "cbind(n, n, n)" has 3 columns; a binomial response is cbind(successes, failures)',
    "cbind(n, n, n)",
  ],
  [
    "poisson",
    "below",
    {},
    'response "below" has the value "-1" in row 3; a poisson response is a count, 0 or more',
    "below",
    2,
  ],
  [
    "poisson",
    "half",
    {},
    'response "half" has the value "0.5" in row 3; a poisson response is a whole number; model rates as counts with offset(log(exposure))',
    "half",
    2,
  ],
  [
    "negbinomial",
    "below",
    {},
    'response "below" has the value "-1" in row 3; a negative binomial response is a count, 0 or more',
    "below",
    2,
  ],
  [
    "poisson",
    "three",
    {},
    'response must be numeric: "three" is a factor (levels "a", "b", "c"); for a response of two levels use glmm() with the family "binomial"',
    "three",
  ],
  [
    "poisson",
    "cbind(wins, n)",
    {},
    'response "cbind(wins, n)" has 2 columns; a model has one (matrix-valued response)',
  ],
  ["poisson", "none", {}, 'response "none" is constant: all 6 values are 0', "none"],
  ["gamma", "zero", {}, 'response "zero" has the value "0" in row 1; a gamma response is positive', "zero", 0],
  [
    "inverse-gaussian",
    "below",
    { subset: "n > 1 & below != 0" },
    'response "below" has the value "-1" in row 3; an inverse gaussian response is positive',
    "below",
    2,
  ],
  ["gaussian", "none", {}, 'response "none" is constant: all 6 values are 0', "none"],
];

describe("a response that a family cannot have", () => {
  for (const [family, formula, options, message, column, row] of cases) {
    it(`is refused: ${family} ${formula} ${JSON.stringify(options)}`, () => {
      let error: unknown;
      try {
        read(family, formula, options, bad);
      } catch (thrown) {
        error = thrown;
      }
      expect((error as Error).message).toBe(message);
      if (column !== undefined) expect(error).toMatchObject({ kind: "DataError", column });
      if (row !== undefined) expect(error).toMatchObject({ row });
    });
  }
});
