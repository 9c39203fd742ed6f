// Conditional modes, quadrature over them, and the second derivatives at the end of a fit.
import { describe, expect, it } from "vitest";
import { exp } from "../../src/core/elementary.js";
import { glmm } from "../../src/index.js";
import { RandomStream } from "../../src/math/random-stream.js";
import { approximations, familyLinks, structures, testModel } from "../support/glmm-systems.js";
import { loadTable } from "../support/reference.js";

describe("the deviance", () => {
  it.each(familyLinks)("of %s, %s does not depend on where the search for the modes begins", (family, link) => {
    const { glmm: model, lambdas, gamma } = testModel(family, link, structures[2]);
    const method = approximations.laplace(model);
    const valueAt = (scale: number, shift: number): number => {
      lambdas.forEach((lambda, f) => {
        model.system.setLambda(
          f,
          lambda.map((entry) => scale * entry),
        );
      });
      const moved = gamma.map((entry) => (1 + shift) * entry);
      return method.evaluate(moved, false, 0)?.value ?? Number.NaN;
    };
    const value = valueAt(1, 0);
    for (const [scale, shift] of [
      [0, 0.02],
      [0.3, -0.03],
      [1.5, 0.01],
      [1.01, 0.001],
    ]) {
      expect(valueAt(scale, shift)).not.toBe(value);
      expect(Math.abs(valueAt(1, 0) - value)).toBeLessThan(1e-10 * Math.max(1, Math.abs(value)));
    }
  });
});

describe("quadrature", () => {
  const formula = "cbind(incidence, size - incidence) ~ period + (1 | herd)";

  it("of a hundred points is that of fifty, and of one point Laplace's approximation", async () => {
    const table = await loadTable("cbpp");
    const [fifty, hundred] = await Promise.all([50, 100].map((nAGQ) => glmm(formula, table, { nAGQ })));
    expect(Math.abs(hundred.objective - fifty.objective)).toBeLessThan(1e-10 * fifty.objective);
    const { glmm: model, gamma } = testModel("binomial", "probit", structures[0]);
    const laplace = approximations.laplace(model).evaluate(gamma, false, 0);
    const one = approximations["one point"](model).evaluate(gamma, false, 0);
    expect(Math.abs((one?.value ?? 0) - (laplace?.value ?? 1))).toBeLessThan(1e-10);
  });
});

describe("standard errors", () => {
  it("of many rows, by forward differences, are those of the same data in few rows, by central ones", async () => {
    const stream = new RandomStream(3);
    const cells = Array.from({ length: 600 }, (_, i) => ({ g: `g${i % 40}`, f: `f${i % 12}`, x: (i % 7) / 3 - 1 }));
    const effects = Array.from({ length: 40 }, () => [0.8 * stream.normal(), 0.5 * stream.normal()]);
    const trials = 120;
    const wins = cells.map(({ x }, i) => {
      const eta = -0.4 + 0.3 * x + effects[i % 40][0] + effects[i % 40][1] * x;
      const mean = 1 / (1 + exp(-eta));
      return Array.from({ length: trials }).filter(() => stream.uniform() < mean).length;
    });
    const column = <T>(value: (cell: (typeof cells)[number]) => T) => cells.map(value);
    const few = { wins, losses: wins.map((count) => trials - count), g: column((c) => c.g), f: column((c) => c.f) };
    const repeat = <T>(values: readonly T[]) => values.flatMap((value) => new Array<T>(trials).fill(value));
    const many = {
      y: wins.flatMap((count) => Array.from({ length: trials }, (_, k) => (k < count ? 1 : 0))),
      x: repeat(column((c) => c.x)),
      f: repeat(few.f),
      g: repeat(few.g),
    };
    const small = await glmm("cbind(wins, losses) ~ x + f + (x | g)", { ...few, x: column((c) => c.x) });
    const large = await glmm("y ~ x + f + (x | g)", many);
    expect([small.vcovKind, large.vcovKind]).toEqual(["hessian", "hessian"]);
    large.fixef().forEach(({ stdError }, i) => {
      expect(Math.abs(stdError / small.fixef()[i].stdError - 1)).toBeLessThan(1e-4);
    });
  });
});
