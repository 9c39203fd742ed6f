// The text in which the package has its core.
import { expect, test } from "vitest";
import { coreModule, coreText } from "../../scripts/core-text.mjs";

test("gives every byte back, by characters that need no escape", async () => {
  const bytes = Uint8Array.from({ length: 1024 }, (_, i) => (i < 256 ? i : (i * i + 7 * i) % 256));
  expect(coreText(bytes)).toMatch(/^[#-[\]-~]+$/);
  const { default: read } = await import(`data:text/javascript,${encodeURIComponent(coreModule(bytes))}`);
  expect(read).toEqual(bytes);
});
