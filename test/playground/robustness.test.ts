// The page under strain: hostile names, no network, long fits, big files, and people who cannot use a mouse.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dropFile, executablePath, giveFile, openSample, PlaygroundSite, typeFormula } from "./page.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const machines = { sample: "Machines", formula: "score ~ Machine + (Machine | Worker)" };
const verdict = ".verdict .headline";

/** What axe finds on the page as it is, of any impact. */
function findings(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> };
    };
    const { violations } = await checker.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  });
}

/** Eight conditions by five modalities, with names as long as people give them. */
function longNames(): string {
  let state = 3;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296 - 0.5;
  };
  const rows = Array.from({ length: 30 }, (_, person) => {
    const own = 200 * draw();
    return Array.from({ length: 40 }, (_, trial) => {
      const time = (600 + own + 300 * draw()).toFixed(2);
      return `participant${person},very_long_condition_name_number_${trial % 8},${MODALITIES[trial % 5]},${time}`;
    });
  });
  const names =
    "participant_identifier,experimental_condition_of_the_trial,presentation_modality,reaction_time_in_milliseconds";
  return [names, ...rows.flat()].join("\n");
}

const MODALITIES = ["audiovisual", "auditory", "none", "tactile", "visual"];

describe.skipIf(executablePath === "")("the page under strain", () => {
  let site: PlaygroundSite;
  beforeAll(async () => {
    site = await PlaygroundSite.open("robustness");
  });
  afterAll(() => site?.close());

  it("shows names and levels as text, whatever is in them", async () => {
    const { page, troubles } = await site.page();
    const image = "<img src=x onerror=document.title='taken'>";
    const rows = Array.from({ length: 60 }, (_, i) => {
      const level = [image, "__proto__", "constructor", '=cmd|"/c calc"!A1', "toString", "</script>"][i % 6];
      return `"${level.replaceAll('"', '""')}",${(i * 37) % 19},${i % 7}`;
    });
    await dropFile(page, `${image}.csv`, [`"${image}",__proto__,constructor`, ...rows].join("\n"));
    await expect.poll(() => page.locator("#data-status").textContent()).toContain("60 rows");
    await typeFormula(page, `\`__proto__\` ~ constructor + (1 | \`${image}\`)`);
    await page.locator(verdict).waitFor();
    for (const tab of ["Plots", "Compare", "Take away", "Fit"]) {
      await page.getByRole("tab", { name: tab }).click();
      await page.waitForTimeout(500);
    }
    expect(await page.locator("main img").count()).toBe(0);
    expect(await page.title()).toContain("blup");
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("refuses a gzip bomb in words, and goes on", async () => {
    const { page, troubles } = await site.page();
    const bomb = gzipSync(Buffer.concat([Buffer.from("y,x,g\n1,2,a\n"), Buffer.alloc(2 ** 28, "b")]), { level: 1 });
    expect(bomb.length).toBeLessThan(1_300_000);
    await giveFile(page, "bomb.csv.gz", bomb);
    await expect
      .poll(() => page.locator("#data-status").textContent(), { timeout: 20_000 })
      .toContain("line 3 does not end within 16777216 characters");
    await openSample(page, "Machines");
    await page.locator(verdict).waitFor();
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("transfers 36 kB until a sample can be chosen", async () => {
    const { page } = await site.page(null, { serviceWorkers: "block" });
    await page.waitForLoadState("networkidle");
    const names = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((name) => /worker|editor/.test(name))).toEqual([]);
    const texts = await page.evaluate(
      (urls) => Promise.all(urls.map(async (url) => await (await fetch(url)).text())),
      [...names, page.url()],
    );
    const total = texts.reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
    expect(total).toBeLessThan(36_000);
    await page.context().close();
  });

  it("works without a network after the first visit", async () => {
    const { page } = await site.page();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.context().setOffline(true);
    await page.reload();
    await openSample(page, "Machines");
    await page.locator(verdict).waitFor();
    await page.getByRole("tab", { name: "Plots" }).click();
    await page.locator(".stage svg").first().waitFor();
    await page.context().close();
  });

  it("plans a big model first, and cancels a long fit", async () => {
    const { page } = await site.page();
    let state = 1;
    const draw = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 4_294_967_296) * below);
    };
    const rows = Array.from({ length: 30_000 }, () => `${draw(65_537)},s${draw(2500)},i${draw(2400)},${draw(17)}`);
    await dropFile(page, "big.csv", ["y,subject,item,x", ...rows].join("\n"));
    await expect.poll(() => page.locator("#data-status").textContent()).toContain("30,000 rows");
    await typeFormula(page, "y ~ x + (x | subject) + (x | item)");
    const status = page.locator("#fit-status");
    await expect
      .poll(() => status.textContent(), { timeout: 20_000 })
      .toMatch(/This is a big model: 30,000 rows, \d+ MB/);
    await page.getByRole("button", { name: "Fit it" }).click();
    await page.locator("#fit-status").getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => status.textContent(), { timeout: 10_000 }).toBe("The fit was cancelled.");
    await typeFormula(page, "y ~ x + (1 | subject)");
    await page.locator(verdict).waitFor();
    await page.context().close();
  }, 60_000);

  it("reads a file of 200 MB without freezing, and can be told to stop", async () => {
    const { page } = await site.page();
    const longest = await page.evaluate(async () => {
      const line = "1234.5,subject-17,item-23,0.25,7,another-text\n".repeat(20_000);
      const block = new Blob(["x".repeat(0), line]);
      const file = new File(
        ["y,s,i,x,n,t\n", ...new Array<Blob>(Math.ceil(2e8 / line.length)).fill(block)],
        "huge.csv",
      );
      let longest = 0;
      let last = performance.now();
      const watch = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 10);
      const transfer = new DataTransfer();
      transfer.items.add(file);
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
      const bar = () => document.querySelector<HTMLProgressElement>("#data-status progress");
      const until = performance.now() + 20_000;
      while ((bar()?.value ?? 0) < 0.02 && performance.now() < until) await new Promise((go) => setTimeout(go, 20));
      clearInterval(watch);
      return { longest, size: file.size, share: bar()?.value ?? 0 };
    });
    expect(longest.size).toBeGreaterThan(1.9e8);
    expect(longest.share).toBeGreaterThan(0.02);
    expect(longest.longest).toBeLessThan(1000);
    await page.locator("#data-status").getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => page.locator("#data-status").textContent()).toBe("Reading huge.csv was cancelled.");
    await openSample(page, "Machines");
    await page.locator(verdict).waitFor();
    await page.context().close();
  }, 60_000);

  describe.each(["light", "dark"] as const)("in its %s form", (colorScheme) => {
    it.each([1280, 390])("has no finding of axe in any state at %i pixels, and no sideways scroll", async (width) => {
      const { page, troubles } = await site.page(null, { colorScheme, viewport: { width, height: 800 } });
      const check = async (state: string) => {
        expect(await findings(page), state).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), state).toBeLessThanOrEqual(width);
      };
      // The policy lets no inline script in; tests come in by the debugger.
      await page.evaluate(axe);
      await page.locator(".card").first().waitFor();
      await check("nothing yet");
      await openSample(page, "Machines");
      await page.locator(verdict).waitFor();
      for (const tab of ["ANOVA", "Means", "Plots", "Diagnostics", "Compare", "Take away", "Fit"]) {
        await page.getByRole("tab", { name: tab }).click();
        if (tab === "ANOVA") await page.locator(".take summary").first().click();
        if (tab === "Means") await page.locator(".card-of-table").nth(1).waitFor();
        if (tab === "Diagnostics") {
          await page.getByText("All numbers").click();
          await page.getByRole("button", { name: "Show the quantiles" }).first().click();
          await page.locator(".stage svg").first().waitFor();
        }
        if (tab === "Plots") await page.locator(".stage svg").first().waitFor();
        await check(tab);
      }
      await page.locator(".levels summary").first().click();
      await page.getByText("How the file is read").click();
      await page.getByText("Build the formula").click();
      await page.getByText("Details", { exact: true }).click();
      await check("all opened");
      await page.getByRole("button", { name: "Wide to long" }).click();
      await check("a dialog");
      await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
      await typeFormula(page, "score ~ Machin + (1 | Worker)");
      await expect.poll(() => page.locator("#formula-error").textContent()).toContain("did you mean");
      await check("an error in the formula");
      await dropFile(page, "wrong.csv", "a,b\n1,2\n3,4,5,6\n");
      await page.locator("#data-help .reading").waitFor();
      await check("a file that cannot be read");
      const rows = Array.from({ length: 60 }, (_, i) => `${i === 7 ? "n/a" : (i * 37) % 19},${i % 6},${(i * 7) % 23}`);
      await dropFile(page, "doubtful.csv", ["x,g,y", ...rows].join("\n"));
      await page.locator("#data-notices .notice").waitFor();
      await typeFormula(page, "y ~ x + (1 | g)");
      await page.locator("#formula-remedies button").first().waitFor();
      await check("a doubtful column");
      expect(troubles).toEqual([]);
      await page.context().close();
    });
  });

  it("has targets of 24 pixels, and no sideways scroll at 320 pixels, with text spacing too", async () => {
    const { page, troubles } = await site.page(machines, { viewport: { width: 320, height: 700 } });
    await page.locator(verdict).waitFor();
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("* { line-height: 1.5; letter-spacing: 0.12em; word-spacing: 0.16em; }");
      document.adoptedStyleSheets = [sheet];
    });
    for (const tab of ["Fit", "ANOVA", "Means", "Plots", "Diagnostics", "Compare", "Take away"]) {
      await page.getByRole("tab", { name: tab }).click();
      await page.locator("#panel :is(table, pre, svg, .findings)").first().waitFor();
      const { small, scroll } = await page.evaluate(() => ({
        small: Array.from(document.querySelectorAll("button, select, input:not([type=file]), summary"), (target) => {
          const { width, height } = (target.closest("label") ?? target).getBoundingClientRect();
          return width > 0 && Math.min(width, height) < 24 ? `${target.textContent} ${width} × ${height}` : "";
        }).filter((text) => text !== ""),
        scroll: document.documentElement.scrollWidth,
      }));
      expect(small, tab).toEqual([]);
      expect(scroll, tab).toBeLessThanOrEqual(320);
    }
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it.each([1280, 390])("never loses a number of 40 coefficients with long names, at %i pixels", async (width) => {
    const { page } = await site.page(null, { viewport: { width, height: 800 } });
    await dropFile(page, "big.csv", longNames());
    await page.locator(".variables > li").first().waitFor();
    await typeFormula(
      page,
      "reaction_time_in_milliseconds ~ experimental_condition_of_the_trial * presentation_modality + (1 | participant_identifier)",
    );
    await expect.poll(() => page.locator(".coefficients tr[data-name]").count()).toBe(40);
    const { outside, names, lines, scroll } = await page.evaluate(() => {
      const panel = (document.getElementById("panel") as HTMLElement).getBoundingClientRect();
      const table = (document.querySelector(".coefficients") as HTMLElement).getBoundingClientRect();
      const rows = Array.from(document.querySelectorAll(".coefficients tr[data-name]"));
      const box = (row: Element, cell: string) => {
        const range = document.createRange();
        range.selectNodeContents(row.querySelector(cell) as Element);
        return range.getBoundingClientRect();
      };
      const isOutside = ({ left, right, width: size }: DOMRect) =>
        size === 0 || left < panel.left || right > Math.min(panel.right, innerWidth);
      return {
        outside: rows.flatMap((row) => [".estimate", ".interval", ".p"].filter((cell) => isOutside(box(row, cell)))),
        names: Math.max(...rows.map((row) => (row.children[0].getBoundingClientRect().width / table.width) * 100)),
        lines: new Set(rows.map((row) => Math.round(box(row, ".p").top - box(row, ".estimate").top))).size,
        scroll: document.documentElement.scrollWidth,
      };
    });
    expect(outside).toEqual([]);
    expect(scroll).toBeLessThanOrEqual(width);
    expect(lines).toBe(1);
    if (width === 1280) expect(names).toBeLessThanOrEqual(40);
    await page.context().close();
  });

  it("can be used by keyboard alone", async () => {
    const { page } = await site.page(machines);
    await page.locator(verdict).waitFor();
    await page.getByRole("tab", { name: "Fit" }).focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("tab", { selected: true }).textContent()).toBe("ANOVA");
    await page.keyboard.press("ArrowLeft");
    expect(await page.getByRole("tab", { selected: true }).textContent()).toBe("Fit");
    await page.getByLabel("Criterion").focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.locator(".verdict").textContent()).toContain("−2 log-likelihood");
    await page.context().close();
  });
});
