// blup diagnose.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli, sleepstudy } from "./run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "blup-diagnose-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const sleep = join(folder, "sleep.json");

beforeAll(async () => {
  const model = ["Reaction ~ Days + (Days | Subject)", sleepstudy, "--type", "Subject=factor"];
  expect((await runCli(["fit", ...model, "--output", sleep])).code).toBe(0);
});

describe("blup diagnose", () => {
  it("prints findings and tables, with influence where it is asked for", async () => {
    const { out, code, err } = await runCli(["diagnose", sleep, "--influence", "Subject"]);
    const expected = readFileSync(new URL("../snapshots/diagnostics/sleepstudy.txt", import.meta.url), "utf8");
    expect({ out, code, err }).toEqual({ out: expected, code: 0, err: "" });
    const without = (await runCli(["diagnose", sleep, sleepstudy])).out;
    expect(without).not.toContain("Influence by deletion");
  });

  it("prints JSON, Markdown and CSV", async () => {
    const tables = JSON.parse((await runCli(["diagnose", sleep, "--json"])).out) as { title: string; rows: object[] }[];
    expect(tables.map(({ title }) => title).slice(0, 3)).toEqual([
      "Findings",
      "Explained variance",
      "Intraclass correlation",
    ]);
    expect(tables[1].rows[0]).toMatchObject({ kind: "marginal" });
    expect((await runCli(["diagnose", sleep, "--markdown"])).out).toMatch(/\| marginal +\|/);
    expect((await runCli(["diagnose", sleep, "--csv"])).out).toContain("\n\nkind,rSquared\nmarginal,0.278");
  });

  it("says which grouping factors there are, and what is no count of workers", async () => {
    const { code, err } = await runCli(["diagnose", sleep, "--influence", "Item"]);
    expect({ code, err }).toEqual({
      code: 1,
      err: 'error: option "group" is "Item"; the grouping factors are "Subject"\n',
    });
    expect((await runCli(["diagnose", sleep, "--workers", "-2"])).err).toContain('Expected a count or "auto".');
  });

  it("has the help that is documented", async () => {
    await expect((await runCli(["diagnose", "--help"])).out).toMatchFileSnapshot("../snapshots/help/diagnose.txt");
  });
});
