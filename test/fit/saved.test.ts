import { beforeAll, describe, expect, it } from "vitest";
import { type Fit, type LiveFit, lmm, predict, restore, type SavedFit } from "../../src/index.js";
import { loadTable } from "../support/reference.js";

// biome-ignore lint/suspicious/noExplicitAny: parsed JSON
type Json = any;
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

  it.each<[string, (saved: Json) => void]>([
    ["ranef.Subject", ({ ranef }) => ranef.Subject.values.pop()],
    ["ranef.Subject", ({ ranef }) => ranef.Subject.values[3].pop()],
    ["ranef.Subject", ({ ranef }) => ranef.Subject.names.reverse()],
    ["ranef", ({ ranef }) => ranef.Subject.levels.fill("308", 0, 2)],
    ["groups", ({ groups }) => Object.assign(groups, { Item: 3 })],
    ["varCorr", ({ varCorr }) => varCorr.push({ ...varCorr[0], group: "Item" })],
    ["varCorr[0]", ({ varCorr }) => varCorr[0].names.push("x")],
    ["lambdas", ({ varCorr }) => varCorr.push(varCorr[0])],
    ["kept", ({ kept }) => kept.push(3)],
    ["kept", ({ kept }) => kept.reverse()],
    ["vcov", ({ vcov }) => vcov.pop()],
    ["theta", (saved) => Object.assign(saved, { theta: [] })],
    ["theta", ({ theta }) => theta.fill(1e9, 0, 1)],
    ["par", (saved) => Object.assign(saved, { par: [1, 1, 0] })],
    ["lambdas", ({ lambdas }) => lambdas.push([0])],
    ["fixefTests", ({ fixefTests }) => Object.assign(fixefTests, { method: "satterthwaite" })],
    ["method", (saved) => Object.assign(saved, { method: "Laplace" })],
    ["nAGQ", (saved) => Object.assign(saved, { blup: "glmm", method: "ML" })],
    ["design.transforms", ({ design }) => design.transforms["poly(Days, 2)"].norms.pop()],
  ])("is refused where %s is not as long as the rest says", (place, change) => {
    const saved = JSON.parse(text);
    change(saved);
    expect(() => restore(saved)).toThrow(`saved model is not whole: "${place}" is missing, or not what it was`);
  });

  it("of a time before names of data were kept has none", () => {
    const { data, weights, subset, ...older } = restored.toJSON();
    expect(String(restore(older as SavedFit))).toBe(String(restored));
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
