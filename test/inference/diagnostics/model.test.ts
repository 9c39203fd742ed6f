// R², intraclass correlations, collinearity and checks of a fit's assumptions, beside performance and car.

import { beforeAll, describe, expect, it } from "vitest";
import type { LiveFit } from "../../../src/fit/fit.js";
import { conditionNumber } from "../../../src/inference/diagnostics/condition-number.js";
import { heteroscedasticity } from "../../../src/inference/diagnostics/heteroscedasticity.js";
import { normality } from "../../../src/inference/diagnostics/normality.js";
import { overdispersion } from "../../../src/inference/diagnostics/overdispersion.js";
import { reliability } from "../../../src/inference/diagnostics/reliability.js";
import { icc, rSquared } from "../../../src/inference/diagnostics/variance-shares.js";
import { vif } from "../../../src/inference/diagnostics/vif.js";
import { shapiroWilk } from "../../../src/math/shapiro-wilk.js";
import { trigamma } from "../../../src/math/trigamma.js";
import { expectClose, fitAtReference, fixture } from "./fixture.js";

for (const model of fixture.models) {
  describe(`${model.id}: ${model.formula}`, () => {
    const tolerance = model.family ? 3e-5 : 1e-7;
    let fit: LiveFit;
    beforeAll(async () => {
      fit = await fitAtReference(model);
    });

    it("has performance's R² and intraclass correlations", async () => {
      const { marginal, conditional } = await rSquared(fit);
      if (model.r2) expectClose([marginal, conditional], [model.r2.marginal, model.r2.conditional], tolerance);
      const { adjusted, unadjusted, byGroup } = await icc(fit);
      if (model.icc) expectClose([adjusted, unadjusted], [model.icc.adjusted, model.icc.unadjusted], tolerance);
      expect(byGroup.reduce((sum, group) => sum + group.icc, 0)).toBeCloseTo(adjusted, 12);
    });

    it("has car's variance inflation and R's condition numbers", () => {
      const found = vif(fit);
      if (model.vif) {
        expect(found.map(({ term }) => term)).toEqual(model.vif.terms);
        // glmer() takes the second derivatives behind its standard errors by finite differences.
        expectClose(
          found.map(({ gvif }) => gvif),
          model.vif.values,
          model.family ? 2e-4 : tolerance,
        );
      } else expect(found).toEqual([]);
      const { raw, scaled } = conditionNumber(fit);
      expectClose([raw / model.kappa.raw, scaled / model.kappa.scaled], [1, 1], 1e-9);
    });

    it("has performance's checks", () => {
      const tests = normality(fit);
      if (model.heteroscedasticity !== undefined) {
        const { p } = heteroscedasticity(fit);
        expect(Math.abs(p / model.heteroscedasticity - 1)).toBeLessThan(1e-5);
        expect(Math.abs(tests[0].p / (model.normality as number) - 1)).toBeLessThan(1e-4);
      }
      if (model.overdispersion) {
        const { statistic, ratio, df, p } = overdispersion(fit);
        const { chisq_statistic, dispersion_ratio, residual_df, p_value } = model.overdispersion;
        expectClose([statistic, ratio, df, p], [chisq_statistic, dispersion_ratio, residual_df, p_value], tolerance);
      }
      const random = tests.filter(({ of }) => of !== "residuals").map(({ p }) => p);
      expectClose(random, model.normality_random, 1e-3);
    });

    it("has the reliabilities that lme4's conditional variances give", () => {
      const found = reliability(fit);
      for (const { group, columns, values } of model.reliability ?? []) {
        [columns].flat().forEach((name, column) => {
          const own = found.find((entry) => entry.group === group && entry.name === name);
          expectClose(own?.values ?? [], values[column], tolerance);
        });
      }
    });
  });
}

describe("what the checks are made of", () => {
  it("Shapiro and Wilk's test is R's", () => {
    for (const { x, statistic, p } of fixture.shapiro) {
      const found = shapiroWilk(Float64Array.from(x));
      expect(Math.abs(found.statistic - statistic)).toBeLessThan(1e-12);
      expect(Math.abs(found.p / p - 1)).toBeLessThan(1e-9);
    }
  });

  it("trigamma is R's", () => {
    expectClose(
      fixture.trigamma.x.map(trigamma).map((value, i) => value / fixture.trigamma.value[i]),
      fixture.trigamma.x.map(() => 1),
      1e-14,
    );
  });
});
