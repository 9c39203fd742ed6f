import { describe, expect, it } from "vitest";
import { glmm, lmm } from "../../src/fit/fitting.js";
import { modelsTable } from "../../src/report/models-table.js";
import { TABLE_FORMATS, writeTable } from "../../src/report/write-table.js";
import { loadTable } from "../support/reference.js";

describe("modelsTable", () => {
  it("puts fits of any kind side by side, byte for byte in every format", async () => {
    const table = await loadTable("sleepstudy");
    const fits = [
      await lmm("Reaction ~ Days + (1 | Subject)", table),
      await lmm("Reaction ~ Days + I(Days^2) + (Days | Subject)", table, { reml: false }),
      await glmm("Reaction ~ Days + (1 | Subject)", table, { family: "gamma", link: "log" }),
    ];
    const models = modelsTable(fits, { names: ["intercepts", "slopes", "gamma"] });
    for (const format of TABLE_FORMATS) {
      await expect(`${writeTable(models, format)}\n`).toMatchFileSnapshot(`../snapshots/tables/models.${format}.txt`);
      if (format === "csv" || format === "json") continue;
      const apa = writeTable(models, format, { style: "apa" });
      await expect(`${apa}\n`).toMatchFileSnapshot(`../snapshots/tables/models-apa.${format}.txt`);
    }
    const column = (key: string) => models.columns.find((one) => one.key === key)?.values ?? [];
    const rows = models.columns[0].values;
    fits[1].fixef().forEach(({ name, estimate, stdError }) => {
      expect(column("slopes.estimate")[rows.indexOf(name)]).toBe(estimate);
      expect(column("slopes.stdError")[rows.indexOf(name)]).toBe(stdError);
    });
    expect(column("intercepts.estimate")[rows.indexOf("I(Days^2)")]).toBeNull();
    expect(column("gamma.estimate")[rows.indexOf("AIC")]).toBe(fits[2].aic);
  });

  it("refuses names that are not one a fit", async () => {
    const fit = await lmm("Yield ~ 1 + (1 | Batch)", await loadTable("Dyestuff2"));
    expect(() => modelsTable([fit, fit], { names: ["a", "a"] })).toThrow('option "names" must be 2 different names');
    expect(() => modelsTable([fit, {} as never])).toThrow("asks a fit");
  });
});
