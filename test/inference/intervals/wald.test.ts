import { describe, expect, it } from "vitest";
import { confint, glmm, lmm, OptionError, UnsupportedError } from "../../../src/index.js";
import { zeros } from "../../support/dense-algebra.js";
import { inverse } from "../../support/dense-inference.js";
import { DenseLikelihood } from "../../support/dense-likelihood.js";
import { lowerThanReference, reasonFor } from "../../support/known-differences.js";
import { caseOptions, cases, datasetPath, loadTable, referenceFit } from "../../support/reference.js";
import { fitSmall, smallModels } from "../small-models.js";

const Z = 1.959963984540054;

describe("Wald intervals", () => {
  const some = cases.filter(({ id, dataset }) => datasetPath(dataset) !== null && referenceFit(id).N < 2000);
  for (const entry of some) {
    const wanted = referenceFit(entry.id).confint_wald;
    if (!entry.supported || wanted === undefined || reasonFor(lowerThanReference, entry.id) !== null) continue;
    it(`of coefficients are lme4's for ${entry.id}`, async () => {
      const fit = await lmm(entry.formula, await loadTable(entry.dataset), caseOptions(entry));
      const { intervals } = await confint(fit, { method: "wald", parameters: ["beta"] });
      intervals.forEach(({ name, lower, upper, stdError }) => {
        const i = wanted.names.indexOf(name);
        const scale = stdError ?? Number.NaN;
        expect(Math.abs(lower - (wanted.lower[i] ?? Number.NaN)) / scale).toBeLessThan(1e-4);
        expect(Math.abs(upper - (wanted.upper[i] ?? Number.NaN)) / scale).toBeLessThan(1e-4);
      });
    });
  }

  it("are those that lme4 states for sleepstudy", async () => {
    const table = await loadTable("sleepstudy");
    const fit = await lmm("Reaction ~ Days + (1 | Subject)", table);
    const { intervals } = await confint(fit, { method: "wald", parameters: ["beta"] });
    const found = intervals.flatMap(({ lower, upper }) => [lower, upper]);
    [232.301892, 270.508318, 8.891041, 12.043531].forEach((limit, i) => {
      expect(Math.abs(found[i] / limit - 1)).toBeLessThan(1e-6);
    });
    const slopes = await lmm("Reaction ~ Days + (Days | Subject)", table);
    const days = (await confint(slopes, { method: "wald", parameters: ["Days"] })).intervals[0];
    expect(Math.abs(days.lower - 7.437592)).toBeLessThan(1e-5);
    expect(Math.abs(days.upper - 13.49698)).toBeLessThan(1e-5);
    const ml = await lmm("Reaction ~ Days + (Days | Subject)", table, { reml: false });
    const lower = (await confint(ml, { method: "wald", parameters: ["beta"] })).intervals.map((entry) => entry.lower);
    [238.4061184564825, 7.52295850741417].forEach((limit, i) => {
      expect(Math.abs(lower[i] - limit)).toBeLessThan(1e-3);
    });
  });

  for (const model of smallModels) {
    it(`of covariances have the curvature of the likelihood on n × n matrices: ${model.title}`, async () => {
      const fit = await fitSmall(model);
      const { intervals, warnings } = await confint(fit, { method: "wald" });
      if (fit.isSingular) {
        expect(warnings.map(({ code }) => code)).toContain("W_WALD_UNAVAILABLE");
        return;
      }
      const dense = new DenseLikelihood(fit);
      const reml = fit.method === "REML";
      // Logarithms of deviations, Fisher's z of correlations, coefficients (at their best under REML).
      const moving = intervals.filter(({ kind }) => kind !== "fixef" || !reml);
      const toScale = (kind: string, x: number) =>
        kind === "cor" ? Math.atanh(x) : kind === "fixef" ? x : Math.log(x);
      const back = (kind: string, x: number) => (kind === "cor" ? Math.tanh(x) : kind === "fixef" ? x : Math.exp(x));
      const at = moving.map(({ kind, estimate }) => toScale(kind, estimate));
      const value = (x: readonly number[]) =>
        dense.at([...x.map((entry, i) => back(moving[i].kind, entry)), ...(reml ? fit.beta : [])], reml);
      const step = moving.map(({ kind, stdError }) => (kind === "fixef" ? 0.01 * (stdError ?? 1) : 2e-3));
      const n = moving.length;
      const hessian = zeros(n, n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) {
          const corner = (a: number, b: number) =>
            value(at.map((x, c) => x + (c === i ? a * step[i] : 0) + (c === j ? b * step[j] : 0)));
          hessian[i][j] = (corner(1, 1) - corner(1, -1) - corner(-1, 1) + corner(-1, -1)) / (4 * step[i] * step[j]);
          hessian[j][i] = hessian[i][j];
        }
      }
      const covariance = inverse(hessian);
      moving.forEach(({ kind, lower, upper }, i) => {
        if (kind === "fixef") return;
        const error = (toScale(kind, upper) - toScale(kind, lower)) / (2 * Z);
        expect(Math.abs(error / Math.sqrt(2 * covariance[i][i]) - 1)).toBeLessThan(2e-3);
      });
    });
  }

  it("of coefficients take the degrees of freedom asked for", async () => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    const { intervals, dfMethod } = await confint(fit, { method: "wald", df: "satterthwaite", parameters: ["Days"] });
    // lmerTest: 10.46729 ± qt(0.975, 17) · 1.545789
    expect(dfMethod).toBe("satterthwaite");
    expect(intervals[0].df).toBeCloseTo(17, 3);
    expect(intervals[0].lower).toBeCloseTo(7.205956, 4);
    expect(intervals[0].upper).toBeCloseTo(13.728616, 4);
  });

  it("say which are not available at a singular fit", async () => {
    const fit = await lmm("Yield ~ 1 + (1 | Batch)", await loadTable("Dyestuff2"));
    const { intervals, warnings } = await confint(fit, { method: "wald" });
    expect(intervals.map(({ lower }) => Number.isNaN(lower))).toEqual([true, false, false]);
    expect(warnings[0].message).toContain("Wald intervals of sd_(Intercept)|Batch are not available");
  });

  it("refuse degrees of freedom of generalized models, and options of other methods", async () => {
    const fit = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", await loadTable("cbpp"));
    await expect(confint(fit, { method: "wald", df: "satterthwaite" })).rejects.toThrow(UnsupportedError);
    await expect(confint(fit, { method: "wald", replicates: 10 } as never)).rejects.toThrow(OptionError);
    await expect(confint(fit, { method: "walt" } as never)).rejects.toThrow('did you mean "wald"?');
    const fast = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", await loadTable("cbpp"), {
      nAGQ: 0,
    });
    const { intervals } = await confint(fast, { method: "wald" });
    expect(intervals.map(({ lower }) => Number.isNaN(lower))).toEqual([true, false, false, false, false]);
  });
});
