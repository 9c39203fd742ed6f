// Optima that were found in 34-digit arithmetic, independently of any statistics package.
import { describe, expect, it } from "vitest";
import { glmm, lmm } from "../../src/index.js";
import { exactFits, exactGlmmFits, loadTable } from "../support/reference.js";

const relative = (actual: number, expected: number) => Math.abs(actual - expected) / Math.abs(expected);

describe("lmm at exactly known optima", () => {
  for (const exact of exactFits()) {
    it(`agrees to 1e-10 for ${exact.dataset}, ${exact.formula}, ${exact.method}`, async () => {
      const table = await loadTable(exact.dataset.replace("lme4::", ""));
      const fit = await lmm(exact.formula, table, { reml: exact.method === "REML" });
      expect(relative(fit.objective, exact.objective)).toBeLessThan(1e-10);
      for (const [i, { estimate, stdError }] of fit.fixef().entries()) {
        expect(relative(estimate, exact.beta[i])).toBeLessThan(1e-10);
        expect(relative(stdError, exact.se[i])).toBeLessThan(1e-6);
      }
      expect(relative(fit.sigma, exact.sigma)).toBeLessThan(1e-6);
      for (const [i, value] of exact.theta.entries()) expect(Math.abs(fit.theta[i] - value)).toBeLessThan(1e-5);
    });
  }
});

describe("glmm at exactly known optima", () => {
  for (const exact of exactGlmmFits()) {
    it(`agrees to 1e-8 for ${exact.dataset}, ${exact.method}`, async () => {
      const nAGQ = Number(/\d+$/.exec(exact.method)?.[0] ?? 1);
      const fit = await glmm(exact.formula, await loadTable(exact.dataset.replace("lme4::", "")), { nAGQ });
      expect(relative(fit.objective, exact.minus2logLik)).toBeLessThan(1e-12);
      expect(relative(fit.theta[0], exact.theta[0])).toBeLessThan(1e-8);
      for (const [i, { estimate, stdError }] of fit.fixef().entries()) {
        expect(relative(estimate, exact.beta[i])).toBeLessThan(1e-8);
        expect(relative(stdError, exact.se_beta_hessian[i])).toBeLessThan(1e-8);
      }
    });
  }
});
