import { describe, expect, it } from "vitest";
import { conditionalAic, glmm, lmm } from "../../../src/index.js";
import { criteria } from "../../../src/inference/comparison/criteria.js";
import { criteriaTable } from "../../../src/report/comparison-table.js";
import { tableText } from "../../../src/report/table-text.js";
import { loadTable } from "../../support/reference.js";
import { smallData } from "../small-models.js";

const formulas = [
  "Reaction ~ Days + (1 | Subject)",
  "Reaction ~ Days + (Days || Subject)",
  "Reaction ~ Days + (Days | Subject)",
];

describe("models by a criterion", () => {
  it("are ordered by it and share their weights", async () => {
    const table = await loadTable("sleepstudy");
    const fits = await Promise.all(formulas.map((formula) => lmm(formula, table, { reml: false })));
    const { rows } = criteria(fits);
    expect(rows.map(({ name }) => name)).toEqual(["m2", "m3", "m1"]);
    expect(rows.map(({ aic }) => aic)).toEqual([fits[1].aic, fits[2].aic, fits[0].aic]);
    expect(rows.map(({ delta }) => delta)).toEqual(rows.map(({ aic }) => aic - fits[1].aic));
    const shares = rows.map(({ delta }) => Math.exp(-delta / 2));
    const total = shares.reduce((sum, share) => sum + share);
    rows.forEach(({ weight }, i) => void expect(weight).toBeCloseTo(shares[i] / total, 14));
    expect(criteria(fits, { by: "bic" }).rows.map(({ bic }) => bic)).toEqual([fits[1].bic, fits[2].bic, fits[0].bic]);
  });

  it("are fitted by maximum likelihood, but for the conditional criterion", async () => {
    const table = await loadTable("sleepstudy");
    const fits = await Promise.all(formulas.map((formula) => lmm(formula, table)));
    const { rows, warnings } = criteria(fits, { by: "caic", names: ["a", "b", "c"] });
    expect(rows.map(({ name }) => name)).toEqual(["b", "c", "a"]);
    expect(rows[0].caic).toBe(conditionalAic(fits[1]).caic);
    expect(rows[0].aic).toBeCloseTo(1762.0032551, 6);
    expect(warnings.map(({ code }) => code)).toEqual(["M_REFIT_ML"]);
  });

  it("may be generalized, without a conditional criterion", async () => {
    const table = await loadTable("cbpp");
    const herds = (right: string) => glmm(`cbind(incidence, size - incidence) ~ ${right} + (1 | herd)`, table);
    const fits = [await herds("1"), await herds("period")];
    const result = criteria(fits, { names: ["none", "period"] });
    expect(result.rows.map(({ name, caic }) => [name, caic])).toEqual([
      ["period", null],
      ["none", null],
    ]);
    expect(tableText(criteriaTable(result)).split("\n").slice(0, 4)).toEqual([
      "Models by AIC",
      "       npar   logLik     AIC    AICc     BIC  delta weight",
      "period    5  -92.026 194.053 195.253 204.179  0.000  1.000",
      "none      2 -104.831 213.663 213.889 217.713 19.610  0.000",
    ]);
    expect(() => criteria(fits, { by: "caic" })).toThrow("the conditional AIC of a binomial model is not defined here");
  });

  it("have only the criteria that there are", async () => {
    const fit = await lmm("y ~ x + (1 | g)", smallData());
    expect(() => criteria([fit, fit], { by: "dic" as "bic" })).toThrow(
      'option "by" must be "aic", "aicc", "bic" or "caic", not "dic"',
    );
  });
});
