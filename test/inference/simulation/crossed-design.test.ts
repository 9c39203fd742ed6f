import { describe, expect, it } from "vitest";
import { type CrossedDesignOptions, crossedDesign, lmm, simulateResponse } from "../../../src/index.js";

const rowsOf = (design: Record<string, string[]>) =>
  Object.values(design)[0].map((_, i) =>
    Object.values(design)
      .map((column) => column[i])
      .join(" "),
  );

describe("crossedDesign", () => {
  it("crosses every unit with every other", () => {
    expect(rowsOf(crossedDesign({ subj: 2, item: 3 }))).toEqual([
      "subj1 item1",
      "subj1 item2",
      "subj1 item3",
      "subj2 item1",
      "subj2 item2",
      "subj2 item3",
    ]);
    expect(crossedDesign({ subj: 12 }).subj[0]).toBe("subj01");
  });

  it("gives units their levels of factors between them, in turn", () => {
    const design = crossedDesign(
      { subj: 4, item: 2 },
      { between: { subj: { age: ["old", "young"], sex: ["f", "m"] } } },
    );
    expect(rowsOf(design).filter((_, i) => i % 2 === 0)).toEqual([
      "subj1 old f item1",
      "subj2 old m item1",
      "subj3 young f item1",
      "subj4 young m item1",
    ]);
  });

  it("repeats every cell for factors within it, and so often besides", () => {
    const design = crossedDesign({ subj: 1, item: 1 }, { within: { load: ["no", "yes"] }, repetitions: 2 });
    expect(rowsOf(design)).toEqual(["subj1 item1 no", "subj1 item1 no", "subj1 item1 yes", "subj1 item1 yes"]);
  });

  it("counterbalances by a Latin square: each unit sees each level equally often", () => {
    const between = { subj: { age: ["old", "young"] } };
    const { subj, item, cond } = crossedDesign(
      { subj: 12, item: 6 },
      { between, counterbalanced: { cond: ["a", "b", "c"] } },
    );
    const tally = (units: string[]) => {
      const counts = new Map<string, number>();
      units.forEach((unit, i) => {
        counts.set(`${unit} ${cond[i]}`, (counts.get(`${unit} ${cond[i]}`) ?? 0) + 1);
      });
      return [...counts.values()];
    };
    expect(cond).toHaveLength(72);
    expect(tally(subj)).toEqual(new Array(36).fill(2));
    expect(tally(item)).toEqual(new Array(18).fill(4));
  });

  it("nests units in others", () => {
    const design = crossedDesign({ school: 2, class: 2, pupil: 1 }, { nested: { class: "school", pupil: "class" } });
    expect(rowsOf(design)).toEqual([
      "school1 class1 pupil1",
      "school1 class2 pupil2",
      "school2 class3 pupil3",
      "school2 class4 pupil4",
    ]);
  });

  it("makes data to simulate and to fit", async () => {
    const design = crossedDesign({ subj: 30, item: 16 }, { counterbalanced: { cond: ["a", "b"] } });
    const [rt] = simulateResponse("rt ~ cond + (1 | subj) + (1 | item)", design, {
      fixef: { "(Intercept)": 500, condb: 40 },
      random: { "sd_(Intercept)|subj": 50, "sd_(Intercept)|item": 30 },
      sigma: 80,
      seed: 1,
    });
    const fit = await lmm("rt ~ cond + (1 | subj) + (1 | item)", { ...design, rt });
    const [, effect] = fit.fixef();
    expect(Math.abs(effect.estimate - 40)).toBeLessThan(4 * effect.stdError);
    expect(Math.abs(fit.sigma / 80 - 1)).toBeLessThan(0.2);
  });

  it.each<[Record<string, number>, CrossedDesignOptions | Record<string, unknown>, string]>([
    [{ subj: 0 }, {}, '"subj" must be a whole number from 1 on, not "0"'],
    [{ subj: 2 }, { betwen: {} }, 'unknown option "betwen" of crossedDesign(); did you mean "between"?'],
    [{ subj: 2 }, { between: { item: { a: ["x", "y"] } } }, '"item" is none of the units subj'],
    [{ subj: 2 }, { within: { subj: ["x", "y"] } }, '"subj" is the name of two columns'],
    [{ subj: 2 }, { within: { a: ["x", "x"] } }, 'factor "a" must be a list of different levels'],
    [
      { subj: 2, item: 2 },
      { nested: { subj: "item" } },
      '"subj" is nested in "item", which must be a unit named before it',
    ],
    [{}, {}, "crossedDesign() needs at least one kind of units"],
  ])("refuses what is none: %j %j", (units, options, message) => {
    expect(() => crossedDesign(units, options as CrossedDesignOptions)).toThrow(message);
  });
});
