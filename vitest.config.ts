import { readFileSync } from "node:fs";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

/** A .wasm file imported as its bytes, as esbuild's "binary" loader does. */
const wasmBytes = {
  name: "wasm-bytes",
  enforce: "pre" as const,
  load(id: string) {
    const file = id.split("?")[0];
    if (!file.endsWith(".wasm")) return null;
    const base64 = JSON.stringify(readFileSync(file).toString("base64"));
    return { code: `export default Uint8Array.from(atob(${base64}), (c) => c.charCodeAt(0));`, map: null };
  },
};

const node = {
  plugins: [wasmBytes],
  test: {
    name: "node",
    environment: "node" as const,
    include: ["test/**/*.test.ts"],
    exclude: ["test/browser/**"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
};

// The path of a Chromium; without it the tests run in Node alone.
const executablePath = process.env.CHROMIUM;

const chromium = {
  plugins: [wasmBytes],
  test: {
    name: "chromium",
    include: ["test/browser/**/*.test.ts"],
    globalSetup: ["test/support/node-bits.ts"],
    testTimeout: 60_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath: executablePath ?? "", args: ["--no-sandbox"] } }),
      instances: [{ browser: "chromium" as const }],
    },
  },
};

export default defineConfig({
  test: {
    globalSetup: ["test/support/global-setup.ts"],
    projects: executablePath ? [node, chromium] : [node],
  },
});
