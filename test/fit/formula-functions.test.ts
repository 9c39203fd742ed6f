import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DataError, lmm, predict, predictions, readCsv, reopen, restore, simulateResponse } from "../../src/index.js";

const csv = readFileSync(new URL("../../datasets/sleepstudy.csv", import.meta.url), "utf8");
const sleep = await readCsv(csv, { types: { Subject: "factor" } });
const newDays = { Days: [-1, 0.5, 4, 9, 12], Subject: ["308", "335", "372", "309", "310"] };

const formulas = [
  "Reaction ~ ns(Days, 3) + (ns(Days, 2) | Subject)",
  "Reaction ~ bs(Days, df = 5) + (1 | Subject)",
  "Reaction ~ I(Days - mean(Days)) + I(Days / sd(Days)^2) + (1 | Subject)",
  "Reaction ~ cut(Days, c(-2, median(Days), 20)) + (1 | Subject)",
  "Reaction ~ C(cut(Days, 2, labels = c('early', 'late')), sum) + (1 | Subject)",
  "rank(Reaction) ~ rank(Days) + (1 | Subject)",
];

describe("a model whose formula calls functions that learn from the data", () => {
  it.each(formulas)("%s predicts new data alike, live, restored and reopened", async (formula) => {
    const data = formula.includes("cut(Days, 2") ? { ...newDays, Days: [0.5, 1, 4, 9, 8] } : newDays;
    const fit = await lmm(formula, sleep);
    const expected = predict(fit, data);
    expect(expected.every(Number.isFinite)).toBe(true);
    const saved = JSON.stringify(fit);
    expect(predict(restore(saved), data)).toEqual(expected);
    const reopened = await reopen(restore(saved), sleep);
    expect(reopened.objective).toBe(fit.objective);
    expect(predict(reopened, data)).toEqual(expected);
  });

  it("has in a subset the mean of all rows, as R has", async () => {
    const fit = await lmm("Reaction ~ I(Days - mean(Days)) + (1 | Subject)", sleep, {
      subset: "Days %in% c(1, 2, 8, 9)",
    });
    expect(fit.nobs).toBe(72);
    const whole = await lmm("Reaction ~ I(Days - 4.5) + (1 | Subject)", sleep, {
      subset: "Days < 3 & Days > 0 | Days > 7",
    });
    expect(fit.objective).toBe(whole.objective);
  });

  it("says that a column with missing values has no mean, and how to have one", async () => {
    const data = { y: [1, 2, 3, 5, 4, 6], x: [1, null, 3, 4, null, 6], g: ["a", "a", "b", "b", "c", "c"] };
    const failure = await lmm("y ~ I(x - mean(x)) + (1 | g)", data).catch((error) => error);
    expect(failure).toBeInstanceOf(DataError);
    expect(failure).toMatchObject({ column: "x", row: 1 });
    expect(failure.message).toBe(
      '"mean(x)" is missing, because "x" is missing in 2 rows; na.rm = TRUE as another argument of mean() leaves missing values out',
    );
  });

  it("says that knots that coincide are too many", async () => {
    const data = { y: [1, 2, 3, 5, 4, 6], x: [1, 1, 1, 1, 2, 3], g: ["a", "a", "b", "b", "c", "c"] };
    await expect(lmm("y ~ ns(x, 3) + (1 | g)", data)).rejects.toThrow(
      'knots of ns() must increase from one boundary to the other, but for "x" they are 1, 1, 1.',
    );
  });

  it("tells of new data beyond the boundary of bs(), not of ns()", async () => {
    const bs = await lmm("Reaction ~ bs(Days, df = 5) + (1 | Subject)", sleep);
    expect(predictions(bs, newDays).warnings).toEqual([
      {
        code: "W_OUTSIDE_KNOTS",
        message:
          '"Days" lies outside of 0 to 9 in 2 rows of the new data: there "bs(Days, df = 5)" goes on as a polynomial, ' +
          "which soon leaves all bounds; ns() goes on as a straight line",
      },
    ]);
    expect(predictions(bs, { Days: [0, 9], Subject: ["308", "309"] }).warnings).toBeUndefined();
    const ns = await lmm("Reaction ~ ns(Days, 3) + (1 | Subject)", sleep);
    expect(predictions(ns, newDays).warnings).toBeUndefined();
  });

  it("can be simulated before there are data", () => {
    const design = { x: [1, 2, 3, 4, 5, 6], g: ["a", "a", "b", "b", "c", "c"] };
    const options = { fixef: { "(Intercept)": 1, "ns(x, 2)1": 2, "ns(x, 2)2": 3 }, theta: [1], sigma: 1, seed: 1 };
    expect(simulateResponse("y ~ ns(x, 2) + (1 | g)", design, options)[0]).toHaveLength(6);
  });
});
