import { beforeAll, describe, expect, it } from "vitest";
import { type LiveFit, lmm, type PredictOptions, predict, predictions } from "../../src/index.js";
import { caseOptions, cases, datasetPath, loadTable, referenceFit } from "../support/reference.js";

const withPredictions = cases.filter(
  ({ id, supported, dataset }) => supported && referenceFit(id).predict && datasetPath(dataset),
);

describe("predictions", () => {
  it.each(withPredictions)("agree with lme4's for $id", async (reference) => {
    const fit = await lmm(reference.formula, await loadTable(reference.dataset), caseOptions(reference));
    const near = (found: Float64Array, expected: readonly number[]) => {
      for (const [row, value] of expected.entries()) {
        expect(Math.abs(found[row] - value)).toBeLessThan(1e-6 * Math.abs(value));
      }
    };
    const { predict: blocks = [] } = referenceFit(reference.id);
    for (const { newdata, population, conditional } of blocks) {
      near(predict(fit, newdata, { randomEffects: "none" }), population);
      near(predict(fit, newdata, { newLevels: "population" }), conditional);
    }
  });
});

describe("a subset of the random effects", () => {
  let fit: LiveFit;
  beforeAll(async () => {
    fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
  });
  const newData = { Days: [0, 9, 0, 9, 0, 9], Subject: [308, 308, 309, 309, 310, 310] };
  // lme4 2.1, tests/testthat/test-predict.R, lines 155 to 158.
  it.each<[PredictOptions["randomEffects"], number[]]>([
    ["all", [253.663652, 430.660019, 211.006416, 227.634789, 212.444743, 257.610538]],
    ["none", [251.405104848, 345.610678485, 251.405104848, 345.610678485, 251.405104848, 345.610678485]],
    [
      "~ (0 + Days | Subject)",
      [251.405104848, 428.4014254, 251.405104848, 268.033354523, 251.405104848, 296.570763762],
    ],
    ["~ (1 | Subject)", [253.663670398, 347.869244035, 211.006524626, 305.212098262, 212.444855823, 306.650429459]],
    ["~ (Days || Subject)", [253.663652, 430.660019, 211.006416, 227.634789, 212.444743, 257.610538]],
    [["Subject"], [253.663652, 430.660019, 211.006416, 227.634789, 212.444743, 257.610538]],
    ["~ 0", [251.405104848, 345.610678485, 251.405104848, 345.610678485, 251.405104848, 345.610678485]],
    [[], [251.405104848, 345.610678485, 251.405104848, 345.610678485, 251.405104848, 345.610678485]],
  ])("%j gives lme4's predictions", (randomEffects, expected) => {
    predict(fit, newData, { randomEffects }).forEach((value, row) => {
      expect(Math.abs(value / expected[row] - 1)).toBeLessThan(1e-6);
    });
  });

  it("is found for the rows of the fit as well", async () => {
    const crossed = await lmm("diameter ~ 1 + (1 | plate) + (1 | sample)", await loadTable("Penicillin"));
    // lme4 2.1, tests/testthat/test-predict.R, lines 110 and 114.
    expect(Array.from(predict(crossed).slice(0, 6), (x) => Number(x.toFixed(4)))).toEqual([
      25.9638, 22.7663, 25.7147, 23.6799, 23.7629, 20.773,
    ]);
    expect(predict(crossed, null, { randomEffects: "none" })[0]).toBeCloseTo(22.9722222222, 8);
    const plates = predict(crossed, null, { randomEffects: ["plate"] });
    const samples = predict(crossed, null, { randomEffects: "~ (1 | sample)" });
    const all = predict(crossed);
    all.forEach((value, row) => {
      expect(value).toBeCloseTo(plates[row] + samples[row] - 22.9722222222, 8);
    });
  });

  it("needs no other groups in the new data", async () => {
    const crossed = await lmm("diameter ~ 1 + (1 | plate) + (1 | sample)", await loadTable("Penicillin"));
    expect(predict(crossed, { sample: ["A"] }, { randomEffects: ["sample"] })).toHaveLength(1);
    expect(() => predict(crossed, { plate: ["a"] }, { randomEffects: ["sample"] })).toThrow(/"sample"/);
  });

  it.each<[unknown, string]>([
    [["subject"], '"subject" is no grouping factor of the model; did you mean "Subject"?'],
    ["~ (1 | item)", '"item" is no grouping factor of the model; they are Subject'],
    ["~ (Day | Subject)", 'randomEffects "~ (Day | Subject)" names "Day", which no term of the model has'],
    ["~ (I(Days^2) | Subject)", 'randomEffects "~ (I(Days^2) | Subject)" names "I(Days^2)"'],
    ["Subject", 'option "randomEffects" must be "all", "none", "averaged", a list of grouping factors or a formula'],
  ])("%j is refused by name", (randomEffects, message) => {
    expect(() => predict(fit, newData, { randomEffects } as PredictOptions)).toThrow(message);
  });
});

