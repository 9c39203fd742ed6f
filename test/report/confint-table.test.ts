import { beforeAll, describe, expect, it } from "vitest";
import {
  bootstrap,
  bootstrapTable,
  confint,
  confintTable,
  type LiveFit,
  lmm,
  profile,
  profileTable,
  tableCsv,
  tableJson,
  tableMarkdown,
  tableText,
} from "../../src/index.js";
import { loadTable } from "../support/reference.js";

let fit: LiveFit;

beforeAll(async () => {
  fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"), { reml: false });
});

describe("confidence intervals", () => {
  it("are a table headed as R heads them", async () => {
    expect(tableText(confintTable(await confint(fit))).split("\n")).toEqual([
      "Profile likelihood confidence intervals (95 %)",
      "                              Estimate    2.5 %  97.5 %",
      "sd_(Intercept)|Subject        23.78057  14.3814  37.716",
      "sd_Days|Subject                5.71683   3.8012   8.753",
      "cor_Days.(Intercept)|Subject   0.08132  -0.4815   0.685",
      "sigma                         25.59182  22.8983  28.858",
      "(Intercept)                  251.40510 237.6807 265.130",
      "Days                          10.46729   7.3587  13.576",
    ]);
  });

  it("by Wald's method have standard errors and degrees of freedom", async () => {
    const wald = await confint(fit, { method: "wald", df: "residual", level: 0.9, parameters: ["sigma", "Days"] });
    const text = tableText(confintTable(wald));
    expect(text.split("\n")[0]).toBe("Wald confidence intervals (90 %, residual degrees of freedom)");
    expect(text.split("\n")[1]).toMatch(/Estimate Std. Error +df +5 % +95 %/);
    expect(tableCsv(confintTable(wald)).split("\n")[1]).toMatch(/^sigma,25\.59\d+,1\.508\d*,,/);
  });

  it("that are not available are NA in text, null in JSON, and told of beneath", async () => {
    const singular = await lmm("Yield ~ 1 + (1 | Batch)", await loadTable("Dyestuff2"));
    const table = confintTable(await confint(singular, { method: "wald" }));
    expect(tableText(table)).toMatch(/sd_\(Intercept\)\|Batch +0\.000 +NA +NA +NA/);
    expect(tableText(table)).toContain("\nWald intervals of sd_(Intercept)|Batch are not available");
    expect((tableJson(table).rows as { lower: number | null }[])[0].lower).toBeNull();
    expect(tableMarkdown(table)).toContain("sd\\_(Intercept)\\|Batch");
  });
});

describe("profiles and replicates", () => {
  it("are tables of points, and of bias and standard error", async () => {
    const { columns } = profileTable(await profile(fit, { parameters: ["Days"], step: 1 }));
    expect(columns.map(({ key }) => key).slice(0, 5)).toEqual([
      "parameter",
      "value",
      "zeta",
      "deviance",
      "sd_(Intercept)|Subject",
    ]);
    expect(columns[1].values.length).toBeGreaterThan(5);
    const text = tableText(bootstrapTable(await bootstrap(fit, { seed: 1, replicates: 20 })));
    expect(text).toMatch(/^Parametric bootstrap\n +Estimate +Bias Std. Error\n/);
    expect(text).toMatch(/\n20 of 20 replicates were fitted, \d+ of them singular$/);
  });
});
