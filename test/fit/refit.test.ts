import { beforeAll, describe, expect, it } from "vitest";
import { DataError, type LiveFit, lmm } from "../../src/index.js";
import { loadTable } from "../support/reference.js";

const formula = "Reaction ~ Days + (Days | Subject)";
let fit: LiveFit;
let other: Float64Array;

beforeAll(async () => {
  fit = await lmm(formula, await loadTable("sleepstudy"));
  other = fit.fitted().map((value, row) => value + 10 * Math.sin(row * row));
});

describe("refit", () => {
  it("fits the same model to another response", async () => {
    const table = await loadTable("sleepstudy");
    const Reaction = { kind: "number", name: "Reaction", values: other } as const;
    const fresh = await lmm(formula, { ...table, columns: new Map([...table.columns, ["Reaction", Reaction]]) });
    const refitted = await fit.refit(other);
    expect(Math.abs(refitted.objective / fresh.objective - 1)).toBeLessThan(1e-10);
    expect(refitted.fixef()[1].estimate).toBeCloseTo(fresh.fixef()[1].estimate, 8);
    expect(refitted.residuals()[7]).toBeCloseTo(fresh.residuals()[7], 5);
  });

  it("leaves the first model's answers as they are, also those not asked before", async () => {
    const fresh = await lmm(formula, await loadTable("sleepstudy"));
    const first = await lmm(formula, await loadTable("sleepstudy"));
    const second = await first.refit(other);
    expect(second.sigma).not.toBeCloseTo(first.sigma, 1);
    const values = first.vcov().flat();
    for (const [i, value] of fresh.vcov().flat().entries()) expect(values[i]).toBeCloseTo(value, 9);
    const variances = first.ranef().Subject.condVar.flat(2);
    for (const [i, value] of fresh.ranef().Subject.condVar.flat(2).entries())
      expect(variances[i]).toBeCloseTo(value, 8);
    const again = await second.refit(first.fitted().map((value, row) => value + first.residuals()[row]));
    expect(again.objective).toBeCloseTo(first.objective, 7);
  });

  it("answers late questions with the same bits, whatever was fitted in between", async () => {
    const answers = (model: LiveFit) => [...model.vcov().flat(), ...model.ranef().Subject.condVar.flat(2)];
    const first = await lmm(formula, await loadTable("sleepstudy"));
    const [second, third] = await Promise.all([first.refit(other), first.refit(other.map((y) => y * y))]);
    await first.refit(other.map(() => 1)).catch(() => null);
    const fresh = await lmm(formula, await loadTable("sleepstudy"));
    expect(answers(first)).toEqual(answers(fresh));
    expect(answers(third)).toEqual(answers(await fresh.refit(other.map((y) => y * y))));
    expect(answers(second)).toEqual(answers(await third.refit(other)));
  });

  it("builds no system of its own", async () => {
    const refitted = await fit.refit(other);
    expect(refitted.live.likelihood.lend(refitted.live.estimates)).toBe(fit.live.likelihood.lend(fit.live.estimates));
  });

  it("takes a value for each row of the data where rows were dropped", async () => {
    const table = await loadTable("sleepstudy_na");
    const partial = await lmm(formula, table);
    expect(partial.nobs).toBeLessThan(180);
    const { values } = table.columns.get("Reaction") as { values: Float64Array };
    const whole = await partial.refit(values.map((value) => (Number.isNaN(value) ? 0 : value)));
    expect(whole.objective).toBeCloseTo(partial.objective, 8);
  });

  it("refuses a response that does not fit", async () => {
    await expect(fit.refit([1, 2, 3])).rejects.toThrow("response has 3 values; this model was fitted to 180 rows");
    await expect(fit.refit(other.map((value, row) => (row === 4 ? Number.NaN : value)))).rejects.toThrow(
      "response has NaN in row 5; expected a finite number",
    );
    await expect(fit.refit(other.map(() => 7))).rejects.toThrow(DataError);
  });
});
