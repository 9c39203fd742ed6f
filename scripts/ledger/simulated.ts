// Data for models that no data set of the project has: random slopes crossed and nested, with weights and an offset.
import { crossedDesign, simulateResponse } from "../../src/index.js";

/** 20 subjects in 5 schools, old or young, see 8 items under 2 conditions. */
export function simulated(): Record<string, ArrayLike<number> | readonly string[]> {
  const design = crossedDesign(
    { school: 5, subj: 4, item: 8 },
    { within: { c: ["a", "b"] }, between: { subj: { age: ["old", "young"] } }, nested: { subj: "school" } },
  );
  const rows = Array.from(design.subj.keys());
  const predictors = {
    ...design,
    x: rows.map((row) => ((row * 37) % 23) / 23),
    w: rows.map((row) => 0.5 + (row % 4) / 4),
    off: rows.map((row) => ((row * 11) % 7) / 7),
  };
  const bySubject = { "sd_(Intercept)|subj": 1.2, "sd_cb|subj": 0.9, "cor_cb.(Intercept)|subj": 0.3 };
  const byItem = { "sd_(Intercept)|item": 0.8, "sd_x|item": 1.5, "cor_x.(Intercept)|item": -0.2 };
  const [y] = simulateResponse("y ~ c * age + x + (1 + c | subj) + (1 + x | item) + (1 | school)", predictors, {
    seed: 11,
    fixef: [4, 0.5, -1, 2, 0.25],
    random: { ...bySubject, ...byItem, "sd_(Intercept)|school": 1.5 },
    sigma: 0.9,
  });
  const [n] = simulateResponse("n ~ c + x + (1 + c | subj) + (1 | item) + (1 | school)", predictors, {
    seed: 12,
    family: "poisson",
    fixef: [0.4, 0.3, 0.8],
    random: { ...bySubject, "sd_(Intercept)|item": 0.5, "sd_(Intercept)|school": 1 },
  });
  return { ...predictors, y, n };
}
