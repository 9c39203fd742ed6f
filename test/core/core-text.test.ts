// The text in which the package has its core.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { coreModule, coreText } from "../../scripts/core-text.mjs";

const bytesOf = async (module: string): Promise<Uint8Array> =>
  (await import(`data:text/javascript,${encodeURIComponent(module)}`)).default;

test("gives every byte back, by characters that need no escape", async () => {
  const bytes = Uint8Array.from({ length: 1024 }, (_, i) => (i < 256 ? i : (i * i + 7 * i) % 256));
  expect(coreText(bytes)).toMatch(/^[#-[\]-~]+$/);
  expect(await bytesOf(coreModule(bytes))).toEqual(bytes);
});

test("leaves out tables of exp, log and log2 that follow from others, and gives back every byte of the core", async () => {
  const core = new Uint8Array(readFileSync(fileURLToPath(new URL("../../build/core.wasm", import.meta.url))));
  const module = coreModule(core);
  expect(Buffer.compare(await bytesOf(module), core)).toBe(0);
  expect(gzipSync(coreText(core)).length - gzipSync(module).length).toBeGreaterThan(4000);
});
