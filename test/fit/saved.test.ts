import { beforeAll, describe, expect, it } from "vitest";
import { type Fit, type LiveFit, lmm, predict, restore, type SavedFit } from "../../src/index.js";
import { loadTable } from "../support/reference.js";

const newData = { Days: [0, 5, 12, 3], Subject: ["308", "335", "372", "999"] };
let fit: LiveFit;
let text: string;
let restored: Fit;

beforeAll(async () => {
  fit = await lmm("Reaction ~ poly(Days, 2) + (scale(Days) | Subject)", await loadTable("sleepstudy"));
  text = JSON.stringify(fit);
  restored = restore(text);
});

describe("a saved model", () => {
  it("is small: it holds no data", () => {
    expect(text.length).toBeLessThan(5000);
  });

  it("predicts the same bits as the model it was made from", () => {
    for (const randomEffects of ["all", "none"] as const) {
      const options = { randomEffects, newLevels: "population" } as const;
      expect(predict(restored, newData, options)).toEqual(predict(fit, newData, options));
    }
  });

  it("tells its estimates as before", () => {
    expect(restored.fixef()).toEqual(fit.fixef());
    expect(restored.vcov()).toEqual(fit.vcov());
    expect(restored.correlation()).toEqual(fit.correlation());
    expect(restored.varCorr()).toEqual(fit.varCorr());
    expect(restored.theta).toEqual(fit.theta);
    expect([restored.formula, restored.method, restored.sigma]).toEqual([fit.formula, fit.method, fit.sigma]);
    expect(restored.record.AIC).toBe(fit.aic);
  });

  it("can be saved again", () => {
    expect(JSON.stringify(restored)).toBe(text);
  });

  it("keeps undefined correlations", async () => {
    const singular = await lmm("Yield ~ 1 + (1 | Batch)", await loadTable("Dyestuff2"));
    expect(restore(JSON.stringify(singular)).varCorr()).toEqual(singular.varCorr());
  });

  it("has no rows of its own to predict", () => {
    expect(() => predict(restored)).toThrow(
      "predict() without new data needs those of the model, which reopen() gives back to it",
    );
  });

  it("is refused where a part of it is missing or something else", () => {
    const whole = restored.toJSON() as unknown as Record<string, unknown>;
    for (const key of ["design", "ranef", "varCorr", "fixef", "arrays", "vcov", "family", "theta", "options"]) {
      for (const value of [undefined, null, 3]) {
        expect(() => restore({ ...whole, [key]: value } as unknown as SavedFit)).toThrow(
          `saved model is not whole: "${key}" is missing`,
        );
      }
    }
    const ranef = { Subject: { names: ["(Intercept)"], levels: ["308"], values: 3 } };
    expect(() => restore({ ...whole, ranef } as unknown as SavedFit)).toThrow('"ranef"');
  });

  it("is refused where it is something else", () => {
    expect(() => restore("{")).toThrow("saved model is not JSON");
    expect(() => restore("null")).toThrow("saved model is not one of blup's");
    expect(() => restore('{"a": 1}')).toThrow("saved model is not one of blup's");
    expect(() => restore({ ...restored.toJSON(), version: 3 } as unknown as SavedFit)).toThrow(
      'saved model has version "3"; this blup reads versions 1 and 2',
    );
  });
});
