import { describe, expect, test } from "vitest";
import {
  cooksDistance,
  dfbetas,
  type FactorColumn,
  influence,
  leverages,
  lmm,
  type NumberColumn,
  plotData,
  predict,
  predictions,
  refitMany,
  reopen,
  restore,
  simulate,
  standardizedResiduals,
} from "../../src/index.js";
import { loadTable } from "../support/reference.js";

const FORMULA = "Reaction ~ Days + (Days | Subject)";
const MISSING = [0, 7, 179];
const sleepstudy = await loadTable("sleepstudy");
const HOLES = {
  Reaction: (sleepstudy.columns.get("Reaction") as NumberColumn).values.map((y, i) =>
    MISSING.includes(i) ? Number.NaN : y,
  ),
  Days: (sleepstudy.columns.get("Days") as NumberColumn).values,
  Subject: sleepstudy.columns.get("Subject") as FactorColumn,
};
const USED = Array.from({ length: 180 }, (_, i) => i).filter((i) => !MISSING.includes(i));

describe("the rows of a fit", () => {
  test("are those of the data from 0 on, ascending", async () => {
    expect(Array.from((await lmm(FORMULA, sleepstudy)).rows)).toEqual(Array.from({ length: 180 }, (_, i) => i));
    expect(Array.from((await lmm(FORMULA, HOLES)).rows)).toEqual(USED);
    const some = await lmm(FORMULA, HOLES, { subset: "Days > 0" });
    expect(Array.from(some.rows)).toEqual(USED.filter((i) => i % 10 > 0));
    some.rows[0] = 99;
    expect(some.rows[0]).toBe(1);
  });

  test("are known once the data are there", async () => {
    const fit = await lmm(FORMULA, HOLES);
    const saved = restore(JSON.stringify(fit));
    expect(() => saved.rows).toThrow("reopen()");
    expect((await reopen(saved, HOLES)).rows).toEqual(fit.rows);
  });
});

describe('naAction: "exclude"', () => {
  test("has NaN for the rows that lack a value, and in the others what there is without it", async () => {
    const [omit, exclude] = await Promise.all(
      (["omit", "exclude"] as const).map((naAction) => lmm(FORMULA, HOLES, { naAction })),
    );
    const told = [
      (fit: typeof omit) => fit.fitted(),
      (fit: typeof omit) => fit.residuals(),
      (fit: typeof omit) => fit.residuals("scaled"),
      (fit: typeof omit) => predict(fit),
      (fit: typeof omit) => predict(fit, null, { randomEffects: "none" }),
      (fit: typeof omit) => predict(fit, null, { randomEffects: ["Subject"] }),
      (fit: typeof omit) => predictions(fit).upper,
      (fit: typeof omit) => predictions(fit, null, { interval: "prediction" }).lower,
      (fit: typeof omit) => simulate(fit, { seed: 1 })[0],
      (fit: typeof omit) => simulate(fit, { seed: 1, parameters: { sigma: 3 } })[0],
      leverages,
      cooksDistance,
      (fit: typeof omit) => standardizedResiduals(fit),
      (fit: typeof omit) => dfbetas(fit).values[1],
    ];
    for (const ask of told) {
      const [short, long] = [ask(omit), ask(exclude)];
      expect(long.length).toBe(180);
      expect(Array.from(long.filter((_, i) => USED.includes(i)))).toEqual(Array.from(short));
      expect(MISSING.map((i) => long[i])).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    }
    for (const kind of ["residuals-fitted", "qq-residuals", "residuals-leverage"] as const) {
      expect(plotData(exclude, kind)).toEqual(plotData(omit, kind));
    }
    expect(await influence(exclude)).toEqual(await influence(omit));
  });

  test("tells of the rows of the subset, and takes a response in the form that it gives", async () => {
    const fit = await lmm(FORMULA, HOLES, { naAction: "exclude", subset: "Days > 0" });
    const fitted = fit.fitted();
    expect(fitted.length).toBe(162);
    expect(Array.from(fitted.keys()).filter((i) => Number.isNaN(fitted[i]))).toEqual([6, 161]);
    const draws = simulate(fit, { seed: 2, count: 2 });
    expect(draws[0].length).toBe(162);
    const refits = await refitMany(fit, draws);
    expect(refits[0].beta[1]).toBe((await fit.refit(draws[0])).beta[1]);
  });

  test("is that of a fit read back, too", async () => {
    const fit = await lmm(FORMULA, HOLES, { naAction: "exclude" });
    expect((await reopen(restore(JSON.stringify(fit)), HOLES)).fitted().length).toBe(180);
  });
});
