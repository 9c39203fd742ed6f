// Against direct simulation with lme4 and lmerTest (scripts/fixtures-power.R), the same tests on both sides.
import { describe, expect, it } from "vitest";
import { type PowerDesign, type PowerOptions, power } from "../../src/index.js";
import reference from "../fixtures/power.json" with { type: "json" };
import procedure from "../fixtures/power-procedure.json" with { type: "json" };

const days = Array.from({ length: 10 }, (_, day) => String(day));
const studies: readonly (readonly [
  "slopes" | "crossed" | "binary",
  string,
  PowerDesign,
  Omit<PowerOptions, "seed">,
])[] = [
  [
    "slopes",
    "y ~ day + (day | subj)",
    { units: { subj: 18 }, within: { day: days } },
    {
      types: { day: "number" },
      effects: { day: 5 },
      random: { "sd_(Intercept)|subj": 24.7, "sd_day|subj": 5.9, "cor_day.(Intercept)|subj": 0.1 },
      sigma: 25.6,
    },
  ],
  [
    "crossed",
    "y ~ c + (1 | subj) + (1 | item)",
    { units: { subj: 20, item: 12 }, counterbalanced: { c: ["a", "b"] } },
    { effects: { cb: 55 }, random: { "sd_(Intercept)|subj": 80, "sd_(Intercept)|item": 40 }, sigma: 150 },
  ],
  [
    "binary",
    "y ~ g + (1 | subj)",
    { units: { subj: 24 }, between: { subj: { g: ["a", "b"] } }, repetitions: 12 },
    { family: "binomial", effects: { "(Intercept)": -0.3, gb: 0.9 }, random: { "sd_(Intercept)|subj": 0.8 } },
  ],
];

describe("power() and lme4's", () => {
  it.each(studies)("%s: within three errors of both simulations", async (name, formula, design, options) => {
    const { tests, failed, notConverged } = await power(formula, design, { ...options, seed: 18, replicates: 600 });
    const { estimate, stdError } = tests[0].power;
    const theirs = reference[name] / reference.replicates;
    const both = Math.sqrt(stdError * stdError + (theirs * (1 - theirs)) / reference.replicates);
    expect(Math.abs(estimate - theirs)).toBeLessThan(3 * both);
    expect({ failed, notConverged }).toEqual({ failed: 0, notConverged: 0 });
  });

  it.each(studies)("%s: within three errors of what simr does, by z tests", async (name, formula, design, options) => {
    const { tests } = await power(formula, design, { ...options, df: "asymptotic", seed: 19, replicates: 600 });
    const { estimate, stdError } = tests[0].power;
    const theirs = procedure[name].successes / procedure.replicates;
    const both = Math.sqrt(stdError * stdError + (theirs * (1 - theirs)) / procedure.replicates);
    expect(Math.abs(estimate - theirs)).toBeLessThan(3 * both);
  });
});
