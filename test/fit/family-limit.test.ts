import { describe, expect, it } from "vitest";
import { glmm } from "../../src/fit/fitting.js";
import { simulateResponse } from "../../src/inference/simulation/simulate-response.js";

const rows = Array.from({ length: 120 }, (_, i) => i);
const x = rows.map((i) => ((i * 37) % 23) / 10);
const g = rows.map((i) => `g${i % 10}`);
const formula = "y ~ x + (1 | g)";
const codes = ({ warnings }: { readonly warnings: readonly { readonly code: string }[] }) =>
  warnings.map(({ code }) => code);

describe("a negative binomial model of counts", () => {
  it("that vary less than a Poisson's says that it has become one", async () => {
    const y = rows.map((i) => Math.round(Math.exp(0.5 + 0.4 * x[i] + ((i % 10) - 5) / 20)));
    for (const nAGQ of [1, 0]) {
      const fit = await glmm(formula, { y, x, g }, { family: "negbinomial", nAGQ });
      const poisson = await glmm(formula, { y, x, g }, { family: "poisson", nAGQ });
      expect(codes(fit)).toContain("M_FAMILY_LIMIT");
      expect(codes(poisson)).not.toContain("M_FAMILY_LIMIT");
      expect(Math.abs(fit.logLik - poisson.logLik)).toBeLessThan(1e-7);
      expect(fit.aic - poisson.aic).toBeCloseTo(2, 6);
    }
    const given = await glmm(formula, { y, x, g }, { family: "negbinomial", shape: 1e9 });
    expect(codes(given)).not.toContain("M_FAMILY_LIMIT");
  });

  it("of a Poisson says so in about half of all samples: where the shape runs away, and nowhere else", async () => {
    const base = { fixef: [0.4, 0.5], random: { "sd_(Intercept)|g": 0.3 }, family: "poisson" } as const;
    const draws = simulateResponse(formula, { x, g }, { ...base, seed: 5, count: 20 });
    let told = 0;
    for (const y of draws) {
      const fit = await glmm(formula, { y, x, g }, { family: "negbinomial" });
      const poisson = await glmm(formula, { y, x, g }, { family: "poisson" });
      const gain = fit.logLik - poisson.logLik;
      const isTold = codes(fit).includes("M_FAMILY_LIMIT");
      expect(isTold).toBe(gain < 1e-6);
      if (isTold) told++;
    }
    expect(told).toBeGreaterThan(5);
    expect(told).toBeLessThan(18);
  });

  it("that vary more says nothing", async () => {
    const base = { fixef: [0.4, 0.5], random: { "sd_(Intercept)|g": 0.3 }, family: "negbinomial", shape: 3 } as const;
    for (const y of simulateResponse(formula, { x, g }, { ...base, seed: 6, count: 5 })) {
      expect(codes(await glmm(formula, { y, x, g }, { family: "negbinomial" }))).not.toContain("M_FAMILY_LIMIT");
    }
  });
});
