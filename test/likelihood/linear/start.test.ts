import { describe, expect, test } from "vitest";
import { ProfiledDeviance } from "../../../src/likelihood/linear/deviance.js";
import { momentStart } from "../../../src/likelihood/linear/start.js";
import { covariancesAt } from "../../../src/likelihood/terms.js";
import { DenseSystem } from "../../support/dense-system.js";
import { randomModel } from "../../support/random-designs.js";
import { ones, realModels, simpleModel } from "../../support/simple-designs.js";

function gradientAtStart(name: string): number {
  const { build, reml } = realModels[name];
  const { input, terms } = build();
  const system = new DenseSystem(input);
  const objective = new ProfiledDeviance(system, terms, reml, momentStart(system, terms));
  objective.value(objective.coordinates());
  return Math.max(...objective.gradient().map(Math.abs));
}

describe("the moment start", () => {
  test.each(["dyestuff-reml", "penicillin-reml", "pastes-nested-reml", "sleep-max-reml"])(
    "is the REML estimate itself for the balanced design %s",
    (name) => {
      expect(gradientAtStart(name)).toBeLessThan(1e-9);
    },
  );

  test("is positive definite in white units, also where moments are negative", () => {
    const { build } = realModels["dyestuff2-ml"];
    const { input, terms } = build();
    const [T] = momentStart(new DenseSystem(input), terms);
    expect(T[0]).toBeCloseTo(0.005, 14);
  });

  test("works without the projection of the fixed effects", () => {
    for (const seed of [1, 2, 3, 4]) {
      const { input, terms } = randomModel(seed);
      const system = new DenseSystem(input, { projectMoments: false });
      const objective = new ProfiledDeviance(system, terms, true, momentStart(system, terms));
      expect(objective.value(objective.coordinates())).toBeLessThan(Number.POSITIVE_INFINITY);
    }
  });

  test("falls back to the identity in white units where the moments leave no residual variance", () => {
    const group = Array.from({ length: 40 }, (_, i) => i % 5);
    const response = Float64Array.from(group, (level) => level * level);
    const { input, terms } = simpleModel(response, [ones(40)], [{ group, columns: [null] }]);
    expect([...momentStart(new DenseSystem(input), terms)[0]]).toEqual([1]);
  });
});

test("the start from theta is λλ'", () => {
  const { terms } = realModels["sleep-max-ml"].build();
  const [T] = covariancesAt(terms, { theta: Float64Array.from([2, 0.5, 1]) });
  expect([...T]).toEqual([4, 1, 1, 1.25]);
});
