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
});
