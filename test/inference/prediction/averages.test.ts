import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type FamilyName, type LinkName, linkCodes } from "../../../src/family/family.js";
import { familyResponse } from "../../../src/family/mean.js";
import { familyOf } from "../../../src/family/registry.js";
import { ResponseFunctions } from "../../../src/family/response-functions.js";
import type { Predictor } from "../../../src/fit/predictor.js";
import { type Fit, glmm, lmm, predict, predictions, restore } from "../../../src/index.js";
import { averagedMean } from "../../../src/inference/prediction/averaged-mean.js";
import { responseQuantiles } from "../../../src/inference/prediction/response-quantiles.js";
import { loadTable } from "../../support/reference.js";

interface Fixture {
  readonly averages: readonly { link: LinkName; eta: number; s: number; mean: number }[];
  readonly quantiles: readonly {
    family: FamilyName;
    link: LinkName;
    eta: number;
    s: number;
    p: number;
    value: number;
  }[];
}
const path = fileURLToPath(new URL("../../fixtures/prediction.json", import.meta.url));
const { averages, quantiles } = JSON.parse(readFileSync(path, "utf8")) as Fixture;

/** As much of a predictor as the response needs. */
function responseOf(name: FamilyName, link: LinkName): Predictor {
  const family = familyOf(name);
  const functions = new ResponseFunctions(family.code, linkCodes[link], 1.7);
  return familyResponse(family, link, functions, {
    sigma: 0.6,
    familyValues: Float64Array.of(1.7),
  }) as unknown as Predictor;
}
const at = (x: number) => Float64Array.of(x);

describe("means averaged over random effects", () => {
  it.each(averages)(
    "are those of numerical integration: $link at $eta, standard deviation $s",
    ({ link, eta, s, mean }) => {
      const predictor = responseOf(link === "sqrt" || link === "log" ? "poisson" : "binomial", link);
      const found = averagedMean(predictor, at(eta), at(s * s));
      expect(Math.abs(found.mean[0] / mean - 1)).toBeLessThan(1e-9);
      const step = 1e-4;
      const ahead = averagedMean(predictor, at(eta + step), at(s * s)).mean[0];
      const behind = averagedMean(predictor, at(eta - step), at(s * s)).mean[0];
      const slope = (ahead - behind) / (2 * step);
      expect(Math.abs(slope - found.derivative[0])).toBeLessThan(1e-6 * Math.abs(slope) + 1e-9);
    },
  );

  it("take the variance of all random effects at each row", async () => {
    const fit = await glmm("use ~ age + (age | district)", await loadTable("Contraception"));
    const [{ variance, sd, corr }] = fit.varCorr();
    const age = 7.5;
    const spread = variance[0] + 2 * age * sd[0] * sd[1] * corr[0][1] + age * age * variance[1];
    const eta = predict(fit, { age: [age] }, { randomEffects: "none", type: "link" });
    const expected = averagedMean(fit.predictor, eta, at(spread)).mean[0];
    const [found] = predict(fit, { age: [age] }, { randomEffects: "averaged" });
    expect(Math.abs(found / expected - 1)).toBeLessThan(1e-12);
    const { estimate, lower, upper, stdError } = predictions(fit, { age: [age] }, { randomEffects: "averaged" });
    expect(estimate[0]).toBe(found);
    expect((upper[0] - lower[0]) / (2 * 1.96 * stdError[0])).toBeCloseTo(1, 2);
    const restored: Fit = restore(JSON.stringify(fit));
    expect(predict(restored, { age: [age] }, { randomEffects: "averaged" })[0]).toBe(found);
  });

  it("are the population's means in a linear model", async () => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    const [none, averaged] = (["none", "averaged"] as const).map((randomEffects) =>
      predict(fit, null, { randomEffects }),
    );
    averaged.forEach((value, row) => {
      expect(value).toBeCloseTo(none[row], 9);
    });
  });

  it("are refused where there are none", async () => {
    const fit = await glmm("Reaction ~ Days + (1 | Subject)", await loadTable("sleepstudy"), { family: "gamma" });
    expect(() => predict(fit, null, { randomEffects: "averaged" })).toThrow(
      'a mean averaged over the random effects does not exist for the link "inverse"',
    );
    expect(() => predict(fit, null, { randomEffects: "averaged", type: "link" })).toThrow(
      'type "link" has no average over the random effects',
    );
  });
});

describe("quantiles of new responses", () => {
  it.each(quantiles)("are those of numerical integration: $family at $eta, standard deviation $s, $p", (entry) => {
    const { family, link, eta, s, p, value } = entry;
    const row = { trials: 12, weight: 1, sigma: 0.6, family: Float64Array.of(1.7) };
    const [[found]] = responseQuantiles(responseOf(family, link), at(eta), at(s * s), [p], () => row);
    expect(Math.abs(found - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
  });
});
