// Random designs asked every question, in other units: scripts/units.mjs does the same for as many as one likes.
import { describe, expect, it } from "vitest";
import { askAll } from "../scripts/units/ask.js";
import { compared } from "../scripts/units/compare.js";
import { NO_UNITS, randomDesign, UNITS } from "../scripts/units/designs.js";

/** Profiles are asked of the script: each of their points is a fit of its own, found to the tolerance of a search. */
const QUESTIONS = /^(?!profile|bootstrap|diagnose|parsimonious)/;

describe.each([2, 6, 9])("every answer about random design %i", (seed) => {
  const design = randomDesign(seed);
  const names = Object.keys(UNITS).filter(
    (name) =>
      /^[xy]/.test(name) ||
      (name.startsWith("z") && design.formula.includes("z")) ||
      (name.startsWith("w") && design.weights),
  );

  it.each(names)("in the units %s is the answer in these units", async (name) => {
    const plain = await askAll(design, NO_UNITS, QUESTIONS);
    const other = await askAll(design, UNITS[name], QUESTIONS);
    expect(compared(plain, other, UNITS[name]).differences).toEqual([]);
  });
});
