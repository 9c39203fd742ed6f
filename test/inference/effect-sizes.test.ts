// Against effectsize 0.8.3 (standardize_parameters, F_to_eta2, F_to_omega2) and lme4 1.1.31 in R 4.2.2.
import { describe, expect, it } from "vitest";
import { glmm, lmm } from "../../src/fit/fitting.js";
import { anova } from "../../src/inference/anova.js";
import { cohensD, termEffectSizes } from "../../src/inference/effect-sizes.js";
import { levelCoefficients } from "../../src/inference/level-coefficients.js";
import { predictions } from "../../src/inference/prediction/predictions.js";
import { standardizedCoefficients } from "../../src/inference/standardized-coefficients.js";
import { loadTable } from "../support/reference.js";

const sleep = async () => lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
const cake = async () => lmm("angle ~ recipe * temp + (1 | replicate)", await loadTable("cake"));

describe("effect sizes", () => {
  it("are standardized coefficients of the model fitted again", async () => {
    const days = await standardizedCoefficients(await sleep());
    expect(days.variables).toEqual(["Days"]);
    expect(days.rows[0].estimate).toBeCloseTo(0.5352302263, 8);
    const { rows } = await standardizedCoefficients(await cake());
    expect(rows.map(({ name }) => name)).toEqual(["recipeB", "recipeC", "temp", "recipeB:temp", "recipeC:temp"]);
    [-0.1799414104, -0.18535318214, 0.32024721469, 0.02261969174, 0.00436520367].forEach((value, i) => {
      expect(rows[i].estimate).toBeCloseTo(value, 8);
    });
  });

  it("have expressions and rows left out standardized as they are used", async () => {
    const table = await loadTable("sleepstudy");
    const fit = await lmm("log(Reaction) ~ I(Days^2) + (1 | Subject)", table, { subset: "Days > 1" });
    const { rows, variables } = await standardizedCoefficients(fit);
    expect(variables).toEqual(["I(Days^2)"]);
    const z = (values: number[]) => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const sd = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1));
      return values.map((value) => (value - mean) / sd);
    };
    const column = (name: string) => Array.from((table.columns.get(name) as { values: Float64Array }).values);
    const used = Array.from(fit.rows);
    const Subject = (table.columns.get("Subject") as { codes: Int32Array }).codes;
    const again = await lmm("y ~ x + (1 | g)", {
      y: z(used.map((row) => Math.log(column("Reaction")[row]))),
      x: z(used.map((row) => column("Days")[row] ** 2)),
      g: used.map((row) => `s${Subject[row]}`),
    });
    expect(rows[0].estimate).toBeCloseTo(again.fixef()[1].estimate, 7);
  });

  it("are d over the root of all variances", async () => {
    const { rows, sd } = cohensD(await sleep());
    expect(rows[0].estimate).toBeCloseTo(0.2900747577, 5);
    expect(sd).toBeCloseTo(Math.sqrt(612.1 + 35.07 + 654.94), 2);
    expect(rows[0].lower).toBeLessThan(rows[0].estimate);
    expect(() => cohensD({ isLinear: false, fixef: () => [] } as never)).toThrow("for linear models");
  });

  it("are partial shares of variance from F", async () => {
    const [days] = termEffectSizes(anova(await sleep()));
    expect(days.etaSquared).toBeCloseTo(0.7295274687, 6);
    expect(days.omegaSquared).toBeCloseTo(0.702441373, 6);
    const terms = termEffectSizes(anova(await cake()));
    [0.0007438655371, 0.2520805368802, 0.0002983739351].forEach((value, i) => {
      expect(terms[i].etaSquared).toBeCloseTo(value, 7);
    });
    expect(terms.map(({ omegaSquared }) => omegaSquared)).toEqual([0, expect.closeTo(0.2483458882, 7), 0]);
    expect(() => termEffectSizes(anova({} as never))).toThrow();
  });

  it("have effectsize's limits, one-sided unless asked", async () => {
    const table = anova(await sleep());
    const limits = (side?: "two-sided" | "greater" | "less", level?: number) => {
      const [row] = termEffectSizes(table, { side, level });
      return [row.etaSquaredLower, row.etaSquaredUpper, row.omegaSquaredLower, row.omegaSquaredUpper];
    };
    const near = (values: number[]) => values.map((value) => expect.closeTo(value, 6));
    expect(limits()).toEqual([...near([0.50883055]), 1, ...near([0.46622354]), 1]);
    expect(limits("two-sided")).toEqual(near([0.45125503, 0.84744183, 0.40622682, 0.83191481]));
    expect(limits("two-sided", 0.9)).toEqual(near([0.50883055, 0.83321852, 0.46622354, 0.81627128]));
    expect(limits("less")).toEqual([0, ...near([0.83321852]), 0, ...near([0.81627128])]);
    const terms = termEffectSizes(anova(await cake()), { side: "two-sided" });
    // effectsize's own search ends a few 1e-7 from the root.
    expect(terms.map((row) => row.etaSquaredLower)).toEqual([0, expect.closeTo(0.16595353, 6), 0]);
    expect(terms.map((row) => row.etaSquaredUpper)).toEqual(near([0.010516, 0.33768411, 0.00310108]));
    expect(terms.map((row) => row.omegaSquaredUpper)).toEqual([0, expect.closeTo(0.33395973, 6), 0]);
    expect(() => limits("both" as never)).toThrow('option "side" must be');
    expect(() => termEffectSizes(table, { alternative: "less" } as never)).toThrow("side");
  });

  it("have limits at every F and degrees of freedom", () => {
    const of = (statistic: number, numDf: number, denDf: number) =>
      termEffectSizes({ rows: [{ term: "x", statistic, numDf, denDf }] } as never, { side: "two-sided" })[0];
    expect(of(Number.POSITIVE_INFINITY, 2, 5)).toMatchObject({
      etaSquared: 1,
      etaSquaredLower: 1,
      etaSquaredUpper: 1,
      omegaSquaredLower: 1,
    });
    expect(of(0, 2, 5)).toMatchObject({ etaSquared: 0, etaSquaredLower: 0, etaSquaredUpper: 0, omegaSquaredUpper: 0 });
    expect(of(3, 2, 0).etaSquaredLower).toBeNaN();
    for (const statistic of [1e-300, 1e-5, 1, 30, 1e12, 1e300]) {
      for (const numDf of [1, 7, 1e5]) {
        for (const denDf of [1e-100, 1e-8, 0.4, 12, 1e6, 1e20]) {
          const row = of(statistic, numDf, denDf);
          const place = `${statistic} ${numDf} ${denDf}`;
          expect(row.etaSquaredLower >= 0 && row.etaSquaredLower <= row.etaSquaredUpper, place).toBe(true);
          expect(row.omegaSquaredLower >= 0 && row.omegaSquaredUpper <= 1, place).toBe(true);
        }
      }
    }
  });

  it("of a generalized model are of its predictors", async () => {
    const table = await loadTable("cbpp");
    const fit = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", table);
    const { rows, variables } = await standardizedCoefficients(fit);
    expect(variables).toEqual([]);
    expect(rows[0].estimate).toBeCloseTo(fit.fixef()[1].estimate, 6);
  });
});

