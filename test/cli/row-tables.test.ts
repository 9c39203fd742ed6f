import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli, sleepstudy } from "./run-cli.js";

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "blup-rows-"));
  writeFileSync(at("gap.csv"), readFileSync(sleepstudy, "utf8").replace("249.56", "NA"));
  await runCli([
    "fit",
    "Reaction ~ Days + (Days | Subject)",
    at("gap.csv"),
    "--column-type",
    "Subject=factor",
    "--output",
    at("gap.json"),
    "-q",
  ]);
  await runCli([
    "fit",
    "Reaction ~ Days + (1 | Subject)",
    at("gap.csv"),
    "--column-type",
    "Subject=factor",
    "--output",
    at("one.json"),
    "-q",
  ]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("blup augment", () => {
  it("leaves rows without a value out, or has them with empty fields", async () => {
    const omit = (await runCli(["augment", at("gap.json")])).out.trimEnd().split("\n");
    expect(omit).toHaveLength(180);
    expect(omit[0]).toMatch(
      /^\.row,.*Reaction,Days,Subject,\.fitted,\.fixed,\.residual,\.pearson,\.standardized,\.leverage,\.cooksDistance$/,
    );
    expect(omit[1]).toMatch(/^2,/);
    const exclude = (await runCli(["augment", at("gap.json"), "--na-action", "exclude"])).out.trimEnd().split("\n");
    expect(exclude).toHaveLength(181);
    expect(exclude[1]).toMatch(/^1,.*,,,,,,,$/);
    expect(exclude.slice(2)).toEqual(omit.slice(1));
  });
});

describe("every command's tables", () => {
  it.each([
    ["coef", "gap.json"],
    ["ranef", "gap.json"],
    ["effect-sizes", "gap.json"],
    ["table", "gap.json", "one.json"],
    ["anova", "gap.json"],
    ["summary", "gap.json"],
  ])("%s are written in every format", async (command, ...files) => {
    const argv = [command, ...files.map(at)];
    for (const [format, start] of [
      ["text", /\S/],
      ["markdown", /\|/],
      ["latex", /\\begin\{tabular\}[\s\S]*\\bottomrule/],
      ["html", /<table>[\s\S]*<th scope="col"/],
      ["csv", /^[^\s]*,/],
      ["json", /^[[{]/],
    ] as const) {
      const { code, out, err } = await runCli([...argv, "--format", format]);
      expect([code, err]).toEqual([0, ""]);
      expect(out).toMatch(start);
    }
    const apa = await runCli([...argv, "--apa", "--table-number", "4"]);
    expect(apa.out).toMatch(/^Table 4\n/);
    expect((await runCli([...argv, "--apa", "--csv"])).err).toContain("--apa is for tables that people read");
  });
});
