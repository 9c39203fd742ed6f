import { describe, expect, it } from "vitest";
import { informationCriteria } from "../../src/fit/live-record.js";

describe("information criteria", () => {
  it("agree with lme4's for the maximum-likelihood fit of sleepstudy", () => {
    // -2 log-likelihood 1751.939344 on 180 rows with 6 parameters: AIC 1763.939344, BIC 1783.097086 (R's BIC()).
    const found = informationCriteria(1751.939344, 6, 180, Math.log(180));
    expect(found.logLik).toBeCloseTo(-875.969672, 9);
    expect(found.aic).toBeCloseTo(1763.939344, 9);
    expect(found.bic).toBeCloseTo(1783.097086, 5);
    expect(found.residualDf).toBe(174);
  });

  it("add the small-sample term 2k(k+1)/(n-k-1) for AICc", () => {
    expect(informationCriteria(100, 3, 30, 0).aicc).toBeCloseTo(106 + 24 / 26, 12);
  });

  it("call AICc infinite where there are too few rows for it", () => {
    expect(informationCriteria(100, 5, 6, 0).aicc).toBe(Number.POSITIVE_INFINITY);
  });
});
