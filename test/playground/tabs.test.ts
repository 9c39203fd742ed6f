// The tabs of results: what they show is what the library and R give, and so is the code beneath each table.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundlePackage } from "../../scripts/build.mjs";
import { executablePath, PlaygroundSite, tableRows } from "./page.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const answer = "#panel .answer table";
const hasR = spawnSync("Rscript", ["-e", "library(lmerTest); library(emmeans); library(car)"]).status === 0;

describe.skipIf(executablePath === "")("the tabs of the page", () => {
  let site: PlaygroundSite;
  const app = mkdtempSync(join(tmpdir(), "blup-tabs-"));
  beforeAll(async () => {
    site = await PlaygroundSite.open("tabs");
    const installed = join(app, "node_modules/blup");
    mkdirSync(installed, { recursive: true });
    copyFileSync(join(root, "package.json"), join(installed, "package.json"));
    await bundlePackage(join(installed, "dist"));
    for (const name of ["cake", "cbpp", "Machines", "sleepstudy"]) {
      copyFileSync(join(root, `datasets/${name}.csv`), join(app, `${name}.csv`));
    }
  });
  afterAll(async () => {
    rmSync(app, { recursive: true, force: true });
    await site?.close();
  });

  async function opened(model: object, tab: string): Promise<Page> {
    const { page, troubles } = await site.page(model, { permissions: ["clipboard-read", "clipboard-write"] });
    page.on("close", () => expect(troubles).toEqual([]));
    await page.locator(".verdict").waitFor();
    await page.getByRole("tab", { name: tab }).click();
    await page.locator(answer).first().waitFor();
    return page;
  }

  const chosen = (page: Page, label: string) =>
    page.locator(".bar label", { has: page.getByText(label, { exact: true }) }).locator("select");

  /** A form of the table in the place of that number. */
  async function form(page: Page, name: string, place = 0): Promise<string> {
    const card = page.locator(".card-of-table").nth(place);
    if (!(await card.locator("select").isVisible())) await card.locator("summary").click();
    await card.locator("select").selectOption(name);
    const pattern = { blup: /from "blup"/, r: /fit <- / }[name] ?? /./;
    await expect.poll(() => card.locator("pre").textContent()).toMatch(pattern);
    return (await card.locator("pre").textContent()) ?? "";
  }

  function inNode(code: string): string {
    writeFileSync(join(app, "run.mjs"), code);
    return execFileSync(process.execPath, [join(app, "run.mjs")], { cwd: app, encoding: "utf8" });
  }

  function inR(code: string, last: string): number[] {
    writeFileSync(join(app, "run.R"), `${code}\ncat("NUMBERS", format(${last}, digits = 17))\n`);
    const out = execFileSync("Rscript", [join(app, "run.R")], { cwd: app, encoding: "utf8", stdio: "pipe" });
    return out
      .slice(out.indexOf("NUMBERS") + 7)
      .trim()
      .split(/\s+/)
      .map(Number);
  }

  /** Columns of a table's CSV by their names. */
  async function numbers(page: Page, column: string, place = 0): Promise<number[]> {
    const [head, ...rows] = (await form(page, "csv", place)).trim().split("\n");
    const at = head.split(",").indexOf(column);
    return rows.map((row) => Number(row.split(",")[at]));
  }

  const cake = { sample: "cake", formula: "angle ~ recipe * temperature + (1 | recipe:replicate)" };

  it("tests the terms by all types, as the code beneath the table does", async () => {
    const page = await opened(cake, "ANOVA");
    const codings = await page.getByLabel("Contrasts of recipe").locator("option").allTextContents();
    expect(codings).toContain("treatment: each with A");
    const rows = await tableRows(page, "Type III Analysis of Variance");
    expect(rows.map(([term, , , df, , , p]) => [term, df, p])).toEqual([
      ["recipe", "2", ".781"],
      ["temperature", "5", "< .001"],
      ["recipe:temperature", "10", ".439"],
    ]);
    expect(inNode(await form(page, "blup"))).toContain("Type III Analysis of Variance Table");
    const statistics = await numbers(page, "statistic");
    if (hasR) {
      const r = inR((await form(page, "r")).replace("anova(fit", "a <- anova(fit"), "a[['F value']]");
      r.forEach((value, i) => {
        expect(Math.abs(statistics[i] / value - 1)).toBeLessThan(1e-4);
      });
    }
    await page.getByLabel("Type of tests").selectOption("I");
    await page.locator("caption", { hasText: "Type I Analysis" }).waitFor();
    await page.getByRole("button", { name: "Copy the table" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const kinds = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      const html = await (await item.getType("text/html")).text();
      return [...item.types, html];
    });
    expect(kinds).toContain("text/plain");
    expect(kinds.at(-1)).toMatch(/<table.*recipe.*&lt; \.001/s);
    await page.context().close();
  });

  it("tests the terms of a generalized model by chi-squared, as car does", async () => {
    const formula = "cbind(incidence, size - incidence) ~ period + (1 | herd)";
    const page = await opened({ sample: "cbpp", formula, family: "binomial" }, "ANOVA");
    const [row] = await tableRows(page, "Type III Wald chi-squared tests");
    expect([row[0], row[2], row[3]]).toEqual(["period", "3", "< .001"]);
    const [chisq] = await numbers(page, "chisq");
    for (const type of hasR ? ["III", "II"] : []) {
      await page.getByLabel("Type of tests").selectOption(type);
      await page.locator("caption", { hasText: `Type ${type} Wald` }).waitFor();
      const code = (await form(page, "r")).replace("Anova(", "a <- Anova(");
      // glmer's standard errors are up to 1.5 % off (docs/differences.md).
      expect(Math.abs(inR(code, "a['period', 'Chisq']")[0] / chisq - 1)).toBeLessThan(0.03);
    }
    await page.context().close();
  });

  it("has means, their contrasts and the plot of both, as emmeans does", async () => {
    const page = await opened(cake, "Means");
    await expect.poll(() => page.locator(".stage > .scroll > svg").count()).toBe(1);
    const means = await tableRows(page, "Estimated marginal means of recipe by temperature");
    expect(means[0]).toEqual(["A", "175", "29.13", "2.04", "77.4", "25.08", "33.19"]);
    expect(means.length).toBe(18);
    const contrasts = await tableRows(page, "Contrasts by temperature");
    expect(contrasts[0].slice(0, 3)).toEqual(["A - B", "175", "2.27"]);
    expect(inNode(await form(page, "blup", 1))).toContain("Contrasts by temperature");
    for (const [place, table] of hasR ? (["means", "contrasts"] as const).entries() : []) {
      const script = await form(page, "r", place);
      const [column, there] = place === 0 ? ["upper", "upper.CL"] : ["p", "p.value"];
      const r = inR(script, `as.data.frame(${table})[['${there}']]`);
      const here = await numbers(page, column, place);
      expect(r.length).toBe(here.length);
      here.forEach((value, i) => {
        expect(Math.abs(value - r[i])).toBeLessThan(2e-4 * Math.max(1, Math.abs(r[i])));
      });
    }
    await chosen(page, "Compare").selectOption("interaction");
    await chosen(page, "Compare within").selectOption("");
    await expect.poll(async () => (await tableRows(page, "Contrasts")).length).toBe(10);
    await page.locator("fieldset label", { hasText: "temperature" }).locator("input").uncheck();
    await page.locator("caption", { hasText: /means of recipe$/ }).waitFor();
    expect(await page.locator(".answer").textContent()).toContain("averaged over the levels of: temperature");
    await page.context().close();
  });

  it("has slopes of a covariate in the levels of a factor", async () => {
    const formula = "angle ~ recipe * temp + (1 | recipe:replicate)";
    const page = await opened({ sample: "cake", formula }, "Means");
    await chosen(page, "Estimate").selectOption("temp");
    await page.locator("caption", { hasText: "trends (temp.trend) of recipe" }).waitFor();
    expect(inNode(await form(page, "blup"))).toContain("temp.trend");
    const here = await numbers(page, "estimate");
    if (hasR) {
      inR(await form(page, "r"), "as.data.frame(means)[['temp.trend']]").forEach((value, i) => {
        expect(here[i]).toBeCloseTo(value, 6);
      });
    }
    await page.context().close();
  });
});
