import { describe, expect, it } from "vitest";
import { LinearSystem } from "../../src/engine/linear-system.js";
import { lmm } from "../../src/fit/fitting.js";
import { sensitivityProduct } from "../../src/inference/level-sums.js";
import { satterthwaite } from "../../src/inference/satterthwaite.js";
import { coordinatesAt } from "../../src/likelihood/coordinates.js";
import { profileHessian } from "../../src/likelihood/hessian.js";
import { factorizeAt } from "../../src/likelihood/linear/deviance.js";
import { engineInput, mergeLambdas, splitTheta } from "../../src/likelihood/terms.js";
import { DenseInference } from "../support/dense-inference.js";
import { withExactCost } from "../support/exact-cost.js";
import { fitSmall, idleFactor, smallData, smallModels, someRows } from "./small-models.js";

describe.each(smallModels)("degrees of freedom of $title", (model) => {
  it("are those of the observed information on n × n matrices", async () => {
    const fit = await fitSmall(model);
    expect(fit.isSingular).toBe(false);
    const rows = someRows(fit);
    const expected = new DenseInference(fit).satterthwaite(rows);
    const { df, warnings } = satterthwaite(fit);
    rows.forEach((row, i) => {
      expect(Math.abs(df(row) / expected[i] - 1), `row ${i}: ${df(row)} for ${expected[i]}`).toBeLessThan(1e-5);
    });
    expect(warnings).toEqual([]);
  });

  it("leave the fit as it was", async () => {
    const fit = await fitSmall(model, { exactCost: 0 });
    satterthwaite(fit);
    const untouched = await fitSmall(model);
    expect(fit.live.likelihood.lend(fit.live.estimates).objective(fit.method === "REML")).toBe(fit.objective);
    expect(fit.vcov()).toEqual(untouched.vcov());
    expect(fit.ranef()).toEqual(untouched.ranef());
  });

  it("come from the same Hessian by formula and by differences of gradients", async () => {
    const fit = await fitSmall(model);
    const reml = fit.method === "REML";
    const [exact, differenced] = [0, Number.POSITIVE_INFINITY].map((cost) => {
      const input = engineInput(fit.live.design);
      const system = withExactCost(new LinearSystem(input, { smallTail: Number.POSITIVE_INFINITY }), cost);
      const coordinates = coordinatesAt(system, fit.live.likelihood.terms, fit);
      factorizeAt(system, coordinates.base());
      return profileHessian(system, reml, coordinates);
    });
    const n = Math.round(Math.sqrt(exact.length));
    exact.forEach((entry, at) => {
      const scale = Math.sqrt(exact[(at % n) * (n + 1)] * exact[Math.floor(at / n) * (n + 1)]);
      expect(Math.abs(differenced[at] - entry) / scale).toBeLessThan(2e-5);
    });
  });
});

describe("the change of (X'V⁻¹X)⁻¹ with T", () => {
  it("is the product of the sensitivities, by finite differences of the engine", async () => {
    const fit = await fitSmall(smallModels[2]);
    const { likelihood, design } = fit.live;
    const { theta } = fit;
    const layout = likelihood.terms;
    const system = new LinearSystem(engineInput(design));
    const base = mergeLambdas(system, layout, splitTheta(layout, theta));
    factorizeAt(system, base);
    const sensitivities = system.fixedSensitivities();
    const direction = Float64Array.of(0.3, -0.8);
    const length = base[0].subarray(0, 2);
    const h = 1e-5;
    const [ahead, behind] = [h, -h].map((by) => {
      const moved = base[0].map((entry, i) => entry + (i < 2 ? by * direction[i] : 0));
      factorizeAt(system, [moved, base[1]]);
      return system.unscaledVcov();
    });
    const analytic = sensitivityProduct(fit.rank, sensitivities[0], direction, length);
    const scale = Math.max(...analytic.map(Math.abs));
    analytic.forEach((entry, i) => {
      expect(Math.abs(2 * entry - (ahead[i] - behind[i]) / (2 * h)) / scale).toBeLessThan(1e-8);
    });
  });
});

describe("a singular fit", () => {
  it("has the degrees of freedom of the model without its zero variance, and says so", async () => {
    const data = smallData();
    const without = await lmm("y ~ x + f + (1 + x | g)", data);
    const whole = await lmm("y ~ x + f + (1 + x | g) + (1 | idle)", { ...data, idle: idleFactor(without) });
    expect(whole.isSingular).toBe(true);
    const { df, warnings } = satterthwaite(whole);
    expect(warnings.map(({ code }) => code)).toEqual(["W_DF_SINGULAR"]);
    for (const row of someRows(whole))
      expect(Math.abs(df(row) / satterthwaite(without).df(row) - 1)).toBeLessThan(1e-5);
  });

  it("has n − p of them where nothing varies", async () => {
    const fit = await lmm("y ~ x + (1 | z)", {
      y: [1, 2.1, 2.9, 4.2, 5.1, 5.8, 7.2, 8],
      x: [1, 2, 3, 4, 5, 6, 7, 8],
      z: ["a", "b", "a", "b", "a", "b", "a", "b"],
    });
    expect(fit.isSingular).toBe(true);
    expect(satterthwaite(fit).df([0, 1])).toBeCloseTo(6, 10);
  });
});
