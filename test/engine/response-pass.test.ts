import { describe, expect, it } from "vitest";
import { LinearSystem } from "../../src/engine/linear-system.js";
import type { EngineInput } from "../../src/engine/types.js";
import { normals, randomModel } from "../support/random-designs.js";

const models: Record<string, EngineInput> = {
  "one factor": randomModel(3, { factorCount: 1, columnCount: 2 }).input,
  "two factors": randomModel(4, { factorCount: 2, columnCount: 3 }).input,
  "weights and offset": randomModel(5, { factorCount: 2, columnCount: 2, weighted: true }).input,
  "several chunks of rows, an odd last one": randomModel(6, { factorCount: 1, columnCount: 1, nobs: 9217 }).input,
  "columns of X that nearly depend on one another, and one that does": nearlyDependent(),
};

function nearlyDependent(): EngineInput {
  const { input } = randomModel(7, { factorCount: 2, columnCount: 1, weighted: true });
  const [ones, x] = input.fixed;
  const year = x.map((value) => 2000 + value);
  return { ...input, fixed: [ones, year, year.map((value) => value * value), x] };
}

/** Everything that depends on the response, at one Λ. */
function answers(system: LinearSystem): Record<string, unknown> {
  const moments = system.moments();
  system.factors.forEach(({ columnCount: k }, f) => {
    system.setLambda(
      f,
      Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? 1.1 : 0.2)),
    );
  });
  system.factorize();
  return {
    moments,
    objectives: [system.objective(true), system.objective(false), system.leastSquaresResidual],
    solution: system.solve(),
    gradient: system.gradient(true),
    scores: system.scoreProducts(),
    vcov: system.unscaledVcov(),
    covariance: system.factors.map((_, f) => system.conditionalCovariance(f)),
  };
}

describe("a new response", () => {
  for (const [name, input] of Object.entries(models)) {
    it(`gives the bits of a fresh build with it: ${name}`, () => {
      const normal = normals(11);
      const response = input.response.map((y, i) => 5 + 0.1 * y + normal() + 0.3 * input.fixed[1][i]);
      const reused = new LinearSystem(input);
      const first = answers(reused);
      reused.setResponse(response);
      const fresh = answers(new LinearSystem({ ...input, response }));
      expect(answers(reused)).toEqual(fresh);
      expect(fresh).not.toEqual(first);
      reused.setResponse(input.response);
      expect(answers(reused)).toEqual(first);
    });
  }
});
