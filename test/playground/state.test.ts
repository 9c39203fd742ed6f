// What the page keeps: changes that are taken back, saved analyses, reports, and nothing once it has forgotten.
import { readFileSync } from "node:fs";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { coefficientRows, dropFile, executablePath, giveFile, PlaygroundSite, typeFormula } from "./page.js";

const formula = "y ~ dose + (1 | who)";
const image = "<img src=x onerror=document.title='taken'>";

/** A measure at three doses, of ten people; one level is markup. */
function doses(shift = 0): string {
  const rows = Array.from({ length: 90 }, (_, i) => {
    const dose = ["low", "mid", image][i % 3];
    return `${(((i * 37) % 41) / 3 + 2 * (i % 3) + (i % 10) + shift).toFixed(2)},${dose},p${i % 10}`;
  });
  return ["y,dose,who", ...rows].join("\n");
}

const names = async (page: Page) => (await coefficientRows(page)).map(([name]) => name);

describe.skipIf(executablePath === "")("the state of the page", () => {
  let site: PlaygroundSite;
  beforeAll(async () => {
    site = await PlaygroundSite.open("state");
  });
  afterAll(() => site?.close());

  /** A page with a fit in which "mid" is the reference. */
  async function fitted() {
    const { page, troubles } = await site.page();
    await giveFile(page, "doses.csv", doses());
    await typeFormula(page, formula);
    await page.locator(".formula-shown", { hasText: formula }).waitFor();
    await page.locator(".levels summary").first().click();
    await page.getByRole("button", { name: "Make reference: mid" }).click();
    await expect.poll(() => names(page)).not.toContain("dosemid");
    return { page, troubles };
  }

  async function saved(page: Page, form: string): Promise<string> {
    await page.getByRole("tab", { name: "Take away" }).click();
    await page.locator(".bar select").selectOption(form);
    await expect.poll(() => page.getByLabel("Text to take away").textContent()).toMatch(/analysis|doctype/);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save" }).click(),
    ]);
    return readFileSync(await file.path(), "utf8");
  }

  it("takes back changes of the model, one by one", async () => {
    const { page, troubles } = await fitted();
    await page.getByLabel("Criterion").selectOption("ml");
    await expect.poll(() => page.locator(".verdict").textContent()).toContain("−2 log-likelihood");
    const back = page.getByRole("button", { name: "Take back the last change" });
    await back.click();
    await expect.poll(() => page.locator(".verdict").textContent()).toContain("REML criterion");
    await back.click();
    await expect.poll(() => names(page)).toContain("dosemid");
    // What is typed with pauses is several changes.
    while (await back.isVisible()) await back.click();
    await expect.poll(() => page.getByRole("textbox", { name: "Formula" }).textContent()).not.toContain("dose");
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("goes on with a saved analysis once the file is dropped again, and tells another file", async () => {
    const { page, troubles } = await fitted();
    const rows = await coefficientRows(page);
    const text = await saved(page, "analysis");
    expect(JSON.parse(text).file.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(text).not.toContain("p7");
    await page.context().close();
    const { page: later, troubles: others } = await site.page();
    await dropFile(later, "analysis.json", text);
    await expect.poll(() => later.locator("#fit-status").textContent()).toContain("drop that file");
    await dropFile(later, "doses.csv", doses());
    await expect.poll(() => names(later)).toContain("doselow");
    expect(await names(later)).not.toContain("dosemid");
    expect(await coefficientRows(later)).toEqual(rows);
    expect(await later.locator("#data-help").textContent()).toBe("");
    // The same data are here already.
    await later.getByLabel("Criterion").selectOption("ml");
    await expect.poll(() => later.locator(".verdict").textContent()).toContain("−2 log-likelihood");
    await dropFile(later, "analysis.json", text);
    await expect.poll(() => later.locator(".verdict").textContent()).toContain("REML criterion");
    await later.context().close();
    const { page: wrong } = await site.page();
    await dropFile(wrong, "analysis.json", text);
    await dropFile(wrong, "other.csv", doses(3));
    await expect
      .poll(() => wrong.locator("#data-help").textContent())
      .toContain("not the file that the analysis was made");
    await wrong.context().close();
    expect([...troubles, ...others]).toEqual([]);
  });

  it("writes a report that needs nothing else, whatever levels are called", async () => {
    const { page, troubles } = await fitted();
    const html = await saved(page, "report");
    const opened = await page.context().newPage();
    const asked: string[] = [];
    opened.on("request", ({ url }) => asked.push(url()));
    await opened.setContent(html);
    expect(await opened.locator("img, script, link").count()).toBe(0);
    expect(await opened.locator("table").count()).toBe(3);
    expect(await opened.locator("body > svg").count()).toBe(1);
    expect(await opened.locator("h1").textContent()).toBe(`doses.csv: ${formula}`);
    expect(await opened.locator("body").textContent()).toContain(`dose${image}`);
    expect(asked).toEqual([]);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("forgets everything when it is told to", async () => {
    const { page } = await fitted();
    await page.getByRole("button", { name: "Dark colors" }).click();
    const kept = () =>
      page.evaluate(async () => [
        ...(await caches.keys()),
        ...Object.keys(localStorage),
        ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
      ]);
    await expect.poll(async () => (await kept()).length).toBe(3);
    await page.evaluate(() => {
      navigator.serviceWorker.register = () => Promise.reject(new Error("kept out for this test"));
    });
    await page.getByRole("button", { name: "Forget everything" }).click();
    await page.locator(".card").first().waitFor();
    expect(await page.evaluate(() => [location.hash, document.documentElement.dataset.theme])).toEqual(["", "light"]);
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    await page.context().close();
  });
});