describe("predict", () => {
  const newData = { Days: [0, 5], Subject: ["308", "999"] };
  let fit: LiveFit;
  beforeAll(async () => {
    fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
  });

  it("gives the fitted values where no data are given", () => {
    expect(predict(fit)).toEqual(fit.fitted());
    expect(predict(fit, null, { randomEffects: "none" })[1]).toBeCloseTo(261.872390808081, 4);
  });

  const own = [
    "Reaction ~ Days + (Days | Subject)",
    "Reaction ~ poly(Days, 3) + g2 + (scale(Days) || Subject) + (1 | g2:Subject)",
    "log(Reaction) ~ Days * g2 + offset(off / 100) + (0 + g2 | Subject)",
    "Reaction ~ Days + I(2 * Days) + factor(Days > 3) + (1 | Subject)",
  ];
  it.each(own)("gives the fitted values for the rows of the fit: %s", async (formula) => {
    const table = await loadTable("sleepstudy_w");
    const model = await lmm(formula, table, { reml: false, offset: "off", weights: "w" });
    const fitted = model.fitted();
    predict(model, table).forEach((value, row) => {
      expect(Math.abs(value - fitted[row])).toBeLessThan(1e-9 * Math.abs(fitted[row]));
    });
  });

  it("refuses a level it has not seen, unless the population will do", () => {
    expect(() => predict(fit, newData)).toThrow(
      'new levels detected in new data: "Subject" has "999", which the model has not seen',
    );
    const [known, unknown] = predict(fit, newData, { newLevels: "population" });
    expect(known).toBeCloseTo(253.66367040148785, 4);
    expect(unknown).toBeCloseTo(303.74153464646196, 4);
  });

  it("gives NaN for a row whose group is missing, unless the population will do", () => {
    const missing = { Days: [0, 5], Subject: ["308", null] };
    const [there, without] = predict(fit, missing);
    expect(there).toBeCloseTo(253.66367040148785, 4);
    expect(without).toBeNaN();
    const { estimate, stdError, lower, upper } = predictions(fit, missing, { interval: "prediction" });
    for (const values of [estimate, stdError, lower, upper]) {
      expect(values[0]).not.toBeNaN();
      expect(values[1]).toBeNaN();
    }
    expect(() => predict(fit, { Days: [0, 5], Subject: ["999", null] })).toThrow("new levels detected");
    expect(predict(fit, missing, { randomEffects: "none" })[1]).toBeCloseTo(303.74153464646196, 4);
    expect(predict(fit, missing, { newLevels: "population" })[1]).toBeCloseTo(303.74153464646196, 4);
    const none = { Days: [5], Subject: [null] };
    expect(predict(fit, none, { newLevels: "population" })[0]).toBeCloseTo(303.74153464646196, 4);
  });

  it("needs no groups for the population", () => {
    expect(predict(fit, { Days: [5] }, { randomEffects: "none" })[0]).toBeCloseTo(303.74153464646196, 4);
  });

  it("takes groups that are numbers", () => {
    expect(predict(fit, { Days: [0], Subject: [308] })[0]).toBeCloseTo(253.66367040148785, 4);
  });

  it("gives NaN for a row with a missing covariate", () => {
    const [missing, there] = predict(fit, { Days: [null, 0], Subject: ["308", "308"] });
    expect(missing).toBeNaN();
    expect(there).toBeCloseTo(253.66367040148785, 4);
  });

  it("says which column is not there", () => {
    expect(() => predict(fit, { days: [1], Subject: ["308"] })).toThrow(/"Days"/);
    expect(() => predict(fit, { Days: [1] })).toThrow(/"Subject"/);
  });

  it("asks for the offset of the new rows where the model's was an array", async () => {
    const table = await loadTable("sleepstudy_w");
    const offset = (table.columns.get("off") as { values: Float64Array }).values;
    const model = await lmm("Reaction ~ Days + (1 | Subject)", table, { offset });
    expect(() => predict(model, newData, { newLevels: "population" })).toThrow(/fitted with an offset array/);
    const options = { newLevels: "population" } as const;
    const shifted = predict(model, newData, { ...options, offset: [100, 200] });
    const plain = predict(model, newData, { ...options, offset: [0, 0] });
    expect(shifted[1] - plain[1]).toBeCloseTo(200, 9);
    expect(() => predict(model, newData, { ...options, offset: [1] })).toThrow(
      "offset has 1 values, but the new data have 2 rows",
    );
    expect(() => predict(fit, newData, { ...options, offset: [1, 2] })).toThrow(/fitted with an offset array/);
  });

  it("checks its options", () => {
    expect(() => predict(fit, newData, { reform: null } as PredictOptions)).toThrow(
      'unknown option "reform" of predict(); the options are type, randomEffects, newLevels, offset',
    );
    expect(() => predict(fit, newData, { newLevels: "zero" } as unknown as PredictOptions)).toThrow(
      'option "newLevels" must be "error", "population" or "variance", not "zero"',
    );
  });
});
