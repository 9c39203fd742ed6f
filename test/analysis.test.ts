// The worked analysis: its commands print what docs/analysis.md says, and its text says what they print.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analysisPage } from "../scripts/analysis.mjs";
import { bundlePackage } from "../scripts/build.mjs";

const page = readFileSync(new URL("../docs/analysis.md", import.meta.url), "utf8");
const dist = mkdtempSync(join(tmpdir(), "blup-cli-"));

/** Numbers with a decimal point, as written; a minus sign may be typographic. */
function numbersIn(text: string): string[] {
  return text.replaceAll("−", "-").match(/(?<![\w.])-?\d*\.\d+(?:e-?\d+)?/g) ?? [];
}

/** Whether a number printed somewhere is `text` when rounded as `text` is. */
function isPrinted(text: string, printed: readonly number[]): boolean {
  const decimals = text.split(".")[1].length;
  const value = Math.abs(Number(text));
  return printed.some((number) => Math.abs(Math.abs(number) - value) <= 0.5000001 * 10 ** -decimals);
}

describe("the worked analysis", () => {
  beforeAll(async () => {
    await bundlePackage(dist);
  });
  afterAll(() => rmSync(dist, { recursive: true, force: true }));

  it("shows what its commands print", () => {
    expect(analysisPage(page, join(dist, "cli.js"))).toBe(page);
  });

  it("tells in its text only numbers that the commands have printed", () => {
    const [prose, printed] = [page.replace(/^```[\s\S]*?^```$/gm, ""), page.match(/^```[\s\S]*?^```$/gm) ?? []];
    const numbers = numbersIn(printed.join("\n")).map(Number);
    const claims = numbersIn(prose);
    expect(claims.length).toBeGreaterThan(15);
    expect(claims.filter((text) => !isPrinted(text, numbers))).toEqual([]);
  });
});
