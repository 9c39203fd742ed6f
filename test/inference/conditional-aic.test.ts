import { describe, expect, it } from "vitest";
import { LinearSystem } from "../../src/engine/linear-system.js";
import type { LiveFit } from "../../src/fit/fit.js";
import { fittedValues } from "../../src/fit/fitted-values.js";
import { conditionalAic, glmm, lmm } from "../../src/index.js";
import { leverages } from "../../src/inference/diagnostics/rows.js";
import { factorizeAt } from "../../src/likelihood/linear/deviance.js";
import { engineInput, mergeLambdas, splitTheta } from "../../src/likelihood/terms.js";
import { loadTable } from "../support/reference.js";
import { fitSmall, idleFactor, smallData, smallModels } from "./small-models.js";

/** Σ ∂ŷ_i/∂y_i by central differences, `fitted` giving the fitted values of a response. */
async function trace(
  fit: LiveFit,
  fitted: (response: Float64Array) => Promise<Float64Array> | Float64Array,
): Promise<number> {
  const { response } = fit.live.design;
  const step = 1e-3 * fit.sigma;
  let sum = 0;
  for (let row = 0; row < fit.nobs; row++) {
    const [ahead, behind] = [response.slice(), response.slice()];
    ahead[row] += step;
    behind[row] -= step;
    sum += ((await fitted(ahead))[row] - (await fitted(behind))[row]) / (2 * step);
  }
  return sum;
}

/** The fitted values of other responses at the covariances of the fit. */
function smoother(fit: LiveFit): (response: Float64Array) => Float64Array {
  const { design, likelihood } = fit.live;
  const { theta } = fit;
  const layout = likelihood.terms;
  const system = new LinearSystem(engineInput(design));
  factorizeAt(system, mergeLambdas(system, layout, splitTheta(layout, theta)));
  return (response) => {
    system.setResponse(response);
    system.factorize();
    const { beta, conditionalMode } = system.solve();
    return fittedValues(design, system.kept, beta, conditionalMode);
  };
}

describe.each(smallModels)("the conditional AIC of $title", (model) => {
  it("has the degrees of freedom of the fitted values' derivatives, by refits", async () => {
    const fit = await fitSmall(model);
    const { edf, hatTrace } = conditionalAic(fit);
    expect(Math.abs(hatTrace - (await trace(fit, smoother(fit))))).toBeLessThan(1e-7);
    expect(Math.abs(edf - (await trace(fit, async (y) => (await fit.refit(y)).fitted())))).toBeLessThan(2e-4);
    expect(edf).toBeGreaterThan(hatTrace);
    const sum = leverages(fit).reduce((total, leverage) => total + leverage, 0);
    expect(Math.abs(hatTrace - sum)).toBeLessThan(1e-9);
  });

  it("is of the response's density given the random effects, and leaves the fit as it was", async () => {
    const fit = await fitSmall(model);
    const { caic, logLik, edf, hatTrace, caicFixedCovariance } = conditionalAic(fit);
    const { response, weights } = fit.live.design;
    const fitted = fit.fitted();
    let density = 0;
    response.forEach((y, i) => {
      const variance = (fit.sigma * fit.sigma) / (weights?.[i] ?? 1);
      density -= Math.log(2 * Math.PI * variance) / 2 + (y - fitted[i]) ** 2 / (2 * variance);
    });
    expect(logLik).toBeCloseTo(density, 9);
    expect(caic).toBe(-2 * logLik + 2 * (edf + 1));
    expect(caicFixedCovariance).toBe(-2 * logLik + 2 * (hatTrace + 1));
    const untouched = await fitSmall(model);
    const { likelihood, estimates } = fit.live;
    expect(likelihood.lend(estimates).objective(fit.method === "REML")).toBe(fit.objective);
    expect(fit.ranef()).toEqual(untouched.ranef());
  });
});

describe("the conditional AIC", () => {
  it("of a singular fit is that of the model without its zero variance", async () => {
    const data = smallData();
    const base = await lmm("y ~ x + (1 | g)", data, { reml: false });
    const fit = await lmm("y ~ x + (1 | g) + (1 | idle)", { ...data, idle: idleFactor(base) }, { reml: false });
    expect(fit.isSingular).toBe(true);
    expect(conditionalAic(fit).caic).toBeCloseTo(conditionalAic(base).caic, 6);
  });

  it("is not there for generalized models", async () => {
    const fit = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", await loadTable("cbpp"));
    expect(() => conditionalAic(fit)).toThrow("the conditional AIC of a binomial model is not defined here");
  });
});
