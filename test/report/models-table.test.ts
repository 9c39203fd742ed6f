import { describe, expect, it } from "vitest";
import type { Fit } from "../../src/fit/fit.js";
import { glmm, lmm } from "../../src/fit/fitting.js";
import { restore } from "../../src/fit/reopen.js";
import { icc, rSquared } from "../../src/inference/diagnostics/variance-shares.js";
import { type ModelsTableOptions, modelsTable } from "../../src/report/models-table.js";
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
    const names = ["intercepts", "slopes", "gamma"];
    for (const [i, fit] of fits.entries()) {
      const { marginal, conditional } = await rSquared(fit);
      const { adjusted } = await icc(fit);
      const shown = ["Marginal R²", "Conditional R²", "ICC", "Observations", "Levels of Subject"].map(
        (name) => column(`${names[i]}.estimate`)[rows.lastIndexOf(name)],
      );
      expect(shown).toEqual([marginal, conditional, adjusted, 180, 18]);
    }
  });

  it("has R² of count models, of saved fits by their data, and says where they are missing", async () => {
    const counts = {
      n: Array.from({ length: 180 }, (_, i) => (i * 7) % 5),
      g: Array.from({ length: 180 }, (_, i) => `s${i % 18}`),
    };
    const poisson = await glmm("n ~ 1 + (1 | g)", counts, { family: "poisson" });
    const { conditional } = await rSquared(poisson);
    const one = modelsTable([poisson]);
    expect(one.columns[1].values[one.columns[0].values.indexOf("Conditional R²")]).toBe(conditional);
    const saved = restore(JSON.stringify(poisson));
    const without = modelsTable([saved]);
    expect(without.columns[0].values).not.toContain("Conditional R²");
    expect(without.notes).toContain("R² and ICC need the data, which m1 is without");
    const again = modelsTable([saved, saved], { reopened: [poisson, null] });
    expect(again.columns[1].values[again.columns[0].values.indexOf("Conditional R²")]).toBe(conditional);
    expect(again.notes).toContain("R² and ICC need the data, which m2 is without");
    expect(() => modelsTable([saved], { reopened: [saved as never] })).toThrow("modelsTable() needs the data");
    expect(() => modelsTable([saved], { reopened: [] })).toThrow('option "reopened" must be 1 fits with data');
  });

  it("is as wide as a page in LaTeX: numbers of a model beneath each other, tables below each other, long names wrapped", async () => {
    const table = await loadTable("sleepstudy");
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", table);
    const write = (count: number, options: ModelsTableOptions = {}, style: "plain" | "apa" = "apa") =>
      writeTable(modelsTable(new Array<Fit>(count).fill(fit), options), "latex", { style });
    const columns = (latex: string) => [...latex.matchAll(/begin\{tabular\}\{(\w+)\}/g)].map(([, own]) => own);
    expect(columns(write(2))).toEqual(["lrrrrrr"]);
    expect(columns(write(3))).toEqual(["lccc"]);
    expect(columns(write(4, {}, "plain"))).toEqual(["lcccc"]);
    expect(columns(write(4, { intervals: true }))).toEqual(["lcccc"]);
    expect(write(4, { intervals: true })).toContain("Days & 10.5 & 10.5 & 10.5 & 10.5 \\\\\n & [7.2, 13.7] &");
    expect(write(3)).toContain("Estimates with standard errors in parentheses and p beneath.");
    expect(columns(write(12)).length).toBeGreaterThan(1);
    const long = write(3, { names: ["a", "b", "c"].map((sign) => sign.repeat(60)) });
    expect(long.split("\n").every((line) => !line.includes("&") || !line.includes("a".repeat(50)))).toBe(true);
  });

  it("refuses names that are not one a fit", async () => {
    const fit = await lmm("Yield ~ 1 + (1 | Batch)", await loadTable("Dyestuff2"));
    expect(() => modelsTable([fit, fit], { names: ["a", "a"] })).toThrow('option "names" must be 2 different names');
    expect(() => modelsTable([fit, {} as never])).toThrow("asks a fit");
  });
});
