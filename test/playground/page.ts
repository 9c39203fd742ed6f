// The page in a browser, for tests: built once, served on this machine, watched for requests to anywhere else.
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright";
import { buildPlayground } from "../../scripts/playground.mjs";
import { type StaticServer, staticServer } from "../support/static-server.js";

export const executablePath = process.env.CHROMIUM ?? "";

const folder = fileURLToPath(new URL("../../build/test/playground", import.meta.url));

export interface OpenPage {
  readonly page: Page;
  /** Errors of scripts and of the policy, and requests that left the page's own origin. */
  readonly troubles: string[];
}

export class PlaygroundSite {
  readonly #browser: Browser;
  readonly #server: StaticServer;

  private constructor(browser: Browser, server: StaticServer) {
    this.#browser = browser;
    this.#server = server;
  }

  /** Files of tests run side by side: each has a copy of its own, by its name. */
  static async open(name: string): Promise<PlaygroundSite> {
    const outdir = `${folder}/${name}`;
    await buildPlayground(`${outdir}/deep/er`);
    const server = await staticServer(outdir);
    return new PlaygroundSite(await chromium.launch({ executablePath, args: ["--no-sandbox"] }), server);
  }

  /** A page of its own; `model` is what its link asks for. */
  async page(model: object | null = null, options: BrowserContextOptions = {}): Promise<OpenPage> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(25_000);
    const troubles: string[] = [];
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") troubles.push(message.text());
    });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(this.#server.url) && !/^(blob|data):/.test(url)) troubles.push(`request to ${url}`);
    });
    const hash = model === null ? "" : `#${encodeURIComponent(JSON.stringify(model))}`;
    await page.goto(`${this.#server.url}/deep/er/${hash}`);
    return { page, troubles };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }
}

/** Puts a formula in place of the one that is there, as a person types it. */
export async function typeFormula(page: Page, formula: string): Promise<void> {
  // The rich field takes the place of the plain one once it is loaded.
  await page.locator(".cm-content").waitFor();
  const field = page.getByRole("textbox", { name: "Formula" });
  await field.click();
  await page.keyboard.press("Control+A");
  await page.keyboard.type(formula, { delay: 2 });
  await page.keyboard.press("Escape");
}

/** A file dropped onto the page. */
export async function dropFile(page: Page, name: string, content: string | Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, base64]) => {
      const made = new DataTransfer();
      made.items.add(new File([Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))], fileName));
      return made;
    },
    [name, Buffer.from(content).toString("base64")],
  );
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
}

/** A sample, by its card on the empty page or from the list. */
export async function openSample(page: Page, name: string): Promise<void> {
  const card = page.locator(`[data-sample="${name}"]`);
  if (await card.isVisible()) await card.click();
  else await page.selectOption("#sample", name);
}

/** A file chosen by its button. */
export async function giveFile(page: Page, name: string, content: Uint8Array | string): Promise<void> {
  await page.setInputFiles("#file", { name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });
}

/** The coefficients, as texts: name, estimate, interval, and behind them what is tested. */
export function coefficientRows(page: Page): Promise<string[][]> {
  return page
    .locator(".coefficients tr[data-name]")
    .evaluateAll((rows) =>
      rows.map((row) => [
        row.getAttribute("data-name") ?? "",
        ...Array.from(row.children, (cell) => cell.textContent ?? "").slice(1),
      ]),
    );
}

/** Rows of the table of that title, as texts. */
export function tableRows(page: Page, caption: string): Promise<string[][]> {
  const table = page.locator("table", { has: page.locator("caption", { hasText: caption }) });
  return table
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => Array.from(row.children, (cell) => cell.textContent ?? "")));
}
