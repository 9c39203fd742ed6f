import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli, sleepstudy } from "./run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "blup-plot-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

async function plotted(fit: string, kind: string, ...more: string[]): Promise<string> {
  const output = at(`${kind}.svg`);
  expect(await runCli(["plot", fit, ...more, "--kind", kind, "--output", output])).toEqual({
    code: 0,
    out: "",
    err: "",
  });
  return readFileSync(output, "utf8");
}

describe("blup plot", () => {
  const sleep = at("sleep.json");
  beforeAll(async () => {
    const model = "Reaction ~ Days + (Days | Subject)";
    await runCli(["fit", model, sleepstudy, "--type", "Subject=factor", "--output", sleep]);
  });

  it("draws each kind, with a title, labels and a mark for everything", async () => {
    const caterpillar = await plotted(sleep, "caterpillar");
    expect(caterpillar).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(count(caterpillar, /<circle/g)).toBe(36);
    for (const text of ["Random effects with 95 % intervals", "Days by Subject", ">308<"])
      expect(caterpillar).toContain(text);
    const residuals = await plotted(sleep, "residuals");
    expect(count(residuals, /<circle/g)).toBe(180);
    expect(residuals).toContain("Fitted Reaction");
    expect(count(await plotted(sleep, "shrinkage"), /<circle/g)).toBe(36);
    const effects = await plotted(sleep, "effects", sleepstudy);
    for (const text of ["Effects on Reaction", ">Days<", ">Reaction<"]) expect(effects).toContain(text);
    expect(count(effects, /<circle/g)).toBe(180);
    expect(await plotted(sleep, "profile")).toContain("sd_Days|Subject");
    expect(await plotted(sleep, "qq")).toContain("Quantile of the normal distribution");
  }, 60_000);

  it("writes the names of a hostile data set as text", async () => {
    const names = ["<img src=x onerror=alert(1)>", '"&amp;', "</svg><script>1</script>"];
    const rows = Array.from(
      { length: 60 },
      (_, i) => `"${names[i % 3].replaceAll('"', '""')}${i % 6}",${(i * 37) % 19}`,
    );
    writeFileSync(at("hostile.csv"), ["<b>g,y", ...rows].join("\n"));
    const fit = at("hostile.json");
    await runCli(["fit", "y ~ 1 + (1 | `<b>g`)", at("hostile.csv"), "--output", fit]);
    const svg = await plotted(fit, "caterpillar");
    expect(svg).toContain("&lt;img src");
    expect(svg).not.toMatch(/<(img|script|b)\b/);
  });

  it("paints a PNG of twice the pixels", async () => {
    const output = at("qq.png");
    const { code } = await runCli(["plot", sleep, "--kind", "qq", "--width", "400", "--output", output]);
    const bytes = readFileSync(output);
    expect([code, bytes.subarray(1, 4).toString(), bytes.readUInt32BE(16)]).toEqual([0, "PNG", 864]);
  });

  it("says what is wrong with a kind, a file or a model", async () => {
    const wrong = async (...args: string[]) => (await runCli(["plot", sleep, ...args])).err;
    expect(await wrong("--kind", "pie", "--output", "x.svg")).toContain("Allowed choices are");
    expect(await wrong("--kind", "qq", "--output", "x.pdf")).toContain("ends in .svg or .png");
    expect(await wrong("--kind", "qq", "--output", at("no/x.svg"))).toContain("cannot be written");
    const empty = at("empty.json");
    await runCli(["fit", "Reaction ~ 1 + (1 | Subject)", sleepstudy, "--type", "Subject=factor", "--output", empty]);
    const { err } = await runCli(["plot", empty, "--kind", "effects", "--output", at("x.svg")]);
    expect(err).toContain("no variables in its fixed part");
  });
});