describe("coefficients of levels", () => {
  it("have the standard errors of predictions at them", async () => {
    const fit = await sleep();
    const rows = levelCoefficients(fit);
    expect(rows).toHaveLength(36);
    const found = predictions(fit, { Days: [0], Subject: ["308"] }, { interval: "confidence" });
    expect(rows[0].estimate).toBeCloseTo(found.estimate[0], 9);
    expect(rows[0].stdError).toBeCloseTo(found.stdError[0], 9);
    expect([rows[0].lower, rows[0].upper]).toEqual([
      expect.closeTo(found.lower[0], 8),
      expect.closeTo(found.upper[0], 8),
    ]);
    expect(rows.map(({ estimate }) => estimate)).toEqual(fit.coef().Subject.values.flat());
  });

  it("without a random effect of their name are the fixed ones, without a fixed one the modes", async () => {
    const fit = await lmm("Reaction ~ Days + (0 + Days | Subject) + (1 | Subject)", await loadTable("sleepstudy"));
    const rows = levelCoefficients(fit);
    expect(rows.every(({ stdError }) => stdError > 0)).toBe(true);
    const only = levelCoefficients(await lmm("Reaction ~ Days + (1 | Subject)", await loadTable("sleepstudy")));
    const days = only.filter(({ name }) => name === "Days");
    const fixed = (await lmm("Reaction ~ Days + (1 | Subject)", await loadTable("sleepstudy"))).fixef()[1];
    expect(days.every(({ stdError }) => Math.abs(stdError - fixed.stdError) < 1e-9)).toBe(true);
  });
});
