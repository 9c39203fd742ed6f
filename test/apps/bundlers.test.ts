// The same small application, built by each bundler and by none, in a real browser under a strict policy.
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build as esbuild } from "esbuild";
import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundlePackage } from "../../scripts/build.mjs";
import { staticServer } from "../support/static-server.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const executablePath = process.env.CHROMIUM ?? "";

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; base-uri 'none'";

/** Writes the application to be served into `out`. */
const BUNDLERS: Readonly<Record<string, (app: string, out: string) => Promise<void>>> = {
  async esbuild(app, out) {
    await esbuild({
      absWorkingDir: app,
      entryPoints: { app: "app.js", worker: "blup/worker" },
      outdir: out,
      bundle: true,
      minify: true,
      format: "esm",
      logLevel: "error",
    });
  },
  async Vite(app, out) {
    const { build } = await import("vite");
    const rollupOptions = { input: join(app, "app.js"), output: { entryFileNames: "app.js" } };
    await build({
      root: app,
      configFile: false,
      logLevel: "error",
      base: "./",
      worker: { format: "es" },
      build: { outDir: out, target: "es2022", modulePreload: false, rollupOptions },
    });
  },
  async webpack(app, out) {
    const { webpack } = (await import("webpack")).default;
    const compiler = webpack({
      mode: "production",
      context: app,
      entry: "./app.js",
      // Minifying takes webpack longer than all the rest.
      optimization: { minimize: false },
      output: { path: out, filename: "app.js", module: true },
      experiments: { outputModule: true },
      performance: { hints: false },
    });
    await new Promise<void>((resolve, reject) =>
      compiler.run((error, stats) => {
        if (error ?? stats?.hasErrors()) reject(error ?? new Error(stats?.toString()));
        else compiler.close(() => resolve());
      }),
    );
  },
  async "no bundler"(app, out) {
    cpSync(join(app, "node_modules/blup/dist"), join(out, "blup"), { recursive: true });
    copyFileSync(join(app, "app.js"), join(out, "app.js"));
  },
};

const FILES = [
  "datasets/sleepstudy.csv",
  "test/fixtures/reading/rt_eu.csv",
  ...["plain.csv", "zstd.parquet", "two-sheets.xlsx", "lz4.feather"].map((name) => `test/fixtures/tables/${name}`),
];

// Without a bundler the name "blup" needs a map; its hash stands in the policy.
const IMPORT_MAP = '{"imports":{"blup":"./blup/index.js"}}';

async function policy(hasMap: boolean): Promise<string> {
  if (!hasMap) return POLICY;
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(IMPORT_MAP));
  const base64 = Buffer.from(hash).toString("base64");
  return POLICY.replace("script-src 'self'", `script-src 'self' 'sha256-${base64}'`);
}

describe.skipIf(executablePath === "")("an application with blup", () => {
  const app = mkdtempSync(join(tmpdir(), "blup-bundled-"));
  let browser: Browser;

  beforeAll(async () => {
    const installed = join(app, "node_modules/blup");
    mkdirSync(installed, { recursive: true });
    copyFileSync(join(root, "package.json"), join(installed, "package.json"));
    writeFileSync(join(app, "package.json"), '{"type":"module"}');
    copyFileSync(join(root, "test/apps/app.js"), join(app, "app.js"));
    await bundlePackage(join(installed, "dist"));
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(app, { recursive: true, force: true });
  });

  const open = async (out: string, csp: string, path = "/") => {
    const server = await staticServer(out, { "Content-Security-Policy": csp });
    const page = await browser.newPage();
    try {
      await page.goto(`${server.url}${path}`);
      return JSON.parse((await page.locator("pre").textContent({ timeout: 20_000 })) ?? "");
    } finally {
      await page.close();
      await server.close();
    }
  };

  it.each(Object.keys(BUNDLERS))(
    "runs in Chromium, on the page and in a worker, built by %s",
    async (name) => {
      const folder = join(app, name.replace(" ", "-"));
      const out = join(folder, "some/path");
      mkdirSync(out, { recursive: true });
      await BUNDLERS[name](app, out);
      const hasMap = name === "no bundler";
      const map = hasMap ? `<script type="importmap">${IMPORT_MAP}</script>` : "";
      writeFileSync(join(out, "index.html"), `<!doctype html>${map}<script type="module" src="app.js"></script>`);
      for (const path of FILES) copyFileSync(join(root, path), join(out, basename(path)));
      const tables = [60, 60, 960, 960, 60, 60, 60, 60, 60, 60];
      const numbers = [1743.6282719599465, 251.40510484848477, 10.467285959595996].map((n) => expect.closeTo(n, 6));
      const expected = { tables, here: numbers, there: numbers, sameSummary: true };
      expect(await open(folder, await policy(hasMap), "/some/path/")).toEqual(expected);
    },
    60_000,
  );

  it("needs 'wasm-unsafe-eval' and nothing more of a policy", async () => {
    const out = join(app, "esbuild/some/path");
    const strict = POLICY.replace(" 'wasm-unsafe-eval'", "");
    expect(await open(out, strict)).toEqual({ error: expect.stringContaining("WebAssembly") });
  });
});
