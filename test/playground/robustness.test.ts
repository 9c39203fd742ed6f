// The page under strain: hostile names, no network, long fits, big files, and people who cannot use a mouse.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dropFile, executablePath, PlaygroundSite, typeFormula } from "./page.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const machines = { sample: "Machines", formula: "score ~ Machine + (Machine | Worker)" };
const verdict = ".verdict .headline";

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

  it("transfers 36 kB until a sample can be chosen, the worker and the editor excluded", async () => {
    const { page } = await site.page(null, { serviceWorkers: "block" });
    await page.locator(".cm-content").waitFor();
    const names = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    const loaded = names.filter((name) => !/rich-editor|worker/.test(name));
    expect(loaded.length).toBeGreaterThan(3);
    const sizes = await page.evaluate(
      (urls) => Promise.all(urls.map(async (url) => await (await fetch(url)).text())),
      [...loaded, page.url()],
    );
    const total = sizes.reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
    expect(total).toBeLessThan(36_000);
    await page.context().close();
  });

  it("works without a network after the first visit", async () => {
    const { page } = await site.page();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.context().setOffline(true);
    await page.reload();
    await page.selectOption("#sample", "Machines");
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
    await page.selectOption("#sample", "Machines");
    await page.locator(verdict).waitFor();
    await page.context().close();
  }, 60_000);

  it.each(["light", "dark"] as const)(
    "has no serious finding of axe in its %s form, nor on a phone",
    async (colorScheme) => {
      const { page } = await site.page(machines, { colorScheme, viewport: { width: 390, height: 800 } });
      // The policy lets no inline script in; tests come in by the debugger.
      await page.locator(verdict).waitFor();
      await page.evaluate(axe);
      for (const tab of ["Plots", "Compare", "Take away", "Fit"]) {
        await page.getByRole("tab", { name: tab }).click();
        if (tab === "Plots") await page.locator(".stage svg").first().waitFor();
        const found = await page.evaluate(async () => {
          const { axe: checker } = globalThis as unknown as {
            axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { target: string[] }[] }[] }> };
          };
          const { violations } = await checker.run();
          return violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
        });
        expect(found, tab).toEqual([]);
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(390);
      await page.context().close();
    },
  );

  it("can be used by keyboard alone", async () => {
    const { page } = await site.page(machines);
    await page.locator(verdict).waitFor();
    await page.getByRole("tab", { name: "Fit" }).focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("tab", { selected: true }).textContent()).toBe("Plots");
    await page.keyboard.press("ArrowLeft");
    expect(await page.getByRole("tab", { selected: true }).textContent()).toBe("Fit");
    await page.getByLabel("Criterion").focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.locator(".verdict").textContent()).toContain("−2 log-likelihood");
    await page.context().close();
  });
});
